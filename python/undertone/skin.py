"""Skin as layers of known chromophores and scatterers, and fitting it to what was measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._arrays import FloatArray, as_bands, as_color
from undertone._html import notes, pair, swatch, table
from undertone.colorimetry import delta_e_2000, ita_class, ita_deg, viewing
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.errors import DomainError
from undertone.measurements import Measurement, average_readings
from undertone.spectrum import Reflectance, ResampledSpectrum, resample

_DEFAULT = _core.SkinParameters()
_NAMES = (
    "melanosome_fraction",
    "pheomelanin_fraction",
    "blood_fraction",
    "deep_blood_fraction",
    "oxygen_saturation",
    "scattering_a_per_mm",
    "scattering_b",
    "carotene_mg_per_l",
    "epidermis_thickness_mm",
)


class Layers(NamedTuple):
    """Skin as the optics sees it: ``optics.reflectance(**skin.layers._asdict())``."""

    thickness_mm: FloatArray
    mu_a_per_mm: FloatArray
    mu_s_per_mm: FloatArray
    g: FloatArray
    n: float
    n_below: float


class Skin:
    """One person's bare skin.

    Parameters
    ----------
    melanosome_fraction : float
        Volume fraction of melanosomes in the epidermis; 0.01 is very light, 0.03 light, 0.3 very dark skin.
    pheomelanin_fraction : float
        Pheomelanin's share of the melanin's mass.
    blood_fraction, deep_blood_fraction : float
        Volume fraction of blood in the papillary dermis, and in the upper plexus and reticular dermis.
    oxygen_saturation : float
        Of venous blood, 0 to 1.
    scattering_a_per_mm, scattering_b : float
        Reduced scattering at 500 nm, and the power of the wavelength with which it falls (Jacques 2013).
    carotene_mg_per_l, epidermis_thickness_mm : float
    measured : (81,), optional
        Reflectance of this bare skin, specular excluded. The model is scaled to it band by band, so that bare skin comes out
        exactly and pigmented skin carries the same relative residual.

    Raises
    ------
    DomainError
        (a ValueError) naming the parameter and its physical range.
    """

    def __init__(
        self,
        *,
        melanosome_fraction: float = _DEFAULT.melanosome_fraction,
        pheomelanin_fraction: float = _DEFAULT.pheomelanin_fraction,
        blood_fraction: float = _DEFAULT.blood_fraction,
        deep_blood_fraction: float = _DEFAULT.deep_blood_fraction,
        oxygen_saturation: float = _DEFAULT.oxygen_saturation,
        scattering_a_per_mm: float = _DEFAULT.scattering_a_per_mm,
        scattering_b: float = _DEFAULT.scattering_b,
        carotene_mg_per_l: float = _DEFAULT.carotene_mg_per_l,
        epidermis_thickness_mm: float = _DEFAULT.epidermis_thickness_mm,
        measured: npt.ArrayLike | None = None,
    ) -> None:
        parameters = _core.SkinParameters()
        given = locals()
        for name in _NAMES:
            setattr(parameters, name, given[name])
        parameters.validate()
        self._core = _core.Skin(parameters) if measured is None else _core.Skin(parameters, as_bands("measured", measured))

    @classmethod
    def _from_core(cls, core: _core.Skin) -> Skin:
        skin = cls.__new__(cls)
        skin._core = core
        return skin

    @property
    def parameters(self) -> dict[str, float]:
        """What makes this skin differ from others."""
        return {name: getattr(self._core.parameters, name) for name in _NAMES}

    @property
    def reflectance(self) -> Reflectance:
        """Of the bare skin, specular excluded, (81,)."""
        return np.asarray(self._core.reflectance).view(Reflectance)

    @property
    def residual_ratio(self) -> FloatArray:
        """Measured over modelled reflectance, (81,); 1 where nothing was measured."""
        return self._core.residual_ratio

    @property
    def layers(self) -> Layers:
        """Optical properties per layer and wavelength."""
        core = self._core.layers
        return Layers(core.thickness_mm, core.mu_a_per_mm, core.mu_s_per_mm, core.g, core.n, core.n_below)

    def lab(self, illuminant: str = "D65", observer: str = "1931_2deg") -> FloatArray:
        """Colour of the bare skin, (3,)."""
        return self.reflectance.lab(illuminant, observer)

    @property
    def ita_deg(self) -> float:
        """Individual typology angle under D65, degrees."""
        return ita_deg(self.lab())

    def __reduce__(self) -> tuple[Any, ...]:
        return (_restore, (self.parameters, np.asarray(self.reflectance)))

    def __repr__(self) -> str:
        return "Skin(" + ", ".join(f"{name}={value:.3g}" for name, value in self.parameters.items()) + ")"

    def _repr_html_(self) -> str:
        numbers = "L* {:.1f}, a* {:.1f}, b* {:.1f}".format(*self.lab())
        typology = f"{ita_class(self.ita_deg).replace('_', ' ')} (ITA {self.ita_deg:.0f}&deg;)"
        return f"{swatch(self.lab())} {numbers}; {typology}" + table(
            ("parameter", "value"), [(f"<code>{name}</code>", f"{value:.3g}") for name, value in self.parameters.items()]
        )


def _restore(parameters: dict[str, float], measured: FloatArray) -> Skin:
    return Skin(**parameters, measured=measured)


@dataclass(frozen=True, eq=False)
class SkinFit:
    """A skin fitted to a measurement.

    Attributes
    ----------
    skin : Skin
        Reproduces the measured bands exactly (it carries the residual).
    reflectance : (81,)
        The model's, at the fitted parameters.
    residual : (81,)
        Measured minus model; 0 where not measured.
    parameter_names, parameters, covariance : (P,), (P,), (P, P)
        Linearised at the answer, prior included.
    bounds_hit : tuple of str
        Parameters that ended on a bound.
    rms : float
        Of the residual over the measured bands; for a fit to Lab, of the Lab misfit.
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
        return f"<SkinFit: {state} in {self.iterations} iterations, rms {self.rms:.4f}{bounds}>"

    def _repr_html_(self) -> str:
        measured, model = self.skin.lab(), self.reflectance.lab()
        rows = [
            (f"<code>{name}</code>", f"{value:.3g}", f"{error:.2g}", "at its bound" if name in self.bounds_hit else "")
            for name, value, error in zip(self.parameter_names, self.parameters, self.standard_error, strict=True)
        ]
        return (
            f"{pair(measured, model)} measured | model, &Delta;E<sub>00</sub> {delta_e_2000(measured, model):.2f}, "
            f"rms {self.rms:.4f}, {'converged' if self.converged else '<b>not converged</b>'}"
            + table(("parameter", "value", "±", ""), rows)
            + notes(self.diagnostics)
        )


def fit_skin(
    reflectance: npt.ArrayLike | Measurement | Sequence[Measurement] | None = None,
    *,
    lab: npt.ArrayLike | None = None,
    wavelengths_nm: npt.ArrayLike | None = None,
    illuminant: str = "D65",
    observer: str = "1931_2deg",
    specular_included: bool | None = None,
    noise: float = 0.005,
) -> SkinFit:
    """Find the skin that gives a measured reflectance, or a Lab colour.

    Parameters
    ----------
    reflectance : (81,), (n,) with ``wavelengths_nm``, Measurement, or several of them
        Fraction of a perfect white. Several measurements are averaged.
    lab : (3,), instead of ``reflectance``
        Under ``illuminant`` and ``observer``. The most probable spectrum with that colour is inferred, and marked so.
    specular_included : bool, optional
        True for 8/d SCI readings: the surface reflection is taken off first. Measurements say it themselves; where they do
        not, SCI is assumed and noted. Arrays are taken to be without it.
    noise : float
        Standard deviation of one band's reflectance, model error included.

    Raises
    ------
    DomainError
        (a ValueError) for both or neither of reflectance and lab, percent, too few bands, colours that skin cannot have.
    """
    if (reflectance is None) == (lab is None):
        raise DomainError("reflectance, lab", "both missing" if lab is None else "both given", "exactly one of them")
    if lab is not None:
        return _fit_lab(as_color("lab", lab), illuminant, observer, bool(specular_included), noise)
    extra: tuple[Diagnostic, ...] = ()
    readings = _readings(reflectance)
    if readings:
        mean = average_readings(readings).mean
        extra = mean.diagnostics
        if specular_included is None:
            specular_included = not mean.geometry or "SCI" in mean.geometry
            if not mean.geometry:
                what = "the geometry is not stated; 8/d SCI (surface reflection included) is assumed"
                extra += (Diagnostic("warning", "geometry_assumed", what),)
        if mean.lab_only and mean.lab is not None:
            fit = _fit_lab(mean.lab, mean.illuminant, mean.observer, specular_included, noise)
            return _with_notes(fit, extra)
        spectrum = mean.on_grid()
    elif wavelengths_nm is not None:
        spectrum = resample(wavelengths_nm, reflectance)  # type: ignore[arg-type]
    else:
        values = as_bands("reflectance", reflectance)  # type: ignore[arg-type]
        spectrum = ResampledSpectrum(values.view(Reflectance), np.ones(values.size, dtype=np.bool_), ())
    coverage = _core.Coverage(spectrum.measured.tolist())
    core = _core.fit_skin(np.asarray(spectrum.values), coverage, bool(specular_included), noise)
    return _with_notes(_from_core(core), extra + spectrum.diagnostics)


def _readings(given: object) -> list[Measurement]:
    """The measurements, where that is what was given."""
    if isinstance(given, Measurement):
        return [given]
    if isinstance(given, Sequence):
        return [one for one in given if isinstance(one, Measurement)]
    return []


def _fit_lab(lab: FloatArray, illuminant: str, observer: str, specular_included: bool, noise: float) -> SkinFit:
    return _from_core(_core.fit_skin_to_lab(lab, viewing(illuminant, observer), specular_included, noise))


def _from_core(core: _core.SkinFit) -> SkinFit:
    return SkinFit(
        skin=Skin._from_core(core.skin),
        reflectance=np.asarray(core.reflectance).view(Reflectance),
        residual=core.residual,
        parameter_names=tuple(core.parameter_names),
        parameters=core.parameters,
        covariance=core.covariance,
        bounds_hit=tuple(core.bounds_hit),
        rms=core.rms,
        converged=core.converged,
        iterations=core.iterations,
        diagnostics=diagnostics_from(core.diagnostics),
    )


def _with_notes(fit: SkinFit, first: tuple[Diagnostic, ...]) -> SkinFit:
    return replace(fit, diagnostics=first + fit.diagnostics) if first else fit
