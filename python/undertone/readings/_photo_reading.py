"""The colour of a photograph as a reading: how far it can be trusted goes with it, into the ranges of whatever is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import hypot, isfinite

import numpy as np

from undertone.errors import DataError
from undertone.readings.measurements import Measurement
from undertone.readings.photo import CardPatch, PhotoMeasurement

UNCERTAINTY, RESIDUAL = "photo_uncertainty_delta_e", "photo_card_residual_delta_e"
GEOMETRY = "45/0"
"""A picture without shine holds no more of the surface reflection than the card's own matt patches do."""

_MEAN_DISTANCE = (
    1.596  # mean length of a vector of three standard normal numbers: delta E to standard deviation, as in the search
)
_NORMAL_80 = 1.2816  # half of the central 80 % of a standard normal number
_DISTANCE_80 = (0.7645, 1.5382, 2.5003)  # 10, 50 and 90 % of that vector's length
_MOST_DELTA_E = 100.0


def photo_reading(found: PhotoMeasurement, name: str, picture: str, details: Mapping[str, str] | None = None) -> Measurement:
    """A photograph's colour as a reading under D50 and 2 degrees, its uncertainty in the metadata.

    Parameters
    ----------
    name : str
        Of the reading.
    picture : str
        What the user calls the picture, for the refusal.
    details : mapping of str, optional
        More to keep with it, such as where the corners were.

    Raises
    ------
    DataError
        There is no colour, or a patch of the card is over- or under-exposed: the patch is named.
    """
    spoilt = [patch for patch in found.patches if patch.exposure]
    if spoilt:
        why = "where the picture clips, the card does not tell what the camera did to the colours"
        over = any(patch.exposure == "over-exposed" for patch in spoilt)
        do = f"photograph again with {'less' if over else 'more'} light on card and skin, and no shine on either"
        raise DataError(picture, 0, 0, _said_of(spoilt), why, do)
    if found.lab is None:
        why = "without a card that can be read there is no colour, and no recipe"
        raise DataError(picture, 0, 0, found.reason, why, "mark the card's corners again, or photograph again with the card")
    numbers = {UNCERTAINTY: found.uncertainty_delta_e, RESIDUAL: found.residual_delta_e}
    return Measurement(
        name,
        np.empty(0),
        np.empty(0),
        lab=found.lab,
        illuminant="D50",
        observer="1931_2deg",
        geometry=GEOMETRY,
        metadata={**(details or {}), **{key: repr(float(value)) for key, value in numbers.items()}},
    )


def _said_of(patches: Iterable[CardPatch]) -> str:
    named: dict[str, list[str]] = {}
    for patch in patches:
        named.setdefault(patch.exposure, []).append(patch.name)
    return "; ".join(f"{exposure} on the card: {', '.join(names)}" for exposure, names in named.items())


def photo_uncertainty(readings: Iterable[Measurement]) -> float | None:
    """The worst uncertainty of those that are of photographs, CIEDE2000, one standard deviation; None where none is.

    Raises
    ------
    DataError
        A file that says "photograph" with an uncertainty that is no number: it would be taken for a better one than it is.
    """
    found = [_number(one, key) for one in readings for key in (UNCERTAINTY, RESIDUAL) if key in one.metadata]
    return max(found, default=None)


def photo_residual(readings: Iterable[Measurement]) -> float | None:
    """The worst residual of the card in those that are of photographs."""
    return max((_number(one, RESIDUAL) for one in readings if RESIDUAL in one.metadata), default=None)


def _number(one: Measurement, key: str) -> float:
    text = one.metadata[key]
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or not 0 <= value <= _MOST_DELTA_E:
        why = "how far a photograph can be trusted decides how wide the ranges are"
        raise DataError(one.file or one.name, 0, 0, f"{key} is {text!r}", why, "read the photograph again")
    return value


def widened_lightness(low: float, median: float, high: float, reading_delta_e: float) -> tuple[float, float, float]:
    """80 % of a lightness, with the reading's own error added."""
    extra = _NORMAL_80 * reading_delta_e / _MEAN_DISTANCE
    return median - hypot(median - low, extra), median, median + hypot(high - median, extra)


def widened_difference(low: float, median: float, high: float, reading_delta_e: float) -> tuple[float, float, float]:
    """80 % of a difference in colour, with the error of what it is held against added: an error of any direction makes it grow."""
    spread = reading_delta_e / _MEAN_DISTANCE
    l, m, h = (hypot(value, part * spread) for value, part in zip((low, median, high), _DISTANCE_80, strict=True))
    return l, m, h
