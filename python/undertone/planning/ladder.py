"""The shade chart that practitioners draw by hand, computed for one skin: each dilution of an ink, healed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_bands
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.inks.line import Ink, Line
from undertone.matching.recipe import ValueRange
from undertone.matching.search import treatment_options
from undertone.people.client import Client
from undertone.people.skin import Skin
from undertone.readings.scale import ReadingScale
from undertone.readings.spectrum import Reflectance
from undertone.show._axes import axes_or_new
from undertone.show._html import color_hex

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class LadderStep(Value):
    """One dilution of one ink, healed. Colours stand on the ladder's scale.

    Attributes
    ----------
    water_parts : float
        N of N:1.
    area, dot : Reflectance (81,)
        Of the healed area and of one dot, surface reflection excluded, at the medians.
    area_lab, dot_lab : (3,)
        The same, on the scale.
    area_l : ValueRange
        L* of the area: the 80 % that healing and the pigments' strength and slope leave open.
    lighter_than_previous_l : float
        L* of the area over that of the step before; 0 for the first.
    delta_e_2000, chance_darker : float or None
        To the target, and the chance of healing darker than it.
    """

    water_parts: float
    area: Reflectance
    dot: Reflectance
    area_lab: FloatArray
    dot_lab: FloatArray
    area_l: ValueRange
    lighter_than_previous_l: float
    delta_e_2000: float | None
    chance_darker: float | None


@dataclass(frozen=True, eq=False)
class LadderInk(Value):
    """One ink of a ladder. ``nearest`` is the step nearest to the target that is not darker than it at the medians, or None."""

    id: str
    steps: tuple[LadderStep, ...]
    nearest: int | None

    @property
    def water_parts(self) -> FloatArray:
        """(N,): N of N:1."""
        return np.array([step.water_parts for step in self.steps])

    @property
    def area_lab(self) -> FloatArray:
        """(N, 3)"""
        return np.array([step.area_lab for step in self.steps])


@dataclass(frozen=True, eq=False)
class Ladder(Printed):
    """Dilutions of one or more inks, healed in one skin. ``water_parts``, ``area`` and ``dot`` are those of the first ink.

    Attributes
    ----------
    scale : str
        Of every Lab: ``"8/d SCE, D65, 2 deg"``.
    bare, target : (3,)
        Lab on the scale; ``target`` is None where none was given.
    perceptible_delta_e_2000 : float
        What people notice on this skin.
    inks : tuple of LadderInk
    """

    scale: str
    bare: FloatArray
    target: FloatArray | None
    perceptible_delta_e_2000: float
    inks: tuple[LadderInk, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def water_parts(self) -> FloatArray:
        """(N,): N of N:1."""
        return self.inks[0].water_parts

    @property
    def area(self) -> FloatArray:
        """(N, 81): reflectance of the healed area."""
        return np.array([step.area for step in self.inks[0].steps])

    @property
    def dot(self) -> FloatArray:
        """(N, 81): reflectance of one dot."""
        return np.array([step.dot for step in self.inks[0].steps])

    def __getitem__(self, ink: str) -> LadderInk:
        for one in self.inks:
            if one.id == ink:
                return one
        raise DomainError("ink", repr(ink), ", ".join(one.id for one in self.inks))

    def __repr__(self) -> str:
        ids = ", ".join(one.id for one in self.inks)
        return f"<Ladder of {ids}: {self.water_parts[0]:g}:1 to {self.water_parts[-1]:g}:1>"

    @checked
    def plot(self, *, ax: Axes | None = None) -> Axes:
        """L* of the healed area over N, with its 80 % range, the bare skin and the target."""
        ax = axes_or_new(ax)
        for ink in self.inks:
            parts, l = ink.water_parts, ink.area_lab[:, 0]
            color = color_hex(ink.steps[0].dot_lab) if len(self.inks) == 1 else None
            (line,) = ax.plot(parts, l, marker="o", markersize=3, label=ink.id, color=color)
            low, high = ([getattr(step.area_l, end) for step in ink.steps] for end in ("low", "high"))
            ax.fill_between(parts, low, high, color=line.get_color(), alpha=0.15, linewidth=0)
            if ink.nearest is not None:
                at = parts[ink.nearest], l[ink.nearest]
                ax.plot(*at, marker="o", markersize=9, fillstyle="none", color=line.get_color())
                ax.annotate(f"{at[0]:g}:1", at, xytext=(6, -12), textcoords="offset points")
        ax.axhline(self.bare[0], color="#999999", linewidth=1, label="bare skin")
        if self.target is not None:
            ax.axhline(self.target[0], color="#222222", linestyle="--", linewidth=1, label="target")
        ax.set(xlabel="parts of water to one of ink", ylabel=f"L* of the healed area ({self.scale})")
        ax.legend(loc="lower right", frameon=False)
        return ax


@checked
def client_ladder(
    client: Client,
    line: Line,
    inks: Sequence[str | Ink] = (),
    dots: Dots | None = None,
    *,
    water_ladder: Sequence[float] | None = None,
    today: str | None = None,
) -> Ladder:
    """The ladder of a client, as ``undertone ladder`` shows it: on the instrument's scale, with what is to be heeded.

    Parameters
    ----------
    client : Client
    line, inks, dots, water_ladder
        As for ``ladder``.
    today : str, optional
        The date of mixing, ``"2026-05-01"``; this computer's where not given, ``""`` for no check of dates.

    Raises
    ------
    DomainError
        (a ValueError) as for ``ladder``, and for a text that is no date.
    """
    ids = [one.id if isinstance(one, Ink) else one for one in inks]
    parts = _core.ladder_water_parts() if water_ladder is None else list(water_ladder)
    dated = {"today": date.today().isoformat() if today is None else today}
    core: Any = _core.client_ladder(client._core, line._core, ids, parts, treatment_options(dots or Dots(), dated))
    return Ladder._from_core(core)


@checked
def ladder(
    skin: Skin,
    line: Line,
    inks: Sequence[str | Ink] = (),
    dots: Dots | None = None,
    target: npt.ArrayLike | Reflectance | None = None,
    *,
    water_ladder: Sequence[float] | None = None,
    scale: ReadingScale | None = None,
) -> Ladder:
    """What each dilution of an ink heals to on this skin: area and single dot, beside the target, with 80 % ranges.

    Parameters
    ----------
    skin : Skin
    line : Line
    inks : sequence of str or Ink
        Each gets a chart of its own; all of the line where none is named.
    dots : Dots, optional
    target : (81,), optional
        Reflectance of the shaved fringe, surface reflection excluded.
    water_ladder : sequence of float, optional
        N of N:1, rising; 0 to 60 as the trade names them where not given.
    scale : ReadingScale, optional
        On which Lab stands; surface excluded, D65, 2 degrees where not given.

    Raises
    ------
    DomainError
        (a ValueError) for an unknown ink or one named twice, dilutions that do not rise, a target outside 0 to 1.
    """
    ids = [one.id if isinstance(one, Ink) else one for one in inks]
    core: Any = _core.dilution_ladder(
        skin._core,
        line._core,
        ids,
        (dots or Dots())._to_core(),
        _core.ladder_water_parts() if water_ladder is None else list(water_ladder),
        None if target is None else as_bands("target", target),
        (scale or ReadingScale("8/d SCE"))._to_core(),
    )
    return Ladder._from_core(core)
