"""What stands on the shelf: lines with the files that they came from, and bottles with lot, expiry and what is left."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.database import Database, Row, new_id
from undertone.studio.store.errors import bad_input, conflict, not_found
from undertone.studio.store.journal import Edit, Journal

LINE_KINDS = ("shipped", "file", "pack", "label", "films")
_BOTTLE_FIELDS = ("line_id", "ink", "lot", "expires", "opened_on", "ml_left", "low_below_ml", "discontinued")


class Shelf:
    """Lines and bottles."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal

    def get(self) -> dict[str, Any]:
        """All of it."""
        with self._db.read() as connection:
            rows = connection.execute("SELECT id, body FROM lines WHERE NOT hidden ORDER BY added_at, entry").fetchall()
            undo, redo = (self._journal.next_step(None, kind) is not None for kind in ("undo", "redo"))
            return {
                "lines": [{"id": row["id"], **json.loads(row["body"])} for row in rows],
                "bottles": self.bottles(),
                "can_undo": undo,
                "can_redo": redo,
            }

    def add_line(
        self,
        *,
        kind: str,
        name: str,
        source: bytes,
        toml: bytes,
        body: Mapping[str, Any],
        replaces: Sequence[str] = (),
    ) -> str:
        """Keep a line and its file; gives its id. The same file again adds nothing.

        Parameters
        ----------
        source, toml : bytes
            The file as it was given, and the line as the engine reads it: the same for a line.toml.
        body : mapping
            What the pages show: name, maker, version, inks and so on.
        replaces : sequence of str
            Ids of lines that it takes the place of: their bottles become its own. One keeps its place for the inks that are here no more.
        """
        checks.choice("kind", kind, LINE_KINDS)
        digest = hashlib.sha256(source).hexdigest()
        with self._journal.edit(None, f"line {body['name']} added") as edit:
            row = self._db.connection.execute(
                "SELECT id FROM lines WHERE sha256 = ? AND kind = ?", (digest, kind)
            ).fetchone()
            if row is not None:
                line_id = str(row["id"])
                edit.touch("lines", line_id)
                self._db.update("lines", line_id, {"hidden": 0, "version": self._db.next_version()})
            else:
                line_id = new_id()
                self._db.insert(
                    "lines",
                    {
                        "id": line_id,
                        **self._db.entry(),
                        "hidden": 1,
                        "kind": kind,
                        "name": checks.text("name", name),
                        "sha256": digest,
                        "source": source,
                        "toml": toml,
                        "body": checks.as_json(dict(body)),
                        "added_at": self._db.time_text(),
                    },
                )
                edit.touch("lines", line_id)  # hidden before, shown after: undo hides it, and loses nothing
                self._db.update("lines", line_id, {"hidden": 0})
            inks = {one["id"] for one in body["inks"]}
            for old_id in replaces:
                if old_id != line_id:
                    self._replace(edit, old_id, line_id, inks)
        return line_id

    def _replace(self, edit: Edit, old_id: str, line_id: str, inks: Collection[str]) -> None:
        """Within an edit: bottles of inks that the new line has become its own; the old line goes once none is left."""
        left = 0
        for row in self._db.connection.execute("SELECT id, ink FROM bottles WHERE line_id = ?", (old_id,)).fetchall():
            if row["ink"] not in inks:
                left += 1
                continue
            edit.touch("bottles", row["id"])
            self._db.update("bottles", row["id"], {"line_id": line_id, "version": self._db.next_version()})
        if not left:
            edit.touch("lines", old_id)
            self._db.update("lines", old_id, {"hidden": 1, "version": self._db.next_version()})

    def remove_line(self, line_id: str) -> None:
        """Take a line and its bottles off the shelf; undo brings them back, and so does adding its file again."""
        with self._journal.edit(None, "line removed") as edit:
            if self._db.connection.execute("SELECT 1 FROM lines WHERE id = ? AND NOT hidden", (line_id,)).fetchone() is None:
                raise not_found("line", "line_id")
            edit.touch("lines", line_id)
            self._db.update("lines", line_id, {"hidden": 1, "version": self._db.next_version()})

    def line_source(self, line_id: str) -> tuple[str, bytes]:
        """The file's name, and the line as the engine reads it."""
        row = self._line(line_id)
        return row["name"], row["toml"]

    def file_of(self, line_id: str) -> tuple[str, str, bytes]:
        """Kind, name and content of the file that a line came from."""
        row = self._line(line_id)
        return row["kind"], row["name"], row["source"]

    def every_line(self) -> list[dict[str, Any]]:
        """Those on the shelf and those that once were (``hidden``), oldest first, each with its ``toml``."""
        with self._db.read() as connection:
            rows = connection.execute("SELECT id, hidden, toml, body FROM lines ORDER BY added_at, entry").fetchall()
        return [
            {"id": row["id"], "hidden": bool(row["hidden"]), "toml": row["toml"], **json.loads(row["body"])} for row in rows
        ]

    def packs(self) -> list[dict[str, Any]]:
        """Of these, the ink packs."""
        return [one for one in self.every_line() if one["kind"] == "pack"]

    def bottles(self, ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
        """Those of these ids, in their order, or all of lines that are shown."""
        with self._db.read() as connection:
            rows = connection.execute(
                "SELECT bottles.*, lines.body, lines.hidden FROM bottles JOIN lines ON lines.id = bottles.line_id"
                " ORDER BY bottles.added_at, bottles.entry"
            ).fetchall()
        today = self._db.today()
        if ids is None:
            return [_as_bottle(row, today) for row in rows if not row["hidden"]]
        found = {row["id"]: row for row in rows}
        for one in ids:
            if one not in found:
                raise not_found("bottle", "bottle_ids")
        return [_as_bottle(found[one], today) for one in ids]

    def add_bottle(self, given: Mapping[str, Any]) -> str:
        """A bottle of an ink of a line; gives its id."""
        bottle_id = new_id()
        row = self.check_bottle(given)
        with self._journal.edit(None, f"bottle of {row['ink']} added") as edit:
            edit.touch("bottles", bottle_id)
            stamps = {**self._db.entry(), "added_at": self._db.time_text()}
            self._db.insert("bottles", {"id": bottle_id, **row, **stamps})
        return bottle_id

    def change_bottle(self, bottle_id: str, version: int, given: Mapping[str, Any]) -> None:
        """Fields that are not given stay."""
        with self._journal.edit(None, "bottle changed") as edit:
            there = self._bottle(bottle_id)
            if there["version"] != version:
                raise conflict("bottle", self.bottles([bottle_id])[0])
            kept = {name: there[name] for name in _BOTTLE_FIELDS}
            kept["discontinued"] = bool(kept["discontinued"])
            row = self.check_bottle({**kept, **given})
            edit.touch("bottles", bottle_id)
            self._db.update("bottles", bottle_id, {**row, "version": self._db.next_version()})

    def remove_bottle(self, bottle_id: str) -> None:
        """Take it off the shelf; undo brings it back. Cards and sessions keep its lot."""
        with self._journal.edit(None, "bottle removed") as edit:
            self._bottle(bottle_id)
            edit.touch("bottles", bottle_id)
            self._db.connection.execute("DELETE FROM bottles WHERE id = ?", (bottle_id,))

    def undo(self) -> dict[str, Any]:
        """Take back the last edit of the shelf."""
        self._journal.undo(None)
        return self.get()

    def redo(self) -> dict[str, Any]:
        """Make it again."""
        self._journal.redo(None)
        return self.get()

    def _line(self, line_id: str) -> Row:
        with self._db.read() as connection:
            row: Row | None = connection.execute("SELECT * FROM lines WHERE id = ?", (line_id,)).fetchone()
        if row is None:
            raise not_found("line", "line_id")
        return row

    def _bottle(self, bottle_id: str) -> Row:
        row: Row | None = self._db.connection.execute("SELECT * FROM bottles WHERE id = ?", (bottle_id,)).fetchone()
        if row is None:
            raise not_found("bottle", "bottle_id")
        return row

    def check_bottle(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """A bottle as it is stored; refused where it could not be."""
        checks.only("", given, _BOTTLE_FIELDS)
        line_id = given.get("line_id")
        with self._db.read() as connection:
            line = connection.execute("SELECT body FROM lines WHERE id = ?", (line_id,)).fetchone()
        if line is None:
            raise not_found("line", "line_id")
        inks = [one["id"] for one in json.loads(line["body"])["inks"]]
        discontinued = given.get("discontinued", False)
        if not isinstance(discontinued, bool):
            raise bad_input("discontinued", f"{discontinued!r} is neither", "it is or it is not", "give true or false")
        opened_on, expires, ml_left = given.get("opened_on"), given.get("expires"), given.get("ml_left")
        return {
            "line_id": line_id,
            "ink": checks.choice("ink", given.get("ink"), inks),
            "lot": checks.text("lot", given.get("lot", "")),
            "expires": None if expires is None else checks.any_day("expires", expires),
            "opened_on": None if opened_on is None else checks.day("opened_on", opened_on, self._db.today()),
            "ml_left": None if ml_left is None else checks.number("ml_left", ml_left, 0, 100_000),
            "low_below_ml": checks.number("low_below_ml", given.get("low_below_ml", 5.0), 0, 100_000),
            "discontinued": int(discontinued),
        }


def _as_bottle(row: Row, today: str) -> dict[str, Any]:
    ink = next(one for one in json.loads(row["body"])["inks"] if one["id"] == row["ink"])
    plain = {name: row[name] for name in ("id", "version", *_BOTTLE_FIELDS)}
    return {
        **plain,
        "name": ink["name"],
        "swatch": ink["masstone"],
        "expired": row["expires"] is not None and row["expires"] < today,
        "low": row["ml_left"] is not None and row["ml_left"] < row["low_below_ml"],
        "discontinued": bool(row["discontinued"]),
    }
