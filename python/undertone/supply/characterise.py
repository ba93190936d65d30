"""The optics of an ink from films of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import BANDS, FloatArray, as_optics, check_numbers, measured_bands, wavelengths_nm
from undertone._base.ranges import in_range
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.line import Colorant, Ink, Line
from undertone.matching.recipe import ValueRange
from undertone.show._axes import axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False)
class InkFilm(Value):
    """One film of an ink on one card, for ``characterise_ink``. Reflectances without the surface reflection.

    Parameters
    ----------
    reflectance : (81,)
        Of the film; NaN where a band was not measured.
    card : (81,), or None
        The same card bare; None: laid so thick that nothing shows through.
    backing : str
        What the card is said to be, ``"white"``, ``"black"`` or ``""``: checked against ``card``.
    water_parts : float
        N of N:1.
    wet_thickness_mm : float, or None
        None: unknown. What the bar is named, of which it leaves half to nine tenths, unless ``thickness_measured``.
    tint : Colorant, or None
        Another ink of known optics in the film, undiluted, as a colorant per ml of it: the white of a tint. ``tint_parts`` of it
        to one part of the ink.
    readings, repeat_delta_e : int, float
        How many were averaged, and how far one lies from the film's mean (CIEDE2000).
    """

    reflectance: npt.ArrayLike
    card: npt.ArrayLike | None = None
    backing: str = ""
    water_parts: float = 0.0
    wet_thickness_mm: float | None = None
    thickness_measured: bool = False
    tint: Colorant | None = None
    tint_parts: float = 0.0
    readings: int = 3
    repeat_delta_e: float = 0.5
    name: str = ""

    def __post_init__(self) -> None:
        check_fields(self)
        # The engine judges whether a film is possible; here only what cannot be meant is refused.
        for name in ("water_parts", "wet_thickness_mm", "tint_parts", "readings", "repeat_delta_e"):
            if getattr(self, name) is not None:
                in_range(name, getattr(self, name), -1e10, 1e10)
        for name in ("reflectance", "card"):
            if getattr(self, name) is not None:
                check_numbers(name, getattr(self, name))

    def _to_core(self, **given: Any) -> _core.InkFilm:
        film, bands = measured_bands("reflectance", self.reflectance)
        card, card_bands = (None, list(range(BANDS))) if self.card is None else measured_bands("card", self.card)
        tint = self.tint
        return _core.InkFilm(
            reflectance=film,
            bands=bands,
            card=card,
            card_bands=card_bands,
            backing=self.backing,
            water_parts=self.water_parts,
            wet_thickness_mm=self.wet_thickness_mm,
            thickness_measured=self.thickness_measured,
            tint_mu_a_per_mm=None if tint is None else as_optics("tint.mu_a_per_mm", tint.mu_a_per_mm),
            tint_mu_s_per_mm=None if tint is None else as_optics("tint.mu_s_per_mm", tint.mu_s_per_mm),
            tint_g=None if tint is None else as_optics("tint.g", tint.g),
            tint_parts=self.tint_parts,
            readings=self.readings,
            repeat_delta_e=self.repeat_delta_e,
            name=self.name,
        )


@dataclass(frozen=True, eq=False)
class CuvetteReading(Value):
    """Light straight through ink thinned to N:1 in a cuvette, over that through the thinner alone.

    Parameters
    ----------
    transmittance : (81,)
        NaN where a band was not measured.
    path_mm, water_parts : float
    log_sd : float
        Of the transmittance: standard deviation of its natural logarithm.
    """

    transmittance: npt.ArrayLike
    water_parts: float
    path_mm: float = 10.0
    log_sd: float = 0.02
    name: str = ""

    def __post_init__(self) -> None:
        check_fields(self)
        for name in ("path_mm", "water_parts", "log_sd"):
            in_range(name, getattr(self, name), -1e10, 1e10)
        check_numbers("transmittance", self.transmittance)

    def _to_core(self, **given: Any) -> _core.CuvetteReading:
        values, bands = measured_bands("transmittance", self.transmittance)
        return _core.CuvetteReading(
            transmittance=values,
            bands=bands,
            path_mm=self.path_mm,
            water_parts=self.water_parts,
            log_sd=self.log_sd,
            name=self.name,
        )


@dataclass(frozen=True, eq=False)
class FilmExplained(Value):
    """What one film had to say: Lab (3,) ``read`` and ``predicted`` (D65), and CIEDE2000 between them.

    ``kubelka_munk_delta_e`` is the same of Kubelka and Munk's model, fitted to the same films. ``left_out_delta_e``: predicted
    from the films of other dilutions alone, None where there is one dilution. ``wet_thickness_mm`` as found, 80 %.
    """

    name: str
    read: FloatArray
    predicted: FloatArray
    delta_e: float
    kubelka_munk_delta_e: float
    left_out_delta_e: float | None
    wet_thickness_mm: ValueRange


@dataclass(frozen=True)
class NextFilm(Value):
    """The film that would narrow most what the ink does in skin, and by how much (standard deviations of ln of its optics)."""

    backing: str
    water_parts: float
    log_sd_before: float
    log_sd_after: float


@dataclass(frozen=True, eq=False)
class InkCharacterisation(Value):
    """An ink as its films show it.

    Attributes
    ----------
    colorant : Colorant
        The whole ink as one colorant: what lines, matching and fading take. ``ink()`` is a bottle of it.
    mu_a_per_mm, mu_s_reduced_per_mm : (81,)
        Of the undiluted ink; scattering is mu_s (1 - g).
    mu_a_log_sd, mu_s_reduced_log_sd : (81,)
        Standard deviations of their natural logarithms.
    covariance : (162, 162)
        Of ln(mu_a), then ln of the reduced mu_s.
    smoothness : float
        Standard deviation of second differences of ln(mu) between bands, as the readings chose it.
    dilution_exponent : ValueRange
        By what power more than 1 the optics fall with the share of ink, 80 %: 0 where the ink thins as the dilution says.
    misfit : float
        Root mean square of the readings in standard deviations; about 1.
    """

    colorant: Colorant
    pigment_mg_per_ml: float
    mu_a_per_mm: FloatArray
    mu_s_reduced_per_mm: FloatArray
    mu_a_log_sd: FloatArray
    mu_s_reduced_log_sd: FloatArray
    covariance: FloatArray
    smoothness: float
    films: tuple[FilmExplained, ...]
    dilution_exponent: ValueRange
    next_film: NextFilm | None
    misfit: float
    converged: bool
    diagnostics: tuple[Diagnostic, ...]
    sentence: str

    def ink(self, *, lot: str = "", expires: str = "") -> Ink:
        """A bottle of it, for ``Line(colorants=[found.colorant], inks=[found.ink()])``."""
        return Ink(
            self.colorant.id, {self.colorant.id: self.pigment_mg_per_ml}, name=self.colorant.name, lot=lot, expires=expires
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Absorption and scattering of the undiluted ink with their central 90 %, in matplotlib; needs ``undertone[plots]``."""
        axes = axes_or_new(ax)
        for name, values, log_sd, style in (
            ("absorption", self.mu_a_per_mm, self.mu_a_log_sd, "-"),
            ("reduced scattering", self.mu_s_reduced_per_mm, self.mu_s_reduced_log_sd, "--"),
        ):
            (line,) = axes.plot(wavelengths_nm, values, style, label=name)
            low, high = values * np.exp(-1.645 * log_sd), values * np.exp(1.645 * log_sd)
            axes.fill_between(wavelengths_nm, low, high, color=line.get_color(), alpha=0.25, linewidth=0)
        axes.set(yscale="log", xlabel="wavelength (nm)", ylabel="1/mm, undiluted", title=self.colorant.name)
        axes.legend()
        return axes

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<InkCharacterisation {self.colorant.id!r}: {len(self.films)} films>"


@checked
def characterise_ink(
    films: InkFilm | Iterable[InkFilm],
    *,
    cuvettes: CuvetteReading | Iterable[CuvetteReading] = (),
    id: str = "ink",
    name: str = "",
    color_index: str = "",
    role: str = "other",
    pigment_mg_per_ml: float = 150.0,
    pigment_density_g_per_ml: float = 2.0,
    g: float = 0.5,
    g_sd: float = 0.15,
    date: str = "",
) -> InkCharacterisation:
    """Absorption and scattering of an ink in every band, from drawdowns, tints and cuvettes of it.

    Films are solved by radiative transfer on their measured cards; thickness is shared by all bands of a film; neighbouring bands
    are held together only as far as the readings' own noise asks (evidence, MacKay 1992). Two-constant Kubelka-Munk with
    Saunderson's correction (1942) stands beside it, film by film, for comparison.

    Parameters
    ----------
    films : InkFilm or several
        Two or three dilutions on white and on black tell most.
    pigment_mg_per_ml, pigment_density_g_per_ml : float
        For weights alone: the optics are per ml of ink.
    g, g_sd : float
        Mean cosine of scattering and its standard deviation: films hardly tell it from less scattering.

    Raises
    ------
    DomainError
        For no film, values no film can have, a card that is not what it is said to be, films that contradict their labels.
    """
    some = [films] if isinstance(films, InkFilm) else list(films)
    through = [cuvettes] if isinstance(cuvettes, CuvetteReading) else list(cuvettes)
    core: Any = _core.characterise_ink(
        [one._to_core() for one in some],
        [one._to_core() for one in through],
        id,
        name,
        color_index,
        role,
        pigment_mg_per_ml,
        pigment_density_g_per_ml,
        g,
        g_sd,
        date,
    )
    return InkCharacterisation._from_core(core)


@dataclass(frozen=True, eq=False)
class MixturePrediction(Value):
    """One measured mixture against the line's prediction; Lab (3,) under D65, CIEDE2000 between them."""

    name: str
    parts: dict[str, float]
    water_parts: float
    read: FloatArray
    predicted: FloatArray
    delta_e: float


@dataclass(frozen=True)
class InkVerdict(Value):
    """How well mixtures that hold one ink are predicted: ``"good"`` (median CIEDE2000 to 2), ``"fair"`` (to 4), ``"poor"``, ``"not tested"``."""

    ink_id: str
    mixtures: int
    median_delta_e: float
    worst_delta_e: float
    verdict: str


@dataclass(frozen=True, eq=False)
class MixtureReport(Value):
    """Mixtures worst first, and a verdict for each ink. They characterised no ink, so each was as good as left out."""

    mixtures: tuple[MixturePrediction, ...]
    inks: tuple[InkVerdict, ...]
    median_delta_e: float
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@checked
def check_mixtures(line: Line, mixtures: Iterable[tuple[dict[str, float], InkFilm]]) -> MixtureReport:
    """Measured mixtures of a line's inks, against what the line predicts.

    Parameters
    ----------
    mixtures : of (parts, film)
        Ink ids to parts by volume, and the film that was read.

    Raises
    ------
    DomainError
        For no mixture, an ink that the line does not hold, values no film can have.
    """
    pairs = [({str(ink): float(share) for ink, share in parts.items()}, film._to_core()) for parts, film in mixtures]
    if not pairs:
        raise DomainError("mixtures", "none", "at least one measured mixture")
    core: Any = _core.check_mixtures(line._core, pairs)
    return MixtureReport._from_core(core)
