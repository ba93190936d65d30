"""Dots on their way into the engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arrays import FloatArray, as_floats
from undertone.errors import DomainError

PLACEMENTS = ("square_lattice", "blue_noise")


def field_from(
    bands: int,
    geometry: tuple[float, float, float, float],
    pigment: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    edge_sigma_mm: float,
    placement: str,
) -> _core.DotField:
    """Dots of (diameter, pitch, top, bottom) in mm and pigment (mu_a, mu_s, g)."""
    if placement not in PLACEMENTS:
        raise DomainError("placement", placement, " or ".join(repr(p) for p in PLACEMENTS))
    mu_a, mu_s, g = _pigment(bands, *pigment)
    diameter, pitch, top, bottom = (float(length) for length in geometry)
    return _core.DotField(
        diameter_mm=diameter,
        pitch_mm=pitch,
        top_mm=top,
        bottom_mm=bottom,
        pigment_mu_a_per_mm=mu_a,
        pigment_mu_s_per_mm=mu_s,
        pigment_g=g,
        edge_sigma_mm=float(edge_sigma_mm),
        blue_noise=placement == "blue_noise",
    )


def _pigment(bands: int, mu_a: npt.ArrayLike, mu_s: npt.ArrayLike, g: npt.ArrayLike) -> list[FloatArray]:
    named = {"pigment_mu_a_per_mm": mu_a, "pigment_mu_s_per_mm": mu_s, "pigment_g": g}
    spectra = []
    for name, values in named.items():
        array = as_floats(name, values)
        if array.ndim > 1 or array.size not in (1, bands):
            raise DomainError(f"{name}.shape", array.shape, f"a scalar or ({bands},)")
        spectra.append(np.broadcast_to(array.reshape(-1), (bands,)))
    return spectra


def count_from(name: str, value: int) -> int:
    if isinstance(value, bool) or int(value) != value or value < 0:
        raise DomainError(name, value, "a whole number, 0 or more")
    return int(value)
