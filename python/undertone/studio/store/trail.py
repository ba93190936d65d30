"""Who looked at what, and when. It is only ever added to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from undertone.studio.store.database import Database, new_id
from undertone.studio.store.errors import StoreError

_MOST_WAITING = 1000


class Trail:
    """The access trail. An entry that cannot be written now waits for the next one, so that a full disk still lets one read."""

    def __init__(self, db: Database, who: Callable[[], str]) -> None:
        self._db = db
        self._who = who
        self._waiting: list[dict[str, Any]] = []

    def add(self, what: str, client_id: str | None = None) -> None:
        """Note an access."""
        row = {"id": new_id(), "at": self._db.time_text(), "who": self._who(), "what": what, "client_id": client_id}
        with self._db.lock:
            self._waiting.append(row)
            try:
                with self._db.write():
                    for one in self._waiting:
                        self._db.insert("trail", one)
            except StoreError:
                if len(self._waiting) > _MOST_WAITING:
                    raise  # then nothing more is shown that leaves no trail
            else:
                self._waiting.clear()

    def entries(self, limit: int = 200) -> list[dict[str, str]]:
        """Newest first; clients by the code that they have now."""
        with self._db.read() as connection:
            rows = connection.execute(
                "SELECT at, who, what, code FROM trail LEFT JOIN clients ON clients.id = trail.client_id"
                " ORDER BY trail.number DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [
            {"at": row["at"], "who": row["who"], "what": row["what"] + (f" {row['code']}" if row["code"] else "")}
            for row in rows
        ]
