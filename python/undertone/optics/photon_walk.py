"""The oracle: 3-D Monte Carlo of layers with vertical cylinders. Re-exported by ``undertone.optics``."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats
from undertone._base.values import Value
from undertone.errors import DomainError
from undertone.optics._dot_field import count_from, field_from
from undertone.optics._layers import layer_stack


@checked
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
    edge_sigma_mm: float = 0.0,
    placement: str = "square_lattice",
    photons: int = 100_000,
    seed: int = 0,
    threads: int | None = None,
    start_over_dot: bool = False,
    dots_per_cell: int = 64,
    progress: Callable[[float], None] | None = None,
) -> tuple[FloatArray, FloatArray]:
    """What ``reflectance`` or (given all dot arguments) ``dot_reflectance`` computes, by 3-D Monte Carlo.

    Parameters
    ----------
    photons : int
        Per wavelength.
    seed : int
        The answer depends on it (and with it the places of blue noise) and on nothing else that is random.
    threads : int, optional
        All processors by default; the answer does not depend on it.
    start_over_dot : bool
        Give the light that leaves right above a dot (all skin lit) instead of the area's.
    dots_per_cell : int
        A square number up to 400: how many dots of blue noise stand in the cell that repeats.
    progress : callable, optional
        Called now and then with the share done.
    streams
        Ignored: it is there so that the arguments of ``reflectance`` can be passed as they are.

    Returns
    -------
    mean, standard_error : (W,), (W,)

    Notes
    -----
    Ctrl-C stops it. Absorption is taken along the path, scattering is sampled (Henyey and Greenstein 1941), random numbers are
    Philox4x32-10's (Salmon et al. 2011).
    """
    geometry = {"diameter_mm": diameter_mm, "pitch_mm": pitch_mm, "top_mm": top_mm, "bottom_mm": bottom_mm}
    pigment = {
        "pigment_mu_a_per_mm": pigment_mu_a_per_mm,
        "pigment_mu_s_per_mm": pigment_mu_s_per_mm,
        "pigment_g": pigment_g,
    }
    layers, dots = _layers_and_dots(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, geometry, pigment, edge_sigma_mm, placement
    )
    run = _run_options(photons, seed, threads)
    result = _core.monte_carlo(
        layers, dots, *run, start_over_dot, count_from("dots_per_cell", dots_per_cell), None, 1, False, progress
    )
    return result.mean, result.standard_error


Lengths: TypeAlias = npt.NDArray[np.float32]

_PATHS = (
    "layer_mm", "dot_mm", "weight", "twin_layer_mm", "twin_weight", "twin_dot_mm", "start_mm", "spread_mm", "photons",
)  # fmt: skip


class PhotonPaths(Value):
    """Paths of the photons that came back, at one wavelength; they answer for any absorption.

    Attributes
    ----------
    layer_mm : (N, L)
        Path length in each layer, inside dots or not.
    dot_mm : (N, shifts)
        Path length inside dots, weighted with the concentration there (1 in a sharp dot), for each place of the path; the own
        place alone where pigment scatters.
    weight : (N,)
        As if nothing absorbed; ``weight.sum() / photons`` is the reflectance of a tissue that only scatters. 0 where only the
        twin came back.
    twin_layer_mm, twin_weight : (N, L), (N,)
        Of the twins, where asked for; empty otherwise.
    twin_dot_mm : (N, shifts)
        Where pigment scatters, the twins' lengths inside dots, at the photon's own place first.
    start_mm, spread_mm : (N,)
        Distance from the axis of the nearest dot where the photon entered; distance from there to where it left.
    photons : int
        Walked, those that never came back among them.
    """

    layer_mm: Lengths
    dot_mm: Lengths
    weight: Lengths
    twin_layer_mm: Lengths
    twin_weight: Lengths
    twin_dot_mm: Lengths
    start_mm: Lengths
    spread_mm: Lengths
    photons: int

    def __init__(self, core: _core.PhotonPaths) -> None:
        self._core = core
        for name in _PATHS:
            setattr(self, name, getattr(core, name))

    def _state(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _PATHS}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> PhotonPaths:
        arrays = {name: np.asarray(state[name], dtype=np.float32) for name in _PATHS if name != "photons"}
        core = _core.PhotonPaths(arrays["layer_mm"], arrays["dot_mm"], arrays["weight"], state["photons"])
        paths = cls(core)
        vars(paths).update(arrays)  # of the core they are only what it needs
        return paths

    def reflectance(self, mu_a_per_mm: npt.ArrayLike, pigment_mu_a_per_mm: float = 0.0) -> tuple[float, float]:
        """Reflectance and its standard error with absorption ``mu_a_per_mm`` (L,) of the layers and this of the pigment.

        Absorptions of the run or higher come with about the run's own error, lower ones with more.
        """
        values = np.atleast_1d(as_floats("mu_a_per_mm", mu_a_per_mm))
        return self._core.reflectance(values, float(pigment_mu_a_per_mm))

    def __repr__(self) -> str:
        return f"<PhotonPaths, {len(self.weight)} of {self.photons} photons came back, {self.layer_mm.shape[1]} layers>"


@checked
def monte_carlo_paths(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float = 1.4,
    *,
    diameter_mm: float | None = None,
    pitch_mm: float | None = None,
    top_mm: float | None = None,
    bottom_mm: float | None = None,
    pigment_mu_a_per_mm: npt.ArrayLike | None = None,
    pigment_mu_s_per_mm: npt.ArrayLike | None = None,
    pigment_g: npt.ArrayLike | None = None,
    n_below: float = 1.0,
    edge_sigma_mm: float = 0.0,
    placement: str = "square_lattice",
    photons: int = 100_000,
    seed: int = 0,
    threads: int | None = None,
    start_over_dot: bool = False,
    dots_per_cell: int = 64,
    shifts: int = 1,
    twins: bool = False,
    progress: Callable[[float], None] | None = None,
) -> PhotonPaths:
    """Walks photons as ``monte_carlo`` does, at one wavelength, and keeps their paths.

    Give the least absorptions of interest: one run answers all higher ones (perturbation Monte Carlo: Hayakawa et al. 2001).
    A path takes about 4 (L + 4) bytes.

    Parameters
    ----------
    shifts : int
        Lay each path over the dots so many times, at places of its own: less noise for little time. Where pigment scatters, a
        path belongs to its place, and only its twin is laid so.
    twins : bool
        Walk with each photon its twin, for which pigment does not scatter. What layers without dots return is known exactly
        (``reflectance``), so functions of the twin's path serve as control variates (data/dots/validate.py does it).
    """
    geometry = {"diameter_mm": diameter_mm, "pitch_mm": pitch_mm, "top_mm": top_mm, "bottom_mm": bottom_mm}
    pigment = {
        "pigment_mu_a_per_mm": pigment_mu_a_per_mm,
        "pigment_mu_s_per_mm": pigment_mu_s_per_mm,
        "pigment_g": pigment_g,
    }
    layers, dots = _layers_and_dots(
        thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, geometry, pigment, edge_sigma_mm, placement
    )
    run = _run_options(photons, seed, threads)
    cell = count_from("dots_per_cell", dots_per_cell)
    return PhotonPaths(
        _core.monte_carlo_paths(
            layers, dots, *run, start_over_dot, cell, None, count_from("shifts", shifts), twins, progress
        )
    )


def _layers_and_dots(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float,
    n_below: float,
    geometry: dict[str, float | None],
    pigment: dict[str, npt.ArrayLike | None],
    edge_sigma_mm: float,
    placement: str,
) -> tuple[_core.LayerStack, _core.DotField | None]:
    lengths = {name: value for name, value in geometry.items() if value is not None}
    spectra = {name: value for name, value in pigment.items() if value is not None}
    missing = [name for name in geometry | pigment if name not in lengths and name not in spectra]
    layers, bands = layer_stack(thickness_mm, mu_a_per_mm, mu_s_per_mm, g, n, n_below, *spectra.values())
    if len(missing) == len(geometry) + len(pigment):
        return layers, None
    if missing:
        raise DomainError(missing[0], "missing", "all seven arguments of the dots, or none of them")
    diameter, pitch, top, bottom = lengths.values()
    mu_a, mu_s, anisotropy = spectra.values()
    return layers, field_from(bands, (diameter, pitch, top, bottom), (mu_a, mu_s, anisotropy), edge_sigma_mm, placement)


def _run_options(photons: int, seed: int, threads: int | None) -> tuple[int, int, int]:
    workers = threads if threads is not None else os.cpu_count() or 1
    return count_from("photons", photons), count_from("seed", seed), workers
