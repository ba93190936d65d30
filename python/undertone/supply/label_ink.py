"""An ink of which only the label is known, and perhaps the colour of a film or two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import as_color, check_numbers
from undertone._base.ranges import in_range
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.inks.line import Colorant, Ink
from undertone.matching.recipe import ValueRange


@dataclass(frozen=True, eq=False)
class LabFilm(Value):
    """The colour of a film of an ink, as a phone colorimeter gives it.

    Parameters
    ----------
    lab : (3,)
    surface : float
        Surface reflection that the reading holds: 0.028 for 8/d SCI, 0 without.
    backing : str
        ``"white"`` or ``"black"``; ``card_lab`` is the bare card by the same instrument, a usual one where None.
    wet_thickness_mm : float, or None
        What the bar is named; None: unknown.
    """

    lab: npt.ArrayLike
    water_parts: float
    wet_thickness_mm: float | None = None
    backing: str = "white"
    card_lab: npt.ArrayLike | None = None
    illuminant: str = "D65"
    observer: str = "1931_2deg"
    surface: float = 0.0

    def __post_init__(self) -> None:
        check_fields(self)
        for name in ("water_parts", "wet_thickness_mm", "surface"):
            if getattr(self, name) is not None:
                in_range(name, getattr(self, name), -1e10, 1e10)
        for name in ("lab", "card_lab"):
            if getattr(self, name) is not None:
                check_numbers(name, getattr(self, name))

    def _to_core(self, **given: Any) -> _core.LabFilm:
        return _core.LabFilm(
            lab=as_color("lab", self.lab),
            illuminant=self.illuminant,
            observer=self.observer,
            surface=self.surface,
            backing=self.backing,
            card_lab=None if self.card_lab is None else as_color("card_lab", self.card_lab),
            water_parts=self.water_parts,
            wet_thickness_mm=self.wet_thickness_mm,
        )


@dataclass(frozen=True)
class LabelComponent(Value):
    """How much of one pigment there may be: median and 80 %."""

    colorant: str
    color_index: str
    mg_per_ml: ValueRange


@dataclass(frozen=True, eq=False)
class LabelInk(Value):
    """What an ink may be by its label.

    ``colorant`` is the whole ink as one colorant with wide ranges, ``optics`` ``"label"``; ``log_sd_after_drawdown`` what one drawdown
    would leave of its ``absorption_log_sd``.
    """

    colorant: Colorant
    pigment_mg_per_ml: float
    components: tuple[LabelComponent, ...]
    draws: int
    worst_film_delta_e: float
    log_sd_after_drawdown: float
    diagnostics: tuple[Diagnostic, ...]
    sentence: str

    def ink(self, *, lot: str = "", expires: str = "") -> Ink:
        """A bottle of it, for ``Line(colorants=[found.colorant], inks=[found.ink()])``."""
        return Ink(
            self.colorant.id, {self.colorant.id: self.pigment_mg_per_ml}, name=self.colorant.name, lot=lot, expires=expires
        )

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<LabelInk {self.colorant.id!r}: {', '.join(one.color_index for one in self.components)}>"


@checked
def ink_from_label(
    color_index: Sequence[str],
    films: LabFilm | Iterable[LabFilm] = (),
    *,
    id: str = "ink",
    name: str = "",
    descending: bool = True,
    least_pigment_mg_per_ml: float = 50.0,
    most_pigment_mg_per_ml: float = 300.0,
) -> LabelInk:
    """An ink by its label: every composition that obeys the label's order and the range of solids, narrowed by colours of films.

    Parameters
    ----------
    color_index : sequence of str
        As the label lists them: ``"CI 77491"``, ``"Pigment Black 7"``; by falling amount where ``descending``.
    films : LabFilm or several
        Two dilutions tell strength from proportions.
    least_pigment_mg_per_ml, most_pigment_mg_per_ml : float
        All pigment in 1 ml: 50 to 300 are 5 to 30 %.

    Raises
    ------
    DomainError
        For no pigment, one whose optics do not ship, one listed twice, a colour that no film has.
    """
    some = [films] if isinstance(films, LabFilm) else list(films)
    core: Any = _core.ink_from_label(
        list(color_index),
        [one._to_core() for one in some],
        id,
        name,
        descending,
        least_pigment_mg_per_ml,
        most_pigment_mg_per_ml,
    )
    return LabelInk._from_core(core)
