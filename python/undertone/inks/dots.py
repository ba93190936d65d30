"""Dots as they heal: geometry, and the share of the pigment that stays."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Real

from undertone import _core
from undertone._base.arguments import check_fields
from undertone._base.kinds import a_number
from undertone._base.ranges import in_range
from undertone._base.values import Value

_DOTS = _core.Dots()


@dataclass(frozen=True)
class LogNormal(Value):
    """A log-normal quantity: ``median``, and the standard deviation of its natural logarithm."""

    median: float
    log_sd: float

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("median", self.median, 0, 1e9)
        in_range("log_sd", self.log_sd, 0, 100)


@dataclass(frozen=True)
class Dots(Value):
    """Geometry of healed dots, and the share of implanted pigment that stays.

    Parameters
    ----------
    diameter_mm, density_per_cm2, top_mm, bottom_mm : float
        Healed width, number, and the depths between which the pigment lies.
    retention : LogNormal or float
        Healed mg/ml in the dot over mg/ml in the cup; a plain number is the median, with the default spread.
    depth_log_sd : float
        Both ends of the dot shift by one common log-normal factor.

    Raises
    ------
    DomainError
        Overlapping dots, bottom above top, anything not positive.
    """

    diameter_mm: float = _DOTS.diameter_mm
    density_per_cm2: float = _DOTS.density_per_cm2
    top_mm: float = _DOTS.top_mm
    bottom_mm: float = _DOTS.bottom_mm
    retention: LogNormal = LogNormal(_DOTS.retention.median, _DOTS.retention.log_sd)
    depth_log_sd: float = _DOTS.depth_log_sd

    def __post_init__(self) -> None:
        if isinstance(self.retention, Real) and not isinstance(self.retention, bool):
            median = in_range("retention", a_number("retention", self.retention), 0, 1)
            object.__setattr__(self, "retention", LogNormal(median, _DOTS.retention.log_sd))
        check_fields(self)
        self._to_core().validate()

    @property
    def pitch_mm(self) -> float:
        """Distance between centres, on a square lattice."""
        return float(self._to_core().pitch_mm())

    @property
    def area_fraction(self) -> float:
        """Share of the skin that dots cover."""
        return float(self._to_core().area_fraction())
