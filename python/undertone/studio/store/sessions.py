"""Sessions as they were done: mixture, lots, needle, dots, who; and what had healed of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.database import Database, Row, new_id
from undertone.studio.store.errors import bad_input, conflict, not_found
from undertone.studio.store.journal import Journal

_FIELDS = (
    "card_id", "zone", "done_on", "mixture", "lots", "needle", "needle_lot", "who", "density_per_cm2", "diameter_mm", "top_mm",
    "bottom_mm", "ml_used", "note", "healed",
)  # fmt: skip
_RANGES = {"diameter_mm": (0.01, 2.0), "top_mm": (0.0, 3.0), "bottom_mm": (0.0, 5.0), "ml_used": (0.0, 1000.0)}


class Sessions:
    """Of all clients."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal

    def of(self, client_id: str, zone: str | None = None) -> list[dict[str, Any]]:
        """A client's, oldest first, whenever they were entered."""
        with self._db.read() as connection:
            rows = connection.execute(
                "SELECT * FROM sessions WHERE client_id = ? AND (? IS NULL OR zone = ?) ORDER BY done_on, entered_at, entry",
                (client_id, zone, zone),
            ).fetchall()
        return [as_session(row) for row in rows]

    def add(self, client_id: str, given: Mapping[str, Any]) -> str:
        """Enter a session, today's or an earlier one; gives its id."""
        session_id = new_id()
        row = self._checked(given)
        with self._journal.edit(client_id, f"session of {row['done_on']} entered") as edit:
            self._require_client(client_id)
            self._check_links(client_id, row)
            edit.touch("sessions", session_id)
            stamps = {**self._db.entry(), "entered_at": self._db.time_text()}
            self._db.insert("sessions", {"id": session_id, "client_id": client_id, **row, **stamps})
        return session_id

    def change(self, client_id: str, session_id: str, version: int, given: Mapping[str, Any]) -> None:
        """Correct a session, or enter what had healed. Fields that are not given stay."""
        with self._db.read():
            there = self._row(client_id, session_id)
        kept = {name: value for name, value in as_session(there).items() if name in _FIELDS}
        row = self._checked({**kept, **given})
        with self._journal.edit(client_id, f"session of {there['done_on']} changed") as edit:
            there = self._row(client_id, session_id)
            if there["version"] != version:
                raise conflict("session", as_session(there))
            self._check_links(client_id, row)
            edit.touch("sessions", session_id)
            self._db.update("sessions", session_id, {**row, "version": self._db.next_version()})

    def remove(self, client_id: str, session_id: str) -> None:
        """Take a session out; undo brings it back."""
        with self._journal.edit(client_id, "session removed") as edit:
            self._row(client_id, session_id)
            edit.touch("sessions", session_id)
            self._db.connection.execute("DELETE FROM sessions WHERE id = ?", (session_id,))

    def check(self, client_id: str, given: Mapping[str, Any]) -> None:
        """Refuse a session that could not be entered."""
        self._check_links(client_id, self._checked(given))

    def _checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        checks.only("", given, _FIELDS)
        today = self._db.today()
        lots = given.get("lots", {})
        if not isinstance(lots, Mapping):
            raise bad_input("lots", "lots is no table", "they could not be recalled", "give a lot for each ink")
        row: dict[str, Any] = {
            "card_id": given.get("card_id"),
            "zone": checks.choice("zone", given.get("zone"), checks.ZONES),
            "done_on": checks.day("done_on", given.get("done_on"), today),
            "mixture": checks.as_json(checks.mixture("mixture", given.get("mixture"))),
            "lots": checks.as_json(
                {checks.text("lots", ink): checks.text(f"lots.{ink}", lot) for ink, lot in lots.items()},
            ),
            "density_per_cm2": checks.number("density_per_cm2", given.get("density_per_cm2"), 0, 5000),
            "note": checks.text("note", given.get("note", ""), most=5000, lines=True),
            **{name: checks.text(name, given.get(name, "")) for name in ("needle", "needle_lot", "who")},
            **{
                name: None if given.get(name) is None else checks.number(name, given[name], *limits)
                for name, limits in _RANGES.items()
            },
        }
        if row["top_mm"] is not None and row["bottom_mm"] is not None and row["top_mm"] >= row["bottom_mm"]:
            raise bad_input("top_mm", "the dots' top lies under their bottom", "no dot is so", "correct one of them")
        return {**row, **self._healed(given.get("healed"), row["done_on"], today)}

    def _healed(self, given: Mapping[str, Any] | None, done_on: str, today: str) -> dict[str, Any]:
        empty = dict.fromkeys(("healed_on", "healed_reading_id", "healed_l", "healed_a", "healed_b"))
        if given is None:
            return empty
        checks.only("healed", given, ("read_on", "reading_id", "lab"))
        read_on = checks.day("healed.read_on", given.get("read_on"), today)
        if read_on < done_on:
            why = "healing comes after the session"
            raise bad_input(
                "healed.read_on", f"it was read on {read_on}, before the session of {done_on}", why, "correct the day"
            )
        reading_id, lab = given.get("reading_id"), given.get("lab")
        if (reading_id is None) == (lab is None):
            what = "a reading and a colour" if lab is not None else "neither a reading nor a colour"
            raise bad_input("healed", what, "it must be clear what healed", "give one of the two")
        colour = {} if lab is None else {f"healed_{name}": value for name, value in checks.lab("healed.lab", lab).items()}
        return {**empty, "healed_on": read_on, "healed_reading_id": reading_id, **colour}

    def _check_links(self, client_id: str, row: Mapping[str, Any]) -> None:
        for field, table, kind in (("card_id", "cards", "card"), ("healed_reading_id", "readings", "reading")):
            if row[field] is None:
                continue
            found = self._db.connection.execute(f"SELECT client_id FROM {table} WHERE id = ?", (row[field],)).fetchone()
            where = "healed.reading_id" if table == "readings" else field
            if found is None or found["client_id"] != client_id:
                why = "a session must not name another client's"
                raise bad_input(where, f"this client has no such {kind}", why, f"attach the {kind} to this client first")

    def _require_client(self, client_id: str) -> None:
        if self._db.connection.execute("SELECT 1 FROM clients WHERE id = ?", (client_id,)).fetchone() is None:
            raise not_found("client", "client_id")

    def _row(self, client_id: str, session_id: str) -> Row:
        row: Row | None = self._db.connection.execute(
            "SELECT * FROM sessions WHERE id = ? AND client_id = ?", (session_id, client_id)
        ).fetchone()
        if row is None:
            raise not_found("session", "session_id")
        return row


def as_session(row: Row | Mapping[str, Any]) -> dict[str, Any]:
    """As the pages show it."""
    plain = {name: row[name] for name in ("id", "version", *_FIELDS) if name not in ("mixture", "lots", "healed")}
    healed = None
    if row["healed_on"] is not None:
        lab = None if row["healed_l"] is None else {name: row[f"healed_{name}"] for name in "lab"}
        healed = {"read_on": row["healed_on"], "reading_id": row["healed_reading_id"], "lab": lab}
    return {**plain, "mixture": json.loads(row["mixture"]), "lots": json.loads(row["lots"]), "healed": healed}
