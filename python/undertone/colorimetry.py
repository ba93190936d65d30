"""Colour of reflectance: CIE XYZ, L*a*b*, differences, skin typology.

Reflectance has shape (..., 81), a fraction of a perfect white on ``undertone.wavelengths_nm``; colours have shape (..., 3).
Illuminants: ``illuminant_names()``. Observers: ``"1931_2deg"``, ``"1964_10deg"``.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_color, as_colors, as_reflectance, rows
from undertone.errors import DomainError

__all__ = [
    "delta_e_1976",
    "delta_e_2000",
    "illuminant_names",
    "ita_class",
    "ita_deg",
    "lab",
    "lab_from_xyz",
    "lch_from_lab",
    "srgb",
    "white",
    "xyz",
    "xyz_from_lab",
]


@checked
def xyz(reflectance: npt.ArrayLike, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
    """CIE XYZ of reflectance (..., 81); Y = 100 for the perfect diffuser. Returns (..., 3).

    Raises DomainError (a ValueError) for another shape, values that are not finite or outside 0-1.5, and for illuminants and
    observers that the engine does not know. Method: CIE 015:2018, summed on the 5 nm grid.
    """
    array = as_reflectance("reflectance", reflectance)
    return viewing(illuminant, observer).xyz(rows(array)).reshape(*array.shape[:-1], 3)


@checked
def lab(reflectance: npt.ArrayLike, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
    """CIE 1976 L*a*b* of reflectance (..., 81), relative to the illuminant's white. Returns (..., 3). Raises as ``xyz``."""
    array = as_reflectance("reflectance", reflectance)
    return viewing(illuminant, observer).lab(rows(array)).reshape(*array.shape[:-1], 3)


@checked
def white(illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
    """XYZ of the perfect diffuser, shape (3,)."""
    return viewing(illuminant, observer).white


@checked
def lab_from_xyz(xyz: npt.ArrayLike, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
    """L*a*b* from XYZ (..., 3) under the same illuminant and observer."""
    array = as_colors("xyz", xyz)
    return viewing(illuminant, observer).lab_from_xyz(rows(array)).reshape(array.shape)


@checked
def xyz_from_lab(lab: npt.ArrayLike, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
    """XYZ from L*a*b* (..., 3) under the same illuminant and observer."""
    array = as_colors("lab", lab)
    return viewing(illuminant, observer).xyz_from_lab(rows(array)).reshape(array.shape)


@checked
def lch_from_lab(lab: npt.ArrayLike) -> FloatArray:
    """Lightness, chroma and hue angle (degrees, [0, 360)) from L*a*b* (..., 3)."""
    array = as_colors("lab", lab)
    return _core.lch_from_lab(rows(array)).reshape(array.shape)


@checked
def delta_e_2000(lab_1: npt.ArrayLike, lab_2: npt.ArrayLike) -> FloatArray:
    """CIEDE2000 colour difference between L*a*b* (..., 3) that broadcast. Returns (...); a scalar for two colours.

    ISO/CIE 11664-6:2014; Sharma, Wu and Dalal (2005); kL = kC = kH = 1.
    """
    first, second, shape = _pairs(lab_1, lab_2)
    return _core.delta_e_2000(first, second).reshape(shape)[()]


@checked
def delta_e_1976(lab_1: npt.ArrayLike, lab_2: npt.ArrayLike) -> FloatArray:
    """CIE 1976 colour difference (Euclidean) between L*a*b* (..., 3) that broadcast. Returns (...)."""
    first, second, shape = _pairs(lab_1, lab_2)
    return _core.delta_e_1976(first, second).reshape(shape)[()]


@checked
def ita_deg(lab: npt.ArrayLike) -> float:
    """Individual typology angle of one skin colour, degrees (Chardon, Cretois and Hourseau 1991)."""
    return _core.ita_deg(as_color("lab", lab))


@checked
def ita_class(ita_deg: float) -> str:
    """Word for a typology angle, ``"very_light"`` to ``"dark"`` (Del Bino and Bernerd 2013)."""
    if not math.isfinite(ita_deg):
        raise DomainError("ita_deg", ita_deg, "an angle in degrees, finite")
    return _core.ita_class(ita_deg)


@checked
def srgb(lab_d65: npt.ArrayLike) -> FloatArray:
    """Encoded sRGB (IEC 61966-2-1) of L*a*b* (..., 3) under D65, 2 degrees; 0-1 inside the gamut, not clipped."""
    array = as_colors("lab_d65", lab_d65)
    return _core.srgb_from_lab(rows(array)).reshape(array.shape)


def illuminant_names() -> list[str]:
    """Names that ``illuminant`` arguments may have."""
    return _core.illuminant_names()


@lru_cache(maxsize=64)
def viewing(illuminant: str = "D65", observer: str = "1931_2deg") -> _core.Viewing:
    return _core.Viewing(illuminant, observer)


def _pairs(lab_1: npt.ArrayLike, lab_2: npt.ArrayLike) -> tuple[FloatArray, FloatArray, tuple[int, ...]]:
    one, two = as_colors("lab_1", lab_1), as_colors("lab_2", lab_2)
    try:
        first, second = np.broadcast_arrays(one, two)
    except ValueError:
        raise DomainError("lab_2", f"of shape {two.shape}", f"a shape that broadcasts with lab_1's {one.shape}") from None
    return rows(first), rows(second), first.shape[:-1]
