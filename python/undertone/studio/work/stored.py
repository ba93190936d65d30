"""The records, as the work sees them: a view on the store that holds nothing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import undertone
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.store import Store
from undertone.studio.work.readings import reading_answer
from undertone.studio.work.records import KeptBottle, KeptClient, KeptLine, KeptReading, KeptSession

_SUMMARY = ("mean", "geometry", "illuminant", "observer", "synthetic")


def summary_of(kept: KeptReading) -> dict[str, Any]:
    """Of a reading, what lists show of it; raises DataError where it cannot be read."""
    return reading_answer(kept).model_dump(mode="json", include=set(_SUMMARY))


class StoredRecords:
    """What the work may ask of the store, and keep in it.

    Parameters
    ----------
    store : Store
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def settings(self) -> Mapping[str, Any]:
        return self._store.settings.get()

    def save_settings(self, settings: Mapping[str, Any]) -> None:
        self._store.settings.put(settings)

    def lock_state(self) -> tuple[bool, bool]:
        """Whether a PIN is set, and whether it is still to be given."""
        return self._store.lock.pin_set, self._store.lock.locked

    def client_count(self) -> int:
        return self._store.clients.count()

    def add_reading(self, role: str, name: str, source: bytes, said: Mapping[str, str], parsed: Mapping[str, Any]) -> str:
        summary = {one: parsed[one] for one in _SUMMARY}
        added: str = self._store.readings.add(name=name, source=source, role=role, said=said, summary=summary)["id"]
        return added

    def change_reading(self, reading_id: str, role: str, said: Mapping[str, str], parsed: Mapping[str, Any]) -> None:
        summary = {one: parsed[one] for one in _SUMMARY}
        self._store.readings.update(reading_id, role=role, said=said, summary=summary)

    def reading(self, reading_id: str) -> KeptReading:
        with self._store.db.read():
            found = self._store.readings.get(reading_id)
            name, source = self._store.readings.source(reading_id)
        return _kept(found, name, source)

    def readings_of(self, client_id: str) -> list[said.Reading]:
        """A client's readings as shown. Each says which other clients' records hold the same file."""
        with self._store.db.read():
            found = self._store.readings.of(client_id)
            kept = [(_kept(one, *self._store.readings.source(one["id"])), one) for one in found]
        return [_with_others(_answer(one, stored), stored["others"]) for one, stored in kept]

    def lines(self) -> Sequence[KeptLine]:
        found = [_line(one) for one in self._store.shelf.every_line()]
        return sorted(found, key=lambda one: not one.on_shelf)

    def bottles(self) -> Sequence[KeptBottle]:
        names = ("id", "line_id", "ink", "lot", "expires", "ml_left")
        return [KeptBottle(**{name: one[name] for name in names}) for one in self._store.shelf.bottles()]

    def client(self, client_id: str) -> KeptClient:
        with self._store.db.read():
            code = self._store.clients.require(client_id)
            sessions = [_session(one) for one in self._store.sessions.of(client_id)]
            drafts = self._store.drafts.of(client_id)
            later = [
                _kept(one, *self._store.readings.source(one["id"])) for one in self._store.readings.follow_ups(client_id)
            ]
        return KeptClient(client_id, code, sessions, {zone: one["mix"] for zone, one in drafts.items()}, later)

    def clients(self) -> Sequence[KeptClient]:
        with self._store.db.read():
            return [self.client(one["id"]) for one in self._store.clients.find()]


def _kept(found: Mapping[str, Any], name: str, source: bytes) -> KeptReading:
    return KeptReading(
        found["id"], found["role"], name, source, found["said"], found["client_id"], found["taken_on"], found["zone"]
    )


def _line(one: Mapping[str, Any]) -> KeptLine:
    pack = one.get("pack")
    origin = None if pack is None else undertone.PackOrigin(pack["version"], one["signed_by"])
    return KeptLine(one["id"], one["toml"].decode(), origin, not one["hidden"])


def _session(one: Mapping[str, Any]) -> KeptSession:
    names = ("id", "zone", "done_on", "mixture", "density_per_cm2", "diameter_mm", "top_mm", "bottom_mm", "healed")
    return KeptSession(**{name: one[name] for name in names})


def _answer(kept: KeptReading, stored: Mapping[str, Any]) -> said.Reading:
    """As shown; a reading that this version cannot read any more is shown as it was in short, so that its client still opens."""
    try:
        return reading_answer(kept)
    except (undertone.Error, Refusal) as error:
        finding = said.Diagnostic(severity="error", code="unreadable", message=f"This version cannot read the file: {error}")
        summary = stored["summary"]
        return said.Reading(
            **{
                name: stored[name]
                for name in ("id", "role", "name", "sha256", "bytes", "said", "client_id", "taken_on", "zone")
            },
            **summary,
            format="",
            verdict="not usable",
            spread_delta_e=None,
            rows=[],
            photo=None,
            findings=[finding],
        )


def _with_others(answer: said.Reading, others: Sequence[str]) -> said.Reading:
    if not others:
        return answer
    message = f"The same file stands in the record of {', '.join(others)}: look whether it is this client's."
    return answer.model_copy(
        update={"findings": [*answer.findings, said.Diagnostic(severity="warning", code="same_file", message=message)]}
    )
