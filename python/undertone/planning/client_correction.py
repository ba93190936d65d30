"""A cup of a client's to correct, for the dots of the plan that are still to be set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, Literal

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.learning.drawdown import Drawdown
from undertone.learning.healing import HealedReading, HealingUpdate
from undertone.matching.search import treatment_options
from undertone.people.client import Client
from undertone.planning.client_sessions import SessionRecord, _prior, _records
from undertone.planning.correction import CORRECTION_BUDGET_S, Correction
from undertone.readings.spectrum import Reflectance
from undertone.show.card import Card


@dataclass(frozen=True, eq=False)
class CorrectionReport(Value):
    """What to add to a cup, for the dots of the plan that are still to be set.

    Attributes
    ----------
    correction : Correction
    density_per_cm2 : float
        Dots that the cup is for.
    target : Reflectance (81,);  target_basis : str
        What is aimed at.
    spot : HealingUpdate, or None
        What the test spot taught; one that is not believed steers nothing.
    departures : tuple of str
        Where the advice is not what the plan says, and why.
    card : Card
    json : str
        What ``undertone correct --json`` shows; ``to_json`` is for reading the report back.
    """

    correction: Correction
    density_per_cm2: float
    target: Reflectance
    target_basis: str
    spot: HealingUpdate | None
    usable: bool
    departures: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    card: Card
    json: str = ""

    def __repr__(self) -> str:
        return f"<CorrectionReport: {self.correction.sentence}>"


@checked
def correct_client_cup(
    client: Client,
    blend: Blend,
    left_ml: float,
    dots: Dots | None = None,
    *,
    sessions: Sequence[SessionRecord] | str | PathLike[str] | None = None,
    spot: HealedReading | str | PathLike[str] | None = None,
    spot_density_per_cm2: float = 0.0,
    wanted: Blend | None = None,
    drawdowns: Sequence[Drawdown | tuple[str | PathLike[str], str | PathLike[str]]] = (),
    film_mm: float | None = None,
    film_log_sd: float | None = None,
    blame: Literal["mixing", "inks"] = "mixing",
    **options: Any,
) -> CorrectionReport:
    """Save a mix that came out wrong, or use up an older one, for the dots of the plan that are still to be set.

    Parameters
    ----------
    blend, left_ml
        What was mixed, and how much of it is left.
    sessions
        As for ``plan_session``.
    spot : HealedReading, or path of its readings
        A healed test spot of this mix; ``spot_density_per_cm2`` dots, those of the plan for 0.
    wanted : Blend
        Aim at what this recipe would look like, instead of at the fringe.
    drawdowns : sequence of Drawdown, or of (film, card) paths
        Films of the cup on a card; ``film_mm`` and ``film_log_sd`` say how thick they are and how well that is known.
    blame
        "mixing": a slip in this cup; "inks": the bottles are as strong as found, in a fresh cup too.
    options
        As for ``match``; ``time_budget_s`` is 60 unless given.

    Raises
    ------
    DataError, DomainError
    """
    if blame not in ("mixing", "inks"):
        raise DomainError("blame", repr(blame), '"mixing" or "inks"')
    line, dots = blend.line, dots or Dots()
    treatment = treatment_options(dots, {"time_budget_s": CORRECTION_BUDGET_S, **options})
    done = _records(client, line, sessions)
    notes: list[_core.Diagnostic] = []
    reading: _core.HealedReading | None = None
    if isinstance(spot, HealedReading):
        reading = spot._to_core()
    elif spot is not None:
        reading, diagnostics = _core.read_healed(fspath(spot), client._core)
        notes += diagnostics
    films = []
    for film in drawdowns:
        if isinstance(film, Drawdown):
            films.append(film._to_core())
        else:
            core_film, diagnostics = _core.read_drawdown(fspath(film[0]), fspath(film[1]), client._core)
            films.append(core_film)
            notes += diagnostics
    film_options = _core.DrawdownOptions()
    thickness = film_options.thickness_mm
    film_options.thickness_mm = _core.LogNormal(
        median=thickness.median if film_mm is None else film_mm,
        log_sd=thickness.log_sd if film_log_sd is None else film_log_sd,
    )
    problem = _core.CupProblem(
        blend=blend._core,
        left_ml=left_ml,
        blame_inks=blame == "inks",
        spot=reading,
        spot_density_per_cm2=spot_density_per_cm2,
        wanted=None if wanted is None else wanted._core,
        drawdowns=films,
        drawdown=film_options,
        diagnostics=notes,
    )
    core = _core.correct_client_cup(client._core, done, line._core, treatment, problem)
    return CorrectionReport._from_core(
        core,
        {"line": line, "prior": _prior(client, dots)},
        usable=core.is_usable,
        card=Card._from_forms(_core.correction_card(client._core, line._core, core, treatment)),
        json=_core.correction_json(client._core, line._core, core, treatment),
    )
