"""The jobs of one client, as the command line has them: the next session, a cup to correct, a forecast. All start from the plan."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any, Literal

import numpy as np

from undertone import _core
from undertone._arguments import checked
from undertone._values import Value
from undertone.card import Card
from undertone.client import Client
from undertone.diagnostics import Diagnostic, diagnostics_from
from undertone.drawdown import Drawdown
from undertone.errors import DomainError
from undertone.loop import (
    CORRECTION_BUDGET_S,
    Correction,
    HealedReading,
    HealingBelief,
    HealingUpdate,
    NextSession,
    PractitionerBias,
    bias_from,
    correction_from,
    next_from,
    update_from,
)
from undertone.matching import treatment_options
from undertone.pigment import Blend, Dots, Line
from undertone.recipe import MatchReport, report_from
from undertone.spectrum import Reflectance

_EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True)
class SessionRecord(Value):
    """One session as it was done.

    Parameters
    ----------
    blend : Blend
    density_per_cm2 : float
        Dots set in this session alone.
    healed : HealedReading, or None
        What was read before the next session; its ``standing`` is filled in.
    date, healed_on : datetime.date, or None
        When it was set, and read.
    diameter_mm, top_mm, bottom_mm : float, or None
        Where they are not those asked for.
    """

    blend: Blend
    density_per_cm2: float
    healed: HealedReading | None = None
    date: datetime.date | None = None
    healed_on: datetime.date | None = None
    diameter_mm: float | None = None
    top_mm: float | None = None
    bottom_mm: float | None = None

    def _to_core(self) -> _core.SessionRecord:
        def days(day: datetime.date | None) -> int | None:
            return None if day is None else (day - _EPOCH).days

        return _core.SessionRecord(
            self.blend._core,
            self.density_per_cm2,
            self.diameter_mm,
            self.top_mm,
            self.bottom_mm,
            days(self.date),
            days(self.healed_on),
            None if self.healed is None else self.healed._to_core(),
        )


@dataclass(frozen=True, eq=False)
class SessionReport(Value):
    """What was learnt, and what to do next.

    Attributes
    ----------
    planned : MatchReport
        The treatment plan from bare skin. With nothing done ``next`` is this plan.
    updates : tuple of HealingUpdate
        One per session that was read; one that is not believed steers nothing.
    belief : HealingBelief
        Now.
    next : NextSession
    measure_again : bool
        The last healed reading is not believed: read the area again before any dots are set.
    departures : tuple of str
        Where ``next`` is not what the plan says, and why; empty where it is.
    card : Card
    """

    planned: MatchReport
    updates: tuple[HealingUpdate, ...]
    belief: HealingBelief
    bias: PractitionerBias | None
    bias_used: bool
    next: NextSession
    measure_again: bool
    departures: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    card: Card

    def __repr__(self) -> str:
        return f"<SessionReport: {self.card.text.splitlines()[1]}>"


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

    def __repr__(self) -> str:
        return f"<CorrectionReport: {self.correction.sentence}>"


@dataclass(frozen=True)
class TreatmentForecast(Value):
    """How a treatment looks over the years, as ``undertone fade`` tells it; ``rows`` has one dict per year asked for.

    ``years_after_last_session`` is the unit of time of the rows. For arrays and draws use ``simulate_fade``.
    """

    text: str
    json: str

    @property
    def data(self) -> dict[str, Any]:
        """The same as ``undertone fade --json``."""
        data: dict[str, Any] = json.loads(self.json)
        return data

    @property
    def rows(self) -> list[dict[str, Any]]:
        """One per year."""
        rows: list[dict[str, Any]] = self.data["rows"]
        return rows

    @property
    def basis(self) -> str:
        """What is forecast."""
        return str(self.data["basis"])

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Of the forecast."""
        return tuple(Diagnostic(d["severity"], d["code"], d["message"]) for d in self.data["diagnostics"])

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<TreatmentForecast: {self.basis}>"


def _records(
    client: Client, line: Line, sessions: Sequence[SessionRecord] | str | PathLike[str] | None
) -> list[_core.SessionRecord]:
    """Sessions as values, as a file, or as the client's folder has them."""
    if sessions is None:
        sessions = client._core.sessions_file
        if not sessions:
            return []
    if isinstance(sessions, (str, PathLike)):
        return list(_core.read_sessions(fspath(sessions), client._core, line._core))
    for i, session in enumerate(sessions):
        if session.blend.line.id != line.id:
            raise DomainError(f"sessions[{i}].blend", f"of line {session.blend.line.id!r}", f"a blend of line {line.id!r}")
    return [session._to_core() for session in sessions]


def _prior(client: Client, dots: Dots) -> HealingBelief:
    """What is believed before anything is read."""
    readings, repeat_delta_e = _core.bare_repeat(client._core)
    return HealingBelief(client.skin_fit, dots, readings=readings, repeat_delta_e=repeat_delta_e)


@checked
def plan_session(
    client: Client,
    line: Line,
    dots: Dots | None = None,
    *,
    sessions: Sequence[SessionRecord] | str | PathLike[str] | None = None,
    past: Iterable[str | PathLike[str]] = (),
    use_bias: bool = False,
    site: str = "scalp",
    seed: int = 0,
    **options: Any,
) -> SessionReport:
    """Learn from every healed reading in turn, then plan what comes next, light first.

    Parameters
    ----------
    dots : Dots
        Of the finished scalp, as assumed before anything was learnt.
    sessions : sequence of SessionRecord, or path of a sessions.toml
        What was done; the client's own sessions.toml where left out, nothing where there is none.
    past, use_bias
        Folders of past clients with skin.csv and sessions.toml, five or more: the practitioner's own bias is shown, and moves what is
        assumed only with ``use_bias``. ``site`` is where their skin was read.
    options
        As for ``match``.

    Raises
    ------
    DataError, DomainError
    """
    dots = dots or Dots()
    treatment = treatment_options(dots, options, seed=seed)
    done = _records(client, line, sessions)
    folders = [fspath(folder) for folder in past]
    bias = _core.bias_of_clients(folders, site, line._core, dots._to_core()) if folders else None
    start = time.perf_counter()
    core = _core.plan_next_session(client._core, done, line._core, treatment, bias, use_bias)
    seconds = time.perf_counter() - start
    learnt = None if core.bias is None else bias_from(core.bias)
    prior = _prior(client, learnt.apply(dots) if learnt is not None and core.bias_used else dots)
    return SessionReport(
        report_from(core.planned, line, treatment, client._core, seconds),
        tuple(update_from(one, prior) for one in core.updates),
        prior._moved(core.belief),
        learnt,
        core.bias_used,
        next_from(core.next, line, seconds),
        core.measure_again,
        tuple(core.departures),
        diagnostics_from(core.diagnostics),
        Card._from_core(_core.session_card(client._core, line._core, core, treatment)),
    )


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
        thickness.median if film_mm is None else film_mm, thickness.log_sd if film_log_sd is None else film_log_sd
    )
    problem = _core.CupProblem(
        blend._core,
        left_ml,
        blame == "inks",
        reading,
        spot_density_per_cm2,
        None if wanted is None else wanted._core,
        films,
        film_options,
        notes,
    )
    start = time.perf_counter()
    core = _core.correct_client_cup(client._core, done, line._core, treatment, problem)
    seconds = time.perf_counter() - start
    return CorrectionReport(
        correction_from(core.correction, line, seconds),
        core.density_per_cm2,
        np.asarray(core.target).view(Reflectance),
        core.target_basis,
        None if core.spot is None else update_from(core.spot, _prior(client, dots)),
        core.is_usable,
        tuple(core.departures),
        diagnostics_from(core.diagnostics),
        Card._from_core(_core.correction_card(client._core, line._core, core, treatment)),
    )


@checked
def forecast_client(
    client: Client,
    line: Line,
    dots: Dots | None = None,
    *,
    blend: Blend | None = None,
    sessions: Sequence[SessionRecord] | str | PathLike[str] | None = None,
    years: Sequence[float] | None = None,
    draws: int = 200,
    seed: int = 0,
    model: str = "two_rate",
    **options: Any,
) -> TreatmentForecast:
    """How the client's plan, or a blend of your own from bare skin, looks over the years.

    Parameters
    ----------
    blend : Blend
        Instead of the plan: sessions of this blend by the plan's shares.
    sessions
        As for ``plan_session``: those done count, and those to come.
    years : sequence of float
        After the last session.
    draws, seed, model
        As for ``simulate_fade``.
    options
        As for ``match``.

    Raises
    ------
    DataError, DomainError
    """
    treatment = treatment_options(dots or Dots(), options, draws=draws, seed=seed, model=model)
    when = list(_core.default_forecast_years() if years is None else years)
    if blend is not None:
        made, text = _core.forecast_blend(client._core, line._core, blend._core, when, treatment)
    else:
        done = _records(client, line, sessions)
        made, text = _core.forecast_plan(client._core, done, line._core, when, treatment)
    return TreatmentForecast(text, made)
