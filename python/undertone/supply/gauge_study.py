"""Gauge repeatability and reproducibility, as ``undertone line gauge`` shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic


@dataclass(frozen=True)
class GaugeReading(Value):
    """One reading of a part by an appraiser, in one trial."""

    appraiser: str
    trial: str
    part: str
    value: float

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True)
class GaugeResult(Value):
    """Standard deviations by one method. ``distinct_categories`` (ndc) of 5 and more, and ``precision_to_tolerance`` below 0.1, are
    good; above 0.3 it is unacceptable."""

    method: str
    repeatability_sd: float
    reproducibility_sd: float
    gauge_sd: float
    part_sd: float
    total_sd: float
    gauge_percent_of_total: float
    distinct_categories: int
    precision_to_tolerance: float | None


@dataclass(frozen=True)
class AnovaRow(Value):
    """One source of variation; ``f`` and ``p`` of those that are tested."""

    source: str
    degrees_of_freedom: int
    sum_of_squares: float
    mean_square: float
    f: float | None
    p: float | None


@dataclass(frozen=True)
class GaugeStudy(Printed):
    """A gauge study by two methods. ``average_range`` is None beyond the published constants; ``interaction_pooled``: its p was above
    0.25, so that its squares count as repeatability."""

    verdict: str
    appraisers: int
    trials: int
    parts: int
    tolerance_width: float | None
    average_range: GaugeResult | None
    anova: GaugeResult
    table: tuple[AnovaRow, ...]
    interaction_pooled: bool
    diagnostics: tuple[Diagnostic, ...]


@checked
def read_gauge_readings(path: str | PathLike[str]) -> list[GaugeReading]:
    """Readings of a CSV file with the columns appraiser, trial, part, value. Raises DataError with the line."""
    return [GaugeReading._from_core(one) for one in _core.read_gauge_readings(fspath(path))]


@checked
def gauge_study(readings: Sequence[GaugeReading], tolerance_width: float | None = None) -> GaugeStudy:
    """How much of the spread comes from reading, by average and range and by analysis of variance (AIAG, Measurement Systems Analysis).

    Parameters
    ----------
    readings : sequence of GaugeReading
        Every appraiser reads every part in every trial, once.
    tolerance_width : float, optional
        Upper minus lower limit; the gauge is judged by it where given, else by its share of the total spread.

    Raises
    ------
    DomainError
        (a ValueError) for readings that are missing or there twice, fewer than 2 appraisers, trials or parts, no spread at all.
    """
    core: Any = _core.gauge_study([one._to_core() for one in readings], tolerance_width)
    return GaugeStudy._from_core(core)
