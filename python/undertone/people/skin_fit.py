"""The skin behind a measured reflectance or colour."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import BANDS, FloatArray, as_colors, as_floats, as_reflectance
from undertone._base.arrays import wavelengths_nm as _grid_nm
from undertone._base.values import Value
from undertone._shown import Html, html
from undertone.colorimetry import delta_e_2000, ita_class, viewing
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.people.skin import Skin
from undertone.readings.measurements import Measurement, average_readings
from undertone.readings.spectrum import Reflectance, ResampledSpectrum, resample
from undertone.show._html import code, notes, pair, table


@dataclass(frozen=True, eq=False)
class SkinFit(Value):
    """A skin fitted to a measurement.

    Attributes
    ----------
    skin : Skin
        Reproduces the measured bands exactly (it carries the residual).
    reflectance : (81,)
        The model's, at the fitted parameters.
    residual : (81,)
        Measured minus model (and the surface reflection that was fitted); 0 where not measured.
    parameter_names, parameters, covariance : (P,), (P,), (P, P)
        Linearised at the answer, prior included.
    bounds_hit : tuple of str
        Parameters that ended on a bound.
    site : str
        Body site whose prior was used, "" for none.
    readings, reading_sd, spread_delta_e : int, (81,), float
        How many readings were averaged, their standard deviation per band, and their mean CIEDE2000 from their mean (both
        0 for one reading).
    rms : float
        Of the residual over the measured bands; for a fit to Lab, of the Lab misfit.
    lab_only : bool
        Only a colour was measured: the spectrum is inferred.
    """

    skin: Skin
    reflectance: Reflectance
    residual: FloatArray
    parameter_names: tuple[str, ...]
    parameters: FloatArray
    covariance: FloatArray
    bounds_hit: tuple[str, ...]
    rms: float
    converged: bool
    iterations: int
    diagnostics: tuple[Diagnostic, ...]
    site: str = ""
    readings: int = 1
    reading_sd: FloatArray = field(default_factory=lambda: np.zeros(BANDS))
    spread_delta_e: float = 0.0
    lab_only: bool = False

    @classmethod
    def _earlier(cls, state: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"lab_only": any(d.code == "lab_only" for d in state.get("diagnostics", ()))}  # said in a diagnostic alone

    @property
    def ita_deg(self) -> float:
        """Individual typology angle of the bare skin under D65, degrees."""
        return self.skin.ita_deg

    @property
    def ita_class(self) -> str:
        """Its word, ``"very_light"`` to ``"dark"``."""
        return ita_class(self.ita_deg)

    def full_report(self) -> str:
        """The fit as text: how it went, each parameter with its standard error, correlations, notes."""
        lines = [repr(self)[1:-1], f"{'':<4}{'parameter':<24}{'value':>10}{'±':>10}"]
        for name, value, error in zip(self.parameter_names, self.parameters, self.standard_error, strict=True):
            lines.append(
                f"{'':<4}{name:<24}{value:>10.4g}{error:>10.2g}{'   at its bound' if name in self.bounds_hit else ''}"
            )
        lines += ["correlations, in hundredths", self.correlation_table(), *map(str, self.diagnostics)]
        return "\n".join(lines)

    def correlation_table(self) -> str:
        """Correlations of the fitted parameters as text, in hundredths, with the names beside them: near +-100 the reading
        determines only a combination of the two."""
        width = max(map(len, self.parameter_names))
        lines = [" " * (width + 3) + "".join(f"{i + 1:>6}" for i in range(len(self.parameter_names)))]
        for i, (name, row) in enumerate(zip(self.parameter_names, self.correlation, strict=True)):
            lines.append(f"{i + 1:>2} {name:<{width}}" + "".join(f"{100 * value:>6.0f}" for value in row[: i + 1]))
        return "\n".join(lines)

    @property
    def standard_error(self) -> FloatArray:
        """Of the parameters, (P,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def correlation(self) -> FloatArray:
        """``covariance`` scaled to correlations, (P, P)."""
        return self.covariance / np.outer(self.standard_error, self.standard_error)

    def __repr__(self) -> str:
        state = "converged" if self.converged else "NOT converged"
        bounds = f", at a bound: {', '.join(self.bounds_hit)}" if self.bounds_hit else ""
        site = f", {self.site}" if self.site else ""
        spread = f" of {self.readings} readings (spread dE {self.spread_delta_e:.2f})" if self.readings > 1 else ""
        return (
            f"<SkinFit{spread}: {state} in {self.iterations} iterations, rms {self.rms:.4f}, "
            f"{self.ita_class} skin{site}{bounds}>"
        )

    def _repr_html_(self) -> Html:
        measured, model = self.skin.lab(), self.reflectance.lab()
        rows = [
            (code(name), f"{value:.3g}", f"{error:.2g}", "at its bound" if name in self.bounds_hit else "")
            for name, value, error in zip(self.parameter_names, self.parameters, self.standard_error, strict=True)
        ]
        return (
            html(
                "{} measured | model, &Delta;E<sub>00</sub> {:.2f}, rms {:.4f}, {}; {} (ITA {:.0f}&deg;){}",
                pair(measured, model),
                float(delta_e_2000(measured, model)),
                self.rms,
                "converged" if self.converged else Html("<b>not converged</b>"),
                self.ita_class.replace("_", " "),
                self.ita_deg,
                self._readings_html(),
            )
            + table(("parameter", "value", "±", ""), rows)
            + notes(self.diagnostics)
        )

    def _readings_html(self) -> Html:
        site = html("; prior of the {}", self.site.replace("_", " ")) if self.site else Html()
        if self.readings == 1:
            return site
        spread = "; {} readings, &Delta;E<sub>00</sub> {:.2f} from their mean{}"
        return html(spread, self.readings, self.spread_delta_e, site)


@dataclass(frozen=True, eq=False)
class SkinPopulation(Value):
    """How fitted parameters vary between people: the prior of fits to Lab.

    ``mean`` (P,) and ``covariance`` (P, P) are in the fit's own coordinates: natural logarithms of melanosome_fraction,
    blood_fraction, deep_blood_fraction, scattering_a_per_mm and carotene_mg_per_l, plain values of the others.
    """

    mean: FloatArray
    covariance: FloatArray
    people: int

    def _to_core(self, **given: Any) -> _core.SkinPopulation:
        return _core.SkinPopulation(
            mean=as_floats("population.mean", self.mean),
            covariance=as_floats("population.covariance", self.covariance),
            people=self.people,
        )


@checked
def skin_population(fits: Iterable[SkinFit]) -> SkinPopulation:
    """The population behind fits to spectra, for ``fit_skin(lab=..., population=...)``.

    Standard deviations are widened by 1.3, that of the melanosome fraction to 1.0 at least, as in the table that ships
    (50 inner forearms, Cooksey et al. 2017). Raises DomainError (a ValueError) for no more fits than parameters, and for fits
    to Lab.
    """
    return SkinPopulation._from_core(_core.skin_population([fit._to_core() for fit in fits]))


def skin_site_names() -> tuple[str, ...]:
    """Names that ``site`` may have (data/tissue/skin_sites)."""
    return tuple(_core.skin_site_names())


@checked
def fit_skin(
    reflectance: npt.ArrayLike | Measurement | Sequence[Measurement] | None = None,
    *,
    lab: npt.ArrayLike | None = None,
    wavelengths_nm: npt.ArrayLike | None = None,
    illuminant: str = "D65",
    observer: str = "1931_2deg",
    specular_included: bool | None = None,
    site: str = "",
    noise: float = 0.005,
    lab_noise: float = 0.3,
    population: SkinPopulation | None = None,
) -> SkinFit:
    """Find the skin that gives a measured reflectance, or a Lab colour.

    Parameters
    ----------
    reflectance : (81,) or (R, 81), (n,) or (R, n) with ``wavelengths_nm``, Measurement, or several of them
        Fraction of a perfect white. Several readings (R rows) are averaged; their spread is reported, and is the noise of a
        band where it is larger than ``noise``.
    lab : (3,) or (R, 3), instead of ``reflectance``
        Under ``illuminant`` and ``observer``. The most probable spectrum with that colour is inferred, and marked so. Several
        readings are averaged; the standard error of their mean is the noise where it is larger than ``lab_noise``.
    specular_included : bool, optional
        True for 8/d SCI readings: the surface reflection is taken off, the same for all people; the fit finds how much it
        really was, and dark bands that it leaves nothing come from the fitted skin ("bands_left_out"). Measurements say it themselves; where they do
        not, SCI is assumed and noted. Arrays are taken to be without it.
    site : str
        Where on the body, one of ``skin_site_names()``: moves and widens the priors of melanin, blood and carotenoids
        (data/tissue/skin_sites). "" leaves them as they are.
    noise, lab_noise : float
        Standard deviation of one band's reflectance, model error included; of L*, a* and b* each.
    population : SkinPopulation, optional
        For Lab: in place of the 50 people that ship.

    Raises
    ------
    DomainError
        (a ValueError) for both or neither of reflectance and lab, percent, too few bands, colours that skin cannot have, an
        unknown site. The message names the argument and its index.
    """
    if (reflectance is None) == (lab is None):
        raise DomainError("reflectance, lab", "both missing" if lab is None else "both given", "exactly one of them")
    if population is not None and lab is None:
        raise DomainError(
            "population", "given with a spectrum", "only with lab", "spectra are fitted with weak priors alone"
        )
    people = None if population is None else population._to_core()
    if lab is not None:
        labs = np.atleast_2d(as_colors("lab", lab))
        if labs.ndim != 2 or not len(labs):
            raise DomainError("lab.shape", np.shape(lab), "(3,) or (R, 3): one spot's readings")
        core = _core.fit_skin_to_lab(
            list(labs), viewing(illuminant, observer), bool(specular_included), lab_noise, site, people
        )
        return SkinFit._from_core(core)
    extra: tuple[Diagnostic, ...] = ()
    band_noise, repeated = np.zeros(BANDS), None
    readings, given = _readings(reflectance), cast(npt.ArrayLike, reflectance)
    if readings:
        repeated = average_readings(readings)
        mean = repeated.mean
        extra = mean.diagnostics
        if specular_included is None:
            specular_included = not mean.geometry or "SCI" in mean.geometry
            if not mean.geometry:
                what = "the geometry is not stated; 8/d SCI (surface reflection included) is assumed"
                extra += (Diagnostic("warning", "geometry_assumed", what),)
        if mean.lab_only and mean.lab is not None:
            labs = np.array([one.lab for one in readings])
            view = viewing(mean.illuminant, mean.observer)
            core = _core.fit_skin_to_lab(list(labs), view, specular_included, lab_noise, site, people)
            return _with_notes(SkinFit._from_core(core), extra, already=True)
        spectrum = mean.on_grid()
        if repeated.reflectance_sd.size:
            band_noise = np.interp(_grid_nm, mean.wavelengths_nm, repeated.reflectance_sd, left=0.0, right=0.0)
        spectra = [np.asarray(spectrum.values)]
    elif wavelengths_nm is not None:
        each = [resample(wavelengths_nm, row) for row in np.atleast_2d(as_floats("reflectance", given))]
        if not each:
            raise DomainError("reflectance", "no readings", "one or more")
        spectrum, spectra = each[0], [np.asarray(one.values) for one in each]
    else:
        values = np.atleast_2d(as_reflectance("reflectance", given))
        if values.ndim != 2 or not len(values):
            raise DomainError("reflectance.shape", np.shape(given), f"({BANDS},) or (R, {BANDS}): one spot's readings")
        spectrum = ResampledSpectrum(values[0].view(Reflectance), np.ones(BANDS, dtype=np.bool_), ())
        spectra = list(values)
    coverage = _core.Coverage(spectrum.measured.tolist())
    core = _core.fit_skin(spectra, coverage, bool(specular_included), noise, site, band_noise)
    fit = _with_notes(SkinFit._from_core(core), extra + spectrum.diagnostics)
    if repeated is None or repeated.spread_delta_e is None:
        return fit
    spread = repeated.spread_delta_e
    return replace(fit, readings=repeated.count, reading_sd=band_noise, spread_delta_e=spread)


def _readings(given: object) -> list[Measurement]:
    """The measurements, where that is what was given."""
    if isinstance(given, Measurement):
        return [given]
    if isinstance(given, Sequence):
        return [one for one in given if isinstance(one, Measurement)]
    return []


def _with_notes(fit: SkinFit, first: tuple[Diagnostic, ...], already: bool = False) -> SkinFit:
    """``already``: the average has reported the spread."""
    own = tuple(d for d in fit.diagnostics if not (already and d.code == "repeat_spread"))
    return replace(fit, diagnostics=first + own) if first else fit
