"""Mix cards as they were issued. They never change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.database import Database, Row, new_id
from undertone.studio.store.errors import StoreError, not_found
from undertone.studio.store.journal import Journal

_SEALED = (
    "id", "client_id", "code", "issued_at", "kind", "zone", "headline", "line_version", "model_version", "mix", "mixture", "card",
    "card_text", "html",
)  # fmt: skip


class Cards:
    """All that were issued."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal

    def issue(
        self,
        client_id: str,
        *,
        kind: str,
        zone: str,
        headline: str,
        line_version: str,
        model_version: str,
        mix: Mapping[str, Any],
        mixture: Mapping[str, Any] | None,
        card: Mapping[str, Any],
        card_text: str,
        html: str,
    ) -> dict[str, Any]:
        """Keep a card for good."""
        row: dict[str, Any] = {
            "id": new_id(),
            "client_id": client_id,
            "kind": checks.choice("kind", kind, checks.CARD_KINDS),
            "zone": checks.choice("zone", zone, checks.ZONES),
            "headline": headline,
            "line_version": line_version,
            "model_version": model_version,
            "mix": checks.as_json(dict(mix)),
            "mixture": None if mixture is None else checks.as_json(dict(mixture)),
            "card": json.dumps(dict(card), ensure_ascii=False, allow_nan=False),
            "card_text": card_text,
            "html": html,
        }
        with self._db.write() as connection:
            client = connection.execute("SELECT code FROM clients WHERE id = ?", (client_id,)).fetchone()
            if client is None:
                raise not_found("client", "client_id")
            row = {**row, "code": client["code"], "issued_at": self._db.time_text(), "entry": self._db.entry()["entry"]}
            self._db.insert("cards", {**row, "sha256": seal(row)})
            self._journal.note(client_id, f"card issued: {headline}")
        return self.get(row["id"])

    def get(self, card_id: str) -> dict[str, Any]:
        """A card as it was issued; refused where it is not what was sealed."""
        with self._db.read() as connection:
            row = connection.execute("SELECT * FROM cards WHERE id = ?", (card_id,)).fetchone()
        if row is None:
            raise not_found("card", "card_id")
        return _whole(row)

    def briefs(self, client_id: str) -> list[dict[str, Any]]:
        """A client's cards, newest first, without their content but for the mixture."""
        with self._db.read() as connection:
            rows = connection.execute(
                "SELECT id, issued_at, kind, zone, headline, line_version, model_version, mixture FROM cards WHERE client_id = ?"
                " ORDER BY issued_at DESC, entry DESC",
                (client_id,),
            ).fetchall()
        return [{**dict(row), "mixture": None if row["mixture"] is None else json.loads(row["mixture"])} for row in rows]


def seal(row: Mapping[str, Any]) -> str:
    """SHA-256 over all that a card says, when and for whom."""
    sealed = json.dumps([row[name] for name in _SEALED], ensure_ascii=False)
    return hashlib.sha256(sealed.encode()).hexdigest()


def _whole(row: Row) -> dict[str, Any]:
    if seal({name: row[name] for name in _SEALED}) != row["sha256"]:
        raise StoreError(
            "damaged",
            "this card is not what was issued",
            "card",
            "it must not be mixed by",
            "restore a backup, or issue it anew",
        )
    parsed = {name: None if row[name] is None else json.loads(row[name]) for name in ("mix", "mixture", "card")}
    return {**{name: row[name] for name in row.keys()}, **parsed}  # noqa: SIM118 - a Row iterates over values
