"""Recall of a lot: on which cards it stands, and in whose skin it is. The engine reads the records, as ``undertone line recall`` does."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import undertone
from undertone.studio.store import checks
from undertone.studio.store.database import Database, Row


def recall(db: Database, lot: str) -> dict[str, Any]:
    """Cards and sessions that name a lot of ink, diluent or needle, newest first; case and spaces do not matter.

    ``unrecorded_cards`` and ``unrecorded_sessions`` are those with an ink whose lot nobody wrote down, ``unread`` cards that the engine cannot read:
    in none of them can the lot be ruled out.
    """
    lot = checks.text("lot", lot, least=1)
    with db.read() as connection:
        cards = connection.execute(
            "SELECT cards.id, client_id, clients.code, issued_at, card FROM cards JOIN clients ON clients.id = client_id"
            " ORDER BY issued_at DESC, cards.entry DESC"
        ).fetchall()
        sessions = connection.execute(
            "SELECT sessions.id, client_id, clients.code, done_on, mixture, lots, needle_lot FROM sessions"
            " JOIN clients ON clients.id = client_id ORDER BY done_on DESC, sessions.entry DESC"
        ).fetchall()
    texts = [(row["id"], row["card"]) for row in cards] + [(row["id"], _as_engine_reads(row)) for row in sessions]
    # The lot is judged even where there is nothing to read yet.
    found = undertone.supply.recall_lot(lot, cards=texts or [("", "{}")])
    card, session = ({row["id"]: row for row in rows} for rows in (cards, sessions))
    return {
        "lot": lot,
        "cards": [_card(card[use.file], use) for use in found.uses if use.file in card],
        "sessions": [_session(session[use.file], use) for use in found.uses if use.file in session],
        "unrecorded_cards": [_card(card[use.file], use) for use in found.unrecorded if use.file in card],
        "unrecorded_sessions": [_session(session[use.file], use) for use in found.unrecorded if use.file in session],
        "unread": [_unread(card[one.file], one.why) for one in _not_read(found) if one.file in card],
    }


def _as_engine_reads(row: Row) -> str:
    """A session as ``undertone session --json`` has it, with the lots of inks that were noted and are not in the mixture."""
    lots: dict[str, str] = json.loads(row["lots"])
    parts = dict.fromkeys((ink for ink in lots if ink), 0) | json.loads(row["mixture"])["parts"]
    done = {"date": row["done_on"], "parts": parts, "lots": lots}
    return json.dumps(
        {"client": row["code"], "done": [{**done, "diluent_lot": lots.get("", ""), "needle_lot": row["needle_lot"]}]}
    )


def _not_read(found: undertone.supply.Recall) -> Iterable[undertone.supply.RecallFile]:
    return [*found.unread, *found.other]


def _of(row: Row) -> dict[str, str]:
    return {"client_id": row["client_id"], "code": row["code"]}


def _card(row: Row, use: undertone.supply.LotUse) -> dict[str, str]:
    return {**_of(row), "card_id": row["id"], "issued_at": row["issued_at"], "ink": use.what}


def _unread(row: Row, why: str) -> dict[str, str]:
    return {**_of(row), "card_id": row["id"], "issued_at": row["issued_at"], "why": why}


def _session(row: Row, use: undertone.supply.LotUse) -> dict[str, str]:
    kind = use.what if use.what in ("diluent", "needle") else "ink"
    return {
        **_of(row),
        "session_id": row["id"],
        "done_on": row["done_on"],
        "ink": use.what if kind == "ink" else "",
        "kind": kind,
    }
