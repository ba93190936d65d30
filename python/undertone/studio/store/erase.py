"""Erasing a client with proof: rows deleted and overwritten, the file written anew, then its bytes searched for what was there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from undertone.studio.store.clients import folded
from undertone.studio.store.database import Database
from undertone.studio.store.errors import StoreError, bad_input
from undertone.studio.store.readings import NAMED_IN
from undertone.studio.store.store import Store

_SAMPLE_BYTES = 32
_LEAST_SAMPLE_BYTES = 12
_CHUNK_BYTES = 8_000_000
_OF_CLIENT = ("drafts", "sessions", "photos", "consents", "cards", "history")


@dataclass
class _Traces:
    """What to search for afterwards."""

    codes: set[str] = field(default_factory=set)
    samples: set[bytes] = field(default_factory=set)

    def sample(self, content: bytes | str | None) -> None:
        """Three pieces of a content: its begin, middle and end."""
        data = content.encode() if isinstance(content, str) else content or b""
        if len(data) < _LEAST_SAMPLE_BYTES:
            return
        for start in {0, max(0, (len(data) - _SAMPLE_BYTES) // 2), max(0, len(data) - _SAMPLE_BYTES)}:
            piece = data[start : start + _SAMPLE_BYTES]
            if len(set(piece)) > 3:  # not a run of blanks or zeros
                self.samples.add(piece)


def erase_client(store: Store, client_id: str, code: str) -> dict[str, Any]:
    """Delete all that is kept of a client, and say how it was proven. ``code`` must be typed again: this cannot be undone.

    Returns
    -------
    dict
        ``code``, ``removed`` (rows by table), ``proof`` (sentences), ``clean`` (False where something was still found).
    """
    db = store.db
    with db.write() as connection:
        current = store.clients.require(client_id)
        if folded(code.strip()) != folded(current):
            raise bad_input(
                "code",
                f"this client's code is {current}, not {code}",
                "a client who is erased cannot be brought back",
                "type the code",
            )
        readings = _readings_of(db, client_id)
        traces = _collect(db, client_id, readings, current)
        connection.execute("INSERT INTO erasing VALUES (?)", (client_id,))
        removed: dict[str, int] = {}
        for table in _OF_CLIENT:
            removed[table] = connection.execute(f"DELETE FROM {table} WHERE client_id = ?", (client_id,)).rowcount
        removed["readings"] = sum(
            connection.execute("DELETE FROM readings WHERE id = ?", (one,)).rowcount for one in readings
        )
        connection.execute("UPDATE trail SET client_id = NULL WHERE client_id = ?", (client_id,))
        removed["clients"] = connection.execute("DELETE FROM clients WHERE id = ?", (client_id,)).rowcount
        connection.execute("DELETE FROM erasing")
        connection.execute("UPDATE counter SET vacuum_due = 1")
        shared = {piece for piece in traces.samples if _in_other_records(db, piece)}
        elsewhere = {one: places for one in traces.codes if (places := _rows_naming(db, one))}
    store.trail.add("erased a client")
    try:
        db.leave_no_trace()
    except StoreError as error:
        error.what = f"client {current} is deleted, but {error.what}: traces may still stand in its log"
        raise
    searched, found = _search(db.path, traces.samples - shared, traces.codes - set(elsewhere))
    proof, clean = _proof(db, traces, shared, elsewhere, searched, found)
    return {
        "code": current,
        "removed": {table: number for table, number in removed.items() if number},
        "proof": proof,
        "clean": clean,
    }


def _readings_of(db: Database, client_id: str) -> list[str]:
    """Attached, taken off, and those that its edits, drafts or cards name and that are no one's."""
    rows = db.connection.execute("SELECT id FROM readings WHERE client_id = ?", (client_id,)).fetchall()
    named: set[str] = set()
    for table, column in NAMED_IN:
        for row in db.connection.execute(f"SELECT {column} FROM {table} WHERE client_id = ?", (client_id,)):
            named.update(re.findall(r"[0-9a-f]{32}", row[0]))
    free = [
        one
        for one in sorted(named)
        if db.connection.execute("SELECT 1 FROM readings WHERE id = ? AND client_id IS NULL", (one,)).fetchone()
        and not _named_by_others(db, client_id, one)
    ]
    return [row["id"] for row in rows] + free


def _named_by_others(db: Database, client_id: str, reading_id: str) -> bool:
    return any(
        db.connection.execute(
            f"SELECT 1 FROM {table} WHERE client_id IS NOT ? AND instr({column}, ?) LIMIT 1", (client_id, reading_id)
        ).fetchone()
        for table, column in NAMED_IN
    )


def _collect(db: Database, client_id: str, readings: Iterable[str], code: str) -> _Traces:
    traces = _Traces({code})
    for row in db.connection.execute("SELECT code, card_text, html FROM cards WHERE client_id = ?", (client_id,)):
        traces.codes.add(row["code"])
        traces.sample(row["card_text"])
    for row in db.connection.execute("SELECT before, after FROM history WHERE client_id = ?", (client_id,)):
        for image in (*json.loads(row["before"]).values(), *json.loads(row["after"]).values()):
            if image and "code" in image:
                traces.codes.add(image["code"])
            for name in ("notes", "health_note", "note"):
                traces.sample((image or {}).get(name))
    for row in db.connection.execute("SELECT notes, health_note FROM clients WHERE id = ?", (client_id,)):
        traces.sample(row["notes"])
        traces.sample(row["health_note"])
    for row in db.connection.execute("SELECT picture FROM photos WHERE client_id = ?", (client_id,)):
        traces.sample(row["picture"])
    for reading_id in readings:
        row = db.connection.execute("SELECT source, sha256 FROM readings WHERE id = ?", (reading_id,)).fetchone()
        traces.sample(row["source"])
        traces.samples.add(row["sha256"].encode())
    traces.samples.add(client_id.encode())
    return traces


# Where a client's content may stand in the rows of others: a file that two clients share, a code in another's notes.
_CONTENT = {
    "readings": ("source", "sha256", "name"),
    "photos": ("picture",),
    "cards": ("card_text", "html", "card", "mix", "code"),
    "clients": ("code", "notes", "health_note"),
    "consents": ("note",),
    "sessions": ("note", "lots", "needle", "needle_lot", "who"),
    "drafts": ("mix",),
    "history": ("before", "after", "what", "who"),
    "lines": ("source", "toml", "body", "name"),
    "bottles": ("lot",),
    "settings": ("value",),
    "trail": ("who", "what"),
}


def _in_other_records(db: Database, piece: bytes) -> bool:
    return any(True for _ in _tables_holding(db, piece))


def _rows_naming(db: Database, code: str) -> list[str]:
    return list(_tables_holding(db, code.encode()))


def _tables_holding(db: Database, piece: bytes) -> Iterator[str]:
    for table, columns in _CONTENT.items():
        holds = " OR ".join(f"instr(CAST({column} AS BLOB), ?)" for column in columns)
        if db.connection.execute(f"SELECT 1 FROM {table} WHERE {holds} LIMIT 1", (piece,) * len(columns)).fetchone():
            yield table


def _search(path: Path, samples: set[bytes], codes: set[str]) -> tuple[list[str], list[str]]:
    """The files searched (records, log, copies made by restoring), and in which of them something was found."""
    needles = [*samples, *(form for code in codes for form in _forms(code))]
    files = sorted(one for one in path.parent.iterdir() if one.is_file() and one.name.startswith(f"{path.stem}."))
    found = [one.name for one in files if _holds(one, needles)]
    return [one.name for one in files], found


def _forms(code: str) -> list[bytes]:
    """A code as the file may hold it; a short one would be found in any file by chance."""
    forms = {code.encode(), folded(code).encode(), json.dumps(code)[1:-1].encode()}
    return [one for one in forms if len(one) >= 4]


def _holds(path: Path, needles: list[bytes]) -> bool:
    overlap = max((len(one) for one in needles), default=1) - 1
    with path.open("rb") as file:
        rest = b""
        while chunk := file.read(_CHUNK_BYTES):
            window = rest + chunk
            if any(one in window for one in needles):
                return True
            rest = window[-overlap:] if overlap else b""
    return False


def _proof(
    db: Database,
    traces: _Traces,
    shared: set[bytes],
    elsewhere: dict[str, list[str]],
    searched: list[str],
    found: list[str],
) -> tuple[str, bool]:
    pieces = len(traces.samples - shared)
    codes = [code for code in traces.codes - set(elsewhere) if _forms(code)]
    short = [code for code in traces.codes - set(elsewhere) if not _forms(code)]
    sentences = [
        "Rows were deleted and overwritten (secure_delete), the log was emptied (wal_checkpoint TRUNCATE), the file was written anew"
        " (VACUUM).",
        f"Then {', '.join(searched)} were searched byte by byte for {len(codes)} codes and {pieces} pieces of files, notes and cards.",
    ]
    if found:
        sentences.append(f"Something was FOUND in {', '.join(found)}.")
        if any(name != db.file_name for name in found):
            sentences.append("Delete the copies named, if nothing else in them is needed.")
    else:
        sentences.append("None was found.")
    if elsewhere:
        places = sorted({place for places in elsewhere.values() for place in places})
        sentences.append(f"The code stands in records of others ({', '.join(places)}), which were left: look there.")
    if shared:
        sentences.append(
            f"{len(shared)} pieces stand in records of others as well, such as a file that two clients share; they were left."
        )
    if short:
        sentences.append(f"{len(short)} codes are too short to search for.")
    sentences.append("Not searched: backups kept elsewhere, and what the file system or a disk keeps by itself.")
    return " ".join(sentences), not found and not elsewhere
