"""What healed readings teach of retention, depth and skin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import BANDS, FloatArray, as_color, check_numbers, measured_bands
from undertone._base.from_core import Context
from undertone._base.ranges import at_most, in_range
from undertone._base.values import NO_CONTEXT, Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.dots import Dots, LogNormal
from undertone.learning.learnt import LearntRange
from undertone.learning.standing import SessionDots, _line_of
from undertone.people.skin import Skin
from undertone.people.skin_fit import SkinFit
from undertone.readings.scale import ReadingScale
from undertone.show._html import notes, pair, table


@dataclass(frozen=True, eq=False)
class HealedReading(Value):
    """The healed area as read, and everything that stood in the skin by then.

    Parameters
    ----------
    standing : sequence of SessionDots
        All sessions so far.
    reflectance : (81,), or None
        Without the surface reflection; NaN where a band was not measured. With ``scale`` or ``geometry`` its colours are reported on
        that scale.
    lab : (3,), or None
        A colour alone, as the instrument shows it. Say on which scale:
    scale : ReadingScale, or None
        Of the instrument, such as ``client.scale``; or its parts:
    geometry : str, or None
        ``"8/d SCI"``, ``"8/d SCE"`` or ``"45/0"``, with ``illuminant`` and ``observer``.
    surface : float, or None
        The surface reflection that ``lab`` holds, where it is neither of these: in place of ``geometry``.
    readings, repeat_delta_e : int, float
        How many were averaged, and how far one lies from the truth on average (CIEDE2000; skin scans 0.5-1.4).

    Raises
    ------
    DomainError
        A ``lab`` without its geometry: read as 8/d SCI or SCE it differs by 2 to 4 units of L*.
    """

    standing: Sequence[SessionDots]
    reflectance: npt.ArrayLike | None = None
    lab: npt.ArrayLike | None = None
    illuminant: str = "D65"
    observer: str = "1931_2deg"
    readings: int = 3
    repeat_delta_e: float = 1.0
    surface: float | None = None
    name: str = ""
    geometry: str | None = None
    scale: ReadingScale | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        at_most("standing", len(self.standing), 1000, "sessions")
        # The belief judges whether a reading is possible; here only what cannot be meant is refused.
        for name in ("readings", "repeat_delta_e", "surface"):
            if getattr(self, name) is not None:
                in_range(name, getattr(self, name), -1e10, 1e10)
        given = [name for name in ("scale", "geometry", "surface") if getattr(self, name) is not None]
        if self.lab is not None and self.reflectance is None and not given:
            raise DomainError(
                "geometry",
                "missing",
                '"8/d SCI", "8/d SCE" or "45/0"',
                "say how the Lab was read, or inherit it: scale=client.scale; SCI and SCE differ by 2 to 4 units of L*",
            )
        if len(given) > 1:
            raise DomainError(" and ".join(given), "given together", "one of scale, geometry and surface")
        if self.scale is None and self.geometry is not None:
            scale = ReadingScale(self.geometry, self.illuminant, self.observer)
            object.__setattr__(self, "scale", scale)
            object.__setattr__(self, "geometry", None)
        if self.scale is not None:
            object.__setattr__(self, "illuminant", self.scale.illuminant)
            object.__setattr__(self, "observer", self.scale.observer)
        for name in ("reflectance", "lab"):
            if getattr(self, name) is not None:
                check_numbers(name, getattr(self, name))

    def _to_core(self, **given: Any) -> _core.HealedReading:
        spectrum, bands = None, list(range(BANDS))
        if self.reflectance is not None:
            spectrum, bands = measured_bands("reflectance", self.reflectance)
        return _core.HealedReading(
            standing=[s._to_core() for s in self.standing],
            reflectance=spectrum,
            measured_bands=bands,
            lab=None if self.lab is None else as_color("lab", self.lab),
            illuminant=self.illuminant,
            observer=self.observer,
            readings=self.readings,
            repeat_delta_e=self.repeat_delta_e,
            surface=self.scale.surface if self.scale is not None else self.surface or 0.0,
            name=self.name,
        )


class HealingBelief(Value):
    """What is believed of one client's healing and skin: a normal distribution.

    Parameters
    ----------
    skin : SkinFit or Skin
        A fit brings its covariance; of a plain skin the parameters are taken as known.
    prior : Dots
        Its retention and depth, with their spread.
    readings, repeat_delta_e : int, float
        How well the bare skin was read.

    Attributes
    ----------
    names, mean, covariance : (P,), (P,), (P, P)
        ln retention, ln depth factor, the skin's parameters in the fit's coordinates, and the error of the bare reading: four
        shapes, and the rest in each band (data/tissue/reading_repeats).
    """

    @checked
    def __init__(
        self, skin: SkinFit | Skin, prior: Dots | None = None, *, readings: int = 3, repeat_delta_e: float = 1.0
    ) -> None:
        self._origin: tuple[SkinFit | Skin, Dots, int, float] = (skin, prior or Dots(), readings, repeat_delta_e)
        dots = self._origin[1]._to_core()
        self._core = _core.HealingBelief(skin=skin._to_core(), prior=dots, readings=readings, repeat_delta_e=repeat_delta_e)

    @classmethod
    def _from_core(cls, core: _core.HealingBelief, context: Context = NO_CONTEXT, **given: Any) -> HealingBelief:
        prior: HealingBelief = context["prior"]
        return prior._moved(core)

    def _moved(self, core: _core.HealingBelief) -> HealingBelief:
        """The same unknowns as believed in ``core``."""
        belief = HealingBelief.__new__(HealingBelief)
        belief._core, belief._origin = core, self._origin
        return belief

    def _state(self) -> dict[str, Any]:
        skin, prior, readings, repeat_delta_e = self._origin
        start = {"skin": skin, "prior": prior, "readings": readings, "repeat_delta_e": repeat_delta_e}
        return {**start, "mean": self.mean, "covariance": self.covariance}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> HealingBelief:
        start = cls(state["skin"], state["prior"], readings=state["readings"], repeat_delta_e=state["repeat_delta_e"])
        return start._moved(start._core.moved(np.asarray(state["mean"]), np.asarray(state["covariance"])))

    @property
    def names(self) -> tuple[str, ...]:
        """Of the unknowns."""
        return tuple(self._core.names)

    @property
    def mean(self) -> FloatArray:
        """(P,)"""
        return np.asarray(self._core.mean)

    @property
    def covariance(self) -> FloatArray:
        """(P, P)"""
        return np.asarray(self._core.covariance)

    @property
    def retention(self) -> LogNormal:
        """Healed mg/ml in the dot over mg/ml in the cup."""
        return LogNormal._from_core(self._core.retention)

    @property
    def depth_factor(self) -> LogNormal:
        """Of both ends of a dot, over the geometry's."""
        return LogNormal._from_core(self._core.depth_factor)

    @property
    def skin(self) -> Skin:
        """At the mean."""
        return Skin._from_core(self._core.skin)

    def dots(self, geometry: Dots) -> Dots:
        """``geometry`` with the retention and depth believed in: what ``match`` takes."""
        core = self._core.dots(geometry._to_core())
        return Dots._from_core(core)

    def __repr__(self) -> str:
        r, d = self.retention, self.depth_factor
        return f"<HealingBelief: retention {r.median:.2f} (log sd {r.log_sd:.2f}), depth x{d.median:.2f} ({d.log_sd:.2f})>"


@dataclass(frozen=True, eq=False)
class HealingUpdate(Value):
    """What readings taught.

    Attributes
    ----------
    belief : HealingBelief
        The prior of whatever comes next; what was believed before where the readings are not credible.
    posterior : HealingBelief
        What the readings say by Bayes' rule, credible or not.
    learnt : tuple of LearntRange
        Retention, depth factor, the skin's parameters, L* of the bare skin.
    predicted, read, explained : (readings, 3)
        Lab as believed before, as measured, as believed now.
    misfit : float
        Root mean square in standard deviations; about 1 or less where model and noise are right.
    credible : bool
        False where no retention, depth and skin come near the reading: it steers nothing; measure again.
    """

    belief: HealingBelief
    posterior: HealingBelief
    learnt: tuple[LearntRange, ...]
    predicted: FloatArray
    read: FloatArray
    explained: FloatArray
    misfit: float
    converged: bool
    credible: bool
    sentence: str
    diagnostics: tuple[Diagnostic, ...]

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<HealingUpdate: {self.sentence}>"

    def _repr_html_(self) -> Html:
        rows = [
            (
                one.name.replace("_", " "),
                f"{one.before:.3g} ({one.low_before:.3g} to {one.high_before:.3g})",
                f"{one.after:.3g} ({one.low:.3g} to {one.high:.3g})",
            )
            for one in self.learnt
        ]
        return (
            html("{} predicted | read &nbsp; {}", pair(self.predicted[0], self.read[0]), self.sentence)
            + table(("", "before (80 %)", "now (80 %)"), rows)
            + notes(self.diagnostics)
        )


@checked
def update_from_healed(belief: HealingBelief, readings: HealedReading | Iterable[HealedReading]) -> HealingUpdate:
    """Learn retention, depth and skin from healed readings, by Bayes.

    A posterior is the next session's prior: readings may come one by one or all together.

    Raises
    ------
    DomainError
        No reading, both or neither of reflectance and Lab, values no skin can have, no dots standing.
    """
    many = [readings] if isinstance(readings, HealedReading) else list(readings)
    line = _line_of([s for reading in many for s in reading.standing])
    core = _core.update_from_healed(belief._core, [r._to_core() for r in many], line._core)
    return HealingUpdate._from_core(core, {"prior": belief})
