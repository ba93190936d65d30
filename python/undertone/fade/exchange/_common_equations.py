"""What the SBML of every built-in fade model has: parameters, dots, light over the year, sessions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from undertone import _core
from undertone._base.arrays import FloatArray
from undertone.fade._times import DAYS_PER_YEAR
from undertone.fade.exchange._ids import Ids
from undertone.fade.exchange._sbml_document import OF_PARAMETER, POOLS, SbmlDocument
from undertone.fade.models import FadeModel

HARMONICS = 8  # of the year: what the engine's series has
NODES = 366  # where the engine's series is tabulated


def light_series(habits: _core.Habits) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    """Mean (1,), cosines (8,) and sines (8,) of the daily dose over the calendar year, kJ/m^2 per day, and how far the engine's dose
    is from the series at most, as a share of the year's highest.

    They are found from the engine's own dose: where the year has no polar night it is that series, tabulated to 1e-9. Where it has
    one, the series is what it is on lit days, and below zero counts as dark.
    """
    light, before = _core.DailyLight(habits), habits.start_day_of_year - 1
    doses_at = np.vectorize(lambda day: light.dose_kJ_per_m2_day(day - before), otypes=[np.float64])

    def days(count: int) -> FloatArray:
        return np.asarray(np.arange(count) * (DAYS_PER_YEAR / count), dtype=np.float64)

    def waves(of_year: FloatArray) -> FloatArray:
        angles = np.outer(of_year, 2 * np.pi / DAYS_PER_YEAR * np.arange(1, HARMONICS + 1))
        return np.hstack([np.ones((of_year.size, 1)), np.cos(angles), np.sin(angles)])

    doses = doses_at(days(NODES))
    lit = doses > 0
    if not lit.any():
        return np.zeros(1), np.zeros(HARMONICS), np.zeros(HARMONICS), 0.0
    found: FloatArray = np.linalg.lstsq(waves(days(NODES)[lit]), doses[lit], rcond=None)[0]
    between = days(8 * NODES)
    off = np.abs(np.maximum(waves(between) @ found, 0) - doses_at(between)).max() / doses.max()
    return found[:1], found[1 : 1 + HARMONICS], found[1 + HARMONICS :], float(off)


class CommonEquations:
    """Adds the common part to a document. ``ids`` names the colorants as SBML does; ``light_off`` is from ``light_series``."""

    def __init__(self, out: SbmlDocument, model: FadeModel, values: FloatArray) -> None:
        self.out, self.model = out, model
        self.colorants = [one.id for one in model.plan.blend.line.colorants]
        self.id_of = Ids(model)
        self.ids = list(self.id_of.colorants.values())
        self.sessions = model._plan.sessions
        self.medians = dict(zip(model.parameter_names, model.medians.tolist(), strict=True))
        for one, value in zip(model.parameters, values.tolist(), strict=True):
            about = f"{one.source} Confidence: {one.confidence}. Prior median {one.median:g}, log_sd {one.log_sd:g}."
            out.parameter(self.id_of(one.name), value, OF_PARAMETER[one.unit], one.name, about)
        self._dots()
        self.light_off = self._light()

    def _dots(self) -> None:
        out, dots = self.out, self.model.plan.dots
        out.parameter("days_per_year", DAYS_PER_YEAR, "day_per_year", "days of a year")
        out.parameter("healed_after", _core.healed_after_days, "day", "after a session dots count as healed")
        out.parameter("epidermis_thickness", 0.08, "mm", "above which pigment is shed with the crust and not counted")
        out.parameter(
            "kept_share",
            dots.kept_share,
            "dimensionless",
            "pigment that heals over pigment implanted, defined at healed_after",
        )
        out.parameter("healed_diameter", dots.diameter_mm, "mm", "width of a healed dot")
        out.parameter("healed_top", dots.top_mm, "mm", "top of a healed dot under the surface")
        out.parameter("healed_bottom", dots.bottom_mm, "mm", "bottom of a healed dot under the surface")
        out.derived("healed_variance", "mm2", "healed_diameter^2 / 16", "lateral variance of an even disc, on one axis")
        out.derived("healed_length", "mm", "depth * (healed_bottom - healed_top)", "length of a dot")
        out.derived("wound_spread_variance", "mm2", "wound_spread * healed_variance", "variance that the wound adds")
        out.derived(
            "spread_rate", "per_day", "piecewise(1 / wound_spread_time, wound_spread_time > 0 day, 0 per_day)",
            "rate at which the wound's spread is done",
        )  # fmt: skip
        out.derived(
            "fresh_rise",
            "mm",
            "max(0 mm, depth * healed_top - epidermis_thickness)",
            "fresh dots reach nearer to the surface",
        )
        out.derived(
            "given_share", "dimensionless", "retention / kept_share", "pigment implanted over the cup's in a healed dot"
        )

    def _light(self) -> float:
        out, habits = self.out, self.model.plan.habits
        mean, cosines, sines, off = light_series(habits._to_core())
        transmission = _core.light_transmission(self.model.skin._core, self.model.plan.dots._to_core())
        out.parameter("light_transmission", transmission, "dimensionless", "of the skin above the pigment")
        out.parameter("new_year", habits.start_day_of_year - 1, "day", "from the first of January to the first session")
        out.parameter("year_angle", 2 * np.pi / DAYS_PER_YEAR, "radian_per_day", "turn of the year")
        out.parameter("dose_mean", mean[0], "kJ_per_m2_day", "mean daily erythemal dose on the scalp")
        out.derived("season", "dimensionless", "year_angle * (time + new_year)", "angle of the calendar year")
        terms = ["dose_mean"]
        for kind, factors in (("cos", cosines), ("sin", sines)):
            for k, factor in enumerate(factors.tolist(), 1):
                id = out.parameter(
                    f"dose_{kind}_{k}", factor, "kJ_per_m2_day", f"of the daily dose over the year, {kind} {k}"
                )
                terms.append(f"{id} * {kind}({k} * season)")
        out.derived(
            "dose_rate", "kJ_per_m2_day", f"max(0 kJ_per_m2_day, {' + '.join(terms)})", "daily erythemal dose on the scalp"
        )
        for id, name in zip(self.ids, self.colorants, strict=True):
            formula = f"dose_rate * photolysis__{id} * light * light_transmission"
            out.derived(f"photolysis_rate__{id}", "per_day", formula, f"rate at which light degrades {name}")
        return off

    def pools(self, kinds: tuple[str, ...], in_skin: int) -> None:
        """Species per colorant, those in the skin first, and their sums."""
        for id, name in zip(self.ids, self.colorants, strict=True):
            for kind in kinds:
                self.out.species(f"{kind}__{id}", f"{kind}[{name}]_mg_per_ml")
        for id, name in zip(self.ids, self.colorants, strict=True):
            inside = " + ".join(f"{kind}__{id}" for kind in kinds[:in_skin])
            self.out.derived(f"pigment__{id}", "mg", inside, f"{name} in the skin")
        self.out.derived("pigment", "mg", self.total("pigment__{}"), "all pigment in the skin")

    def total(self, term: str) -> str:
        """Sum over the colorants of a term with a place for the colorant's id."""
        return " + ".join(term.format(id) for id in self.ids)

    def photolysis(self, pools: tuple[str, ...]) -> None:
        """Light degrades every pool in the skin."""
        for id in self.ids:
            for pool in pools:
                law = f"photolysis_rate__{id} * {pool}__{id}"
                self.out.reaction(f"photolysis_{pool}__{id}", f"{pool}__{id}", f"photo_degraded__{id}", law)

    def shown(self, top: str, bottom: str) -> None:
        """What can be seen, by the names of ``FadeModel.seen_names``, but for states that are seen as they are."""
        for id, name in zip(self.ids, self.colorants, strict=True):
            formula = f"pigment__{id} / {POOLS} * healed_length"
            seen = f"in_skin[{name}]_mg_per_ml_mm"
            self.out.derived(self.id_of(seen), "mg_mm_per_ml", formula, seen)
        self.out.derived("top_mm", "mm", top, "top_mm")
        self.out.derived("bottom_mm", "mm", bottom, "bottom_mm")

    def give(self, changes: Callable[[_core.Session, str, bool, bool], dict[str, str]]) -> None:
        """The sessions as events. ``changes(session, id, first, inks)`` gives variables and formulas; ``id`` is the event's."""
        placed = 0.0
        for i, session in enumerate(self.sessions):
            id, name = f"session_{i + 1}", f"session {i + 1}" if session.new_share > 0 else f"touch-up, session {i + 1}"
            deposits = np.asarray(session.mg_per_ml) * session.inked_share
            for colorant, deposit in zip(self.ids, deposits.tolist(), strict=True):
                about = f"{name}: pigment of the cup over the dots inked, per ml of finished dots"
                self.out.parameter(f"{id}_deposit__{colorant}", deposit, "mg", about)
            self.out.parameter(f"{id}_new_share", session.new_share, "dimensionless", f"{name}: share of the dots placed")
            made = changes(session, id, not placed > 0, bool(deposits.sum() > 0))
            self.out.event(id, name, session.time_days, len(self.sessions) - i, made)
            placed += session.new_share
