"""A PIN for a tablet that several hands hold. It keeps eyes off the pages; it does not encrypt the file."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from undertone.studio.store.database import Database
from undertone.studio.store.errors import StoreError, bad_input
from undertone.studio.store.trail import Trail

_COST = {"n": 2**15, "r": 8, "p": 1}  # 32 MB and about 0.1 s a try
_FREE_TRIES = 3
_LONGEST_WAIT_S = 900


class Lock:
    """Whether the records are shown. They are locked when the studio starts, where a PIN is set."""

    def __init__(self, db: Database, trail: Trail) -> None:
        self._db = db
        self._trail = trail
        self._open = False

    @property
    def pin_set(self) -> bool:
        """Whether there is a PIN."""
        return self._row() is not None

    @property
    def locked(self) -> bool:
        """Whether a PIN is set and was not given."""
        return not self._open and self.pin_set

    def lock(self) -> None:
        """Ask for the PIN again."""
        self._open = False
        self._trail.add("locked")

    def forget(self) -> None:
        """Ask for the PIN of other records, which were just restored."""
        self._open = False

    def unlock(self, pin: str) -> None:
        """Show the records, for the right PIN; each wrong one makes the next wait longer."""
        if self._row() is not None:
            self._check(pin, "unlock failed")
            self._trail.add("unlocked")
        self._open = True

    def set_pin(self, old: str | None, new: str | None) -> None:
        """Set, change or (None) remove the PIN. One that is set must be given."""
        if new is not None and not (4 <= len(new) <= 64 and new.isprintable()):
            raise bad_input("new", "this is no PIN", "it would be guessed, or not typed again", "take 4 to 64 characters")
        if self._row() is not None:
            self._check(old or "", "change of PIN failed")
        with self._db.write() as connection:
            connection.execute("DELETE FROM pin")
            if new is not None:
                salt = secrets.token_bytes(16)
                row = {"salt": salt, "hash": _hashed(new, salt, **_COST), **_COST}
                self._db.insert("pin", {"only": 1, **row, "failures": 0, "failed_at": None})
        self._open = True
        self._trail.add("PIN removed" if new is None else "PIN set")

    def _check(self, pin: str, failing: str) -> None:
        with self._db.lock:  # one try at a time
            row = self._row()
            assert row is not None
            self._refuse_haste(row)
            # The failure is on the disk before the answer is known: stopping the studio buys no free try.
            with self._db.write() as connection:
                connection.execute("UPDATE pin SET failures = failures + 1, failed_at = ?", (self._db.time_text(),))
            if not hmac.compare_digest(_hashed(pin, row["salt"], row["n"], row["r"], row["p"]), row["hash"]):
                self._trail.add(failing)
                wait = _wait_s(row["failures"] + 1)
                do = f"try again in {wait} s" if wait else "try again"
                raise StoreError("wrong_pin", "this is not the PIN", "pin", "the records stay locked", do, field="pin")
            with self._db.write() as connection:
                connection.execute("UPDATE pin SET failures = 0, failed_at = NULL")

    def _refuse_haste(self, row: Any) -> None:
        if row["failed_at"] is None:
            return
        wait = timedelta(seconds=_wait_s(row["failures"]))
        passed = self._db.now() - datetime.strptime(row["failed_at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        if passed < timedelta(
            0
        ):  # the clock was set back: the wait begins anew, and does not last until that time comes again
            with self._db.write() as connection:
                connection.execute("UPDATE pin SET failed_at = ?", (self._db.time_text(),))
            passed = timedelta(0)
        if passed < wait:
            left = int((wait - passed).total_seconds()) + 1
            what = f"{row['failures']} wrong PINs were given"
            raise StoreError("wait", what, "pin", "guessing is slowed down", f"try again in {left} s", field="pin")

    def _row(self) -> Any:
        with self._db.read() as connection:
            return connection.execute("SELECT * FROM pin").fetchone()


def _wait_s(failures: int) -> int:
    return 0 if failures < _FREE_TRIES else min(_LONGEST_WAIT_S, 2 ** (failures - _FREE_TRIES + 1))


def _hashed(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r + 2**20, dklen=32)
