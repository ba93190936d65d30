"""Skin with dots of pigment: the area, the dot close up, and how skin blurs it. Re-exported by ``undertone.optics``.

Arguments of the tissue are as in ``optics.reflectance``. Those of the dots:

diameter_mm, pitch_mm, top_mm, bottom_mm : float
    Of vertical cylinders: width, distance between centres on a square lattice (one dot per pitch squared), and the depths
    between which they stand.
pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g : () or (W,)
    What the pigment adds to the tissue inside a cylinder.
edge_sigma_mm : float
    Standard deviation of the Gaussian that spreads the pigment sideways, its amount kept: 0 is a sharp cylinder, half a
    diameter all but a Gaussian.
placement : {"square_lattice", "blue_noise"}
    Blue noise: well spread without order, as a hand sets dots.
"""

from __future__ import annotations

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.optics._dot_field import field_from
from undertone.optics._layers import layer_stack


@checked
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
    edge_sigma_mm: float = 0.0,
    placement: str = "square_lattice",
) -> FloatArray:
    """Area-averaged reflectance of layers with dots, shape (W,), as ``optics.reflectance`` defines it.

    Arguments: see the head of this module (``help(undertone.dot_optics)``).

    Raises
    ------
    DomainError
        Overlapping dots, bottom above top or below the tissue, coefficients out of range, shapes that do not fit.

    Notes
    -----
    The dots enter as even layers. What a cylinder shades of itself is the mean over its chords (the packaging of blood
    vessels: Svaasand 1995; Verkruysse 1997); what the uneven light in skin changes of that is fitted to our own Monte Carlo.
    ``data/tissue/dot_shading.toml`` has the error against ``monte_carlo`` and the range; ``dot_range`` says whether a case lies
    inside it.
    """
    layers, bands = layer_stack(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g
    )
    geometry = (diameter_mm, pitch_mm, top_mm, bottom_mm)
    pigment = (pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g)
    return _core.dot_reflectance(layers, field_from(bands, geometry, pigment, edge_sigma_mm, placement), streams)


@checked
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
    edge_sigma_mm: float = 0.0,
    placement: str = "square_lattice",
) -> FloatArray:
    """Reflectance of the skin right above one dot, averaged over its disc, all the skin being lit: the dot close up, (W,).

    Arguments as in ``dot_reflectance``; ``monte_carlo(..., start_over_dot=True)`` is its oracle.
    """
    layers, bands = layer_stack(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g
    )
    geometry = (diameter_mm, pitch_mm, top_mm, bottom_mm)
    pigment = (pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g)
    return _core.dot_center_reflectance(layers, field_from(bands, geometry, pigment, edge_sigma_mm, placement), streams)


@checked
def dot_range(
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
    edge_sigma_mm: float = 0.0,
    placement: str = "square_lattice",
) -> tuple[Diagnostic, ...]:
    """A warning "dots_extrapolated" for each quantity outside the range to which the dot model was fitted; empty inside.

    Arguments as in ``dot_reflectance``.
    """
    layers, bands = layer_stack(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g
    )
    geometry = (diameter_mm, pitch_mm, top_mm, bottom_mm)
    pigment = (pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g)
    return diagnostics_from(_core.dot_range(layers, field_from(bands, geometry, pigment, edge_sigma_mm, placement)))


@checked
def dot_transfer(
    k_per_mm: npt.ArrayLike,
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
    edge_sigma_mm: float = 0.0,
    placement: str = "square_lattice",
) -> FloatArray:
    """How much of a pattern of dots of wavenumber ``k_per_mm`` (K,), rad/mm, is left in the light that leaves: (K, W), 1 at 0.

    The Fourier transform of the blur that skin puts over its dots; other arguments as in ``dot_reflectance``.
    """
    layers, bands = layer_stack(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g
    )
    geometry = (diameter_mm, pitch_mm, top_mm, bottom_mm)
    pigment = (pigment_mu_a_per_mm, pigment_mu_s_per_mm, pigment_g)
    dots = field_from(bands, geometry, pigment, edge_sigma_mm, placement)
    return _core.dot_transfer(layers, dots, as_floats("k_per_mm", k_per_mm).reshape(-1), streams)
