"""What is on the screen for a client and a zone, kept so that a reload or a power cut loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.database import Database, new_id
from undertone.studio.store.errors import conflict, not_found


class Drafts:
    """One a client and zone."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def get(self, client_id: str, zone: str) -> dict[str, Any]:
        """The draft; version 0 and no mix where none was saved."""
        checks.choice("zone", zone, checks.ZONES)
        with self._db.read() as connection:
            if connection.execute("SELECT 1 FROM clients WHERE id = ?", (client_id,)).fetchone() is None:
                raise not_found("client", "client_id")
            row = connection.execute(
                "SELECT version, mix, mixture FROM drafts WHERE client_id = ? AND zone = ?", (client_id, zone)
            ).fetchone()
        if row is None:
            return {"version": 0, "mix": None, "mixture": None}
        mixture = None if row["mixture"] is None else json.loads(row["mixture"])
        return {"version": row["version"], "mix": json.loads(row["mix"]), "mixture": mixture}

    def put(
        self, client_id: str, zone: str, version: int, mix: Mapping[str, Any], mixture: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        """Save it, unless another window saved since ``version``."""
        values = {
            "mix": checks.as_json(dict(mix)),
            "mixture": None if mixture is None else checks.as_json(checks.mixture("mixture", mixture)),
        }
        with self._db.write() as connection:
            current = self.get(client_id, zone)
            if current["version"] != version:
                raise conflict("draft", current)
            connection.execute("DELETE FROM drafts WHERE client_id = ? AND zone = ?", (client_id, zone))
            keys = {"id": new_id(), "client_id": client_id, "zone": zone}
            stamps = {"version": self._db.next_version(), "saved_at": self._db.time_text()}
            self._db.insert("drafts", {**keys, **values, **stamps})
            return self.get(client_id, zone)

    def of(self, client_id: str) -> dict[str, dict[str, Any]]:
        """A client's drafts by zone: those that were saved."""
        with self._db.read():
            drafts = {zone: self.get(client_id, zone) for zone in checks.ZONES}
        return {zone: draft for zone, draft in drafts.items() if draft["mix"] is not None}
