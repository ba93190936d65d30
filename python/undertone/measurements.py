"""Readings from instruments, and the mean of repeated ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os import PathLike, fspath

import numpy as np

from undertone import _core
from undertone._arrays import FloatArray
from undertone._html import swatch
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.spectrum import ResampledSpectrum, resampled_from


@dataclass(frozen=True, eq=False)
class Measurement:
    """One reading of skin, hair or a drawdown as an instrument gave it.

    Attributes
    ----------
    wavelengths_nm, reflectance : (n,)
        Ascending; fraction of a perfect white. Empty when only Lab was given.
    lab : (3,) or None
        As stored in the file, under ``illuminant`` and ``observer``; never computed from the spectrum.
    geometry : str
        ``"8/d SCI"``, ``"8/d SCE"``, ``"45/0"``; empty where the file does not say.
    diagnostics : tuple of Diagnostic
        What was assumed, converted or doubtful on the way in.
    """

    name: str
    wavelengths_nm: FloatArray
    reflectance: FloatArray
    lab: FloatArray | None = None
    illuminant: str = ""
    observer: str = ""
    geometry: str = ""
    instrument: str = ""
    date: str = ""
    file: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def lab_only(self) -> bool:
        """True where there is no spectrum."""
        return self.reflectance.size == 0

    def on_grid(self) -> ResampledSpectrum:
        """The spectrum on ``undertone.wavelengths_nm``. Raises DomainError for a Lab-only measurement."""
        return resampled_from(_core.on_grid(_to_core(self)))

    def __repr__(self) -> str:
        if self.lab_only and self.lab is not None:
            what = "Lab " + " ".join(f"{v:.1f}" for v in self.lab) + f" {self.illuminant}/{self.observer}"
        else:
            what = f"{self.wavelengths_nm[0]:g}-{self.wavelengths_nm[-1]:g} nm, {self.wavelengths_nm.size} bands"
        return f"<Measurement {self.name!r}: {what}{', ' + self.geometry if self.geometry else ''}>"

    def _repr_html_(self) -> str:
        if self.lab_only:
            return f"<code>{repr(self)[1:-1]}</code>"
        return f"{swatch(self.on_grid().values.lab())} <code>{repr(self)[1:-1]}</code>"


@dataclass(frozen=True, eq=False)
class RepeatedMeasurement:
    """The mean of repeated readings of one spot, with how well they repeat.

    ``spread_delta_e`` is the mean CIEDE2000 from the mean (None for one reading); ``reflectance_sd`` is per wavelength.
    """

    mean: Measurement
    count: int
    spread_delta_e: float | None
    reflectance_sd: FloatArray


def read_measurements(path: str | PathLike[str]) -> list[Measurement]:
    """Read all measurements of a file, in its order; its kind is told from its content.

    CSV (wavelengths as columns or rows; comma, semicolon or tab; decimal point or comma; percent or fraction) and CGATS.
    Raises DataError (with ``file``, ``line``, ``column``) for what cannot be used, UnsupportedError for a kind of file that
    is known and not read yet.
    """
    return [measurement_from(m) for m in _core.read_measurements(fspath(path))]


def average_readings(readings: Iterable[Measurement]) -> RepeatedMeasurement:
    """Average readings of one spot; fewer than three, or readings that differ, are noted in ``mean.diagnostics``.

    Raises DomainError for no readings, or readings that cannot be averaged (spectral with Lab-only, different geometry).
    """
    core = _core.average_readings([_to_core(m) for m in readings])
    return RepeatedMeasurement(measurement_from(core.mean), core.count, core.spread_delta_e, np.array(core.reflectance_sd))


def measurement_from(core: _core.Measurement) -> Measurement:
    return Measurement(
        name=core.name,
        wavelengths_nm=np.array(core.wavelengths_nm),
        reflectance=np.array(core.reflectance),
        lab=core.lab,
        illuminant=core.illuminant,
        observer=core.observer,
        geometry=core.geometry,
        instrument=core.instrument,
        date=core.date,
        file=core.file,
        metadata=dict(core.metadata),
        diagnostics=diagnostics_from(core.diagnostics),
    )


def _to_core(measurement: Measurement) -> _core.Measurement:
    m = measurement
    return _core.Measurement(
        m.name, m.wavelengths_nm.tolist(), m.reflectance.tolist(), m.lab, m.illuminant, m.observer, m.geometry
    )
