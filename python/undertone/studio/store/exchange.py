"""All records out, as one JSON or as a zip of tables and files, and back in without loss.

Importing adds what is missing and never overwrites: a record that differs from the one here is reported and left.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from undertone.studio.store import checks
from undertone.studio.store.cards import seal
from undertone.studio.store.clients import folded
from undertone.studio.store.errors import StoreError, bad_input
from undertone.studio.store.journal import BOTTLE_COLUMNS, SESSION_COLUMNS
from undertone.studio.store.photos import plain_picture
from undertone.studio.store.sessions import as_session
from undertone.studio.store.store import Store

FORMAT, VERSION = "undertone.studio", 2
_MOST_UNPACKED_BYTES = 2_000_000_000
_MOST_RECORDS_BYTES = 500_000_000  # of records.json: as much as is taken unpacked
_MOST_FILE_BYTES = 64_000_000  # of one file in the zip: as much as the studio takes of any
_MOST_PACKED_TO = 100  # times its packed size may text be that is larger than a file; exports stay far below
_MOST_PROBLEMS = 200

# Columns that go out, in an order in which rows may come back in. What is derived (summaries, versions) stays here.
TABLES: dict[str, tuple[str, ...]] = {
    "clients": ("id", "code", "created_at", "created_on", "notes", "health_note"),
    "consents": ("id", "client_id", "kind", "given_on", "withdrawn_on", "note"),
    "readings": ("id", "entry", "client_id", "detached", "role", "taken_on", "zone", "name", "said", "sha256", "source", "added_at"),
    "drafts": ("id", "client_id", "zone", "mix", "mixture", "saved_at"),
    "cards": (
        "id", "entry", "client_id", "code", "issued_at", "kind", "zone", "headline", "line_version", "model_version", "mix", "mixture",
        "card", "card_text", "html", "sha256",
    ),
    "sessions": ("id", *SESSION_COLUMNS),
    "photos": ("id", "entry", "client_id", "kind", "taken_on", "format", "width", "height", "stripped", "picture", "added_at"),
    "lines": ("id", "entry", "hidden", "kind", "name", "sha256", "source", "added_at"),
    "bottles": ("id", *BOTTLE_COLUMNS),
    "settings": ("name", "value"),
    "history": ("id", "client_id", "at", "who", "kind", "state", "what", "before", "after"),
    "trail": ("id", "at", "who", "what", "client_id"),
}  # fmt: skip
_SINCE = {2: {"readings": {"zone": None}}}  # columns that exports before this version have not
_ORDER = {"history": "number", "trail": "number", "settings": "name"}
_JSON = ("said", "mix", "mixture", "card", "lots", "stripped", "before", "after", "value")
_BYTES = ("source", "picture")
_VERSIONED = ("clients", "readings", "drafts", "sessions", "lines", "bottles")


@dataclass(frozen=True)
class Readers:
    """What reads imported files anew, so that nothing derived is taken on trust. Each raises for what it cannot read.

    Parameters
    ----------
    reading : callable
        (role, name, source, said) to the reading's summary.
    line : callable
        (kind, name, source) to the line's TOML and what is shown of it.
    mix : callable
        A draft's mix; raises where it is none.
    """

    reading: Callable[[str, str, bytes, Mapping[str, str]], Mapping[str, Any]]
    line: Callable[[str, str, bytes], tuple[bytes, Mapping[str, Any]]]
    mix: Callable[[Any], object]


# ---- out


def export_json(store: Store, path: Path) -> None:
    """Write everything, files and photographs included, as one JSON file."""
    with path.open("x", encoding="utf-8") as file, store.db.snapshot() as connection:
        _write_json(store, connection, file, lambda table, row, column: {"base64": base64.b64encode(row[column]).decode()})
    store.trail.add("exported all records")


def export_zip(store: Store, path: Path) -> None:
    """Write everything as a zip: a CSV table of each kind, the files themselves, and records.json, which importing reads."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive, store.db.snapshot() as connection:

        def put(table: str, row: Mapping[str, Any], column: str) -> dict[str, str]:
            name = f"{table}/{row['id']}{_suffix(row)}"
            if name not in archive.NameToInfo:
                archive.writestr(name, row[column])
            return {"file": name}

        text = io.StringIO()
        _write_json(store, connection, text, put)
        archive.writestr("records.json", text.getvalue())
        for table, columns in TABLES.items():
            archive.writestr(f"{table}.csv", "\ufeff" + _csv(connection, table, columns))
        archive.writestr("README.txt", _README)
    store.trail.add("exported all records")


_README = """What this is: all records of an Undertone studio.
records.json  is what the studio imports again. It names the files beside it.
*.csv         one table a kind, for spreadsheets: UTF-8, comma, decimal point. A text that begins with = + - or @ has an apostrophe
              before it, so that a spreadsheet does not take it for a formula.
readings/, lines/, photos/   the files themselves, as they were given; photographs without metadata.
These are personal records: keep them as safely as the studio's own.
"""


def _write_json(
    store: Store, connection: sqlite3.Connection, file: IO[str], put: Callable[[str, Mapping[str, Any], str], Any]
) -> None:
    head = {"format": FORMAT, "version": VERSION, "exported_at": store.db.time_text()}
    file.write(json.dumps(head)[:-1] + ', "tables": {')
    for number, table in enumerate(TABLES):
        file.write(("," if number else "") + f"\n{json.dumps(table)}: [")
        for at, row in enumerate(_rows(connection, table)):
            shown = {**row, **{column: put(table, row, column) for column in _BYTES if column in row}}
            file.write(("," if at else "") + "\n" + json.dumps(shown, ensure_ascii=False, allow_nan=False))
        file.write("]")
    file.write("}}\n")


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[dict[str, Any]]:
    columns = ", ".join(TABLES[table])
    for row in connection.execute(f"SELECT {columns} FROM {table} ORDER BY {_ORDER.get(table, 'id')}"):
        yield _out(dict(row))


def _out(row: dict[str, Any]) -> dict[str, Any]:
    return {name: json.loads(value) if name in _JSON and value is not None else value for name, value in row.items()}


def _suffix(row: Mapping[str, Any]) -> str:
    if "format" in row:
        return {"JPEG": ".jpg", "PNG": ".png"}[row["format"]]
    found = re.search(r"\.[A-Za-z0-9]{1,8}$", row["name"])
    return found[0].lower() if found else ".bin"


def _csv(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in _rows(connection, table):
        writer.writerow([_cell(table, row, column) for column in columns])
    return text.getvalue()


def _cell(table: str, row: Mapping[str, Any], column: str) -> Any:
    value = row[column]
    if column in _BYTES:
        return f"{table}/{row['id']}{_suffix(row)}"
    if column in _JSON and value is not None:
        value = checks.as_json(value)
    return safe_cell(value)


def safe_cell(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


# ---- in


@dataclass
class Import:
    """What importing did."""

    added: dict[str, int] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)  # were here already, the same
    problems: list[str] = field(default_factory=list)
    left_out: int = 0

    def problem(self, text: str) -> None:
        """Something that was not imported, in a sentence."""
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(text)
        else:
            self.left_out += 1

    def as_dict(self) -> dict[str, Any]:
        """As the pages are told."""
        more = [f"And {self.left_out} more."] if self.left_out else []
        return {"added": self.added, "skipped": self.skipped, "problems": self.problems + more}


def import_records(store: Store, path: Path, readers: Readers) -> dict[str, Any]:
    """Add what a file of ``export_json`` or ``export_zip`` holds and is not here.

    Raises
    ------
    StoreError
        For what is no such file; nothing is then imported. ``disk_full`` and the like as well.
    """
    with path.open("rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    if not packed:
        return _import(store, _parsed(path.read_bytes()), readers, None)
    try:
        archive = zipfile.ZipFile(path)
        if sum(one.file_size for one in archive.infolist()) > _MOST_UNPACKED_BYTES:
            raise StoreError("too_large", "unpacked, the file is too large", "import", "2 GB are taken", "import parts")
        content = _unpacked(archive, "records.json", _MOST_RECORDS_BYTES)
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError) as error:
        raise _no_export(str(error)) from None
    with archive:
        return _import(store, _parsed(content), readers, archive)


def _unpacked(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A file of the zip, which says of itself how large it is: what is made to fill the memory is not unpacked. zipfile holds it to it."""
    size, packed = archive.getinfo(name).file_size, archive.getinfo(name).compress_size
    if size > most or size > max(_MOST_FILE_BYTES, _MOST_PACKED_TO * packed):
        what = f"unpacked, {name[:80]} is too large ({size / 1e6:.0f} MB of {packed / 1e6:.1f} MB)"
        raise StoreError(
            "too_large", what, "import", "it would fill this computer's memory", "choose a file that export made"
        )
    return archive.read(name)


def _no_export(finding: str) -> StoreError:
    what = f"this is no export of a studio ({finding})"
    return StoreError(
        "wrong_kind", what, "import", "nothing was imported", "choose a file that export made; a backup is restored"
    )


def _parsed(content: bytes) -> dict[str, list[Any]]:
    def refuse(constant: str) -> Any:
        raise ValueError(f"{constant} is no number of JSON")

    try:
        found = json.loads(content, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise _no_export(str(error)[:200]) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("tables"), dict):
        raise _no_export("its head says something else")
    if found.get("version") not in range(1, VERSION + 1):
        what = f"this export is of version {found.get('version')!r}, this studio reads versions up to {VERSION}"
        raise StoreError("newer_database", what, "import", "nothing was imported", "install the newer studio")
    unknown = [name for name in found["tables"] if name not in TABLES]
    if unknown or not all(isinstance(rows, list) for rows in found["tables"].values()):
        raise _no_export(f"unknown tables: {', '.join(unknown)}")
    tables: dict[str, list[Any]] = found["tables"]
    for version, missing in _SINCE.items():
        for table, columns in missing.items() if found["version"] < version else ():
            tables[table] = [{**columns, **row} if isinstance(row, dict) else row for row in tables.get(table, [])]
    return tables


def _import(
    store: Store, tables: Mapping[str, list[Any]], readers: Readers, archive: zipfile.ZipFile | None
) -> dict[str, Any]:
    done = Import()
    importer = _Importer(store, readers, archive, done)
    with store.db.write():
        for table in TABLES:
            for row in tables.get(table, []):
                importer.take(table, row)
        importer.tell_left_history()
    store.trail.add("imported records")
    return done.as_dict()


class _Importer:
    """One import, row by row, within one transaction."""

    def __init__(self, store: Store, readers: Readers, archive: zipfile.ZipFile | None, done: Import) -> None:
        self._store = store
        self._db = store.db
        self._readers = readers
        self._archive = archive
        self._done = done
        self._new_clients: set[str | None] = set()
        self._left_history: dict[str | None, int] = {}
        if self._db.connection.execute("SELECT 1 FROM history WHERE client_id IS NULL LIMIT 1").fetchone() is None:
            self._new_clients.add(None)  # the shelf's history comes whole, or not at all

    def take(self, table: str, given: Any) -> None:
        """One row: added, the same as here, or a problem."""
        key = "name" if table == "settings" else "id"
        label = str(given.get(key, "?"))[:80] if isinstance(given, dict) else "?"
        connection = self._db.connection
        connection.execute("SAVEPOINT one_row")
        try:
            row = self._plain(table, given)
            columns = ", ".join(TABLES[table])
            there = connection.execute(f"SELECT {columns} FROM {table} WHERE {key} = ?", (row[key],)).fetchone()
            if there is not None:
                if _out(dict(there)) == row:
                    self._count(self._done.skipped, table)
                else:
                    self._done.problem(f"{table} {label}: differs from the one here, which was left as it is")
            elif table == "history" and row["client_id"] not in self._new_clients:
                self._left_history[row["client_id"]] = self._left_history.get(row["client_id"], 0) + 1
            else:
                self._db.insert(table, self._stored(table, row))
                self._count(self._done.added, table)
                if table == "clients":
                    self._new_clients.add(row["id"])
            connection.execute("RELEASE one_row")
        except sqlite3.IntegrityError as error:
            self._undo_row(f"{table} {label}: not added ({_reason(error)})")
        except sqlite3.Error:
            raise  # a full disk and the like: nothing is imported
        except StoreError as error:
            self._undo_row(f"{table} {label}: {error.what}; {error.why}")
        except Exception as error:  # of readers, for what a stranger's file may hold
            self._undo_row(f"{table} {label}: cannot be read ({type(error).__name__}: {str(error)[:300]})")

    def _undo_row(self, problem: str) -> None:
        self._db.connection.execute("ROLLBACK TO one_row")
        self._db.connection.execute("RELEASE one_row")
        self._done.problem(problem)

    def tell_left_history(self) -> None:
        """Of clients that were here already: their own history goes on, another's would confuse undo."""
        for client_id, number in self._left_history.items():
            whose = "the shelf" if client_id is None else f"client {client_id}"
            self._done.problem(f"history: {number} entries of {whose} were left out, because its record was here already")

    def _count(self, counts: dict[str, int], table: str) -> None:
        counts[table] = counts.get(table, 0) + 1

    def _plain(self, table: str, given: Any) -> dict[str, Any]:
        """The row as it would go out: files as bytes."""
        if not isinstance(given, dict) or set(given) != set(TABLES[table]):
            raise bad_input(table, "its columns are not those of this table", "it would be lost in part", "export again")
        row = {column: given[column] for column in TABLES[table]}
        for column in _BYTES:
            if column in row:
                row[column] = self._content(row[column])
        for column in ("id", "client_id"):
            if row.get(column) is not None and not re.fullmatch(r"[0-9a-f]{32}", str(row[column])):
                raise bad_input(column, f"{column} is no id of a studio", "others could not name it", "export again")
        return row

    def _content(self, given: Any) -> bytes:
        if isinstance(given, dict) and set(given) == {"base64"} and isinstance(given["base64"], str):
            return base64.b64decode(given["base64"], validate=True)
        if isinstance(given, dict) and set(given) == {"file"} and self._archive is not None:
            return _unpacked(self._archive, str(given["file"]), _MOST_FILE_BYTES)
        raise bad_input("source", "the file is missing", "a reading without its file is none", "export again")

    def _stored(self, table: str, row: dict[str, Any]) -> dict[str, Any]:
        """The row as it is kept: checked as a new one would be, what is derived made anew."""
        for column, value in row.items():
            if isinstance(value, str) and column not in ("html", "card_text"):
                checks.text(column, value, most=20_000, lines=True)
            if value is not None and (column.endswith("_on") or column == "expires"):
                checks.any_day(column, value)
        kept = {
            column: checks.as_json(value) if column in _JSON and value is not None else value
            for column, value in row.items()
        }
        if table in _VERSIONED:
            kept["version"] = self._db.next_version()
        check = getattr(self, f"_check_{table}", None)
        return kept if check is None else {**kept, **check(row)}

    def _check_clients(self, row: dict[str, Any]) -> dict[str, Any]:
        code = checks.text("code", row["code"], most=60, least=1)
        there = self._db.connection.execute("SELECT 1 FROM clients WHERE code_folded = ?", (folded(code),)).fetchone()
        if there is not None:
            raise bad_input(
                "code", f"another client here has the code {code}", "the two were not joined", "rename one of them"
            )
        return {"code_folded": folded(code)}

    def _check_readings(self, row: dict[str, Any]) -> dict[str, Any]:
        checks.choice("role", row["role"], checks.READING_ROLES)
        checks.follow_up(row["role"], row["zone"], row["taken_on"])
        _same_digest(row)
        summary = self._readers.reading(row["role"], row["name"], row["source"], row["said"])
        return {"summary": checks.as_json(dict(summary))}

    def _check_drafts(self, row: dict[str, Any]) -> dict[str, Any]:
        checks.choice("zone", row["zone"], checks.ZONES)
        self._readers.mix(row["mix"])
        if row["mixture"] is not None:
            checks.mixture("mixture", row["mixture"])
        return {}

    def _check_cards(self, row: dict[str, Any]) -> dict[str, Any]:
        checks.choice("kind", row["kind"], checks.CARD_KINDS)
        checks.choice("zone", row["zone"], checks.ZONES)
        if row["mixture"] is not None:
            checks.mixture("mixture", row["mixture"])
        card = json.dumps(row["card"], ensure_ascii=False, allow_nan=False)  # as issuing writes it
        mix = checks.as_json(row["mix"])
        mixture = None if row["mixture"] is None else checks.as_json(row["mixture"])
        if seal({**row, "card": card, "mix": mix, "mixture": mixture}) != row["sha256"]:
            raise bad_input(
                "sha256",
                "the card is not what was issued",
                "its seal does not fit",
                "export again from the studio that issued it",
            )
        return {"card": card}

    def _check_sessions(self, row: dict[str, Any]) -> dict[str, Any]:
        flat = {**row, "version": 0, "mixture": checks.as_json(row["mixture"]), "lots": checks.as_json(row["lots"])}
        session = {name: value for name, value in as_session(flat).items() if name not in ("id", "version")}
        self._store.sessions.check(row["client_id"], session)
        return {}

    def _check_photos(self, row: dict[str, Any]) -> dict[str, Any]:
        checks.choice("kind", row["kind"], checks.PHOTO_KINDS)
        found = plain_picture(row["picture"])
        if found["stripped"] or any(found[name] != row[name] for name in ("format", "width", "height")):
            raise bad_input(
                "picture", "the photograph is not one that a studio keeps", "it may hold metadata", "add it anew"
            )
        return {}

    def _check_lines(self, row: dict[str, Any]) -> dict[str, Any]:
        _same_digest(row)
        toml, body = self._readers.line(row["kind"], row["name"], row["source"])
        return {"toml": toml, "body": checks.as_json(dict(body))}

    def _check_bottles(self, row: dict[str, Any]) -> dict[str, Any]:
        bottle = {name: value for name, value in row.items() if name not in ("id", "entry", "added_at")}
        self._store.shelf.check_bottle({**bottle, "discontinued": bool(bottle["discontinued"])})
        return {}

    def _check_settings(self, row: dict[str, Any]) -> dict[str, Any]:
        self._store.settings.check({row["name"]: row["value"]})
        return {}


def _same_digest(row: Mapping[str, Any]) -> None:
    if hashlib.sha256(row["source"]).hexdigest() != row["sha256"]:
        raise bad_input("sha256", "the file is not the one that was exported", "its digest does not fit", "export again")


def _reason(error: sqlite3.IntegrityError) -> str:
    text = str(error)
    return "what it belongs to was not imported" if "FOREIGN KEY" in text else text
