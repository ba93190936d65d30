"""Clients by code: notes, consents, and what is attached to them."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.cards import Cards
from undertone.studio.store.database import Database, Row, new_id
from undertone.studio.store.errors import StoreError, bad_input, conflict, not_found
from undertone.studio.store.journal import Edit, Journal
from undertone.studio.store.photos import Photos
from undertone.studio.store.readings import Readings
from undertone.studio.store.sessions import Sessions

_MOST_CODE, _MOST_NOTES = 60, 20_000

_BRIEF = """
SELECT id, version, code, created_on, notes, health_note,
  (SELECT count(*) FROM sessions WHERE client_id = clients.id) AS sessions,
  (SELECT max(day) FROM (
    SELECT done_on AS day FROM sessions WHERE client_id = clients.id
    UNION ALL SELECT healed_on FROM sessions WHERE client_id = clients.id
    UNION ALL SELECT taken_on FROM readings WHERE client_id = clients.id AND NOT detached)) AS last_visit_on,
  coalesce((SELECT headline FROM cards WHERE client_id = clients.id ORDER BY issued_at DESC, entry DESC LIMIT 1), '') AS headline,
  (SELECT json_extract(summary, '$.mean') FROM readings WHERE client_id = clients.id AND NOT detached AND role = 'skin'
    ORDER BY coalesce(taken_on, added_at) DESC, entry DESC LIMIT 1) AS skin,
  (SELECT json_extract(summary, '$.mean') FROM readings WHERE client_id = clients.id AND NOT detached
    AND role IN ('fringe', 'strand') ORDER BY coalesce(taken_on, added_at) DESC, entry DESC LIMIT 1) AS target
FROM clients
"""


def folded(text: str) -> str:
    """For comparing and finding: without case, accents and differences of writing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in decomposed if not unicodedata.combining(one))


class Clients:
    """The list of clients, and each one's whole record."""

    def __init__(
        self, db: Database, journal: Journal, readings: Readings, cards: Cards, sessions: Sessions, photos: Photos
    ) -> None:
        self._db = db
        self._journal = journal
        self._readings = readings
        self._cards = cards
        self._sessions = sessions
        self._photos = photos

    def count(self) -> int:
        """How many there are."""
        with self._db.read() as connection:
            number: int = connection.execute("SELECT count(*) FROM clients").fetchone()[0]
        return number

    def find(self, words: str = "") -> list[dict[str, Any]]:
        """Those in whose code, notes or last headline all words occur; last visited first."""
        with self._db.read() as connection:
            rows = connection.execute(
                f"{_BRIEF} ORDER BY coalesce(last_visit_on, created_on) DESC, created_at DESC, code_folded"
            ).fetchall()
        wanted = folded(words).split()
        return [
            _brief(row)
            for row in rows
            if not wanted or all(word in folded(f"{row['code']}\n{row['notes']}\n{row['headline']}") for word in wanted)
        ]

    def get(self, client_id: str) -> dict[str, Any]:
        """All of a client's record, but for the bytes of files."""
        with self._db.read():
            row = self._row(client_id)
            undo, redo = (self._journal.next_step(client_id, kind) for kind in ("undo", "redo"))
            return {
                **_brief(row),
                "notes": row["notes"],
                "health_note": row["health_note"],
                "consents": self.consents(client_id),
                "readings": self._readings.of(client_id),
                "cards": self._cards.briefs(client_id),
                "done": self._sessions.of(client_id),
                "photos": self._photos.of(client_id),
                "findings": self._findings(client_id),
                "can_undo": undo is not None,
                "can_redo": redo is not None,
                "undo_what": undo or "",
                "redo_what": redo or "",
            }

    def _findings(self, client_id: str) -> list[dict[str, str]]:
        """What needs a hand: photographs kept without a consent that holds."""
        number = len(self._photos.of(client_id))
        given = next(one for one in self.consents(client_id) if one["kind"] == "photo_keep")
        if not number or (given["given_on"] and not given["withdrawn_on"]):
            return []
        why = f"the consent was withdrawn on {given['withdrawn_on']}" if given["withdrawn_on"] else "no consent is noted"
        message = f"{number} photographs are kept although {why}: delete them, or note the consent that holds."
        return [{"severity": "warning", "code": "photos_without_consent", "message": message}]

    def consents(self, client_id: str) -> list[dict[str, Any]]:
        """Every kind, given or not."""
        with self._db.read() as connection:
            rows = connection.execute(
                "SELECT kind, given_on, withdrawn_on, note FROM consents WHERE client_id = ?", (client_id,)
            ).fetchall()
        found = {row["kind"]: dict(row) for row in rows}
        return [
            found.get(kind, {"kind": kind, "given_on": None, "withdrawn_on": None, "note": ""})
            for kind in checks.CONSENT_KINDS
        ]

    def create(self, code: str) -> dict[str, Any]:
        """A client with nothing but a code."""
        code = checks.text("code", code, most=_MOST_CODE, least=1)
        client_id = new_id()
        with self._db.write():
            self._refuse_taken(code, client_id)
            self._db.insert(
                "clients",
                {
                    "id": client_id,
                    "version": self._db.next_version(),
                    "code": code,
                    "code_folded": folded(code),
                    "created_at": self._db.time_text(),
                    "created_on": self._db.today(),
                    "notes": "",
                    "health_note": "",
                },
            )
            self._journal.note(client_id, "client created")
        return self.get(client_id)

    def change(self, client_id: str, version: int, given: Mapping[str, Any]) -> dict[str, Any]:
        """Code, notes, health note, consents: those that are given."""
        checks.only("", given, ("code", "notes", "health_note", "consents"))
        values: dict[str, Any] = {}
        if "code" in given:
            values["code"] = checks.text("code", given["code"], most=_MOST_CODE, least=1)
            values["code_folded"] = folded(values["code"])
        for name in ("notes", "health_note"):
            if name in given:
                values[name] = checks.text(name, given[name], most=_MOST_NOTES, lines=True)
        consents = [self._consent(at, one) for at, one in enumerate(given.get("consents", ()))]
        what = ", ".join(name.replace("_", " ") for name in given) + " changed"
        with self._journal.edit(client_id, what) as edit:
            self._expect(client_id, version)
            if "code" in values:
                self._refuse_taken(values["code"], client_id)
            edit.touch("clients", client_id)
            self._db.update("clients", client_id, {**values, "version": self._db.next_version()})
            for consent in consents:
                self._put_consent(client_id, consent, edit)
        return self.get(client_id)

    def _consent(self, at: int, given: Mapping[str, Any]) -> dict[str, Any]:
        where = f"consents.{at}"
        checks.only(where, given, ("kind", "given_on", "withdrawn_on", "note"))
        days = {
            name: None if given.get(name) is None else checks.day(f"{where}.{name}", given[name], self._db.today())
            for name in ("given_on", "withdrawn_on")
        }
        if days["given_on"] and days["withdrawn_on"] and days["withdrawn_on"] < days["given_on"]:
            what = "it was withdrawn before it was given"
            raise bad_input(
                f"{where}.withdrawn_on", what, "it would not be clear whether it holds", "correct one of the days"
            )
        kind = checks.choice(f"{where}.kind", given.get("kind"), checks.CONSENT_KINDS)
        return {"kind": kind, **days, "note": checks.text(f"{where}.note", given.get("note", ""), most=2000, lines=True)}

    def _put_consent(self, client_id: str, consent: Mapping[str, Any], edit: Edit) -> None:
        row = self._db.connection.execute(
            "SELECT id FROM consents WHERE client_id = ? AND kind = ?", (client_id, consent["kind"])
        ).fetchone()
        consent_id = new_id() if row is None else row["id"]
        edit.touch("consents", consent_id)
        if row is not None:
            self._db.update("consents", consent_id, dict(consent))
        elif consent["given_on"] or consent["withdrawn_on"] or consent["note"]:
            self._db.insert("consents", {"id": consent_id, "client_id": client_id, **consent})

    def attach(
        self, client_id: str, reading_id: str, role: str, taken_on: str | None, zone: str | None = None
    ) -> dict[str, Any]:
        """A reading becomes the client's; one of ``zone`` is a follow-up of what healed there."""
        checks.choice("role", role, checks.READING_ROLES)
        day = None if taken_on is None else checks.day("taken_on", taken_on, self._db.today())
        checks.follow_up(role, zone, day)
        what = f"{role} reading attached" if zone is None else f"follow-up of {day} attached"
        with self._journal.edit(client_id, what) as edit:
            self._row(client_id)
            self._readings.get(reading_id)
            row = self._reading_owner(reading_id)
            if row["client_id"] not in (None, client_id) and not row["detached"]:
                raise StoreError(
                    "in_use", "this reading is another client's", "reading_id", "it would vanish from that client's record",
                    "take it off that client's list first, or read the file again", field="reading_id",
                )  # fmt: skip
            if row["client_id"] not in (None, client_id) and row["used"]:
                raise StoreError(
                    "in_use", "this reading is named by a session of another client", "reading_id",
                    "that session would lose what healed", "read the file again, and attach that", field="reading_id",
                )  # fmt: skip
            if row["client_id"] not in (None, client_id):
                self._journal.drop(row["client_id"], f"readings/{reading_id}")
            edit.touch("readings", reading_id)
            values = {"client_id": client_id, "detached": 0, "role": role, "taken_on": day, "zone": zone}
            self._db.update("readings", reading_id, {**values, "version": self._db.next_version()})
        return self.get(client_id)

    def _reading_owner(self, reading_id: str) -> Row:
        row: Row = self._db.connection.execute(
            "SELECT client_id, detached, (SELECT count(*) FROM sessions WHERE healed_reading_id = readings.id) AS used"
            " FROM readings WHERE id = ?",
            (reading_id,),
        ).fetchone()
        return row

    def detach(self, client_id: str, reading_id: str) -> dict[str, Any]:
        """A reading leaves the client's list; undo brings it back."""
        with self._journal.edit(client_id, "reading taken off") as edit:
            self._row(client_id)
            self._readings.get(reading_id)
            row = self._reading_owner(reading_id)
            if row["client_id"] != client_id or row["detached"]:
                raise not_found("reading of this client", "reading_id")
            if row["used"]:
                raise StoreError(
                    "in_use", "a session's healed result is this reading", "reading_id", "the session would lose what healed",
                    "change the session first", field="reading_id",
                )  # fmt: skip
            edit.touch("readings", reading_id)
            self._db.update("readings", reading_id, {"detached": 1, "version": self._db.next_version()})
        return self.get(client_id)

    def undo(self, client_id: str) -> dict[str, Any]:
        """Take back the last edit of this client's record."""
        return self._step(client_id, self._journal.undo)

    def redo(self, client_id: str) -> dict[str, Any]:
        """Make it again."""
        return self._step(client_id, self._journal.redo)

    def _step(self, client_id: str, step: Any) -> dict[str, Any]:
        with self._db.write():
            self._row(client_id)
            step(client_id)
        return self.get(client_id)

    def history(self, client_id: str) -> list[dict[str, Any]]:
        """Every edit, newest first."""
        with self._db.read():
            self._row(client_id)
            return self._journal.entries(client_id)

    def require(self, client_id: str) -> str:
        """The client's code; refused where there is no such client."""
        with self._db.read():
            code: str = self._row(client_id)["code"]
        return code

    def _row(self, client_id: str) -> Row:
        row: Row | None = self._db.connection.execute(f"{_BRIEF} WHERE id = ?", (client_id,)).fetchone()
        if row is None:
            raise not_found("client", "client_id")
        return row

    def _expect(self, client_id: str, version: int) -> None:
        if self._row(client_id)["version"] != version:
            raise conflict("client", self.get(client_id))

    def _refuse_taken(self, code: str, client_id: str) -> None:
        row = self._db.connection.execute(
            "SELECT code FROM clients WHERE code_folded = ? AND id <> ?", (folded(code), client_id)
        ).fetchone()
        if row is not None:
            what = f"there is a client {row['code']} already"
            raise bad_input("code", what, "two clients could be taken for one", "open that client, or choose another code")


def _brief(row: Row) -> dict[str, Any]:
    plain = {name: row[name] for name in ("id", "code", "version", "created_on", "last_visit_on", "sessions", "headline")}
    return {**plain, **{name: None if row[name] is None else json.loads(row[name]) for name in ("skin", "target")}}
