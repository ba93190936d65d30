"""What goes into one cup."""

from __future__ import annotations

from dataclasses import dataclass

from undertone._base.values import Value


@dataclass(frozen=True)
class Dose(Value):
    """One ingredient. ``ink_id`` is empty for the water; ``steps`` are of the syringe or the scale, whole for a recommended cup."""

    ink_id: str
    name: str
    ml: float
    grams: float
    drops: float
    steps: float


@dataclass(frozen=True)
class Cup(Value):
    """Doses of one cup: inks in the order of their ids, then water. Volumes add."""

    inks: tuple[Dose, ...]
    water: Dose
    pigment_ml: float
    total_ml: float
    total_grams: float
    weighed: bool
    whole_steps: bool

    @property
    def doses(self) -> tuple[Dose, ...]:
        """Inks, then water."""
        return (*self.inks, self.water)
