"""Mixes: the answer, more of it, the live picture, the ladder, the zones."""

from __future__ import annotations

from fastapi import APIRouter, Query
from pydantic import TypeAdapter, ValidationError

from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.routes.context import Working
from undertone.studio.work import live, plan, replacement

router = APIRouter(prefix="/api", tags=["mix"])
_DOTS = TypeAdapter(said.Dots)


@router.get("/hair_words")
def hair_words() -> list[str]:
    """Colours of hair in words."""
    return plan.hair_words()


@router.get("/zones")
def zones(mid: str = Query(max_length=1000)) -> dict[str, said.Dots]:
    """Dots as usual in each zone, from those in the middle."""
    try:
        dots = _DOTS.validate_json(mid)
    except ValidationError as error:
        why = str(error.errors()[0]["msg"])
        raise Refusal(
            "bad_request", "mid holds no dots", where="zones", why=why, do="send dots as JSON", field="mid"
        ) from None
    return plan.usual_zones(dots)


@router.post("/mix")
async def mix(asked: said.MixInput, work: Working) -> said.MixAnswer:
    """What to mix."""
    today = work.today()
    return await work.heavily(lambda: plan.mix_answer(work.records, asked, today))


@router.post("/mix/more")
async def more(asked: said.MoreAsked, work: Working) -> said.Cup:
    """What to pour on top of what there is."""
    today = work.today()
    return await work.heavily(lambda: plan.more(work.records, asked, today))


@router.post("/live")
async def live_picture(asked: said.LiveInput, work: Working) -> said.LiveAnswer:
    """The picture while a finger drags: the newest request of a window wins."""
    today = work.today()
    work.newest.arrived(asked.window, asked.sequence)

    def answer() -> said.LiveAnswer:
        work.newest.check(asked.window, asked.sequence)
        return live.live_answer(work.records, asked, today)

    return await work.quickly(answer)


@router.post("/ladder")
async def ladder(asked: said.LadderAsked, work: Working) -> said.LadderAnswer:
    """Each dilution of one ink, healed."""
    today = work.today()
    return await work.heavily(lambda: plan.ladder_answer(work.records, asked, today))


@router.post("/zones_plan")
async def zones_plan(asked: said.ZonesAsked, work: Working) -> dict[str, said.MixAnswer]:
    """Each zone by itself."""
    today = work.today()
    return await work.heavily(lambda: plan.zones_answer(work.records, asked, today))


@router.get("/shelf/bottles/{bottle_id}/replacement")
async def replace(bottle_id: str, work: Working) -> list[said.Replacement]:
    """Other inks in place of one that cannot be had any more."""
    return await work.heavily(lambda: replacement.replacements(work.records, bottle_id))
