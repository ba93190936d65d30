"""Backup to one file, and restore from it: the records are exchanged whole, and the old ones kept aside."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from undertone.studio.store.database import APPLICATION_ID, Database, check_header, fresh_schema, migrations
from undertone.studio.store.errors import StoreError, from_sqlite
from undertone.studio.store.store import Store


def backup_to(store: Store, path: Path) -> None:
    """Write all records to a new file, and verify it.

    Raises
    ------
    StoreError
        ``disk_full``, ``damaged`` and others; no file is then left at ``path``.
    """
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    try:
        with store.db.snapshot() as connection, closing(sqlite3.connect(path)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        verify(path)
    except sqlite3.Error as error:
        path.unlink(missing_ok=True)
        raise from_sqlite(error, "the backup") or error from error
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    store.trail.add("made a backup")


def verify(path: Path) -> int:
    """Whether a file is a whole backup of records that this studio knows; gives its version.

    Raises
    ------
    StoreError
        ``damaged_backup``, ``newer_database``.
    """
    try:
        check_header(path, len(migrations()))
        # Not opened read-only: SQLite's integrity_check leaves CHECK rules out then. Nothing is written.
        with closing(sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=rw", uri=True)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise _no_backup("it holds no records of this studio")
            version: int = connection.execute("PRAGMA user_version").fetchone()[0]
            # Only tables and triggers that this studio makes itself: a file of a stranger must not bring any of its own.
            schema = sorted(row[0] for row in connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"))
            if schema != fresh_schema(version):
                raise _no_backup("its tables are not those of this studio")
            finding = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if finding != "ok":
                raise _no_backup(str(finding).splitlines()[-1])  # the first may name the database alone
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise _no_backup("some of its rows name rows that are not there")
    except sqlite3.Error as error:
        raise _no_backup(str(error)) from None
    except StoreError as error:
        raise error if error.code != "damaged" else _no_backup(error.what) from None
    return version


def _look_at(path: Path, store: Store, look: Callable[[Store], object]) -> None:
    """A whole database may still hold what no page can show, and the studio would then not open again."""
    try:
        candidate = Store.open(path, now=store.db.now)
        try:
            candidate.settings.check(candidate.settings.get())
            look(candidate)
        finally:
            candidate.close()
    except StoreError as error:
        raise error if error.code in ("newer_database", "disk_full") else _no_backup(f"{error.what}; {error.why}") from None
    except Exception as error:  # of what reads a stranger's rows
        raise _no_backup(f"its records cannot be shown: {type(error).__name__}") from error


def _no_backup(finding: str) -> StoreError:
    what = f"this is no whole backup ({finding})"
    return StoreError(
        "damaged_backup", what, "the backup", "the records were left as they are", "choose a file that backup made"
    )


def restore_from(store: Store, path: Path, look: Callable[[Store], object] = lambda _: None) -> str:
    """Exchange the records for those of a verified backup, at once or not at all; gives the name of the file that keeps the old ones.

    Parameters
    ----------
    path : Path
        In the folder of the records; it becomes the records file.
    look : callable
        Reads the backup's records as they will be shown, and raises where it cannot.

    Raises
    ------
    StoreError
        ``damaged_backup``, ``newer_database``, ``database_busy``; the records are then as they were.
    """
    verify(path)
    _look_at(path, store, look)
    path.chmod(0o600)
    _to_disk(path)
    db = store.db
    with db.lock:
        stamp = db.now().strftime("%Y%m%d-%H%M%S")
        aside = _free_name(db.path, stamp)
        db.close()
        try:
            if any(db.path.with_name(db.path.name + end).exists() for end in ("-wal", "-journal")):
                raise StoreError(
                    "database_busy", "another program holds the records", db.file_name, "nothing was restored",
                    "close it, then restore again",
                )  # fmt: skip
            os.link(db.path, aside)  # the old records have two names, so that at no moment there are none
            try:
                os.replace(path, db.path)
            except OSError:
                aside.unlink(missing_ok=True)
                raise
            _to_disk(db.path.parent)
        except OSError as error:
            what = f"the records could not be exchanged ({error.strerror})"
            raise StoreError(
                "not_writable", what, db.file_name, "nothing was restored", "check the folder and its space"
            ) from None
        finally:
            with suppress(OSError):
                db.path.with_name(db.path.name + "-shm").unlink(missing_ok=True)
            _open_or_go_back(db, aside)
    store.lock.forget()
    store.trail.add(f"restored a backup; the records before are in {aside.name}")
    return aside.name


def _open_or_go_back(db: Database, aside: Path) -> None:
    """Open the records; where the restored ones cannot be opened, the old ones stand again."""
    try:
        db.open()
    except StoreError as error:
        if not aside.exists():
            raise
        os.replace(aside, db.path)
        db.open()
        raise _no_backup(error.what) from None


def _free_name(path: Path, stamp: str) -> Path:
    for number in range(1, 1000):
        name = f"{path.stem}.before-restore-{stamp}{f'-{number}' if number > 1 else ''}{path.suffix}"
        if not path.with_name(name).exists():
            return path.with_name(name)
    raise StoreError(
        "not_writable", "no name is free for the old records", path.name, "nothing was restored", "delete old copies"
    )


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
