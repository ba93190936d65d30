"""What was done to a zone of a client, as the engine reads it: its mix, its sessions, and what stands in the skin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import undertone
from undertone.learning.healed_readings import healed_reading
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.cache import Cache
from undertone.studio.work.plan import Asked, asked_of
from undertone.studio.work.readings import parsed_of
from undertone.studio.work.records import KeptClient, KeptSession, Records

DAYS_PER_YEAR = 365.25
_REPORTS: Cache[undertone.SessionReport] = Cache(32)


@dataclass(frozen=True)
class Treatment:
    """One zone of one client: the mix on the screen, and the sessions done, oldest first."""

    kept: KeptClient
    mix: said.MixInput
    asked: Asked
    sessions: tuple[KeptSession, ...]
    records: tuple[undertone.SessionRecord, ...]
    readings: str  # which files they rest on, and what is said of how each was read


def mix_of(kept: KeptClient, zone: str) -> said.MixInput:
    """The mix of the zone as it was last on the screen; another zone's where this has none."""
    mixes = [mix for mix in (kept.mixes.get(zone), *kept.mixes.values()) if mix is not None]
    if not mixes:
        do = "open the client's mix, and read skin and hair"
        raise Refusal("bad_input", "nothing is known of skin, hair and dots", where=f"client {kept.code}", do=do)
    return said.MixInput(**{**mixes[0], "zone": zone, "fixed": None})


def treatment_of(records: Records, client_id: str, zone: str, today: str) -> Treatment:
    """The client's readings and sessions, as the workflow takes them."""
    kept = records.client(client_id)
    mix = mix_of(kept, zone)
    sessions = tuple(sorted((one for one in kept.sessions if one.zone == zone), key=lambda one: one.done_on))
    used = {ink for one in sessions for ink in one.mixture["parts"]}
    asked = asked_of(records, mix, today, kept.code, used)
    return Treatment(
        kept, mix, asked, sessions, tuple(record_of(records, one, asked) for one in sessions), _read(records, mix, sessions)
    )


def _read(records: Records, mix: said.MixInput, sessions: Sequence[KeptSession]) -> str:
    hair = mix.hair.reading_id if mix.hair.basis in ("fringe", "strand") else None
    healed = [(one.healed or {}).get("reading_id") for one in sessions]
    ids = [one for one in (mix.skin_reading_id, hair, *healed) if one is not None]
    return repr([(one, sorted(records.reading(one).said.items())) for one in ids])


def record_of(records: Records, kept: KeptSession, asked: Asked) -> undertone.SessionRecord:
    """One session, with what was read of it."""
    healed, read_on = None, None
    if kept.healed is not None:
        read_on = date.fromisoformat(kept.healed["read_on"])
        healed = _healed(records, kept, asked.client.scale)
    return undertone.SessionRecord(
        blend=asked.shelf.blend(said.Mixture(**kept.mixture)),
        density_per_cm2=kept.density_per_cm2,
        healed=healed,
        date=date.fromisoformat(kept.done_on),
        healed_on=read_on,
        diameter_mm=kept.diameter_mm,
        top_mm=kept.top_mm,
        bottom_mm=kept.bottom_mm,
    )


def _healed(records: Records, kept: KeptSession, scale: undertone.ReadingScale) -> undertone.HealedReading:
    """The healed area as read: from a file, or a colour that was typed, on the instrument's scale."""
    assert kept.healed is not None
    if kept.healed.get("reading_id"):
        return healed_reading(parsed_of(records.reading(kept.healed["reading_id"])).settled, scale)
    lab = kept.healed.get("lab")
    if lab is None:
        do = "add the reading, or type its L*, a*, b*"
        raise Refusal(
            "bad_input", f"the healed reading of {kept.done_on} has no colour", where="healed", do=do, field="healed.lab"
        )
    return undertone.HealedReading((), lab=[lab["l"], lab["a"], lab["b"]], readings=1, scale=scale)


def standing_of(records: Sequence[undertone.SessionRecord], dots: undertone.Dots) -> list[undertone.SessionDots]:
    """The dots of these sessions, geometry from ``dots`` where the record has none."""
    return [
        undertone.SessionDots(
            one.blend,
            one.density_per_cm2,
            one.diameter_mm or dots.diameter_mm,
            one.top_mm or dots.top_mm,
            one.bottom_mm or dots.bottom_mm,
        )
        for one in records
    ]
