"""Sessions: what comes next, the years, the cup to correct, the diary."""

from __future__ import annotations

from fastapi import APIRouter

from undertone.studio import models_diary
from undertone.studio import models_work as said
from undertone.studio.routes.context import Working
from undertone.studio.work import correct, diary, sessions

router = APIRouter(prefix="/api", tags=["sessions"])


@router.get("/clients/{client_id}/next")
async def next_session(client_id: str, work: Working, zone: said.ZoneName = "mid") -> said.NextAnswer:
    """What to do next, and why."""
    today = work.today()
    return await work.heavily(lambda: sessions.next_answer(work.records, client_id, zone, today))


@router.get("/clients/{client_id}/timeline")
async def timeline(client_id: str, work: Working, zone: said.ZoneName = "mid") -> said.Timeline:
    """Sessions, readings, forecast and touch-up."""
    today = work.today()
    return await work.heavily(lambda: sessions.timeline(work.records, client_id, zone, today))


@router.post("/correct")
async def correct_cup(asked: said.CorrectAsked, work: Working) -> said.CorrectionAnswer:
    """What to add to a cup."""
    today = work.today()
    return await work.heavily(lambda: correct.correction(work.records, asked, today))


@router.get("/diary")
async def read_diary(work: Working) -> models_diary.Diary:
    """Predicted against healed, worst first."""
    today = work.today()
    return await work.heavily(lambda: diary.diary(work.records, today))
