"""A client's record to print and sign: as a page of its own, and as PDF."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response

from undertone.show._page import pdf_of
from undertone.studio.record_page import record_page
from undertone.studio.routes._files import attachment, store_of
from undertone.studio.routes.context import Working
from undertone.studio.work.record_page import client_record

router = APIRouter(prefix="/api/clients", tags=["records"])
Paper = Literal["A4", "Letter"]


@router.get("/{client_id}/record", response_class=Response)
async def page(request: Request, work: Working, client_id: str, paper: Paper = "A4") -> Response:
    """One self-contained page; safety.py says what it may do."""
    made = await work.heavily(lambda: _page(request, client_id, paper))
    return Response(made, media_type="text/html; charset=utf-8")


@router.get("/{client_id}/record.pdf", response_class=Response)
async def pdf(request: Request, work: Working, client_id: str, paper: Paper = "A4") -> Response:
    """The same as PDF; says what is missing where WeasyPrint is not installed."""
    made = await work.heavily(lambda: pdf_of(_page(request, client_id, paper), "a record"))
    return attachment(made, "application/pdf", f"record-{store_of(request).today()}.pdf")


def _page(request: Request, client_id: str, paper: Paper) -> str:
    store = store_of(request)
    record = client_record(store, client_id)
    store.trail.add("printed the record of", client_id)
    return record_page(record, paper)
