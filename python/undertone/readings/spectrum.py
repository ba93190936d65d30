"""Reflectance on the engine's grid, and putting measurements on it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from undertone import _core, colorimetry
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats, as_reflectance
from undertone._base.values import value_tuple
from undertone._shown import Html, html, joined
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.errors import DomainError
from undertone.show._html import swatch


class Reflectance(np.ndarray[Any, np.dtype[np.float64]]):
    """An array of reflectance, shape (..., 81) on ``undertone.wavelengths_nm``, that knows its colour.

    Arithmetic with it gives plain arrays.
    """

    def __new__(cls, values: npt.ArrayLike) -> Reflectance:
        return as_reflectance("reflectance", values).view(cls)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        return np.asarray(array)[()]

    def xyz(self, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
        """CIE XYZ, shape (..., 3); see ``colorimetry.xyz``."""
        return colorimetry.xyz(np.asarray(self), illuminant, observer)

    def lab(self, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
        """CIE 1976 L*a*b*, shape (..., 3); see ``colorimetry.lab``."""
        return colorimetry.lab(np.asarray(self), illuminant, observer)

    def _repr_html_(self) -> Html:
        colors = self.lab().reshape(-1, 3)[:24]
        return html("<div>{}</div>", joined(swatch(lab) for lab in colors))


@value_tuple
class ResampledSpectrum(NamedTuple):
    """A measurement on the engine's grid; ``measured`` marks the bands it really covers."""

    values: Reflectance
    measured: npt.NDArray[np.bool_]
    diagnostics: tuple[Diagnostic, ...]


@checked
def resample(at_nm: npt.ArrayLike, reflectance: npt.ArrayLike) -> ResampledSpectrum:
    """Put one spectrum, given at ascending or descending wavelengths, on ``undertone.wavelengths_nm``.

    Sprague interpolation (CIE 167:2005) where evenly spaced, monotone cubic (Fritsch and Carlson 1980) otherwise. Bands
    outside the measurement hold the nearest value and are marked. Raises DomainError where 420-680 nm is not covered or a
    gap is wider than 20 nm.
    """
    values = as_floats("reflectance", reflectance)
    if values.size and np.nanmax(values) > 1.5:
        advice = "it looks like percent: divide by 100" if np.nanmax(values) <= 150 else ""
        raise DomainError("reflectance", f"up to {np.nanmax(values):g}", "0 to 1.5, a fraction of a perfect white", advice)
    return resampled_from(_core.resample(as_floats("at_nm", at_nm).ravel().tolist(), values.ravel().tolist()))


def resampled_from(core: _core.ResampledSpectrum) -> ResampledSpectrum:
    return ResampledSpectrum(
        np.asarray(core.values).view(Reflectance), np.array(core.coverage.measured), diagnostics_from(core.diagnostics)
    )
