"""An appearance held against the oracle: the fast optics of dots beside 3-D Monte Carlo of the same dots."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertone import _core, optics
from undertone._base.arguments import checked
from undertone._base.arrays import BANDS, FloatArray, wavelengths_nm
from undertone._base.values import Value
from undertone.colorimetry import delta_e_2000, viewing
from undertone.errors import DomainError
from undertone.inks.appearance import Appearance, appearance
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.line import pigment_optics
from undertone.optics._dot_field import count_from
from undertone.people.skin import Skin
from undertone.readings.spectrum import Reflectance

REPEATS = 400  # of the colours, to see how far the Monte Carlo's noise moves them


@dataclass(frozen=True, eq=False)
class AppearanceCheck(Value):
    """The area by the fast model and by Monte Carlo.

    Attributes
    ----------
    wavelengths_nm, fast, monte_carlo, standard_error : (B,)
        Reflectance at the bands that were walked.
    spectrum : Reflectance (81,)
        By Monte Carlo: the fast spectrum times the ratio of the two, which is interpolated between the bands walked.
    fast_lab, monte_carlo_lab : (3,)
    delta_e_2000, delta_e_standard_error : float
        Between the two colours; and how much of it the noise of the Monte Carlo makes by itself: below about twice that, the two
        cannot be told apart.
    appearance : Appearance
        By the fast model, with its diagnostics.
    """

    appearance: Appearance
    wavelengths_nm: FloatArray
    fast: FloatArray
    monte_carlo: FloatArray
    standard_error: FloatArray
    spectrum: Reflectance
    fast_lab: FloatArray
    monte_carlo_lab: FloatArray
    delta_e_2000: float
    delta_e_standard_error: float
    illuminant: str
    observer: str
    photons: int
    seed: int

    def __repr__(self) -> str:
        return (
            f"<AppearanceCheck: CIEDE2000 {self.delta_e_2000:.2f} between the fast model and Monte Carlo (noise "
            f"{self.delta_e_standard_error:.2f}), {self.wavelengths_nm.size} bands of {self.photons} photons>"
        )


@checked
def check_appearance(
    skin: Skin,
    blend: Blend,
    dots: Dots,
    *,
    bands: int = 17,
    photons: int = 50_000,
    seed: int = 0,
    illuminant: str = "D65",
    observer: str = "1931_2deg",
    threads: int | None = None,
) -> AppearanceCheck:
    """The area colour of ``appearance(skin, blend, dots)`` beside 3-D Monte Carlo of the same skin and dots.

    Parameters
    ----------
    bands : int
        How many of the 81 are walked, evenly spread from the first to the last; 2 to 81.
    photons : int
        Per band. The time grows with both: the defaults take some ten seconds on one core.
    seed : int
        The answer depends on it and on no number of threads.

    Raises
    ------
    DomainError
        (a ValueError) for numbers out of range.
    """
    if not 2 <= count_from("bands", bands) <= BANDS:
        raise DomainError("bands", bands, f"2 to {BANDS}")
    if count_from("photons", photons) < 1000:
        raise DomainError("photons", photons, "1000 or more", "fewer say nothing")
    look = appearance(skin, blend, dots)
    at = np.unique(np.rint(np.linspace(0, BANDS - 1, bands)).astype(int))
    thickness, mu_a, mu_s, g, n, n_below = skin.layers
    mixture = _core.mix(blend.line._core, blend._core)
    state = _core.healed_state(mixture, dots._to_core(), z_retention=0.0, z_depth=0.0, z_granule=0.0)
    inside = pigment_optics(blend.line, state.mg_per_ml, granule_um=state.granule_um)
    mean, error = optics.monte_carlo(
        thickness, mu_a[:, at], mu_s[:, at], g[:, at], n,
        diameter_mm=state.diameter_mm, pitch_mm=10 / np.sqrt(state.density_per_cm2), top_mm=state.top_mm,
        bottom_mm=state.bottom_mm, edge_sigma_mm=state.edge_sigma_mm, pigment_mu_a_per_mm=inside.mu_a_per_mm[at],
        pigment_mu_s_per_mm=inside.mu_s_per_mm[at], pigment_g=inside.g[at], n_below=n_below, photons=photons, seed=seed,
        threads=threads,
    )  # fmt: skip
    # What the skin model misses of the bare skin is carried over as in `appearance`.
    mean, error = mean * skin.residual_ratio[at], error * skin.residual_ratio[at]
    fast, eye = np.asarray(look.area), viewing(illuminant, observer)

    def spectrum_of(walked: FloatArray) -> FloatArray:
        ratios = np.atleast_2d(walked / fast[at])
        return np.asarray(fast * np.array([np.interp(wavelengths_nm, wavelengths_nm[at], one) for one in ratios]))

    spectrum = spectrum_of(mean)
    noisy = np.maximum(mean + error * np.random.default_rng(seed).normal(size=(REPEATS, at.size)), 0)
    fast_lab, lab = eye.lab(np.atleast_2d(fast))[0], eye.lab(spectrum)[0]
    moved = delta_e_2000(eye.lab(spectrum_of(noisy)), lab)
    return AppearanceCheck(
        appearance=look,
        wavelengths_nm=wavelengths_nm[at],
        fast=fast[at],
        monte_carlo=mean,
        standard_error=error,
        spectrum=spectrum[0].view(Reflectance),
        fast_lab=fast_lab,
        monte_carlo_lab=lab,
        delta_e_2000=float(delta_e_2000(fast_lab, lab)),
        delta_e_standard_error=float(np.sqrt(np.mean(np.square(moved)))),
        illuminant=illuminant,
        observer=observer,
        photons=photons,
        seed=seed,
    )
