"""Colours as the contract says them: Lab on the answer's scale, and sRGB for the screen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

import undertone
from undertone.readings._photo_reading import widened_difference, widened_lightness
from undertone.studio import models_work as said

Floats = npt.NDArray[np.float64]


def swatch(name: str, lab: npt.ArrayLike) -> said.Swatch:
    """A colour for the screen. Lab is relative to its own white, which the screen's white stands for."""
    values = np.asarray(lab, dtype=np.float64)
    encoded = undertone.colorimetry.srgb(values)
    red, green, blue = (round(255 * float(np.clip(one, 0, 1))) for one in encoded)
    outside = bool((encoded < -0.002).any() or (encoded > 1.002).any())
    l, a, b = (float(one) for one in values)
    return said.Swatch(name=name, lab=said.Lab(l=l, a=a, b=b), srgb=(red, green, blue), out_of_gamut=outside)


def linear_srgb(lab: npt.ArrayLike) -> Floats:
    """Linear sRGB (3,) of a Lab, as ``swatch`` shows it; below 0 or above 1 outside the screen's gamut."""
    encoded = np.asarray(undertone.colorimetry.srgb(lab), dtype=np.float64)
    size = np.abs(encoded)
    linear = np.where(size <= 0.04045, size / 12.92, ((size + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.copysign(linear, encoded))


def value_range(low: float, median: float, high: float) -> said.Range:
    return said.Range(low=float(low), median=float(median), high=float(high))


def lightness_by_photo(found: said.Range, photo: float | None) -> said.Range:
    """A range of fading alone, with the error of the photograph that it starts from; as it is where instruments read."""
    return found if photo is None else value_range(*widened_lightness(found.low, found.median, found.high, photo))


def difference_by_photo(found: said.Range, photo: float | None) -> said.Range:
    """The same of a difference in colour."""
    return found if photo is None else value_range(*widened_difference(found.low, found.median, found.high, photo))


def diagnostics(found: Iterable[undertone.Diagnostic]) -> list[said.Diagnostic]:
    """Each sentence once, in the order in which they came."""
    once = dict.fromkeys(found)
    return [said.Diagnostic(severity=d.severity, code=d.code, message=d.message) for d in once]  # type: ignore[arg-type]


def on_scale(lab: npt.ArrayLike, scale: undertone.ReadingScale) -> Floats:
    """Lab (..., 3) of a reflectance without the surface reflection, as the scale shows it: the same light and observer, and what the
    surface adds to X, Y and Z."""
    values = np.asarray(lab, dtype=np.float64)
    color = undertone.colorimetry
    white = np.asarray(color.white(scale.illuminant, scale.observer))
    xyz = np.asarray(color.xyz_from_lab(values, scale.illuminant, scale.observer))
    return np.asarray(color.lab_from_xyz(xyz + scale.surface * white, scale.illuminant, scale.observer))
