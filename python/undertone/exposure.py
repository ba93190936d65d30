"""Light as a dose: lamps, lightfastness tests, and what they would do to a pigment. Never years: a dose becomes years only under
habits that someone states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.people.habits import Habits

__all__ = ["LightDose", "blue_wool", "lamp", "pigment_lost", "xenon"]


@dataclass(frozen=True)
class LightDose(Value):
    """An erythemal dose on the sample, kJ/m2, and what was assumed to arrive at it."""

    erythemal_kJ_per_m2: float
    assumption: str

    def years_under(self, habits: Habits) -> float:
        """Years in which a scalp with these habits gets as much: of the erythemal dose, whatever the rest of the spectrum did."""
        return self.erythemal_kJ_per_m2 / habits.yearly_dose_kJ_per_m2


@checked
def lamp(hours: float, erythemal_W_per_m2: float) -> LightDose:
    """A sunlamp by its erythemal irradiance: 0.3 W/m2 is the most that IEC 60335-2-27 allows a sunbed."""
    _check(hours=hours, erythemal_W_per_m2=erythemal_W_per_m2)
    return LightDose(3.6 * hours * erythemal_W_per_m2, f"{erythemal_W_per_m2:g} W/m2 erythemal as stated")


@checked
def xenon(hours: float, irradiance_W_per_m2: float = 42.0, erythemal_share: float = 0.0022) -> LightDose:
    """Hours in a xenon arc chamber (ISO 105-B02: 42 W/m2 from 300 to 400 nm, behind window glass).

    ``erythemal_share`` is what part of that counts as erythemal. Of noon sun 300-400 nm some 0.4 % does; glass cuts what lies below
    320 nm, which is most of it. Half of the sun's share is an assumption, not a measurement: give your chamber's own.
    """
    _check(hours=hours, irradiance_W_per_m2=irradiance_W_per_m2, erythemal_share=erythemal_share)
    return LightDose(
        3.6 * hours * irradiance_W_per_m2 * erythemal_share,
        f"{irradiance_W_per_m2:g} W/m2 in 300-400 nm, {erythemal_share:.2%} of it erythemal",
    )


@checked
def blue_wool(step: int, dose_of_step_1_kJ_per_m2: float) -> LightDose:
    """The dose at which blue wool reference ``step`` (1-8) fades as much as step 1 does at the dose stated.

    Each reference takes about twice the light of the one before (ISO 105-B02, informative): the doubling is the assumption.
    """
    if step not in range(1, 9):
        raise DomainError("step", step, "1 to 8")
    _check(dose_of_step_1_kJ_per_m2=dose_of_step_1_kJ_per_m2)
    return LightDose(
        dose_of_step_1_kJ_per_m2 * 2.0 ** (step - 1), "each blue wool step takes twice the light of the one before"
    )


@checked
def pigment_lost(dose: LightDose, photolysis_m2_per_kJ: float, transmission: float = 1.0) -> float:
    """Share of a pigment that a dose destroys, at a photolysis rate as in ``FadeModel.parameters``. ``transmission`` is that of what
    lies above the pigment: 1 for a drawdown, ``light_transmission`` of a skin for a dot."""
    _check(photolysis_m2_per_kJ=photolysis_m2_per_kJ)
    if not 0 <= transmission <= 1:
        raise DomainError("transmission", transmission, "0 to 1")
    return float(-np.expm1(-photolysis_m2_per_kJ * transmission * dose.erythemal_kJ_per_m2))


@checked
def daily_dose(habits: Habits, times_days: FloatArray) -> FloatArray:
    """Erythemal dose on the scalp per day, kJ/m2, at times (T,) after time zero."""
    light = _core.DailyLight(habits._to_core())
    return np.array([light.dose_kJ_per_m2_day(float(t)) for t in np.atleast_1d(as_floats("times_days", times_days))])


def _check(**values: float) -> None:
    for name, value in values.items():
        if not (np.isfinite(value) and value >= 0):
            raise DomainError(name, value, "0 or more, finite")
