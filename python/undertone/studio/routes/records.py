"""Clients and what belongs to them: readings, drafts, cards, sessions, photographs, history, erasure."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from undertone.show._page import pdf_of
from undertone.studio import models_records as models
from undertone.studio.models_work import ZoneName
from undertone.studio.routes._files import FILE_BODY, attachment, body_bytes, store_of
from undertone.studio.store import Store, StoreError
from undertone.studio.store.erase import erase_client
from undertone.studio.store.photos import MOST_BYTES
from undertone.studio.work.cache import forget_all
from undertone.studio.work.issue import issue
from undertone.studio.work.stored import StoredRecords

router = APIRouter()


@router.get("/api/clients")
def list_clients(request: Request, q: str = Query("", max_length=200)) -> list[models.ClientBrief]:
    return [models.ClientBrief(**one) for one in store_of(request).clients.find(q)]


@router.post("/api/clients")
def create_client(request: Request, given: models.ClientCreate) -> models.Client:
    store = store_of(request)
    return _client(store, store.clients.create(given.code))


@router.get("/api/clients/{client_id}")
def get_client(request: Request, client_id: str) -> models.Client:
    store = store_of(request)
    found = store.clients.get(client_id)
    store.trail.add("opened client", client_id)
    return _client(store, found)


@router.put("/api/clients/{client_id}")
def change_client(request: Request, client_id: str, given: models.ClientChange) -> models.Client:
    changes = given.model_dump(exclude_unset=True, exclude={"version"})
    wanted = {name: value for name, value in changes.items() if value is not None}
    store = store_of(request)
    try:
        return _client(store, store.clients.change(client_id, given.version, wanted))
    except StoreError as error:
        if error.code == "conflict":
            error.current = _client(store, error.current).model_dump()
        raise


@router.post("/api/clients/{client_id}/undo")
def undo_client(request: Request, client_id: str) -> models.Client:
    store = store_of(request)
    return _client(store, store.clients.undo(client_id))


@router.post("/api/clients/{client_id}/redo")
def redo_client(request: Request, client_id: str) -> models.Client:
    store = store_of(request)
    return _client(store, store.clients.redo(client_id))


@router.get("/api/clients/{client_id}/history")
def client_history(request: Request, client_id: str) -> list[models.HistoryEntry]:
    return [models.HistoryEntry(**one) for one in store_of(request).clients.history(client_id)]


@router.post("/api/clients/{client_id}/readings")
def attach_reading(request: Request, client_id: str, given: models.Attach) -> models.Client:
    store = store_of(request)
    return _client(store, store.clients.attach(client_id, given.reading_id, given.role, given.taken_on, given.zone))


@router.delete("/api/clients/{client_id}/readings/{reading_id}")
def detach_reading(request: Request, client_id: str, reading_id: str) -> models.Client:
    store = store_of(request)
    return _client(store, store.clients.detach(client_id, reading_id))


@router.post("/api/clients/{client_id}/erase")
def erase(request: Request, client_id: str, given: models.Erase) -> models.Erased:
    try:
        return models.Erased(**erase_client(store_of(request), client_id, given.code))
    finally:
        forget_all()


# ---- drafts


@router.get("/api/clients/{client_id}/drafts/{zone}")
def get_draft(request: Request, client_id: str, zone: ZoneName) -> models.Draft:
    return models.Draft(**store_of(request).drafts.get(client_id, zone))


@router.put("/api/clients/{client_id}/drafts/{zone}")
def put_draft(request: Request, client_id: str, zone: ZoneName, given: models.DraftChange) -> models.Draft:
    mixture = None if given.mixture is None else given.mixture.model_dump()
    saved = store_of(request).drafts.put(client_id, zone, given.version, given.mix.model_dump(), mixture)
    return models.Draft(**saved)


# ---- cards


@router.post("/api/clients/{client_id}/cards")
def issue_card(request: Request, client_id: str, given: models.CardAsked) -> models.CardIssued:
    """Computed anew by the workflow, so that a card never rests on what a page believed."""
    store = store_of(request)
    return _card(issue(store, client_id, given, store.today()))


@router.get("/api/cards/{card_id}.pdf")
def card_pdf(request: Request, card_id: str, paper: Literal["A4", "Letter"] = "A4") -> Response:
    card = _opened_card(request, card_id)
    made = pdf_of(_on_paper(card["html"], paper), "the card")
    return attachment(made, "application/pdf", f"card-{card['issued_at'][:10]}.pdf")


@router.get("/api/cards/{card_id}.json")
def card_json(request: Request, card_id: str) -> Response:
    card = _opened_card(request, card_id)
    return attachment(_card(card).model_dump_json(indent=1), "application/json", f"card-{card['issued_at'][:10]}.json")


@router.get("/api/cards/{card_id}")
def get_card(request: Request, card_id: str) -> models.CardIssued:
    return _card(_opened_card(request, card_id))


@router.get("/api/cards/{card_id}/page")
def card_page(request: Request, card_id: str, paper: Literal["A4", "Letter"] = "A4") -> Response:
    card = _opened_card(request, card_id)
    return Response(_on_paper(card["html"], paper), media_type="text/html; charset=utf-8")  # safety.py says what it may do


def _opened_card(request: Request, card_id: str) -> dict[str, Any]:
    store = store_of(request)
    card = store.cards.get(card_id)
    store.trail.add("opened a card of", card["client_id"])
    return card


def _on_paper(html: str, paper: str) -> str:
    """The page as it was issued, for this paper. What it says is unchanged."""
    return html.replace("</head>", f"<style>@page {{ size: {paper.lower()} }}</style></head>", 1)


# ---- sessions


@router.post("/api/clients/{client_id}/sessions")
def add_session(request: Request, client_id: str, given: models.SessionGiven) -> models.Client:
    store = store_of(request)
    store.sessions.add(client_id, given.model_dump())
    return _client(store, store.clients.get(client_id))


@router.put("/api/clients/{client_id}/sessions/{session_id}")
def change_session(request: Request, client_id: str, session_id: str, given: models.SessionChange) -> models.Client:
    store = store_of(request)
    changes = given.model_dump(exclude_unset=True, exclude={"version"})
    store.sessions.change(client_id, session_id, given.version, changes)
    return _client(store, store.clients.get(client_id))


@router.delete("/api/clients/{client_id}/sessions/{session_id}")
def remove_session(request: Request, client_id: str, session_id: str) -> models.Client:
    store = store_of(request)
    store.sessions.remove(client_id, session_id)
    return _client(store, store.clients.get(client_id))


# ---- photographs


@router.post("/api/clients/{client_id}/photos", openapi_extra=FILE_BODY)
async def add_photo(
    request: Request,
    client_id: str,
    kind: models.PhotoKind = "other",
    taken_on: str | None = Query(None, pattern=r"^\d{4}-\d{2}-\d{2}$"),
) -> models.Client:
    store = store_of(request)
    picture = await body_bytes(request, MOST_BYTES, "the photograph")

    def add() -> models.Client:
        store.photos.add(client_id, picture, kind=kind, taken_on=taken_on)
        return _client(store, store.clients.get(client_id))

    return await run_in_threadpool(add)


@router.get("/api/photos/{photo_id}")
def get_photo(request: Request, photo_id: str) -> Response:
    store = store_of(request)
    media_type, picture, client_id = store.photos.picture(photo_id)
    store.trail.add("opened a photograph of", client_id)
    return Response(picture, media_type=media_type, headers={"X-Content-Type-Options": "nosniff"})


@router.delete("/api/photos/{photo_id}")
def remove_photo(request: Request, photo_id: str) -> models.Client:
    store = store_of(request)
    return _client(store, store.clients.get(store.photos.remove(photo_id)))


def _client(store: Store, found: dict[str, Any]) -> models.Client:
    return models.Client(**{**found, "readings": StoredRecords(store).readings_of(found["id"])})


def _card(found: dict[str, Any]) -> models.CardIssued:
    return models.CardIssued(**{name: found[name] for name in models.CardIssued.model_fields})
