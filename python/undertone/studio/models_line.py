"""The contract's page of a supplier's line, and its jobs, in pydantic."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from undertone.studio.models_work import Answer, Diagnostic, Given, Problem, ShortText, Swatch


class LineInk(Answer):
    id: str
    name: str
    masstone: Swatch


class LineAnswer(Answer):
    name: str
    findings: list[Diagnostic]
    inks: list[LineInk]


class CoverageAsked(Given):
    clients: Annotated[int, Field(ge=1, le=5000)] = 200


class ReportAsked(Given):
    clients: Annotated[int, Field(ge=1, le=2000)] = 64  # of its coverage


class JobStarted(Answer):
    id: str


class QcAsked(Given):
    master_reading_id: str
    batch_reading_id: str
    tolerance: Annotated[float, Field(gt=0, le=100)]
    set_by: ShortText


class QcAnswer(Answer):
    text: str
    data: dict[str, Any]


class Job(Answer):
    id: str
    kind: str
    progress: float
    done: bool
    stopped: bool
    problem: Problem | None
    result: Any
