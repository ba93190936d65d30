"""Dots as they heal: geometry, and the share of the pigment that stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.kinds import a_number
from undertone._base.ranges import in_range
from undertone._base.values import Value

_DOTS = _core.Dots()
_DOSE = _core.InkDose()


@dataclass(frozen=True)
class LogNormal(Value):
    """A log-normal quantity: ``median``, and the standard deviation of its natural logarithm."""

    median: float
    log_sd: float

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("median", self.median, 0, 1e9)
        in_range("log_sd", self.log_sd, 0, 100)


@dataclass(frozen=True)
class InkDose(Value):
    """What one puncture leaves: the ink's volume, fresh, and the share of its pigment that stays.

    The defaults come from weighed punctures and from pigment extracted out of tattooed skin (data/exposure/implant_priors.toml).
    ``Dots.with_dose`` turns a dose into a retention.

    Raises
    ------
    DomainError
        Not positive, or a share above 1.
    """

    ink_volume_nl: LogNormal = LogNormal(_DOSE.ink_volume_nl.median, _DOSE.ink_volume_nl.log_sd)
    kept_share: LogNormal = LogNormal(_DOSE.kept_share.median, _DOSE.kept_share.log_sd)

    def __post_init__(self) -> None:
        check_fields(self)
        self._to_core().validate()

    @classmethod
    @checked
    def from_needle(cls, needle_mm: float, dots: Dots | None = None) -> InkDose:
        """The dose of a needle: in proportion to the hole it opens, 0.30 mm wide at the usual depth leaving the default.

        Parameters
        ----------
        needle_mm : float
            Width of the shaft of one needle.
        dots : Dots, optional
            Say how deep; ``Dots()`` where not given.
        """
        return cls._from_core(_core.dose_of_needle(needle_mm, (dots or Dots())._to_core(), cls()._to_core()))

    @classmethod
    @checked
    def from_practice(
        cls,
        used_ml: float,
        dots_set: int,
        *,
        lost_ml: float | None = None,
        needle_mm: float = _core.usual_needle_mm(),
        dots: Dots | None = None,
    ) -> InkDose:
        """The dose that a counted practice suggests: "I used 0.4 ml for 9000 dots".

        Parameters
        ----------
        used_ml : float
            Ink used up, as mixed.
        dots_set : int
            Dots that were set with it.
        lost_ml : float, optional
            Of it, what was wiped off or dripped, measured or weighed. Without it the practice says little: most ink is wiped off, and
            nobody knows how much.
        needle_mm : float
            Width of the needle's shaft.
        dots : Dots, optional
            Say how deep; ``Dots()`` where not given.

        Raises
        ------
        DomainError
            More ink than the holes can hold, more lost than used, not positive.
        """
        core = _core.dose_of_practice(
            used_ml, float(dots_set), lost_ml, (dots or Dots())._to_core(), needle_mm, cls()._to_core()
        )
        return cls._from_core(core)


@dataclass(frozen=True)
class Dots(Value):
    """Geometry of healed dots, and the share of implanted pigment that stays.

    Parameters
    ----------
    diameter_mm, density_per_cm2, top_mm, bottom_mm : float
        Healed width, number, and the depths between which the pigment lies.
    retention : LogNormal or float
        Healed mg/ml in the dot over mg/ml in the cup; a plain number is the median, with the default spread.
    depth_log_sd : float
        Both ends of the dot shift by one common log-normal factor.
    kept_share : float
        Of the pigment implanted, what stands when healed; the rest of ``retention`` is dose. Only fading asks for it.
    granule_um : LogNormal or float
        Width of the clumps in which healed pigment stands in its cells, in micrometres: larger ones absorb less, and more evenly over
        the spectrum. 0 is dispersed as in the ink; a plain number is known exactly.

    Raises
    ------
    DomainError
        Overlapping dots, bottom above top, anything not positive.
    """

    diameter_mm: float = _DOTS.diameter_mm
    density_per_cm2: float = _DOTS.density_per_cm2
    top_mm: float = _DOTS.top_mm
    bottom_mm: float = _DOTS.bottom_mm
    retention: LogNormal = LogNormal(_DOTS.retention.median, _DOTS.retention.log_sd)
    depth_log_sd: float = _DOTS.depth_log_sd
    kept_share: float = _DOTS.kept_share
    granule_um: LogNormal = LogNormal(_DOTS.granule_um.median, _DOTS.granule_um.log_sd)

    def __post_init__(self) -> None:
        if isinstance(self.retention, Real) and not isinstance(self.retention, bool):
            median = in_range("retention", a_number("retention", self.retention), 0, 1)
            object.__setattr__(self, "retention", LogNormal(median, _DOTS.retention.log_sd))
        if isinstance(self.granule_um, Real) and not isinstance(self.granule_um, bool):
            width = in_range("granule_um", a_number("granule_um", self.granule_um), 0, 1e6)
            object.__setattr__(self, "granule_um", LogNormal(width, 0.0))
        check_fields(self)
        self._to_core().validate()

    @classmethod
    def _earlier(cls, state: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            "kept_share": _DOTS.kept_share,
            "granule_um": LogNormal(0.0, 0.0),
        }  # dispersed as in the ink, all that there was

    @checked
    def with_dose(self, ink_dose: InkDose) -> Dots:
        """The same dots with the retention and the kept share that this dose gives them.

        Raises
        ------
        DomainError
            Where the dot would hold more than the cup.
        """
        core = _core.retention(ink_dose._to_core(), self._to_core())
        return replace(self, retention=LogNormal(core.median, core.log_sd), kept_share=ink_dose.kept_share.median)

    @property
    def volume_nl(self) -> float:
        """Tissue that holds one healed dot, in nanolitres (1 mm3 is 1000)."""
        return float(_core.dot_volume_nl(self._to_core()))

    @property
    def pitch_mm(self) -> float:
        """Distance between centres, on a square lattice."""
        return float(self._to_core().pitch_mm())

    @property
    def area_fraction(self) -> float:
        """Share of the skin that dots cover."""
        return float(self._to_core().area_fraction())
