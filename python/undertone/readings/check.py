"""Can readings be used: one verdict, and the findings behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.readings.measurements import Measurement, read_measurements
from undertone.readings.scale import ReadingScale


@dataclass(frozen=True, eq=False)
class MeasurementCheck(Value):
    """What one measurement is like.

    ``missing_bands`` counts bands of ``undertone.wavelengths_nm`` that were not measured; ``step_nm`` is None for uneven
    spacing; ``noise`` is the standard deviation from band to band (None for fewer than 8 even bands). Where the file holds a
    spectrum and Lab, ``lab_of_spectrum`` is Lab of the spectrum under the light and observer of the file's Lab, and
    ``lab_difference`` the CIEDE2000 between the two.
    """

    first_nm: float
    last_nm: float
    step_nm: float | None
    missing_bands: int
    noise: float | None
    findings: tuple[Diagnostic, ...]
    lab_of_spectrum: FloatArray | None = None
    lab_difference: float | None = None


@dataclass(frozen=True, eq=False)
class CheckReport(Value):
    """Can measurements be used? One verdict, and the findings behind it.

    ``verdict`` is ``"usable"``, ``"usable with care"`` or ``"not usable"``; ``findings`` are about all measurements together,
    should they be readings of one spot; ``spread_delta_e`` is then their mean CIEDE2000 from their mean.
    """

    verdict: str
    measurements: tuple[MeasurementCheck, ...]
    spread_delta_e: float | None
    findings: tuple[Diagnostic, ...]

    def is_usable(self) -> bool:
        """False where a finding is an error."""
        return self.verdict != "not usable"

    def all_findings(self) -> tuple[Diagnostic, ...]:
        """Of each measurement and of all together, each code once."""
        seen: dict[str, Diagnostic] = {}
        for finding in (*(f for m in self.measurements for f in m.findings), *self.findings):
            seen.setdefault(finding.code, finding)
        return tuple(seen.values())

    def __repr__(self) -> str:
        return f"<CheckReport: {self.verdict}, {len(self.measurements)} measurements, {len(self.all_findings())} findings>"

    def __str__(self) -> str:
        return "\n".join(
            [f"{len(self.measurements)} measurements: {self.verdict}", *(f"  {f}" for f in self.all_findings())]
        )


@checked
def check(
    measurements: str | PathLike[str] | Iterable[Measurement],
    *,
    spread_delta_e: float = 1.5,
    noise: float = 0.003,
    coarse_step_nm: float = 10.0,
) -> CheckReport:
    """Check measurements, or a file of them, against limits.

    Parameters
    ----------
    spread_delta_e
        CIEDE2000 that readings of one spot may differ from their mean.
    noise
        Standard deviation from band to band, as a fraction.
    coarse_step_nm
        Wider spacing is reported.
    """
    if isinstance(measurements, (str, PathLike)):
        measurements = read_measurements(measurements)
    core = _core.check_measurements([m._to_core() for m in measurements], spread_delta_e, noise, coarse_step_nm)
    return CheckReport._from_core(core)


@checked
def check_pair(skin: Measurement, fringe: Measurement) -> tuple[Diagnostic, ...]:
    """May skin and fringe be compared? Tells of geometries that do not fit each other, and of a fringe that reads lighter than skin."""
    found = diagnostics_from(_core.check_pair(skin._to_core(), fringe._to_core()))
    lighter = _lightness(fringe) - _lightness(skin)
    if lighter <= 0.5:  # readings of one spot differ by so much
        return found
    message = f"The fringe reads lighter than the skin, by {lighter:.1f} in L*: are the two exchanged, or of two people? White hair can read so."
    return (*found, Diagnostic("warning", "fringe_lighter_than_skin", message))


def _lightness(one: Measurement) -> float:
    """L*, without the surface reflection where the reading is said to hold it."""
    if one.lab is not None and one.lab_only:
        y = _core.Viewing("D65", "1931_2deg").xyz_from_lab(one.lab.reshape(1, 3))[0, 1] / 100
    else:
        y = _core.Viewing("D65", "1931_2deg").xyz(one.on_grid().values.reshape(1, -1))[0, 1] / 100
    without = y - (ReadingScale(one.geometry).surface if one.geometry else 0.0)
    return float(116 * without ** (1 / 3) - 16) if without > 0.01 else 0.0
