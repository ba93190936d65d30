"""Arguments of the optics: broadcast over layers and wavelengths, checked, and handed to the engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._arrays import FloatArray, as_floats
from undertone.errors import DomainError

PLACEMENTS = ("square_lattice", "blue_noise")


def layers_from(
    thickness_mm: npt.ArrayLike,
    mu_a_per_mm: npt.ArrayLike,
    mu_s_per_mm: npt.ArrayLike,
    g: npt.ArrayLike,
    n: float,
    n_below: float,
    *spectra: npt.ArrayLike,
) -> tuple[_core.LayerStack, int]:
    """The stack and its number of wavelengths, which `spectra` may set where the tissue is grey."""
    thickness = np.atleast_1d(as_floats("thickness_mm", thickness_mm))
    if thickness.ndim != 1:
        raise DomainError("thickness_mm.shape", thickness.shape, "(L,): one value per layer")
    named = {"mu_a_per_mm": mu_a_per_mm, "mu_s_per_mm": mu_s_per_mm, "g": g}
    tables = {name: _per_layer(name, values, thickness.size) for name, values in named.items()}
    widths = [table.shape[1] for table in tables.values()] + [np.size(s) for s in spectra]
    bands = next((width for width in widths if width != 1), 1)
    for name, table in tables.items():
        if table.shape[1] not in (1, bands):
            raise DomainError(f"{name}.shape", table.shape, f"{bands} wavelengths, as the other arguments have")
        tables[name] = np.broadcast_to(table, (thickness.size, bands))
    return _core.LayerStack(thickness, tables["mu_a_per_mm"], tables["mu_s_per_mm"], tables["g"], n, n_below), bands


def _per_layer(name: str, values: npt.ArrayLike, layers: int) -> FloatArray:
    array = as_floats(name, values)
    if array.ndim == 0:
        return np.full((layers, 1), float(array))
    if array.ndim == 1:
        array = array[:, np.newaxis]
    if array.ndim != 2 or array.shape[0] != layers:
        raise DomainError(
            f"{name}.shape",
            np.shape(values),
            f"a scalar, ({layers},), ({layers}, 1) or ({layers}, W): layers of thickness_mm by wavelengths",
            "one layer with W wavelengths is (1, W)" if layers == 1 else "",
        )
    return array


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
    spectra = _pigment(bands, *pigment)
    return _core.DotField(*(float(v) for v in geometry), *spectra, float(edge_sigma_mm), placement == "blue_noise")


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
