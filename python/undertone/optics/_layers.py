"""Layers on their way into the engine: a scalar, one value per layer, or the whole table."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arrays import FloatArray, as_floats
from undertone.errors import DomainError


def layer_stack(
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
    tables = {name: per_layer(name, values, thickness.size) for name, values in named.items()}
    widths = [table.shape[1] for table in tables.values()] + [np.size(s) for s in spectra]
    bands = next((width for width in widths if width > 1), 1)
    for name, table in tables.items():
        if table.shape[1] not in (1, bands):
            raise DomainError(f"{name}.shape", table.shape, f"{bands} wavelengths, as the other arguments have")
        tables[name] = np.broadcast_to(table, (thickness.size, bands))
    return _core.LayerStack(thickness_mm=thickness, **tables, n=n, n_below=n_below), bands


def per_layer(name: str, values: npt.ArrayLike, layers: int) -> FloatArray:
    """Coefficients as (layers, W) or (layers, 1)."""
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
