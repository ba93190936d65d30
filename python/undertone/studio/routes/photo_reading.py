"""Photographs with a colour card: a look at the picture, and the reading that its marks give."""

from __future__ import annotations

from urllib.parse import unquote

from fastapi import APIRouter, Header, Query, Request

from undertone.studio import models_photo as photo_said
from undertone.studio import models_work as said
from undertone.studio.routes.context import Working
from undertone.studio.work import photo_reading

router = APIRouter(prefix="/api/photo_readings", tags=["readings"])
_BODY = {"requestBody": {"content": {"application/octet-stream": {}}, "required": True}}


@router.post("/look", openapi_extra=_BODY)
async def look(
    request: Request, work: Working, x_file_name: str = Header(default="photograph", max_length=2000)
) -> photo_said.PhotoLook:
    """A small copy to mark on, and the card's corners where they can be found. Nothing is kept."""
    source, name = await request.body(), unquote(x_file_name)
    return await work.heavily(lambda: photo_reading.look(source, name))


@router.post("", openapi_extra=_BODY)
async def read(
    request: Request,
    work: Working,
    role: said.ReadingRole,
    region: str = Query(max_length=200),
    corners: str = Query("", max_length=400),
    x_file_name: str = Header(default="photograph", max_length=2000),
) -> photo_said.PhotoReading:
    """The colour of the region by the card between the corners. The picture itself is not kept."""
    source, name = await request.body(), unquote(x_file_name)
    points, place = photo_reading.marked_points(corners), photo_reading.marked_region(region)
    return await work.heavily(lambda: photo_reading.read(work.records, role, source, name, points, place))
