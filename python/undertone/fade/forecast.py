"""Fading over years, as a distribution, and as the eye sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_bands
from undertone._base.optional import need
from undertone._base.values import Value, value_tuple
from undertone._shown import Html, html
from undertone.colorimetry import viewing
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.fade._times import DAYS_PER_YEAR, ends_early, span_in_words, times_from
from undertone.fade.plan import FadePlan
from undertone.people.skin import Skin
from undertone.readings.spectrum import Reflectance
from undertone.show._html import notes, strip, table

if TYPE_CHECKING:
    import xarray


@value_tuple
class Band(NamedTuple):
    """A forecast quantity: at the priors' medians, and the 10, 50 and 90 % quantiles of the draws (80 % range)."""

    nominal: FloatArray
    q10: FloatArray
    q50: FloatArray
    q90: FloatArray


@dataclass(frozen=True, eq=False)
class FadeReport(Value):
    """A forecast, T times long.

    Attributes
    ----------
    times_days, years : (T,)
        Since the first session, and since the last one of the treatment.
    extrapolated : (T,) bool
        Later than anything measured on scalp pigment.
    area, dot : Reflectance (T, 81)
        At the priors' medians.
    area_lab, dot_lab : Band of (T, 3)
    delta_e_2000 : Band of (T,), or None without a target
    contrast_l : Band of (T,)
        L* of the bare skin minus L* of the area.
    diameter_mm, pigment_left : Band of (T,)
        The width is that of an even disc as wide as the blurred dot.
    overlap : Band of (T,)
        Share of a dot's pigment beyond half the way to its neighbours.
    blue_shift_b : Band of (T,)
        b* of the area above equally dark neutral shading of the bare skin; negative is bluish.
    delta_e_2000_to_first : Band of (T,)
        Of the area to itself at the first time that has dots.
    mg_per_ml : (T, C)
        Of each of ``colorants`` in a dot, at the priors' medians.
    parameters : tuple of str;  draw_values : (draws, parameters)
    worst_mass_error : float
        Of all trajectories, relative.
    """

    model: str
    times_days: FloatArray
    years: FloatArray
    extrapolated: npt.NDArray[np.bool_]
    bare_lab: FloatArray
    target_lab: FloatArray | None
    illuminant: str
    observer: str
    area: Reflectance
    dot: Reflectance
    area_lab: Band
    dot_lab: Band
    delta_e_2000: Band | None
    contrast_l: Band
    diameter_mm: Band
    pigment_left: Band
    overlap: Band
    blue_shift_b: Band
    delta_e_2000_to_first: Band
    mg_per_ml: FloatArray
    colorants: tuple[str, ...]
    parameters: tuple[str, ...]
    draw_values: FloatArray
    draws_used: int
    worst_mass_error: float
    diagnostics: tuple[Diagnostic, ...]

    def __repr__(self) -> str:
        return (
            f"<FadeReport {self.model}: {self.times_days.size} times, {span_in_words(self.times_days, self.years)}; "
            f"{self.draws_used} draws; pigment left {self.pigment_left.nominal[-1]:.0%}>"
        )

    def _repr_html_(self) -> Html:
        def ranged(band: Band, row: int, pattern: str) -> Html:
            text = html("{}", format((band.q50 if self.draws_used else band.nominal)[row], pattern))
            if self.draws_used:
                text += html(" <small>{}-{}</small>", format(band.q10[row], pattern), format(band.q90[row], pattern))
            return text

        rows = []
        for row, years in enumerate(self.years):
            colors = [self.area_lab.nominal[row]]
            if self.target_lab is not None:
                colors.insert(0, self.target_lab)
            rows.append(
                (
                    f"{self.times_days[row]:.0f}",
                    html("{:.2f}{}", years, Html(" <i>extrapolated</i>") if self.extrapolated[row] else ""),
                    strip(colors),
                    "-" if self.delta_e_2000 is None else ranged(self.delta_e_2000, row, ".1f"),
                    ranged(self.contrast_l, row, ".1f"),
                    ranged(self.diameter_mm, row, ".3f"),
                    ranged(self.pigment_left, row, ".0%"),
                )
            )
        colors_head = "area" if self.target_lab is None else "target | area"
        head = (
            "days since the first session",
            "years after the last one",
            colors_head,
            "ΔE₀₀ to target",
            "contrast L*",
            "dot, mm",
            "pigment left",
        )
        asked = len(self.draw_values)
        none = f"all {asked} draws failed: no ranges" if asked else "no draws: no ranges"
        spread = f"80 % ranges of {self.draws_used} draws" if self.draws_used else none
        title = html("<p><b>{}</b>, {}, {}; {}</p>", self.model, self.illuminant, self.observer, spread)
        return title + table(head, rows) + notes(self.diagnostics)

    def to_xarray(self) -> xarray.Dataset:
        """As a Dataset over ``time_days`` and ``statistic`` (nominal, q10, q50, q90). Needs xarray."""
        library = need("xarray", "FadeReport.to_xarray")
        bands = {
            "contrast_l": self.contrast_l,
            "diameter_mm": self.diameter_mm,
            "pigment_left": self.pigment_left,
            "overlap": self.overlap,
            "blue_shift_b": self.blue_shift_b,
            "delta_e_2000_to_first": self.delta_e_2000_to_first,
            "delta_e_2000": self.delta_e_2000,
        }
        variables: dict[str, tuple[tuple[str, ...], npt.ArrayLike]] = {
            name: (("statistic", "time_days"), np.stack(band)) for name, band in bands.items() if band is not None
        }
        for name, band in {"area_lab": self.area_lab, "dot_lab": self.dot_lab}.items():
            variables[name] = (("statistic", "time_days", "component"), np.stack(band))
        variables["area"] = (("time_days", "wavelength_nm"), np.asarray(self.area))
        variables["dot"] = (("time_days", "wavelength_nm"), np.asarray(self.dot))
        variables["mg_per_ml"] = (("time_days", "colorant"), self.mg_per_ml)
        data: xarray.Dataset = library.Dataset(
            variables,
            coords={
                "time_days": self.times_days,
                "years": ("time_days", self.years),
                "extrapolated": ("time_days", self.extrapolated),
                "statistic": list(Band._fields),
                "component": ["L", "a", "b"],
                "wavelength_nm": _core.wavelengths_nm(),
                "colorant": list(self.colorants),
            },
            attrs={"model": self.model, "illuminant": self.illuminant, "observer": self.observer, "draws": self.draws_used},
        )
        return data


@checked
def simulate_fade(
    skin: Skin,
    plan: FadePlan,
    times_days: npt.ArrayLike | None = None,
    model: str = "two_rate",
    draws: int = 0,
    seed: int = 0,
    *,
    target: npt.ArrayLike | None = None,
    illuminant: str = "D65",
    observer: str = "1931_2deg",
    rtol: float = 1e-6,
    threads: int = 0,
    years: npt.ArrayLike | None = None,
) -> FadeReport:
    """Sessions, healing and years of fading, and how that looks.

    Parameters
    ----------
    skin : Skin
    plan : FadePlan
    times_days : (T,), ascending
        Days since the first session; by default ``plan.times_days()``.
    years : (T,), ascending, instead of ``times_days``
        Years after the last session of the treatment.
    model : {"two_rate", "mechanistic"}, or a registered one
    draws : int
        From the priors, for ranges; 0 gives the nominal forecast alone.
    seed : int
        Draw i depends on seed and i alone, whatever ``threads`` is.
    target : (81,), optional
        Reflectance of the fringe, for ``delta_e_2000``.
    threads : int
        0 for all processors.

    Raises
    ------
    DomainError
        (a ValueError) for a bad plan, times or options.
    UnsupportedError
        For a model that does not exist, listing those that do.
    NumericalError
        Where the nominal trajectory fails.
    """
    default = None if years is not None or times_days is not None else plan.times_days()
    times = times_from(plan.last_session_days, times_days if default is None else default, years)
    line, eye = plan.blend.line, viewing(illuminant, observer)
    bare_lab = skin.lab(illuminant, observer)
    target_lab = None if target is None else Reflectance(as_bands("target", target)).lab(illuminant, observer)
    report = _core.simulate_fade(
        line._core,
        plan.dots._to_core(),
        plan._of_skin(skin),
        times.tolist(),
        model,
        draws=draws,
        seed=seed,
        rtol=rtol,
        threads=threads,
    )
    seen = _core.forecast(skin._core, line._core, report, bare_lab if target_lab is None else target_lab, eye, threads)
    trajectories = [report.nominal, *report.draws]
    return FadeReport(
        model=report.model,
        times_days=times,
        years=(times - plan.last_session_days) / DAYS_PER_YEAR,
        extrapolated=np.array(report.extrapolated, dtype=np.bool_),
        bare_lab=bare_lab,
        target_lab=target_lab,
        illuminant=illuminant,
        observer=observer,
        area=np.array([row.appearance.area for row in seen.rows]).view(Reflectance),
        dot=np.array([row.appearance.dot for row in seen.rows]).view(Reflectance),
        area_lab=_lab_band([row.area for row in seen.rows]),
        dot_lab=_lab_band([row.dot for row in seen.rows]),
        delta_e_2000=None if target_lab is None else _band([row.delta_e_2000 for row in seen.rows]),
        contrast_l=_band([row.contrast_l for row in seen.rows]),
        diameter_mm=_band([row.diameter_mm for row in seen.rows]),
        pigment_left=_band([row.pigment_left for row in seen.rows]),
        overlap=_band([row.overlap for row in seen.rows]),
        blue_shift_b=_band([row.blue_shift_b for row in seen.rows]),
        delta_e_2000_to_first=_band([row.delta_e_2000_to_first for row in seen.rows]),
        mg_per_ml=np.array([row.state.mg_per_ml for row in seen.rows]),
        colorants=tuple(colorant.id for colorant in line.colorants),
        parameters=tuple(parameter.name for parameter in report.parameters),
        draw_values=np.array([draw.values for draw in report.draws]).reshape(len(report.draws), len(report.parameters)),
        draws_used=seen.draws_used,
        worst_mass_error=max(t.worst_mass_error for t in trajectories if t.status == "ok"),
        diagnostics=(*ends_early(plan.last_session_days, times), *diagnostics_from(seen.diagnostics)),
    )


def _band(ranges: list[_core.Range]) -> Band:
    return Band(*(np.array([getattr(r, name) for r in ranges]) for name in Band._fields))


def _lab_band(ranges: list[_core.LabRange]) -> Band:
    return Band(
        *(np.array([[getattr(c, name) for c in (r.l, r.a, r.b)] for r in ranges]).reshape(-1, 3) for name in Band._fields)
    )
