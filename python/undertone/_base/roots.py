"""The root of all values, for those that must know one before values can do anything, and their classes by name."""

from __future__ import annotations

from typing import Any

TYPES: dict[str, type[Any]] = {}
"""Classes that may stand in JSON, by the name that is their tag there."""


class AnyValue:
    """What every value is; ``values.Value`` gives it its behaviour."""
