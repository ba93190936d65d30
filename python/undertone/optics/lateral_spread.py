"""How far light wanders sideways in skin. Re-exported by ``undertone.optics``."""

from __future__ import annotations

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats
from undertone.optics._layers import layer_stack


@checked
def surface_transfer(
    k_per_mm: npt.ArrayLike,
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    *,
    n_below: float = 1.0,
) -> FloatArray:
    """What of a pattern of light of wavenumber ``k_per_mm`` (K,), rad/mm, comes back as that pattern: (K, W), 1 at 0.

    The Fourier transform of the radial reflectance of a fine beam, over its integral. Layers as in ``optics.reflectance``.
    Right to 0.04 against Monte Carlo of skin. The method: ``undertone/tissue/lateral_spread.hpp``.

    Raises
    ------
    DomainError
        k negative or not finite; layers as in ``optics.reflectance``.
    """
    layers, _ = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
    return _core.surface_transfer(layers, as_floats("k_per_mm", k_per_mm).reshape(-1), streams)


@checked
def enclosed_reflectance(
    radius_mm: npt.ArrayLike,
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    *,
    n_below: float = 1.0,
) -> FloatArray:
    """Share of the light reflected from a fine beam that leaves within ``radius_mm`` (K,) of it: (K, W), 0 to 1.

    What an instrument with a small aperture sees of skin lit all over the same aperture is less than skin's reflectance; this
    says by about how much.
    """
    layers, _ = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
    return _core.enclosed_reflectance(layers, as_floats("radius_mm", radius_mm).reshape(-1), streams)
