"""Where light goes in layered tissue, and how its reflectance answers to each coefficient. Part of ``undertone.optics``."""

from __future__ import annotations

import operator
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.optics._layers import layer_stack, per_layer


@dataclass(frozen=True, eq=False)
class RadiativeTransfer(Value):
    """Shares of the incident light. ``reflectance + specular + transmittance + absorbed.sum(axis=0)`` is 1 to rounding."""

    reflectance: FloatArray
    """(W,) Light that comes out of the tissue again, specular reflection excluded."""
    specular: float
    """Reflected by the surface before it enters."""
    transmittance: FloatArray
    """(W,) All light into the medium below; 0 under an infinite layer."""
    unscattered_transmittance: FloatArray
    """(W,) The part of it that was never scattered."""
    absorbed: FloatArray
    """(L, W) In each layer."""

    @property
    def total_reflectance(self) -> FloatArray:
        """Specular reflection included, (W,)."""
        return self.reflectance + self.specular

    @property
    def diffuse_transmittance(self) -> FloatArray:
        """Transmitted after scattering, (W,)."""
        return self.transmittance - self.unscattered_transmittance


@dataclass(frozen=True, eq=False)
class ReflectanceDerivatives(Value):
    """``reflectance`` and its derivatives with respect to the coefficients of each layer, each (L, W)."""

    value: FloatArray
    """(W,)"""
    d_mu_a_per_mm: FloatArray
    d_mu_s_per_mm: FloatArray
    d_g: FloatArray
    d_thickness_mm: FloatArray
    """0 for an infinite layer."""


@checked
def radiative_transfer(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    *,
    n_below: float = 1.0,
    illumination: Literal["collimated", "diffuse"] = "collimated",
    angle_deg: float = 0.0,
) -> RadiativeTransfer:
    """Reflected, transmitted and absorbed shares of light from air, over all directions (adding-doubling).

    Parameters
    ----------
    thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, streams, n_below
        As in ``reflectance``.
    illumination : {"collimated", "diffuse"}
        A beam at ``angle_deg`` to the normal, or the same radiance from the whole hemisphere (Lambertian).
    angle_deg : float
        In air, 0 or more and less than 90 degrees; of a collimated beam.

    Raises
    ------
    DomainError
        (a ValueError) naming argument, index, value and allowed range.

    Notes
    -----
    The beam is scattered out of its own direction exactly, which ``reflectance`` does only to the order of its
    polynomials: for skin the two differ by up to 3e-4 at 8 streams, this one being the closer.
    """
    if illumination not in ("collimated", "diffuse"):
        raise DomainError("illumination", illumination, '"collimated" or "diffuse"')
    layers, _ = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
    return RadiativeTransfer._from_core(_core.radiative_transfer(layers, illumination == "diffuse", angle_deg, streams))


@checked
def radiance_factor(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    *,
    n_below: float = 1.0,
    angle_deg: float = 45.0,
) -> FloatArray:
    """Radiance factor along the normal under a beam at ``angle_deg``, shape (W,): what a 45/0 instrument reads.

    Light seen along the normal over that of a perfect white diffuser. Other arguments as in ``reflectance``.

    Notes
    -----
    Modelled: all orders of scattering (at the normal only the azimuthal mean contributes), refraction in and out (n^2
    law), light scattered once with the phase function in full. Not modelled: the finite width of an instrument's cones,
    and a rough surface; a smooth one sends no specular light to the normal.
    """
    layers, _ = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
    return _core.radiance_factor(layers, angle_deg, streams)


@checked
def reflectance_with_derivatives(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    streams: int = 8,
    *,
    n_below: float = 1.0,
) -> ReflectanceDerivatives:
    """``reflectance`` with its exact derivatives, all for the time of two or three reflectances.

    Arguments and errors as in ``reflectance``. A derivative is with respect to one entry of the (L, W) table, so where one
    coefficient stands for many entries, theirs are to be summed.
    """
    layers, _ = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
    return ReflectanceDerivatives._from_core(_core.reflectance_with_derivatives(layers, streams))


class LayerEvaluator:
    """``reflectance`` of layers of which only some neighbouring ones change; the others are solved once.

    Parameters
    ----------
    thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, streams, n_below
        As in ``reflectance``. The number W of wavelengths is fixed here.
    first, count : int
        Layers ``first`` to ``first + count - 1`` will change.
    """

    @checked
    def __init__(
        self,
        thickness_mm: npt.ArrayLike,
        mu_a_per_mm: npt.ArrayLike,
        mu_s_per_mm: npt.ArrayLike,
        g: npt.ArrayLike,
        n: float = 1.4,
        streams: int = 8,
        *,
        first: int,
        count: int = 1,
        n_below: float = 1.0,
    ) -> None:
        layers, self._bands = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below)
        self._count = operator.index(count)
        stack = (layers.thickness_mm, layers.mu_a_per_mm, layers.mu_s_per_mm, layers.g, layers.n, streams)
        changing: dict[str, Any] = {"first": first, "count": count, "n_below": layers.n_below}
        self._of = (stack, changing)
        self._engine = _core.LayerEvaluator(layers, operator.index(first), self._count, streams)

    def __reduce__(self) -> tuple[Any, ...]:
        stack, layers = self._of
        return partial(LayerEvaluator, **layers), stack

    def reflectance(self, mu_a_per_mm: npt.ArrayLike, mu_s_per_mm: npt.ArrayLike, g: npt.ArrayLike) -> FloatArray:
        """Reflectance (W,) with these in the layers that change: a scalar, (count,), (count, 1) or (count, W)."""
        named = {"mu_a_per_mm": mu_a_per_mm, "mu_s_per_mm": mu_s_per_mm, "g": g}
        tables = []
        for name, values in named.items():
            table = per_layer(name, values, self._count)
            if table.shape[1] not in (1, self._bands):
                raise DomainError(f"{name}.shape", table.shape, f"{self._bands} wavelengths, as the layers have")
            tables.append(np.broadcast_to(table, (self._count, self._bands)))
        return self._engine.reflectance(*tables)
