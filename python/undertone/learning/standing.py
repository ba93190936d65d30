"""Dots that stand in the skin after sessions, and the area they make together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.ranges import in_range
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.people.skin import Skin
from undertone.readings.spectrum import Reflectance

_DOTS = _core.Dots()


@dataclass(frozen=True)
class SessionDots(Value):
    """What one session left: the mix, and the dots it set.

    ``density_per_cm2`` counts this session's own dots. The geometry is that of median healing: what is learnt of depth comes on
    top of it.
    """

    blend: Blend
    density_per_cm2: float
    diameter_mm: float = _DOTS.diameter_mm
    top_mm: float = _DOTS.top_mm
    bottom_mm: float = _DOTS.bottom_mm

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("density_per_cm2", self.density_per_cm2, 0, 1e5, "give the dots set in that session alone")
        Dots(self.diameter_mm, 0.01, self.top_mm, self.bottom_mm)  # raises for a geometry that no dots have

    @classmethod
    def of(cls, blend: Blend, dots: Dots, density_per_cm2: float) -> SessionDots:
        """Dots with the geometry of ``dots``, in this number."""
        return cls(blend, density_per_cm2, dots.diameter_mm, dots.top_mm, dots.bottom_mm)

    def _to_core(self, **given: Any) -> _core.SessionDots:
        return _core.SessionDots(
            line=self.blend.line._core,
            blend=self.blend._core,
            density_per_cm2=self.density_per_cm2,
            diameter_mm=self.diameter_mm,
            top_mm=self.top_mm,
            bottom_mm=self.bottom_mm,
        )


@checked
def standing_area(
    skin: Skin,
    standing: Sequence[SessionDots],
    *,
    retention: float = _DOTS.retention.median,
    depth_factor: float = 1.0,
    granule_um: float = _DOTS.granule_um.median,
) -> Reflectance:
    """Healed area, (81,), where dots of several sessions, of different strength, stand side by side.

    With R_k the area if all dots were of kind k, a share w_k of each gives 1/R = sum w_k / R_k: exact for one kind, within 0.002
    of Monte Carlo for two.
    """
    if not standing:
        return skin.reflectance
    line = _line_of(standing)
    area = _core.standing_area(
        skin._core,
        line._core,
        [s._to_core() for s in standing],
        retention=retention,
        depth_factor=depth_factor,
        granule_um=granule_um,
    )
    return np.asarray(area).view(Reflectance)


def _line_of(standing: Sequence[SessionDots]) -> Line:
    """The one line of all sessions' blends."""
    lines = {s.blend.line for s in standing}
    if len(lines) > 1:
        raise DomainError("standing", ", ".join(sorted(line.id for line in lines)), "blends of one line")
    return lines.pop() if lines else Line("demo")
