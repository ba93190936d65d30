"""Exposure series of films, as ``undertone line lightfastness`` shows them, and ratings on their two scales."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import FloatArray
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.readings.measurements import Measurement
from undertone.show._axes import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ExposureUnitName = Literal["hours", "MJ_per_m2", "blue_wool_step"]


@dataclass(frozen=True)
class LightfastnessRating(Value):
    """A declared rating, always with its scale: ``"blue_wool"`` (1-8, 8 fades least) or ``"astm"`` (1-5 for I-V, I fades least)."""

    scale: Literal["blue_wool", "astm"]
    rank: int

    def __post_init__(self) -> None:
        check_fields(self)
        most = 8 if self.scale == "blue_wool" else 5
        if not 1 <= self.rank <= most:
            raise DomainError(
                "rank", self.rank, f"1 to {most} on the scale {self.scale}", "8 is the best of blue wool, I (1) of ASTM"
            )

    @classmethod
    def of(cls, text: str) -> LightfastnessRating:
        """From ``"blue wool 7"`` or ``"ASTM II"``. Raises DomainError (a ValueError) where no scale is named."""
        scale, rank, _ = _core.lightfastness_rating(text)
        return cls(scale, rank)  # type: ignore[arg-type]

    def is_better_than(self, other: LightfastnessRating) -> bool:
        """Fades less. Raises DomainError (a ValueError) for another scale: no table turns one into the other."""
        return bool(_core.is_better_lightfastness(str(self), str(other)))

    def __str__(self) -> str:
        return str(_core.lightfastness_rating(f"{self.scale} {self.rank}")[2])


@dataclass(frozen=True, eq=False)
class ExposedReading(Value):
    """One reading of an ink's film after ``exposure``, in the series' unit; 0 is before any light."""

    ink: str
    exposure: float
    reading: Measurement

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, eq=False)
class ExposureSeries(Value):
    """Readings of a series, and what its exposures are: ``"hours"`` (in a chamber of ``irradiance_W_per_m2``), ``"MJ_per_m2"``, or
    ``"blue_wool_step"``. ``behind_glass`` is None where not stated."""

    readings: tuple[ExposedReading, ...]
    unit: ExposureUnitName
    behind_glass: bool | None = None
    irradiance_W_per_m2: float | None = None
    method: str = ""

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, eq=False)
class FadedColor(Value):
    """The mean of an ink's films after one exposure. ``strength_percent`` is of the unexposed film's (None of Lab alone)."""

    exposure: float
    readings: int
    lab: FloatArray
    delta_e_2000: float
    strength_percent: float | None


@dataclass(frozen=True, eq=False)
class InkLightfastness(Value):
    """First-order loss of an ink's strength per unit of exposure, with its interval, and the path of its colour.

    ``half_exposure`` and ``half_exposure_high`` are None where no fading is shown, ``half_years`` where no year was stated, rates where
    there are no spectra.
    """

    ink: str
    readings: int
    exposures: int
    rate: float | None
    rate_low: float | None
    rate_high: float | None
    half_exposure: float | None
    half_exposure_low: float | None
    half_exposure_high: float | None
    half_years: float | None
    half_years_low: float | None
    half_years_high: float | None
    residual_sd: float | None
    path: tuple[FadedColor, ...]


@dataclass(frozen=True, eq=False)
class Lightfastness(Printed):
    """Rates of all inks of a series, in its own ``unit``; ``assumption`` says what years rest on ("" where none was stated)."""

    unit: str
    method: str
    glass: str
    assumption: str
    confidence: float
    inks: tuple[InkLightfastness, ...]
    diagnostics: tuple[Diagnostic, ...]

    def __getitem__(self, ink: str) -> InkLightfastness:
        for one in self.inks:
            if one.ink == ink:
                return one
        raise DomainError("ink", repr(ink), ", ".join(one.ink for one in self.inks))

    @checked
    def plot(self, *, ax: Axes | None = None) -> Axes:
        """Strength left over exposure, with the fitted rate and its interval; colour difference where there are no spectra."""
        ax = axes_or_new(ax)
        blue_wool = self.unit.startswith("doses")
        has_rates = all(one.rate is not None for one in self.inks)
        for number, one in enumerate(self.inks):
            marker = "os^Dv<>p"[number % 8]
            at = np.array([color.exposure for color in one.path])
            if blue_wool:
                at = np.where(at > 0, 2.0 ** (at - 1), 0)
            if not has_rates:
                ax.plot(at, [color.delta_e_2000 for color in one.path], marker=marker, label=f"{one.ink} (n {one.readings})")
                continue
            (dots,) = ax.plot(
                at, [color.strength_percent or 0 for color in one.path], marker, label=f"{one.ink} (n {one.readings})"
            )
            fine = np.linspace(0, at[-1], 80)
            assert one.rate is not None
            assert one.rate_low is not None
            assert one.rate_high is not None
            ax.plot(fine, 100 * np.exp(-one.rate * fine), color=dots.get_color(), linewidth=1)
            low, high = 100 * np.exp(-one.rate_high * fine), 100 * np.exp(-one.rate_low * fine)
            ax.fill_between(fine, low, high, color=dots.get_color(), alpha=0.15, linewidth=0)
        left = "strength left, %" if has_rates else "delta E2000 from the unexposed film"
        ax.set(xlabel=f"exposure, {self.unit} ({self.glass})", ylabel=left)
        ax.legend(frameon=False)
        return ax


@checked
def read_exposure_series(path: str | PathLike[str]) -> ExposureSeries:
    """Read a series' file: CSV with ink, exposure, and file (readings of that film, beside it) or l, a, b; lines such as
    ``# unit: MJ_per_m2`` and ``# behind_glass: yes`` above it. Raises DataError with the line."""
    films, unit, irradiance, behind_glass, method = _core.read_exposure_series(fspath(path))
    readings = tuple(ExposedReading(ink, exposure, Measurement._from_core(one)) for ink, exposure, one in films)
    return ExposureSeries(readings, unit, behind_glass, irradiance, method)  # type: ignore[arg-type]


@checked
def lightfastness(
    series: ExposureSeries,
    *,
    exposure_per_year: float | None = None,
    stated_by: str = "",
    year_behind_glass: bool = False,
    glass_transmission: float | None = None,
    confidence: float = 0.95,
) -> Lightfastness:
    """How fast the inks of an exposure series fade: first-order rates of strength (K/S, weighted by the eye), per ink.

    Parameters
    ----------
    series : ExposureSeries
    exposure_per_year, stated_by : optional
        What a year is taken to be, in the series' unit, and by whom. Without it no years are shown.
    year_behind_glass : bool, optional
        That year was reckoned behind glass.
    glass_transmission : float, optional
        Share of the exposure that glass lets through; needed where series and year differ in it.

    Raises
    ------
    DomainError
        (a ValueError) for no unexposed film, fewer than two exposures beside it, several geometries, a blue wool step that is none, years
        whose glass does not fit the series'.
    """
    core: Any = _core.lightfastness(
        [(one.ink, one.exposure, one.reading._to_core()) for one in series.readings],
        series.unit,
        series.irradiance_W_per_m2,
        series.behind_glass,
        series.method,
        exposure_per_year,
        year_behind_glass,
        glass_transmission,
        stated_by,
        confidence,
    )
    return Lightfastness._from_core(core)
