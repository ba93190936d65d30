"""Light in layered tissue, with and without dots of pigment. Lengths in mm, coefficients in 1/mm.

Layers lie on axis 0, top first; wavelengths on the last axis, any number W of them. An optical coefficient may be a scalar,
one value per layer (L,), a column (L, 1), or the whole table (L, W); a plain (L,) array means one value per layer.
"""

from __future__ import annotations

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone.optics._layers import layer_stack
from undertone.optics.dots import dot_center_reflectance, dot_range, dot_reflectance, dot_transfer
from undertone.optics.lateral_spread import enclosed_reflectance, surface_transfer
from undertone.optics.photon_walk import PhotonPaths, monte_carlo, monte_carlo_paths
from undertone.optics.transfer import (
    LayerEvaluator,
    RadiativeTransfer,
    ReflectanceDerivatives,
    radiance_factor,
    radiative_transfer,
    reflectance_with_derivatives,
)

__all__ = [
    "LayerEvaluator",
    "PhotonPaths",
    "RadiativeTransfer",
    "ReflectanceDerivatives",
    "dot_center_reflectance",
    "dot_range",
    "dot_reflectance",
    "dot_transfer",
    "enclosed_reflectance",
    "mie",
    "monte_carlo",
    "monte_carlo_paths",
    "radiance_factor",
    "radiative_transfer",
    "reflectance",
    "reflectance_with_derivatives",
    "specular_reflectance",
    "surface_transfer",
]


@checked
def reflectance(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    *,
    n_below: float = 1.0,
) -> FloatArray:
    """Directional-hemispherical reflectance of layers, shape (W,).

    A collimated beam at normal incidence from air, all diffusely escaping light, specular reflection excluded. Full
    radiative transfer equation with Fresnel boundaries; Henyey-Greenstein phase function of anisotropy ``g``.

    Parameters
    ----------
    thickness_mm : (L,)
        Top layer first; the last may be ``inf``.
    mu_a_per_mm, mu_s_per_mm, g : (), (L,), (L, 1) or (L, W)
        Absorption and scattering coefficients (not reduced), and mean cosine of the scattering angle.
    n : float
        Refractive index of every layer.
    streams : {4, 8, 16, 32}
        Quadrature angles per hemisphere. Wavelengths at which a layer's ``g`` is above 0.91 take 32, and are right to 3e-4 for
        ``g`` to 0.995; below -0.6 or -0.8 they take 16 or 32, right to 3e-3 for ``g`` to -0.9. Those whose reflectance would come
        out below 0 take more as well.
    n_below : float
        Refractive index under a finite last layer; ``n`` for no lower surface.

    Raises
    ------
    DomainError
        (a ValueError) naming argument, index, value and allowed range.
    """
    layers, _ = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
    return _core.reflectance(layers, streams)


@checked
def specular_reflectance(n: float) -> float:
    """Fresnel reflectance at normal incidence between air and refractive index n: what ``reflectance`` leaves out."""
    return _core.specular_reflectance(n)


@checked
def mie(size_parameter: float, relative_index: complex) -> tuple[float, float, float]:
    """Extinction and scattering efficiency and mean cosine for a sphere (Bohren and Huffman 1983).

    ``size_parameter`` is pi d n_medium / wavelength in vacuum; ``relative_index`` (n + ik) / n_medium, k >= 0 absorbing.
    """
    return _core.mie(size_parameter, complex(relative_index))
