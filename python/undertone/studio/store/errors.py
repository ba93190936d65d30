"""What the records refuse, and why: one family of errors, each with what, where, why it matters and what to do."""

from __future__ import annotations

import errno
import sqlite3
from typing import Any

from undertone.errors import Error

_HTTP_STATUS = {
    "bad_input": 422,
    "no_consent": 403,
    "not_found": 404,
    "conflict": 409,
    "in_use": 409,
    "other_key": 409,
    "older_pack": 409,
    "nothing_to_undo": 409,
    "too_large": 413,
    "wrong_kind": 415,
    "damaged_backup": 422,
    "newer_database": 422,  # of a file that was sent: the studio itself does not start with one
    "locked": 423,
    "wrong_pin": 403,
    "wait": 429,
    "database_busy": 503,
    "disk_full": 507,
}


class StoreError(Error):
    """Records that cannot be read, or a change that was not made. Nothing of a refused change is kept.

    Attributes
    ----------
    code : str
        ``bad_input``, ``not_found``, ``conflict`` (``current`` is what is stored now), ``database_busy``, ``disk_full``,
        ``newer_database``, ``damaged`` and others.
    what, where, why, do : str
    field : str or None
        Dotted path into what was given.
    current : object
    """

    def __init__(
        self, code: str, what: str, where: str, why: str, do: str, *, field: str | None = None, current: Any = None
    ) -> None:
        super().__init__(f"{where}: {what}; {why}; {do}")
        self.code = code
        self.what = what
        self.where = where
        self.why = why
        self.do = do
        self.field = field
        self.current = current

    @property
    def http_status(self) -> int:
        """500 for a records file that cannot be used at all."""
        return _HTTP_STATUS.get(self.code, 500)


def bad_input(field: str, what: str, why: str, do: str) -> StoreError:
    """A value that cannot be stored."""
    return StoreError("bad_input", what, field, why, do, field=field)


def not_found(kind: str, where: str) -> StoreError:
    """A record that is not there, or not any more."""
    return StoreError("not_found", f"there is no such {kind}", where, "it may have been removed", "go back to the list")


def conflict(kind: str, current: Any) -> StoreError:
    """A change of something that was changed meanwhile, in another window."""
    return StoreError(
        "conflict",
        f"the {kind} was changed meanwhile",
        kind,
        "saving would overwrite what another window saved",
        "compare with what is stored now, then save again",
        current=current,
    )


def from_sqlite(error: sqlite3.Error, file_name: str) -> StoreError | None:
    """What an error of SQLite's means for the records; None for one that no user can cause."""
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    nothing_lost = "this change was not saved; everything saved before is safe"
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(
            "database_busy", "another program holds the records", file_name, nothing_lost, "close it, then save again"
        )
    if primary == sqlite3.SQLITE_FULL:
        return StoreError("disk_full", "the disk is full", file_name, nothing_lost, "free some space, then save again")
    if primary == sqlite3.SQLITE_IOERR:
        what = f"the disk refused to read or write ({getattr(error, 'sqlite_errorname', 'SQLITE_IOERR')})"
        return StoreError("disk_error", what, file_name, nothing_lost, "check the disk and its free space, then save again")
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        what = "the records cannot be opened for writing"
        return StoreError(
            "not_writable", what, file_name, "nothing could be saved", "check who owns the file and its folder"
        )
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(file_name, str(error))
    return None


def from_os(error: OSError, where: str) -> StoreError:
    """What an error of the file system's means, of files beside the records."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return StoreError(
            "disk_full", "the disk is full", where, "the file was not made; no record is lost", "free some space"
        )
    what = f"the file could not be written or read ({error.strerror})"
    return StoreError("disk_error", what, where, "no record is lost", "check the disk, and the folder's owner")


def damaged(file_name: str, finding: str) -> StoreError:
    """A file that is no database, or a broken one."""
    what = f"the records file is damaged or is no records file ({finding})"
    return StoreError(
        "damaged", what, file_name, "the file was left as it is", "restore a backup, or start with another file"
    )
