"""Hair: melanin in a shaft, and the shadow that shaved shafts cast in the skin (the fringe)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import FloatArray, as_bands, as_color, as_floats
from undertone._base.values import Value
from undertone.colorimetry import viewing
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.people.skin import Skin
from undertone.readings.spectrum import Reflectance, resample

_STUBBLE = _core.Stubble()


@dataclass(frozen=True)
class HairMelanin(Value):
    """Melanin in the hair's cortex, mg/ml. ``HairMelanin.of("dark_brown")`` gives published means."""

    eumelanin_mg_per_ml: float
    pheomelanin_mg_per_ml: float

    def __post_init__(self) -> None:
        check_fields(self)
        self._to_core().validate()

    @classmethod
    @checked
    def of(cls, color_name: str) -> HairMelanin:
        """Typical melanin for a hair colour in words; DomainError lists the words there are."""
        return cls._from_core(_core.melanin_of(color_name))

    @classmethod
    def from_strand(
        cls,
        reflectance: npt.ArrayLike | None = None,
        *,
        lab: npt.ArrayLike | None = None,
        illuminant: str = "D65",
        observer: str = "1931_2deg",
    ) -> HairMelanin:
        """From a strand's reflectance (81,), specular included, or its Lab colour (bounded least squares)."""
        if (reflectance is None) == (lab is None):
            raise DomainError("reflectance, lab", "both missing" if lab is None else "both given", "exactly one of them")
        if reflectance is not None:
            return cls._from_core(_core.melanin_from_strand(as_bands("reflectance", reflectance)))
        assert lab is not None
        return cls._from_core(_core.melanin_from_strand_lab(as_color("lab", lab), viewing(illuminant, observer)))

    @property
    def strand(self) -> Reflectance:
        """Reflectance of a strand lying flat, many shafts deep, (81,)."""
        return np.asarray(_core.strand_reflectance(self._to_core())).view(Reflectance)


@dataclass(frozen=True, eq=False)
class StrandFit(Value):
    """Melanin fitted to a strand, and how well the reading determines it.

    Attributes
    ----------
    melanin : HairMelanin
    reflectance, residual : (81,)
        The model's strand; measured minus model, 0 where not measured and for fits to Lab.
    covariance : (2, 2)
        Of eumelanin and pheomelanin, (mg/ml)^2, at a noise of 0.01 in reflectance or 1 in a Lab coordinate.
    bounds_hit : tuple of str
    rms : float
        Of the residual over the measured bands; for a fit to Lab, of the Lab misfit.
    diagnostics : tuple of Diagnostic
        ``"not_identified"`` where the reading leaves an amount open: black strands all look alike, and pheomelanin hides
        behind eumelanin.
    """

    melanin: HairMelanin
    reflectance: Reflectance
    residual: FloatArray
    covariance: FloatArray
    bounds_hit: tuple[str, ...]
    rms: float
    converged: bool
    iterations: int
    diagnostics: tuple[Diagnostic, ...]

    @property
    def standard_error(self) -> FloatArray:
        """Of eumelanin and pheomelanin, mg/ml, (2,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def correlation(self) -> float:
        """Between the two amounts; near -1 where the reading determines only their sum."""
        return float(self.covariance[0, 1] / self.standard_error.prod())

    def __repr__(self) -> str:
        state = "converged" if self.converged else "NOT converged"
        eumelanin, pheomelanin = self.standard_error
        open_amounts = sum(d.code == "not_identified" for d in self.diagnostics)
        identified = f", {open_amounts} not identified" if open_amounts else ""
        return (
            f"<StrandFit: eumelanin {self.melanin.eumelanin_mg_per_ml:.1f} ± {eumelanin:.1f}, "
            f"pheomelanin {self.melanin.pheomelanin_mg_per_ml:.1f} ± {pheomelanin:.1f} mg/ml, {state}, "
            f"rms {self.rms:.4f}{identified}>"
        )


@checked
def fit_strand(
    reflectance: npt.ArrayLike | None = None,
    *,
    lab: npt.ArrayLike | None = None,
    wavelengths_nm: npt.ArrayLike | None = None,
    illuminant: str = "D65",
    observer: str = "1931_2deg",
) -> StrandFit:
    """Find the melanin behind a strand's reflectance or Lab colour (bounded least squares, 0-100 mg/ml each).

    Parameters
    ----------
    reflectance : (81,), or (n,) with ``wavelengths_nm``
        Of a strand lying flat, many shafts deep, surface reflection included.
    lab : (3,), instead of ``reflectance``
        Under ``illuminant`` and ``observer``.

    Raises
    ------
    DomainError
        (a ValueError) for both or neither, percent, values that are no reflectance, too few bands.
    """
    if (reflectance is None) == (lab is None):
        raise DomainError("reflectance, lab", "both missing" if lab is None else "both given", "exactly one of them")
    if lab is not None:
        core = _core.fit_strand_to_lab(as_color("lab", lab), viewing(illuminant, observer))
    elif wavelengths_nm is not None:
        spectrum = resample(wavelengths_nm, as_floats("reflectance", reflectance))  # type: ignore[arg-type]
        core = _core.fit_strand(np.asarray(spectrum.values), _core.Coverage(spectrum.measured.tolist()))
    else:
        bands = as_bands("reflectance", reflectance)  # type: ignore[arg-type]
        core = _core.fit_strand(bands, _core.Coverage([True] * bands.size))
    return StrandFit._from_core(core)


@dataclass(frozen=True)
class Stubble(Value):
    """Shaved hair as it stands in the scalp: ``density_per_cm2`` counts hairs, ``grey_fraction`` those without melanin,
    ``length_above_mm`` is how far clipped (not shaved) hair stands out of the skin."""

    shaft_diameter_mm: float = _STUBBLE.shaft_diameter_mm
    density_per_cm2: float = _STUBBLE.density_per_cm2
    length_in_skin_mm: float = _STUBBLE.length_in_skin_mm
    grey_fraction: float = _STUBBLE.grey_fraction
    length_above_mm: float = _STUBBLE.length_above_mm

    def __post_init__(self) -> None:
        check_fields(self)
        self._to_core().validate()


@checked
def fringe_reflectance(skin: Skin, melanin: HairMelanin | str, stubble: Stubble | None = None) -> Reflectance:
    """Reflectance of the shaved fringe, (81,): hairs as dots of melanin in this skin. ``melanin`` may be a colour's name."""
    if isinstance(melanin, str):
        melanin = HairMelanin.of(melanin)
    core = _core.fringe_reflectance(skin._core, melanin._to_core(), (stubble or Stubble())._to_core())
    return np.asarray(core).view(Reflectance)
