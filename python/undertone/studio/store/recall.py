"""Recall of a lot: on which cards it stands, and in whose skin it is."""

from __future__ import annotations

import json
from typing import Any

from undertone.studio.store import checks
from undertone.studio.store.clients import folded
from undertone.studio.store.database import Database


def recall(db: Database, lot: str) -> dict[str, Any]:
    """Cards and sessions that name a lot of ink, diluent or needle, newest first. Case and spaces at the ends do not matter."""
    lot = checks.text("lot", lot, least=1)
    wanted = folded(lot)
    with db.read() as connection:
        cards = connection.execute(
            "SELECT cards.id, client_id, clients.code, issued_at, card FROM cards JOIN clients ON clients.id = client_id"
            " ORDER BY issued_at DESC"
        ).fetchall()
        sessions = connection.execute(
            "SELECT sessions.id, client_id, clients.code, done_on, lots, needle_lot FROM sessions"
            " JOIN clients ON clients.id = client_id ORDER BY done_on DESC"
        ).fetchall()
    return {
        "lot": lot,
        "cards": [
            {
                "client_id": row["client_id"],
                "code": row["code"],
                "card_id": row["id"],
                "issued_at": row["issued_at"],
                "ink": ink,
            }
            for row in cards
            for ink in _inks_of(json.loads(row["card"]), wanted)
        ],
        "sessions": [
            {"client_id": row["client_id"], "code": row["code"], "session_id": row["id"], "done_on": row["done_on"], **found}
            for row in sessions
            for found in _uses_of(json.loads(row["lots"]), row["needle_lot"], wanted)
        ],
    }


def _inks_of(card: dict[str, Any], wanted: str) -> list[str]:
    return [
        str(dose.get("ink", "")) for dose in card.get("doses") or () if folded(str(dose.get("lot") or "").strip()) == wanted
    ]


def _uses_of(lots: dict[str, str], needle_lot: str, wanted: str) -> list[dict[str, str]]:
    found = [{"ink": ink, "kind": "ink" if ink else "diluent"} for ink, lot in lots.items() if folded(lot) == wanted]
    return found + ([{"ink": "", "kind": "needle"}] if folded(needle_lot) == wanted else [])
