"""Readings as they came: the file's bytes, what the user said of them, and in short what was read from them (for lists)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.database import Database, Row, new_id
from undertone.studio.store.errors import not_found
from undertone.studio.store.journal import Journal

_SAID = ("instrument", "geometry", "illuminant", "observer")
NAMED_IN = (
    ("history", "before"),
    ("history", "after"),
    ("drafts", "mix"),
    ("cards", "mix"),
)  # tables and columns that name readings
FORGOTTEN_AFTER = timedelta(days=30)
_LISTED = "id, version, client_id, detached, role, taken_on, zone, name, said, sha256, length(source) AS bytes, summary"


class Readings:
    """Of clients, and those that no client has yet."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal

    def add(
        self, *, name: str, source: bytes, role: str, said: Mapping[str, Any], summary: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Keep a file. ``name`` is a label, never a path.

        Parameters
        ----------
        summary : mapping
            ``mean`` (a swatch), ``geometry``, ``illuminant``, ``observer``, ``synthetic``: what was read from it, in short.
        """
        row: dict[str, Any] = {
            "id": new_id(),
            "client_id": None,
            "detached": 0,
            "role": checks.choice("role", role, checks.READING_ROLES),
            "taken_on": None,
            "name": checks.text("name", name),
            "said": checks.as_json(_said(said)),
            "sha256": hashlib.sha256(source).hexdigest(),
            "source": source,
            "summary": checks.as_json(dict(summary)),
        }
        with self._db.write():
            self._db.insert("readings", {**row, **self._db.entry(), "added_at": self._db.time_text()})
        return self.get(row["id"])

    def update(
        self,
        reading_id: str,
        *,
        role: str | None = None,
        said: Mapping[str, Any] | None = None,
        summary: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Say otherwise how it was read: an edit of its client, where it has one. The bytes stay."""
        values: dict[str, Any] = {}
        if role is not None:
            values["role"] = checks.choice("role", role, checks.READING_ROLES)
            values.update({} if role == "healed" else {"zone": None})  # only what healed is followed up
        if said is not None:
            values["said"] = checks.as_json(_said(said))
        if summary is not None:
            values["summary"] = checks.as_json(dict(summary))
        with self._db.write():
            client_id = self._row(reading_id)["client_id"]
            values["version"] = self._db.next_version()
            if client_id is None:
                self._db.update("readings", reading_id, values)
            else:
                with self._journal.edit(client_id, "reading read otherwise") as edit:
                    edit.touch("readings", reading_id)
                    self._db.update("readings", reading_id, values)
        return self.get(reading_id)

    def get(self, reading_id: str) -> dict[str, Any]:
        """All but its bytes."""
        with self._db.read():
            return as_reading(self._row(reading_id))

    def remove_forgotten(self) -> int:
        """Delete what was read long ago, was given to no client, and is named by no draft, card, session or edit. Returns how many."""
        unnamed = "".join(
            f" AND NOT EXISTS (SELECT 1 FROM {table} WHERE instr({column}, readings.id))" for table, column in NAMED_IN
        )
        with self._db.write() as connection:
            found = connection.execute(
                "DELETE FROM readings WHERE client_id IS NULL AND added_at < ?"
                f" AND NOT EXISTS (SELECT 1 FROM sessions WHERE healed_reading_id = readings.id){unnamed}",
                (self._db.time_text(FORGOTTEN_AFTER),),
            )
        removed: int = found.rowcount
        return removed

    def follow_ups(self, client_id: str) -> list[dict[str, Any]]:
        """A client's healed readings of later days, oldest first: those of a zone that no session names as what healed."""
        with self._db.read() as connection:
            rows = connection.execute(
                f"SELECT {_LISTED} FROM readings WHERE client_id = ? AND NOT detached AND zone IS NOT NULL AND NOT EXISTS"
                " (SELECT 1 FROM sessions WHERE healed_reading_id = readings.id) ORDER BY taken_on, entry",
                (client_id,),
            ).fetchall()
        return [as_reading(row) for row in rows]

    def source(self, reading_id: str) -> tuple[str, bytes]:
        """The file's name and its bytes."""
        with self._db.read() as connection:
            row = connection.execute("SELECT name, source FROM readings WHERE id = ?", (reading_id,)).fetchone()
        if row is None:
            raise not_found("reading", "reading_id")
        return row["name"], row["source"]

    def of(self, client_id: str) -> list[dict[str, Any]]:
        """A client's, oldest first. Each says which other clients' records hold the same file."""
        with self._db.read() as connection:
            rows = connection.execute(
                f"SELECT {_LISTED} FROM readings WHERE client_id = ? AND NOT detached ORDER BY coalesce(taken_on, added_at), entry",
                (client_id,),
            ).fetchall()
            return [as_reading(row, self._others_with(row)) for row in rows]

    def _others_with(self, row: Row) -> list[str]:
        found = self._db.connection.execute(
            "SELECT DISTINCT code FROM clients JOIN readings ON readings.client_id = clients.id"
            " WHERE sha256 = ? AND clients.id <> ? AND NOT detached ORDER BY code",
            (row["sha256"], row["client_id"]),
        )
        return [one["code"] for one in found]

    def _row(self, reading_id: str) -> Row:
        row: Row | None = self._db.connection.execute(
            f"SELECT {_LISTED} FROM readings WHERE id = ?", (reading_id,)
        ).fetchone()
        if row is None:
            raise not_found("reading", "reading_id")
        return row


def as_reading(row: Row, others: list[str] | None = None) -> dict[str, Any]:
    """A reading without its bytes; ``others`` are the clients whose record holds the same file."""
    stored = {name: row[name] for name in ("id", "role", "name", "sha256", "bytes", "client_id", "taken_on", "zone")}
    return {**stored, "said": json.loads(row["said"]), "summary": json.loads(row["summary"]), "others": others or []}


def _said(given: Mapping[str, Any]) -> dict[str, str]:
    checks.only("said", given, _SAID)
    return {name: checks.text(f"said.{name}", given.get(name, "")) for name in _SAID}
