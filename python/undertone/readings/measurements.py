"""Readings from instruments, and the mean of repeated ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import Literal

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import FloatArray, as_color, as_floats
from undertone._base.ranges import at_most
from undertone._base.values import Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.errors import DomainError
from undertone.readings.spectrum import ResampledSpectrum, resampled_from
from undertone.show._html import code, swatch

Format = Literal["csv", "cgats", "cxf", "json"]


@dataclass(frozen=True, eq=False)
class Measurement(Value):
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
    assumed : dict
        Which of ``"geometry"``, ``"illuminant"``, ``"observer"`` the file does not state, and what filled it in:
        ``"instrument"`` (it has no other, or shows no other by default) or ``"default"`` (D50 and 2 degrees of a Lab alone).
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
    assumed: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_fields(self)
        for name in ("wavelengths_nm", "reflectance"):
            array = as_floats(name, getattr(self, name))
            if array.ndim != 1:
                raise DomainError(f"{name}.shape", array.shape, "(n,): one spectrum")
            object.__setattr__(self, name, array)
        if self.lab is not None:
            object.__setattr__(self, "lab", as_color("lab", self.lab))
        at_most("metadata", len(self.metadata), 10_000, "entries")
        self._to_core().validate()

    @property
    def lab_only(self) -> bool:
        """True where there is no spectrum."""
        return self.reflectance.size == 0

    def on_grid(self) -> ResampledSpectrum:
        """The spectrum on ``undertone.wavelengths_nm``. Raises DomainError for a Lab-only measurement."""
        return resampled_from(_core.on_grid(self._to_core()))

    def __repr__(self) -> str:
        if self.lab_only and self.lab is not None:
            what = "Lab " + " ".join(f"{v:.1f}" for v in self.lab) + f" {self.illuminant}/{self.observer}"
        else:
            what = f"{self.wavelengths_nm[0]:g}-{self.wavelengths_nm[-1]:g} nm, {self.wavelengths_nm.size} bands"
        return f"<Measurement {self.name!r}: {what}{', ' + self.geometry if self.geometry else ''}>"

    def _repr_html_(self) -> Html:
        what = code(repr(self)[1:-1])
        return what if self.lab_only else html("{} {}", swatch(self.on_grid().values.lab()), what)


@dataclass(frozen=True, eq=False)
class RepeatedMeasurement(Value):
    """The mean of repeated readings of one spot, with how well they repeat.

    ``spread_delta_e`` is the mean CIEDE2000 from the mean (None for one reading); ``reflectance_sd`` is per wavelength.
    """

    mean: Measurement
    count: int
    spread_delta_e: float | None
    reflectance_sd: FloatArray


@checked
def read_measurements(path: str | PathLike[str]) -> list[Measurement]:
    """Read all measurements of a file, in its order; its format is recognised by its content.

    CSV (wavelengths as columns, rows, pairs of columns or in a tidy table; comma, semicolon, tab or spaces; decimal point or
    comma; percent or fraction), CGATS and its kin (Argyll, SpectraShop), CxF3, Datacolor QTX, X-Rite MIF and XTF, QTEX reports
    (MTF), our own JSON. What is left out (means, references, other quantities) is said in ``diagnostics``. Raises DataError
    (with ``file``, ``line``, ``column``) for what cannot be used, UnsupportedError for a kind of file that is known and holds
    no reflectance; both say what to export instead. Files over 16 MB, and tables of over 2 million cells, are refused unread.
    """
    return [Measurement._from_core(m) for m in _core.read_measurements(fspath(path))]


@checked
def write_measurements(
    path: str | PathLike[str], measurements: Iterable[Measurement], format: Format | None = None, *, overwrite: bool = False
) -> tuple[Diagnostic, ...]:
    """Write measurements; reading them back gives the same numbers, fields and metadata.

    ``format`` follows from the file's ending where not given (``.csv``; ``.cgats``, ``.txt``, ``.ti3``; ``.cxf``, ``.xml``;
    ``.json``). CxF3 is valid against its schema. The file appears whole or not at all, readable by its owner alone (mode 0600);
    one that exists stays as it is unless ``overwrite``. Returns what was written differently: texts that a spreadsheet would
    compute stand behind an apostrophe in CSV.

    Raises DomainError for no measurements, an ending that says no format, or measurements that one CSV table cannot hold;
    DataError where the file exists or cannot be written.
    """
    notes = _core.write_measurements(fspath(path), [m._to_core() for m in measurements], format or "", overwrite)
    return diagnostics_from(notes)


@checked
def readings_of_one_geometry(
    readings: Iterable[Measurement], preferred: str = ""
) -> tuple[list[Measurement], tuple[Diagnostic, ...]]:
    """Pick the readings of one geometry where a file holds several (SCI and SCE of one spot), and say what is left out.

    ``preferred`` where some reading has it, else the geometry of most readings, then 8/d SCI, 8/d SCE, 45/0, not stated.
    Spectra are preferred to Lab alone. Raises DomainError for no readings.
    """
    core = _core.readings_of_one_geometry([m._to_core() for m in readings], preferred)
    return [Measurement._from_core(m) for m in core.readings], diagnostics_from(core.diagnostics)


@checked
def average_readings(readings: Iterable[Measurement]) -> RepeatedMeasurement:
    """Average readings of one spot; fewer than three, or readings that differ, are noted in ``mean.diagnostics``.

    Raises DomainError for no readings, or readings that cannot be averaged (spectral with Lab-only, different geometry: see
    ``readings_of_one_geometry``).
    """
    core = _core.average_readings([m._to_core() for m in readings])
    return RepeatedMeasurement._from_core(core)
