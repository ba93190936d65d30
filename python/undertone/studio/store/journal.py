"""The history of edits, and undo and redo by it.

An edit holds the rows that it changed, before and after. Undo puts the rows before back, where they still are as the edit left them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from undertone.studio.store.checks import as_json
from undertone.studio.store.database import Database, new_id
from undertone.studio.store.errors import StoreError

Image = dict[str, Any] | None

SESSION_COLUMNS = (
    "entry", "client_id", "card_id", "zone", "done_on", "entered_at", "mixture", "lots", "needle", "needle_lot", "who", "density_per_cm2",
    "diameter_mm", "top_mm", "bottom_mm", "ml_used", "note", "healed_on", "healed_reading_id", "healed_l", "healed_a", "healed_b",
)  # fmt: skip

BOTTLE_COLUMNS = (
    "entry",
    "line_id",
    "ink",
    "lot",
    "expires",
    "opened_on",
    "ml_left",
    "low_below_ml",
    "discontinued",
    "added_at",
)

# What of a table is journalled. Rows of those in _WHOLE come and go with undo; of others these columns alone change.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "clients": ("code", "code_folded", "notes", "health_note"),
    "consents": ("client_id", "kind", "given_on", "withdrawn_on", "note"),
    "readings": ("client_id", "detached", "role", "taken_on", "zone", "said", "summary"),
    "sessions": SESSION_COLUMNS,
    "lines": ("hidden",),
    "bottles": BOTTLE_COLUMNS,
}
_WHOLE = ("consents", "sessions", "bottles")
_VERSIONED = ("clients", "readings", "sessions", "lines", "bottles")
_NOT_SHOWN = ("entry", "summary", "code_folded", "entered_at", "added_at", "client_id")


class Edit:
    """One edit while it is made: touch each row before it changes."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.before: dict[str, Image] = {}

    def touch(self, table: str, record_id: str) -> None:
        """This row is about to change, come or go."""
        key = f"{table}/{record_id}"
        if key not in self.before:
            self.before[key] = image(self._db, key)


def image(db: Database, key: str) -> Image:
    """A row's journalled columns; None where there is no such row."""
    table, record_id = key.split("/", 1)
    columns = ", ".join(_COLUMNS[table])
    row = db.connection.execute(f"SELECT {columns} FROM {table} WHERE id = ?", (record_id,)).fetchone()
    return None if row is None else dict(row)


class Journal:
    """History of clients and of the shelf (client None)."""

    def __init__(self, db: Database, who: Any) -> None:
        self._db = db
        self._who = who

    @contextmanager
    def edit(self, client_id: str | None, what: str) -> Iterator[Edit]:
        """A transaction that is one step of undo."""
        with self._db.write():
            edit = Edit(self._db)
            yield edit
            after = {key: image(self._db, key) for key in edit.before}
            if after == edit.before:
                return
            self._db.connection.execute(
                "UPDATE history SET state = 'dropped' WHERE client_id IS ? AND state = 'undone'", (client_id,)
            )
            self._add(client_id, "edit", what, edit.before, after)

    def note(self, client_id: str | None, what: str) -> None:
        """What happened and cannot be undone, within a transaction."""
        self._add(client_id, "note", what, {}, {})

    def _add(self, client_id: str | None, kind: str, what: str, before: dict[str, Image], after: dict[str, Image]) -> None:
        row = {"id": new_id(), "client_id": client_id, "at": self._db.time_text(), "who": self._who(), "kind": kind}
        self._db.insert(
            "history", {**row, "state": "done", "what": what, "before": as_json(before), "after": as_json(after)}
        )

    def drop(self, client_id: str, key: str) -> None:
        """This row is no longer the client's: its edits can be neither undone nor redone."""
        self._db.connection.execute(
            "UPDATE history SET state = 'dropped' WHERE client_id = ? AND kind = 'edit' AND instr(after, ?)",
            (client_id, f'"{key}"'),
        )

    def undo(self, client_id: str | None) -> None:
        """Take the last edit back."""
        self._step(client_id, "undo")

    def redo(self, client_id: str | None) -> None:
        """Make the edit again that was taken back last."""
        self._step(client_id, "redo")

    def next_step(self, client_id: str | None, kind: str) -> str | None:
        """What undo, or redo, would change; None where there is nothing."""
        row = self._next_row(client_id, kind)
        return None if row is None else row["what"]

    def _next_row(self, client_id: str | None, kind: str) -> Any:
        state, order = ("done", "DESC") if kind == "undo" else ("undone", "ASC")
        return self._db.connection.execute(
            f"SELECT * FROM history WHERE client_id IS ? AND kind = 'edit' AND state = ? ORDER BY number {order} LIMIT 1",
            (client_id, state),
        ).fetchone()

    def _step(self, client_id: str | None, kind: str) -> None:
        with self._db.write():
            row = self._next_row(client_id, kind)
            if row is None:
                what = f"there is nothing to {kind}"
                raise StoreError("nothing_to_undo", what, kind, "no edit is left", "go on as it is")
            old, new = json.loads(row["before"]), json.loads(row["after"])
            expected, wanted = (new, old) if kind == "undo" else (old, new)
            for key, there in expected.items():
                now = image(self._db, key)
                if _compared(now, there) != _compared(there):
                    what = (
                        f"{row['what']!r} cannot be taken back"
                        if kind == "undo"
                        else f"{row['what']!r} cannot be made again"
                    )
                    do = "change it by hand"
                    raise StoreError("conflict", what, kind, "the record was changed by other means", do, current=now)
            # Rows that go, go last, and those that come, come first: one may name the other.
            try:
                for key in sorted(expected, key=lambda one: wanted[one] is None):
                    self._put(key, wanted[key])
            except sqlite3.IntegrityError:  # such as a code that another client took meanwhile
                what, why = f"{kind} of {row['what']!r} is not possible", "another record has taken its place"
                raise StoreError("conflict", what, kind, why, "change it by hand") from None
            state = "undone" if kind == "undo" else "done"
            self._db.connection.execute("UPDATE history SET state = ? WHERE id = ?", (state, row["id"]))
            self._add(client_id, kind, row["what"], expected, wanted)

    def _put(self, key: str, wanted: Image) -> None:
        table, record_id = key.split("/", 1)
        there = image(self._db, key)
        version = {"version": self._db.next_version()} if table in _VERSIONED else {}
        if wanted is None:
            assert table in _WHOLE
            self._db.connection.execute(f"DELETE FROM {table} WHERE id = ?", (record_id,))
        elif there is None:
            self._db.insert(table, {"id": record_id, **version, **wanted})
        else:
            self._db.update(table, record_id, {**version, **wanted})

    def entries(self, client_id: str | None) -> list[dict[str, Any]]:
        """Newest first, each with what was changed, before and after."""
        with self._db.read() as connection:
            rows = connection.execute(
                "SELECT * FROM history WHERE client_id IS ? ORDER BY number DESC", (client_id,)
            ).fetchall()
        return [_shown(row) for row in rows]


def _compared(image: Image, like: Image = None) -> Image:
    """Without what is derived from the rest, which another version may derive differently, and what an older edit knew nothing of."""
    if image is None:
        return None
    return {name: value for name, value in image.items() if name != "summary" and (like is None or name in like)}


def _shown(row: Any) -> dict[str, Any]:
    before, after = json.loads(row["before"]), json.loads(row["after"])
    what = row["what"] if row["kind"] in ("edit", "note") else f"{row['kind']}: {row['what']}"
    changes: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    for key in before:
        one, other = before[key] or {}, after[key] or {}
        differing = [name for name in {**one, **other} if one.get(name) != other.get(name) and name not in _NOT_SHOWN]
        for side, shown in ((one, changes[0]), (other, changes[1])):
            if side:
                shown[key.split("/", 1)[0] if len(before) == 1 else key] = {name: side.get(name) for name in differing}
    return {"at": row["at"], "who": row["who"], "what": what, "before": changes[0] or None, "after": changes[1] or None}
