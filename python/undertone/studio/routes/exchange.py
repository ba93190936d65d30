"""Whole records: export, import, backup, restore, and the table for research."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from undertone.studio import models_records as models
from undertone.studio.models_work import MixInput, Settings, Status
from undertone.studio.routes._files import FILE_BODY, MOST_RECORDS_BYTES, attachment, body_file, made_file, store_of
from undertone.studio.routes.context import Working
from undertone.studio.routes.status import status_of
from undertone.studio.store import Store
from undertone.studio.store.backup import backup_to, restore_from
from undertone.studio.store.exchange import Readers, export_json, export_zip, import_records
from undertone.studio.store.research import columns_csv, research_csv
from undertone.studio.work.cache import forget_all
from undertone.studio.work.records import KeptReading
from undertone.studio.work.shelf import describe
from undertone.studio.work.stored import StoredRecords, summary_of

router = APIRouter()


def _read_again(role: str, name: str, source: bytes, said: Mapping[str, str]) -> Mapping[str, Any]:
    return summary_of(KeptReading("", role, name, source, said))


READERS = Readers(reading=_read_again, line=describe, mix=MixInput.model_validate)


def _look_at_all(store: Store) -> None:
    """As the pages will show it: settings, clients with all that is theirs, cards with their seals, the shelf, the diary."""
    records = StoredRecords(store)
    Settings(**records.settings())
    models.Shelf(**store.shelf.get())
    store.diary_rows()
    for brief in store.clients.find(""):
        found = models.Client(**{**store.clients.get(brief["id"]), "readings": records.readings_of(brief["id"])})
        for card in found.cards:
            store.cards.get(card.id)


@router.get("/api/export.json")
def get_export_json(request: Request) -> Response:
    store = store_of(request)
    return made_file(request, lambda path: export_json(store, path), "application/json", f"studio-{store.today()}.json")


@router.get("/api/export.zip")
def get_export_zip(request: Request) -> Response:
    store = store_of(request)
    return made_file(request, lambda path: export_zip(store, path), "application/zip", f"studio-{store.today()}.zip")


@router.post("/api/import", openapi_extra=FILE_BODY)
async def post_import(request: Request) -> models.Imported:
    async with body_file(request, MOST_RECORDS_BYTES, "the export") as path:
        done = await run_in_threadpool(import_records, store_of(request), path, READERS)
    return models.Imported(**done)


@router.get("/api/backup")
def get_backup(request: Request) -> Response:
    store = store_of(request)
    name = f"studio-{store.today()}.sqlite"
    return made_file(request, lambda path: backup_to(store, path), "application/vnd.sqlite3", name)


@router.post("/api/restore", openapi_extra=FILE_BODY)
async def post_restore(request: Request, work: Working) -> Status:
    async with body_file(request, MOST_RECORDS_BYTES, "the backup") as path:
        await run_in_threadpool(restore_from, store_of(request), path, _look_at_all)
    forget_all()
    return await run_in_threadpool(status_of, request, work)


@router.get("/api/research.csv")
def get_research(request: Request) -> Response:
    return attachment(research_csv(store_of(request)), "text/csv; charset=utf-8", "research.csv")


@router.get("/api/research_columns.csv")
def get_research_columns() -> Response:
    return attachment(columns_csv(), "text/csv; charset=utf-8", "research_columns.csv")
