"""A quantity before and after something was learnt."""

from __future__ import annotations

from dataclasses import dataclass

from undertone import _core
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

    @classmethod
    def _from_core(cls, core: _core.LearntRange) -> LearntRange:
        return cls(core.name, core.low_before, core.before, core.high_before, core.low, core.after, core.high)

    def _to_core(self) -> _core.LearntRange:
        return _core.LearntRange(self.name, self.low_before, self.before, self.high_before, self.low, self.after, self.high)
