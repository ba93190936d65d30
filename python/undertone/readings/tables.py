"""Readings as tables of pandas and xarray."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from undertone._base.arguments import checked
from undertone._base.arrays import wavelengths_nm
from undertone._base.optional import need
from undertone.errors import DomainError
from undertone.readings.measurements import Measurement

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@checked
def to_frame(measurements: Iterable[Measurement]) -> pd.DataFrame:
    """One row per measurement: its fields, L*, a*, b* as stored, and one column per wavelength (needs pandas)."""
    pandas = need("pandas", "to_frame")
    rows = []
    for m in measurements:
        row: dict[str, object] = {
            "name": m.name,
            "geometry": m.geometry,
            "instrument": m.instrument,
            "date": m.date,
            "illuminant": m.illuminant,
            "observer": m.observer,
        }
        if m.lab is not None:
            row.update(zip(("L*", "a*", "b*"), m.lab.tolist(), strict=True))
        row.update(zip(m.wavelengths_nm.tolist(), m.reflectance.tolist(), strict=True))
        rows.append(row)
    frame: pd.DataFrame = pandas.DataFrame(rows)
    return frame


@checked
def to_xarray(measurements: Iterable[Measurement]) -> xr.DataArray:
    """Reflectance with dimensions ``sample`` and ``wavelength_nm`` (needs xarray).

    Measurements on one wavelength grid keep it; others are put on ``undertone.wavelengths_nm``, NaN where not measured.
    Raises DomainError for none, or where one has no spectrum.
    """
    library = need("xarray", "to_xarray")
    spectra = list(measurements)
    if not spectra or any(m.lab_only for m in spectra):
        raise DomainError("measurements", "empty, or with Lab alone" if spectra else "empty", "measurements with spectra")
    grid = spectra[0].wavelengths_nm
    if all(np.array_equal(m.wavelengths_nm, grid) for m in spectra):
        values = np.stack([m.reflectance for m in spectra])
    else:
        grid = wavelengths_nm
        resampled = [m.on_grid() for m in spectra]
        values = np.stack([np.where(r.measured, r.values, np.nan) for r in resampled])
    array: xr.DataArray = library.DataArray(
        values,
        dims=("sample", "wavelength_nm"),
        coords={
            "sample": [m.name for m in spectra],
            "wavelength_nm": grid,
            "geometry": ("sample", [m.geometry for m in spectra]),
        },
        name="reflectance",
        attrs={"units": "1", "long_name": "reflectance factor"},
    )
    return array
