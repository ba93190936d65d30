"""The shelf: lines, bottles, and the recall of a lot."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

import undertone
from undertone.studio import models_records as models
from undertone.studio.routes._files import FILE_BODY, attachment, body_bytes, file_label, store_of
from undertone.studio.work import packs
from undertone.studio.work import shelf as lines

router = APIRouter()


@router.get("/api/shelf")
def get_shelf(request: Request) -> models.Shelf:
    return models.Shelf(**store_of(request).shelf.get())


@router.get("/api/shelf/inks")
def ink_names(request: Request) -> dict[str, str]:
    """Names of inks by id: of the shelf's lines, and of the demonstration line, which stands in where no bottle is there."""
    demo = undertone.load_line("demo")
    lines = models.Shelf(**store_of(request).shelf.get()).lines
    return {ink: demo[ink].name for ink in demo} | {ink.id: ink.name for line in lines for ink in line.inks}


@router.post("/api/shelf/sample")
def add_sample(request: Request) -> models.Shelf:
    """The demonstration line, with a bottle of each ink."""
    lines.add_shipped_line(store_of(request))
    return get_shelf(request)


@router.post("/api/shelf/lines", openapi_extra=FILE_BODY)
async def add_line(
    request: Request, accept: Annotated[list[packs.Accepted], Query(max_length=2, default_factory=list)]
) -> models.Shelf:
    """A line.toml or an ink pack. A pack of another key than its maker's so far, or of an older version, is taken where ``accept`` says so."""
    source = await body_bytes(request, packs.MOST_PACK_BYTES, "the line's file")
    name = file_label(request)

    def add() -> models.Shelf:
        lines.add_line_file(store_of(request), name, source, accept)
        return get_shelf(request)

    return await run_in_threadpool(add)


@router.get("/api/shelf/lines/{line_id}/documents/{number}")
def get_document(request: Request, line_id: str, number: Annotated[int, Path(ge=0, le=10_000)]) -> Response:
    """A safety sheet, a certificate, or another file of an ink pack."""
    name, content = packs.document(store_of(request), line_id, number)
    return attachment(content, "application/octet-stream", name)


@router.delete("/api/shelf/lines/{line_id}")
def remove_line(request: Request, line_id: str) -> models.Shelf:
    store_of(request).shelf.remove_line(line_id)
    return get_shelf(request)


@router.post("/api/shelf/label")
def add_label(request: Request, given: models.LabelInk) -> models.Shelf:
    lines.add_label(store_of(request), given)
    return get_shelf(request)


@router.post("/api/shelf/bottles")
def add_bottle(request: Request, given: models.BottleGiven) -> models.Shelf:
    store_of(request).shelf.add_bottle(given.model_dump())
    return get_shelf(request)


@router.put("/api/shelf/bottles/{bottle_id}")
def change_bottle(request: Request, bottle_id: str, given: models.BottleChange) -> models.Shelf:
    changes = given.model_dump(exclude_unset=True, exclude={"version"})
    store_of(request).shelf.change_bottle(bottle_id, given.version, changes)
    return get_shelf(request)


@router.delete("/api/shelf/bottles/{bottle_id}")
def remove_bottle(request: Request, bottle_id: str) -> models.Shelf:
    store_of(request).shelf.remove_bottle(bottle_id)
    return get_shelf(request)


@router.post("/api/shelf/undo")
def undo_shelf(request: Request) -> models.Shelf:
    return models.Shelf(**store_of(request).shelf.undo())


@router.post("/api/shelf/redo")
def redo_shelf(request: Request) -> models.Shelf:
    return models.Shelf(**store_of(request).shelf.redo())


@router.get("/api/shelf/recall")
def recall(request: Request, lot: str = Query(min_length=1, max_length=200)) -> models.Recall:
    store = store_of(request)
    found = store.recall(lot)
    store.trail.add("recalled a lot")
    return models.Recall(**found)
