"""What healed of all clients' sessions, as it stands in the records: the accuracy diary computes with it."""

from __future__ import annotations

import json
from typing import Any

from undertone.studio.store.database import Database
from undertone.studio.store.sessions import as_session


def diary_rows(db: Database) -> list[dict[str, Any]]:
    """One row a healed session, with the sessions of its zone up to then, the card that it followed and the bare skin's reading."""
    with db.read() as connection:
        sessions = connection.execute(
            "SELECT sessions.*, clients.code FROM sessions JOIN clients ON clients.id = client_id"
            " ORDER BY client_id, zone, done_on, entered_at, sessions.entry"
        ).fetchall()
        rows = []
        before: list[Any] = []
        for one in sessions:
            if before and (before[-1]["client_id"], before[-1]["zone"]) != (one["client_id"], one["zone"]):
                before = []
            if one["healed_on"] is not None:
                card = connection.execute("SELECT card FROM cards WHERE id = ?", (one["card_id"],)).fetchone()
                skin = connection.execute(
                    "SELECT id FROM readings WHERE client_id = ? AND role = 'skin' AND NOT detached"
                    " ORDER BY coalesce(taken_on, added_at) LIMIT 1",
                    (one["client_id"],),
                ).fetchone()
                rows.append(
                    {
                        "client_id": one["client_id"],
                        "code": one["code"],
                        "zone": one["zone"],
                        "session": as_session(one),
                        "sessions_before": [as_session(row) for row in before],
                        "card": None if card is None else json.loads(card["card"]),
                        "skin_reading_id": None if skin is None else skin["id"],
                    }
                )
            before.append(one)
    return rows


def follow_up_rows(db: Database) -> list[dict[str, Any]]:
    """One row a follow-up after the zone's first session, with the sessions up to its day."""
    with db.read() as connection:
        readings = connection.execute(
            "SELECT id, client_id, zone, taken_on FROM readings WHERE client_id IS NOT NULL AND NOT detached AND zone IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM sessions WHERE healed_reading_id = readings.id) ORDER BY client_id, zone, taken_on, entry"
        ).fetchall()
        rows = []
        for one in readings:
            sessions = connection.execute(
                "SELECT * FROM sessions WHERE client_id = ? AND zone = ? AND done_on <= ? ORDER BY done_on, entered_at, entry",
                (one["client_id"], one["zone"], one["taken_on"]),
            ).fetchall()
            if sessions:
                rows.append({**dict(one), "reading_id": one["id"], "sessions": [as_session(row) for row in sessions]})
    return rows
