"""The records file: opened safely, migrated, and changed in whole transactions only.

What a transaction confirmed survives a killed process and a power cut (WAL, synchronous=FULL); what it did not confirm is not there.
"""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from undertone.studio.store.errors import StoreError, damaged, from_sqlite

Row = sqlite3.Row
Clock = Callable[[], datetime]

APPLICATION_ID = 0x756E6472  # "undr", in the header of every records file
_HEADER = b"SQLite format 3\x00"


def migrations() -> list[str]:
    """The numbered steps from an empty file to this version's tables."""
    folder = resources.files("undertone.studio.store") / "migrations"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".sql")), key=lambda one: one.name)
    return [one.read_text(encoding="utf-8") for one in files]


def new_id() -> str:
    """An opaque id that no one can guess."""
    return uuid.uuid4().hex


class Database:
    """One connection to the records file, shared by threads one at a time.

    Parameters
    ----------
    path : Path
        Made, with mode 0600, where it is missing; its folder too, with mode 0700.
    now : callable
        Gives the time, with its zone.
    busy_timeout_s : float
        For how long to wait for another program.

    Raises
    ------
    StoreError
        ``newer_database``, ``damaged``, ``not_writable``, ``database_busy``; the file is then as it was.
    """

    def __init__(self, path: Path, now: Clock, busy_timeout_s: float = 5.0) -> None:
        self.path = path
        self.now = now
        self.busy_timeout_s = busy_timeout_s
        self.lock = threading.RLock()
        self._depth = 0
        self._connection: sqlite3.Connection | None = None
        self.open()

    @property
    def file_name(self) -> str:
        """Of the records: its name alone."""
        return self.path.name

    def open(self) -> None:
        """Open the file, and bring its tables to this version."""
        try:
            _make_private_file(self.path)
            with self._alone():
                check_header(self.path, len(migrations()))
                self._connection = self._connect()
                try:
                    self._migrate()
                    self._finish_erasing()
                except BaseException:
                    self.close()
                    raise
        except sqlite3.Error as error:
            raise from_sqlite(error, self.file_name) or error from error
        except OSError as error:
            what = f"the records cannot be opened ({error.strerror})"
            do = "check the folder, who owns it and its free space"
            raise StoreError("not_writable", what, self.file_name, "nothing could be saved", do) from None

    def close(self) -> None:
        """Close the file; SQLite then folds its log into it."""
        with self.lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While no other process opens records of this folder: of two studios started at once, the second finds the tables made."""
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_CLOEXEC)
        try:
            until = time.monotonic() + self.busy_timeout_s
            while True:
                try:
                    fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise StoreError(
                            "database_busy",
                            "another studio is opening records in this folder",
                            self.file_name,
                            "nothing was changed",
                            "wait a moment, then start the studio again",
                        ) from None
                    time.sleep(0.02)
            yield
        finally:
            os.close(folder)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, timeout=self.busy_timeout_s, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.row_factory = sqlite3.Row
        for pragma in ("foreign_keys = ON", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    @property
    def connection(self) -> sqlite3.Connection:
        """Of this file. Use ``read`` and ``write`` instead, but for what SQLite does outside transactions."""
        if self._connection is None:
            raise StoreError(
                "closed", "the records are closed", self.file_name, "nothing can be saved", "start the studio again"
            )
        return self._connection

    def _migrate(self) -> None:
        connection = self.connection
        steps = migrations()
        found = self.pragma("user_version")
        if self.pragma("application_id") != APPLICATION_ID and self.pragma("schema_version"):
            raise damaged(self.file_name, "it is a database of another program")
        if found > len(steps):
            raise newer_database(self.file_name, found, len(steps))
        if found and (finding := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise damaged(self.file_name, str(finding).splitlines()[-1])  # the first may name the database alone
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for number, step in enumerate(steps[found:], start=found + 1):
            try:
                connection.executescript(
                    f"BEGIN IMMEDIATE; {step}; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {number}; COMMIT;"
                )
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        if found < len(steps):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # so that the file's own header says its version

    def pragma(self, name: str) -> int:
        """A whole number that SQLite keeps in the file."""
        value: int = self.connection.execute(f"PRAGMA {name}").fetchone()[0]
        return value

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self.lock:
            connection = self.connection
            if self._depth:
                yield connection  # part of the transaction around it
                return
            try:
                connection.execute(begin)
                self._depth = 1
                try:
                    yield connection
                    connection.execute("COMMIT")
                finally:
                    self._depth = 0
                    if connection.in_transaction:
                        with suppress(sqlite3.Error):
                            connection.execute("ROLLBACK")
            except sqlite3.Error as error:
                raise from_sqlite(error, self.file_name) or error from error

    def read(self) -> Any:
        """One moment's view of the records."""
        return self._transaction("BEGIN")

    def write(self) -> Any:
        """All of a change, or nothing of it. Once this ended without an error, the change is on the disk."""
        return self._transaction("BEGIN IMMEDIATE")

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """One moment's view on a connection of its own: a long export holds nobody up."""
        try:
            with closing(self._connect()) as connection:
                connection.execute("BEGIN")
                yield connection
        except sqlite3.Error as error:
            raise from_sqlite(error, self.file_name) or error from error

    def next_version(self) -> int:
        """Of a record that is being written: no two were ever alike."""
        row = self.connection.execute("UPDATE counter SET version = version + 1 RETURNING version").fetchone()
        version: int = row[0]
        return version

    def time_text(self, ago: timedelta = timedelta()) -> str:
        """Now, or a time ago, as 2026-12-01T10:11:12Z."""
        return (self.now() - ago).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def today(self) -> str:
        """The day, where the clock is."""
        return self.now().date().isoformat()

    def entry(self) -> dict[str, int]:
        """Version and place in the order of entering, of a record that is new."""
        number = self.next_version()
        return {"version": number, "entry": number}

    def insert(self, table: str, values: dict[str, Any]) -> None:
        """One row. Names of tables and columns are this program's own."""
        columns = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        self.connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)

    def update(self, table: str, record_id: str, values: dict[str, Any]) -> None:
        """One row by its id."""
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self.connection.execute(f"UPDATE {table} SET {assignments} WHERE id = :id", {**values, "id": record_id})

    def _finish_erasing(self) -> None:
        """Of an erasure that a power cut interrupted after the deletion."""
        if self.connection.execute("SELECT vacuum_due FROM counter").fetchone()[0]:
            self.leave_no_trace()

    def leave_no_trace(self) -> None:
        """Write the file anew, without the pages of what was deleted, and empty its log.

        Raises
        ------
        StoreError
            ``database_busy`` while another program has the file open; it is then done when the studio next starts.
        """
        with self.lock:
            try:
                self.empty_log()
                self.connection.execute("VACUUM")
                self.connection.execute("UPDATE counter SET vacuum_due = 0")
                self.empty_log()
            except sqlite3.Error as error:
                raise from_sqlite(error, self.file_name) or error from error

    def empty_log(self) -> None:
        """Fold the log into the file and cut it to nothing: until then it holds what was overwritten."""
        busy = self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            raise StoreError(
                "database_busy",
                "another program reads the records",
                self.file_name,
                "what was deleted may still stand in its log",
                "close it, then start the studio again: it finishes by itself",
            )


def newer_database(file_name: str, found: int, known: int) -> StoreError:
    """Records of a later version of the studio."""
    what = f"these records are of version {found}; this studio knows versions up to {known}"
    return StoreError(
        "newer_database", what, file_name, "an older studio could lose what it does not know; the file was left as it is",
        "install the newer studio, or restore a backup made by this one",
    )  # fmt: skip


def check_header(path: Path, known_version: int) -> None:
    """Refuse what is no records file, or of a later version, before SQLite touches it."""
    with path.open("rb") as file:
        head = file.read(100)
    if not head:
        return  # new
    if len(head) < 100 or not head.startswith(_HEADER):
        raise damaged(path.name, "it does not begin as a database does")
    version = int.from_bytes(head[60:64], "big")
    if int.from_bytes(head[68:72], "big") not in (0, APPLICATION_ID):  # 0: perhaps ours, and still in its log
        raise damaged(path.name, "it is a database of another program")
    if version > known_version:
        raise newer_database(path.name, version, known_version)


def _make_private_file(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if not path.is_file():  # a device such as /dev/null is everybody's, and keeps nothing
            raise OSError(errno.EINVAL, "this is no file") from None
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def fresh_schema(version: int) -> list[str]:
    """What a file of this version is made of: the texts of its tables, indices and triggers, sorted."""
    connection = sqlite3.connect(":memory:")
    try:
        for step in migrations()[:version]:
            connection.executescript(step)
        return sorted(row[0] for row in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"))
    finally:
        connection.close()
