"""The sessions of a client: what was done, what it taught, what comes next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.blend import Blend
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.learning.bias import PractitionerBias
from undertone.learning.healing import HealedReading, HealingBelief, HealingUpdate
from undertone.matching.report import MatchReport, report_from
from undertone.matching.search import treatment_options
from undertone.people.client import Client
from undertone.planning.next_session import NextSession
from undertone.show.card import Card

_EPOCH = datetime.date(1970, 1, 1)


@dataclass(frozen=True, eq=False)
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
    lots : mapping of str to str
        Of the inks used, by ink id.
    diluent_lot, needle_lot : str
        "" where not written down.
    """

    blend: Blend
    density_per_cm2: float
    healed: HealedReading | None = None
    date: datetime.date | None = None
    healed_on: datetime.date | None = None
    diameter_mm: float | None = None
    top_mm: float | None = None
    bottom_mm: float | None = None
    lots: Mapping[str, str] = field(default_factory=dict)
    diluent_lot: str = ""
    needle_lot: str = ""

    def __post_init__(self) -> None:
        check_fields(self)
        for ink in self.lots:
            if ink not in self.blend.parts:
                raise DomainError("lots", f"names {ink!r}", f"inks of the blend: {', '.join(self.blend.parts)}")

    def _to_core(self, **given: Any) -> _core.SessionRecord:
        def days(day: datetime.date | None) -> int | None:
            return None if day is None else (day - _EPOCH).days

        return _core.SessionRecord(
            blend=self.blend._core,
            density_per_cm2=self.density_per_cm2,
            diameter_mm=self.diameter_mm,
            top_mm=self.top_mm,
            bottom_mm=self.bottom_mm,
            date=days(self.date),
            healed_on=days(self.healed_on),
            reading=None if self.healed is None else self.healed._to_core(),
            lots=dict(self.lots),
            diluent_lot=self.diluent_lot,
            needle_lot=self.needle_lot,
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
    json : str
        What ``undertone session --json`` shows; ``to_json`` is for reading the report back.
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
    json: str = ""

    def __repr__(self) -> str:
        return f"<SessionReport: {self.card.text.splitlines()[1]}>"


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
    bias: PractitionerBias | None = None,
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
    bias : PractitionerBias, optional
        Instead of ``past``: as ``practitioner_bias`` learnt it.
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
    if folders and bias is not None:
        raise DomainError("past, bias", "both given", "one of the two: bias is what past clients taught")
    known = _core.bias_of_clients(folders, site, line._core, dots._to_core()) if folders else None
    if bias is not None:
        known = bias._to_core()
    core = _core.plan_next_session(client._core, done, line._core, treatment, known, use_bias)
    learnt = None if core.bias is None else PractitionerBias._from_core(core.bias)
    prior = _prior(client, learnt.apply(dots) if learnt is not None and core.bias_used else dots)
    return SessionReport._from_core(
        core,
        {"line": line, "prior": prior},
        planned=report_from(core.planned, line, treatment, client._core),
        card=Card._from_forms(_core.session_card(client._core, line._core, core, treatment)),
        json=_core.session_json(client._core, line._core, core, treatment),
    )
