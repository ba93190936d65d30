"""A supplier's line, where the studio was started on its folder, and the jobs."""

from __future__ import annotations

from fastapi import APIRouter, Query, Response
from fastapi.responses import HTMLResponse

from undertone.studio import models_line
from undertone.studio.routes.context import Working
from undertone.studio.work import supplier

router = APIRouter(prefix="/api", tags=["line"])


@router.get("/line")
async def line(work: Working) -> models_line.LineAnswer:
    """Whether its films and labels can be used, and what its inks are."""
    return await work.heavily(lambda: supplier.line_answer(work.line_folder, work.today()))


@router.get("/line/report", response_class=HTMLResponse)
async def report(work: Working, clients: int = Query(64, ge=1, le=2000)) -> Response:
    """The line's evidence on one page, with so many clients in its coverage; refused until its job has computed it."""
    return HTMLResponse(await work.heavily(lambda: supplier.report_html(work.line_folder, clients, work.today())))


@router.post("/line/report")
def start_report(asked: models_line.ReportAsked, work: Working) -> models_line.JobStarted:
    """The line's evidence: a job."""
    today = work.today()
    return models_line.JobStarted(id=supplier.start_report(work.jobs, work.line_folder, asked.clients, today))


@router.post("/line/coverage")
def coverage(asked: models_line.CoverageAsked, work: Working) -> models_line.JobStarted:
    """Whom the line serves: a job."""
    today = work.today()
    return models_line.JobStarted(id=supplier.start_coverage(work.jobs, work.line_folder, asked.clients, today))


@router.post("/line/qc")
async def qc(asked: models_line.QcAsked, work: Working) -> models_line.QcAnswer:
    """A batch against its master."""
    return await work.heavily(lambda: supplier.qc(work.records, asked))


@router.get("/jobs/{job_id}")
def job(job_id: str, work: Working) -> models_line.Job:
    """How far it is."""
    return work.jobs.state(job_id)


@router.delete("/jobs/{job_id}")
def stop(job_id: str, work: Working) -> models_line.Job:
    """Stop it."""
    return work.jobs.stop(job_id)
