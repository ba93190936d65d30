"""How a batch differs from its master: signed differences, CMC(l:c), strength, opacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import as_bands, as_color
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError


@dataclass(frozen=True)
class ColorDifference(Value):
    """Batch minus master, CIE 1976: positive is lighter, redder, yellower, more chromatic, of a larger hue angle (a length)."""

    delta_l: float
    delta_a: float
    delta_b: float
    delta_c: float
    delta_h: float
    delta_e_2000: float
    delta_e_cmc_2_1: float


@dataclass(frozen=True)
class CriterionStrength(Value):
    """Strength by one criterion: ``percent`` of the standard's, and what remains at equal strength. ``at_nm`` is of "swl" alone."""

    criterion: str
    percent: float
    residual_delta_e_2000: float
    at_nm: float | None


@dataclass(frozen=True)
class Strength(Value):
    """Strength of a batch, by each criterion, with the light, observer and geometry that it was worked out for.

    ``"swl"``: K/S at the standard's maximum of absorption; ``"sum"``: summed over 400-700 nm; ``"wsum"``: weighted with E (x + y + z)
    (Derbyshire and Marshall 1980); ``"y"``, ``"lowest_xyz"``: 100 / f, where f times the batch's K/S meets the standard in Y, or in
    the lowest of X, Y, Z as parts of white's.
    """

    criteria: tuple[CriterionStrength, ...]
    geometry: str
    illuminant: str
    observer: str
    c_standard: float
    c_batch: float
    diagnostics: tuple[Diagnostic, ...]

    def __getitem__(self, criterion: str) -> CriterionStrength:
        for one in self.criteria:
            if one.criterion == criterion:
                return one
        raise DomainError("criterion", repr(criterion), ", ".join(one.criterion for one in self.criteria))


@checked
def color_difference(master: npt.ArrayLike, batch: npt.ArrayLike) -> ColorDifference:
    """Of two Lab, (3,): batch minus master."""
    return ColorDifference._from_core(_core.color_difference(as_color("master", master), as_color("batch", batch)))


@checked
def delta_e_cmc(
    master: npt.ArrayLike, batch: npt.ArrayLike, lightness_weight: float = 2.0, chroma_weight: float = 1.0
) -> float:
    """CMC(l:c) of two Lab, (3,) (Clarke, McDonald and Rigg 1984). Not symmetric: the ellipsoid is the master's.

    Raises
    ------
    DomainError
        (a ValueError) for weights that are not above 0, up to 100.
    """
    return float(_core.delta_e_cmc(as_color("master", master), as_color("batch", batch), lightness_weight, chroma_weight))


@checked
def strength(
    standard: npt.ArrayLike,
    batch: npt.ArrayLike,
    *,
    geometry: str = "",
    illuminant: str = "D65",
    observer: str = "1964_10deg",
    c_standard: float = 1.0,
    c_batch: float = 1.0,
    white: npt.ArrayLike | None = None,
) -> Strength:
    """Tinting strength of a batch against its standard, of opaque films (Kubelka and Munk 1931).

    Parameters
    ----------
    standard, batch : (81,)
        Reflectance as read, on ``undertone.wavelengths_nm``.
    geometry : str, optional
        ``"8/d SCI"`` takes off the surface's reflection first (Saunderson 1942; k1 0.04, k2 0.6).
    c_standard, c_batch : float, optional
        Colorant in each film, in any one unit.
    white : (81,), optional
        Of the white that both are tints of; its K/S is taken off.

    Raises
    ------
    DomainError
        (a ValueError) for readings that no film gives, a standard that absorbs nothing, concentrations that are not positive.
    """
    core: Any = _core.strength(
        as_bands("standard", standard),
        as_bands("batch", batch),
        geometry,
        illuminant,
        observer,
        c_standard,
        c_batch,
        None if white is None else as_bands("white", white),
    )
    return Strength._from_core(core)


@checked
def contrast_ratio_percent(
    over_black: npt.ArrayLike, over_white: npt.ArrayLike, illuminant: str = "D65", observer: str = "1964_10deg"
) -> float:
    """100 Y over black / Y over white of one film's reflectances, (81,) each; 98 and more counts as hiding.

    Raises
    ------
    DomainError
        (a ValueError) where black is lighter than white: the two are swapped.
    """
    black, white = as_bands("over_black", over_black), as_bands("over_white", over_white)
    return float(_core.contrast_ratio_percent(black, white, illuminant, observer))
