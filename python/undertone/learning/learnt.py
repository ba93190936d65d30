"""A quantity before and after something was learnt."""

from __future__ import annotations

from dataclasses import dataclass

from undertone._base.values import Value


@dataclass(frozen=True)
class LearntRange(Value):
    """Median and the ends of the central 80 %, before and after."""

    name: str
    low_before: float
    before: float
    high_before: float
    low: float
    after: float
    high: float
