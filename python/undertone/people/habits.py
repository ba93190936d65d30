"""Where and how someone lives, as far as the scalp's light goes."""

from __future__ import annotations

from dataclasses import dataclass

from undertone import _core
from undertone._base.arguments import check_fields
from undertone._base.values import Value

_DEFAULT = _core.Habits()


@dataclass(frozen=True)
class Habits(Value):
    """Light on the scalp.

    Parameters
    ----------
    latitude_deg : float
        North positive.
    start_day_of_year : float
        Calendar day (1 = 1 January) of time zero.
    outdoor_share : float
        Dose received over dose on open ground: 0.03 indoor workers, 0.10 outdoor workers (Godar 2005).
    altitude_m : float
        Ultraviolet grows by 11 % per 1000 m.
    hat_share : float
        Share of the time outdoors with a hat on.
    spf_applied : float
        Protection as really worn, about half the label; 1 for none.
    sky_transmission : float
        Yearly dose under real skies over clear ones.
    """

    latitude_deg: float = _DEFAULT.latitude_deg
    start_day_of_year: float = _DEFAULT.start_day_of_year
    outdoor_share: float = _DEFAULT.outdoor_share
    altitude_m: float = _DEFAULT.altitude_m
    hat_share: float = _DEFAULT.hat_share
    spf_applied: float = _DEFAULT.spf_applied
    sky_transmission: float = _DEFAULT.sky_transmission

    def __post_init__(self) -> None:
        check_fields(self)
        self._to_core().validate()

    @property
    def yearly_dose_kJ_per_m2(self) -> float:
        """Erythemal dose on the scalp in a year."""
        return _core.DailyLight(self._to_core()).yearly_dose_kJ_per_m2()
