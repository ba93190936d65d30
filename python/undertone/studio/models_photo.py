"""The contract's answers for photographs that are read by a colour card: ``python/studio/src/lib/api.types.ts`` in pydantic."""

from __future__ import annotations

from typing import Literal

from undertone.studio.models_work import Answer, Diagnostic, Reading, Swatch

Point = tuple[float, float]


class PhotoLook(Answer):
    """A picture before anything is marked on it."""

    width: int
    height: int
    preview: str
    card_corners: list[Point] | None
    finder: Literal["found", "not_found", "not_installed"]
    notes: list[Diagnostic]


class PhotoPatch(Answer):
    name: str
    reference: Swatch
    seen: Swatch
    delta_e: float


class PhotoReading(Answer):
    """What was read, with the card that it rests on."""

    reading: Reading
    uncertainty_delta_e: float
    residual_delta_e: float
    region_spread_delta_e: float
    patches: list[PhotoPatch]
