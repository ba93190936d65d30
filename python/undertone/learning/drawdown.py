"""A cup drawn down on a card: what is really in it, before any of it is in skin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import BANDS, FloatArray, as_bands, as_color, check_numbers, measured_bands
from undertone._base.ranges import in_range
from undertone._base.values import Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic
from undertone.inks.blend import Blend
from undertone.learning.learnt import LearntRange
from undertone.readings.spectrum import Reflectance
from undertone.show._html import notes, pair, table

_OPTIONS = _core.DrawdownOptions()


@checked
def film_reflectance(blend: Blend, card: npt.ArrayLike, wet_thickness_mm: float) -> Reflectance:
    """Reflectance, (81,), of a film of this cup on a sealed card, surface reflection excluded.

    What counts is the pigment over each mm2, so the film is described as laid, by its wet thickness; drying changes neither.
    Pigment is taken as dispersed in a medium of skin's refractive index, 1.4.

    Parameters
    ----------
    card : (81,)
        The bare card, surface reflection excluded; above 0 and below 0.96.

    Raises
    ------
    DomainError
    """
    film = _core.film_reflectance(blend.line._core, blend._core, as_bands("card", card), wet_thickness_mm)
    return np.asarray(film).view(Reflectance)


@dataclass(frozen=True, eq=False)
class Drawdown(Value):
    """A film of the cup on one card.

    Parameters
    ----------
    card : (81,)
        The same card bare, surface reflection excluded; NaN where a band was not measured.
    reflectance : (81,), or None
        Of the film, surface reflection excluded; NaN where a band was not measured.
    lab : (3,), or None
        A colour alone, under ``illuminant`` and ``observer``; ``surface`` is the surface reflection it holds (0.028 for 8/d
        SCI, 0 without).
    readings, repeat_delta_e : int, float
        How many were averaged, and how far one lies from the film's mean (CIEDE2000).
    thinned_to_water_parts : float, or None
        N where a part of the cup was thinned to N:1 for this film; None: the cup as it is.
    """

    card: npt.ArrayLike
    reflectance: npt.ArrayLike | None = None
    lab: npt.ArrayLike | None = None
    illuminant: str = "D65"
    observer: str = "1931_2deg"
    readings: int = 3
    repeat_delta_e: float = 0.5
    surface: float = 0.0
    name: str = ""
    thinned_to_water_parts: float | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        # The cup judges whether a film is possible; here only what cannot be meant is refused.
        for name in ("readings", "repeat_delta_e", "surface", "thinned_to_water_parts"):
            if getattr(self, name) is not None:
                in_range(name, getattr(self, name), -1e10, 1e10)
        for name in ("card", "reflectance", "lab"):
            if getattr(self, name) is not None:
                check_numbers(name, getattr(self, name))

    def _to_core(self, **given: Any) -> _core.Drawdown:
        card, card_bands = measured_bands("card", self.card)
        film, film_bands = (None, list(range(BANDS)))
        if self.reflectance is not None:
            film, film_bands = measured_bands("reflectance", self.reflectance)
        return _core.Drawdown(
            card=card,
            card_bands=card_bands,
            reflectance=film,
            measured_bands=film_bands,
            lab=None if self.lab is None else as_color("lab", self.lab),
            illuminant=self.illuminant,
            observer=self.observer,
            surface=self.surface,
            readings=self.readings,
            repeat_delta_e=self.repeat_delta_e,
            name=self.name,
            thinned_to_water_parts=self.thinned_to_water_parts,
        )


@dataclass(frozen=True)
class InkFound(Value):
    """How much of one ink is in the cup: ``factor`` is found over meant, with the prior's range and the one found."""

    ink_id: str
    name: str
    mg_per_ml_meant: float
    factor: LearntRange


@dataclass(frozen=True, eq=False)
class CupFound(Value):
    """What drawdowns show of a cup; ranges are 80 %.

    Attributes
    ----------
    inks : tuple of InkFound
        By id.
    strength, thickness_mm : LearntRange
        All pigment found over meant, by mass; the wet film.
    mg_per_ml : dict
        Of each colorant in the cup, as found.
    mean, covariance : (inks + 1,), (inks + 1, inks + 1)
        ln of the inks' factors, then ln of the thickness.
    predicted, read, explained : (drawdowns, 3)
        Lab as mixed and laid, as measured, as found.
    credible : bool
        False where nothing that could have gone into the cup comes near the films; ``correct_cup`` then refuses it.
    thin_to_water_parts : float, or None
        N where the films are too dark to show how strong the cup is: thin a part of it to about N:1, and read a film of that
        (``Drawdown.thinned_to_water_parts``).
    other_ink : str
        A sentence where the films look as if one ink had gone in for another, else "".
    """

    blend: Blend
    inks: tuple[InkFound, ...]
    strength: LearntRange
    thickness_mm: LearntRange
    mg_per_ml: dict[str, float]
    mean: FloatArray
    covariance: FloatArray
    predicted: FloatArray
    read: FloatArray
    explained: FloatArray
    misfit: float
    converged: bool
    credible: bool
    sentence: str
    diagnostics: tuple[Diagnostic, ...]
    thin_to_water_parts: float | None = None
    other_ink: str = ""

    def _to_core(self, **given: Any) -> Any:
        amounts = np.array([self.mg_per_ml.get(colorant.id, 0.0) for colorant in self.blend.line.colorants])
        return super()._to_core(mg_per_ml=amounts)

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<CupFound: {self.sentence}>"

    def _repr_html_(self) -> Html:
        rows = [
            (one.name.replace("_", " "), f"{one.before:.3g}", f"{one.after:.3g} ({one.low:.3g} to {one.high:.3g})")
            for one in (*(ink.factor for ink in self.inks), self.strength, self.thickness_mm)
        ]
        return (
            html("{} predicted | read &nbsp; {}", pair(self.predicted[0], self.read[0]), self.sentence)
            + table(("found over meant; film in mm", "meant", "found (80 %)"), rows)
            + notes(self.diagnostics)
        )


@checked
def read_drawdowns(
    blend: Blend,
    drawdowns: Drawdown | Iterable[Drawdown],
    *,
    thickness_mm: float = _OPTIONS.thickness_mm.median,
    thickness_log_sd: float = _OPTIONS.thickness_mm.log_sd,
    ink_log_sd: float = _OPTIONS.ink_log_sd,
    strength_log_sd: float = _OPTIONS.strength_log_sd,
    suspect_other_inks: bool = _OPTIONS.suspect_other_inks,
) -> CupFound:
    """How much of each ink is in a cup that was meant to be ``blend``, by Bayes from films on cards.

    Only pigment per area colours a film: where its thickness is not known (``thickness_log_sd`` near 1), proportions are learnt
    and the strength is not, and the diagnostics say so.

    Parameters
    ----------
    thickness_mm, thickness_log_sd : float
        Of the wet film, common to all drawdowns, and how well it is known (0.1 for a bar).
    ink_log_sd, strength_log_sd : float
        How far each ink's own amount, and all of them against the water, may be off.
    suspect_other_inks : bool
        Where the inks as named do not explain the films, see whether another of the line in place of one does.

    Raises
    ------
    DomainError
    """
    options = _core.DrawdownOptions()
    options.thickness_mm = _core.LogNormal(median=thickness_mm, log_sd=thickness_log_sd)
    options.ink_log_sd = ink_log_sd
    options.strength_log_sd = strength_log_sd
    options.suspect_other_inks = suspect_other_inks
    many = [drawdowns] if isinstance(drawdowns, Drawdown) else list(drawdowns)
    core = _core.read_drawdowns(blend.line._core, blend._core, [d._to_core() for d in many], options)
    return CupFound._from_core(core, blend=blend, mg_per_ml=blend.line._amounts(core.mg_per_ml))
