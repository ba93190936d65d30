"""The PIN, and the trail of who looked at what."""

from __future__ import annotations

from fastapi import APIRouter, Query, Request

from undertone.studio import models_records as models
from undertone.studio.models_work import Status
from undertone.studio.routes._files import store_of
from undertone.studio.routes.context import Working
from undertone.studio.routes.status import status_of

router = APIRouter()


@router.post("/api/unlock")
def unlock(request: Request, work: Working, given: models.Pin) -> Status:
    store_of(request).lock.unlock(given.pin)
    return status_of(request, work)


@router.post("/api/lock")
def lock(request: Request, work: Working) -> Status:
    store_of(request).lock.lock()
    return status_of(request, work)


@router.put("/api/pin")
def set_pin(request: Request, work: Working, given: models.PinChange) -> Status:
    store_of(request).lock.set_pin(given.old, given.new)
    return status_of(request, work)


@router.get("/api/trail")
def get_trail(request: Request, limit: int = Query(200, ge=1, le=10_000)) -> list[models.TrailEntry]:
    return [models.TrailEntry(**one) for one in store_of(request).trail.entries(limit)]
