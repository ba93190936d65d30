"""Light in layered tissue, with and without dots of pigment. Lengths in mm, coefficients in 1/mm.

Layers lie on axis 0, top first; wavelengths on the last axis, any number W of them. An optical coefficient may be a scalar,
one value per layer (L,), a column (L, 1), or the whole table (L, W); a plain (L,) array means one value per layer.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._arrays import FloatArray, as_floats
from undertone._layers import layer_stack as _layers
from undertone.errors import DomainError
from undertone.radiative_transfer import (
    LayerEvaluator,
    RadiativeTransfer,
    ReflectanceDerivatives,
    radiance_factor,
    radiative_transfer,
    reflectance_with_derivatives,
)

__all__ = [
    "LayerEvaluator",
    "RadiativeTransfer",
    "ReflectanceDerivatives",
    "dot_center_reflectance",
    "dot_reflectance",
    "mie",
    "monte_carlo",
    "radiance_factor",
    "radiative_transfer",
    "reflectance",
    "reflectance_with_derivatives",
    "specular_reflectance",
]


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
        Quadrature angles per hemisphere.
    n_below : float
        Refractive index under a finite last layer; ``n`` for no lower surface.

    Raises
    ------
    DomainError
        (a ValueError) naming argument, index, value and allowed range.
    """
    layers, _ = _layers(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
    return _core.reflectance(layers, streams)


def dot_reflectance(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    *,
    diameter_mm: float,
    pitch_mm: float,
    top_mm: float,
    bottom_mm: float,
    pigment_mu_a_per_mm: npt.ArrayLike,
    pigment_mu_s_per_mm: npt.ArrayLike,
    pigment_g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    n_below: float = 1.0,
) -> FloatArray:
    """Area-averaged reflectance of layers with vertical cylinders of pigment on a square lattice, shape (W,).

    Parameters
    ----------
    thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, streams, n_below
        The tissue, as in ``reflectance``.
    diameter_mm, pitch_mm, top_mm, bottom_mm : float
        Of the cylinders: width, distance between centres, and the depths between which they stand.
    pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g : () or (W,)
        What the pigment adds to the tissue inside a cylinder.

    Notes
    -----
    The dots' absorption is spread over the area with the packaging correction used for blood vessels
    (Svaasand 1995; Verkruysse 1997; van Veen 2002). For thick, very dark dots it is off by up to 0.04 in reflectance;
    ``monte_carlo`` with the same arguments tells.
    """
    layers, bands = _layers(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g
    )
    pigment = _pigment(bands, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g)
    return _core.dot_reflectance(layers, _core.DotLattice(diameter_mm, pitch_mm, top_mm, bottom_mm, *pigment), streams)


def dot_center_reflectance(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    *,
    diameter_mm: float,
    pitch_mm: float,
    top_mm: float,
    bottom_mm: float,
    pigment_mu_a_per_mm: npt.ArrayLike,
    pigment_mu_s_per_mm: npt.ArrayLike,
    pigment_g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    n_below: float = 1.0,
) -> FloatArray:
    """Reflectance of the skin right above one dot, averaged over its disc: the dot close up, shape (W,).

    Arguments as in ``dot_reflectance``. An estimate, good to about 0.02 against
    ``monte_carlo(..., start_over_dot=True)`` for scalp micropigmentation.
    """
    layers, bands = _layers(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g
    )
    pigment = _pigment(bands, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g)
    lattice = _core.DotLattice(diameter_mm, pitch_mm, top_mm, bottom_mm, *pigment)
    return _core.dot_center_reflectance(layers, lattice, streams)


def monte_carlo(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    *,
    diameter_mm: float | None = None,
    pitch_mm: float | None = None,
    top_mm: float | None = None,
    bottom_mm: float | None = None,
    pigment_mu_a_per_mm: npt.ArrayLike | None = None,
    pigment_mu_s_per_mm: npt.ArrayLike | None = None,
    pigment_g: npt.ArrayLike | None = None,
    n_below: float = 1.0,
    photons: int = 100_000,
    seed: int = 0,
    threads: int | None = None,
    start_over_dot: bool = False,
    progress: Callable[[float], None] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """What ``reflectance`` or (given all dot arguments) ``dot_reflectance`` computes, by 3-D Monte Carlo.

    Parameters
    ----------
    photons : int
        Per wavelength.
    seed : int
        The answer depends on it and on nothing else that is random.
    threads : int, optional
        All processors by default; the answer does not depend on it.
    start_over_dot : bool
        Give the light that leaves right above a dot (all skin lit) instead of the area's.
    progress : callable, optional
        Called now and then with the share done.
    streams
        Ignored: it is there so that the arguments of ``reflectance`` can be passed as they are.

    Returns
    -------
    mean, standard_error : (W,), (W,)

    Notes
    -----
    Ctrl-C stops it. Absorption is taken along the path, scattering is sampled.
    """
    geometry = {"diameter_mm": diameter_mm, "pitch_mm": pitch_mm, "top_mm": top_mm, "bottom_mm": bottom_mm}
    pigment = {
        "pigment_mu_a_per_mm": pigment_mu_a_per_mm,
        "pigment_mu_s_per_mm": pigment_mu_s_per_mm,
        "pigment_g": pigment_g,
    }
    given = {name: value for name, value in (geometry | pigment).items() if value is not None}
    missing = [name for name in geometry | pigment if name not in given]
    if given and missing:
        raise DomainError(missing[0], "missing", "all seven arguments of the dots, or none of them")
    layers, bands = _layers(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, *(p for p in pigment.values() if p is not None)
    )
    dots = None
    if given:
        lengths = [float(value) for value in geometry.values() if value is not None]
        spectra = _pigment(bands, *(p for p in pigment.values() if p is not None))
        dots = _core.DotLattice(*lengths, *spectra)
    workers = threads if threads is not None else os.cpu_count() or 1
    result = _core.monte_carlo(
        layers, dots, _count("photons", photons), _count("seed", seed), workers, start_over_dot, progress
    )
    return result.mean, result.standard_error


def specular_reflectance(n: float) -> float:
    """Fresnel reflectance at normal incidence between air and refractive index n: what ``reflectance`` leaves out."""
    return _core.specular_reflectance(n)


def mie(size_parameter: float, relative_index: complex) -> tuple[float, float, float]:
    """Extinction and scattering efficiency and mean cosine for a sphere (Bohren and Huffman 1983).

    ``size_parameter`` is pi d n_medium / wavelength in vacuum; ``relative_index`` (n + ik) / n_medium, k >= 0 absorbing.
    """
    return _core.mie(size_parameter, complex(relative_index))


def _pigment(bands: int, mu_a: npt.ArrayLike, mu_s: npt.ArrayLike, g: npt.ArrayLike) -> list[FloatArray]:
    named = {"pigment_mu_a_per_mm": mu_a, "pigment_mu_s_per_mm": mu_s, "pigment_g": g}
    spectra = []
    for name, values in named.items():
        array = as_floats(name, values)
        if array.ndim > 1 or array.size not in (1, bands):
            raise DomainError(f"{name}.shape", array.shape, f"a scalar or ({bands},)")
        spectra.append(np.broadcast_to(array.reshape(-1), (bands,)))
    return spectra


def _count(name: str, value: int) -> int:
    if isinstance(value, bool) or int(value) != value or value < 0:
        raise DomainError(name, value, "a whole number, 0 or more")
    return int(value)
