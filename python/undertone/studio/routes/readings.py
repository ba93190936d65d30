"""Readings: dropped, pasted, typed, or of the sample kit."""

from __future__ import annotations

from urllib.parse import quote, unquote

from fastapi import APIRouter, Header, Query, Request, Response

from undertone.studio import models_work as said
from undertone.studio.routes.context import Working
from undertone.studio.work import readings

router = APIRouter(prefix="/api", tags=["readings"])


@router.get("/instruments")
def instruments() -> list[said.InstrumentPreset]:
    """What is known of instruments."""
    return readings.presets()


@router.post("/readings", openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}, "required": True}})
async def add_file(
    request: Request,
    work: Working,
    role: said.ReadingRole,
    x_file_name: str = Header(default="reading", max_length=2000),
    instrument: str = Query("", max_length=200),
    geometry: str = Query("", max_length=200),
    illuminant: str = Query("", max_length=200),
    observer: str = Query("", max_length=200),
) -> said.Reading:
    """A file's bytes, parsed; one that cannot be read is refused and not kept."""
    source = await request.body()
    given = said.Said(instrument=instrument, geometry=geometry, illuminant=illuminant, observer=observer)
    name = readings.label_of(unquote(x_file_name))
    return await work.heavily(lambda: readings.keep(work.records, role, name, source, given))


@router.post("/readings/text")
async def add_text(asked: said.PastedReading, work: Working) -> said.Reading:
    """A table that was pasted."""
    source, name = asked.text.encode("utf-8", "replace"), readings.label_of(asked.name)
    return await work.heavily(lambda: readings.keep(work.records, asked.role, name, source, asked.said))


@router.post("/readings/typed")
async def add_typed(asked: said.TypedReading, work: Working) -> said.Reading:
    """L*, a*, b* that were typed."""
    source, name = readings.typed_source(asked.rows), readings.label_of(asked.name)
    return await work.heavily(lambda: readings.keep(work.records, asked.role, name, source, asked.said))


@router.post("/readings/sample")
async def add_sample(asked: said.SampleAsked, work: Working) -> said.SamplePair:
    """One person of the sample kit."""
    return await work.heavily(lambda: readings.sample_pair(work.records, asked.person))


@router.post("/readings/check_pair")
async def check_pair(asked: said.PairAsked, work: Working) -> said.PairFindings:
    """Whether skin and fringe may be compared."""
    skin, fringe = work.records.reading(asked.skin_id), work.records.reading(asked.fringe_id)
    return said.PairFindings(findings=await work.heavily(lambda: readings.pair_findings(skin, fringe)))


@router.get("/readings/{reading_id}")
async def reading(reading_id: str, work: Working) -> said.Reading:
    """A kept reading."""
    return await work.heavily(lambda: readings.reading_answer(work.records.reading(reading_id)))


@router.put("/readings/{reading_id}")
async def change(reading_id: str, asked: said.ReadingChange, work: Working) -> said.Reading:
    """Say something else of it: it is read again from the kept bytes."""
    return await work.heavily(lambda: readings.change(work.records, reading_id, asked))


@router.get("/readings/{reading_id}/source", response_class=Response)
def source(reading_id: str, work: Working) -> Response:
    """The bytes as they came, to be saved."""
    kept = work.records.reading(reading_id)
    name = quote(readings.label_of(kept.name), safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(kept.source, media_type="application/octet-stream", headers=headers)
