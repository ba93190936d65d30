"""How the studio stands, and its settings."""

from __future__ import annotations

from fastapi import APIRouter, Request

from undertone._core import __version__
from undertone.studio import models_work as said
from undertone.studio.routes.context import Work, Working
from undertone.studio.work.readings import conditions_of, sample_people

router = APIRouter(prefix="/api", tags=["status"])


def status_of(request: Request, work: Work) -> said.Status:
    """What a window needs to begin with. Behind a PIN, nothing of the clients."""
    pin_set, locked = work.records.lock_state()
    return said.Status(
        version=__version__,
        today=work.today(),
        locked=locked,
        pin_set=pin_set,
        settings=said.Settings(**work.records.settings()),
        clients=0 if locked else work.records.client_count(),
        line_folder=work.line_folder is not None,
        records_file=request.app.state.records_file,
        people=sample_people(),
    )


@router.get("/status")
def status(request: Request, work: Working) -> said.Status:
    """How the studio stands."""
    return status_of(request, work)


@router.put("/settings")
def put_settings(asked: said.Settings, request: Request, work: Working) -> said.Status:
    """All settings, as they are to be."""
    conditions_of(said.Said(**{name: getattr(asked, name) for name in ("instrument", "geometry", "illuminant", "observer")}))
    work.records.save_settings(asked.model_dump())
    return status_of(request, work)
