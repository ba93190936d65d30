"""What is known of instruments: geometry, and the light and observer of the Lab they show."""

from __future__ import annotations

from dataclasses import dataclass

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value


@dataclass(frozen=True)
class InstrumentPreset(Value):
    """What is known of an instrument: its geometry, and the light and observer of the Lab it shows by default.

    Empty texts vary with its settings or are not known; ``source`` says who says so.
    """

    id: str
    name: str
    geometry: str
    illuminant: str
    observer: str
    source: str


def instrument_presets() -> list[InstrumentPreset]:
    """All instruments of ``data/instruments``, ``"unknown"`` among them."""
    return [InstrumentPreset._from_core(preset) for preset in _core.instrument_presets()]


@checked
def instrument_preset(id: str) -> InstrumentPreset:
    """The preset called ``id``. Raises DomainError that names the nearest one and lists all."""
    return InstrumentPreset._from_core(_core.instrument_preset(id))
