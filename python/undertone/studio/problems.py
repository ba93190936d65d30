"""Every refusal as one ``Problem``: what, where, why, what to do. No traceback leaves the machine's own log."""

from __future__ import annotations

import logging
import secrets
import sqlite3
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

import undertone
from undertone.studio.models_work import Problem

LOG = logging.getLogger("undertone.studio")

STATUS_OF_CODE = {
    "bad_request": 400,
    "bad_input": 422,
    "not_found": 404,
    "conflict": 409,
    "superseded": 409,
    "locked": 423,
    "wrong_pin": 403,
    "wait": 429,
    "forbidden": 403,
    "not_logged_in": 401,
    "too_large": 413,
    "wrong_kind": 415,
    "disk_full": 507,
    "database_busy": 503,
    "newer_database": 500,
    "damaged": 500,
    "no_consent": 403,
    "unforeseen": 500,
}


class Refusal(Exception):  # noqa: N818 (a refusal is no error of the program)
    """A refusal of the studio's own, said as a ``Problem``."""

    def __init__(
        self,
        code: str,
        what: str,
        *,
        where: str = "",
        why: str = "",
        do: str = "",
        field: str | None = None,
        current: Any = None,
    ) -> None:
        super().__init__(what)
        self.problem = Problem(code=code, what=what, where=where, why=why, do=do, field=field, current=current)


def answer(problem: Problem, status: int | None = None) -> JSONResponse:
    """The problem as a response."""
    body = problem.model_dump(mode="json")
    if problem.current is None:
        del body["current"]
    return JSONResponse(body, status or STATUS_OF_CODE.get(problem.code, 400))


def _status(error: Exception) -> int | None:
    """The records' errors know theirs."""
    status = getattr(error, "http_status", None)
    return status if isinstance(status, int) else None


def problem_of(error: BaseException, where: str = "") -> Problem:
    """What an error says, in the parts of a problem."""
    if isinstance(error, Refusal):
        return error.problem
    parts = {name: getattr(error, name, None) for name in ("code", "what", "where", "why", "do")}
    if isinstance(parts["code"], str) and isinstance(parts["what"], str):  # the records' own errors
        said = {name: value or "" for name, value in parts.items()}
        return Problem(**said, current=getattr(error, "current", None), field=getattr(error, "field", None))
    if isinstance(error, undertone.DataError):
        place = [error.file] + [f"line {error.line}"] * (error.line > 0) + [f"column {error.column}"] * (error.column > 0)
        return Problem(code="bad_input", what=error.problem, where=", ".join(place), why=error.why, do=error.what_to_do)
    if isinstance(error, undertone.DomainError):
        what = f"{error.name} is {error.value}"
        do = error.what_to_do or f"give {error.name} as {error.allowed}"
        return Problem(code="bad_input", what=what, where=where, why=f"allowed: {error.allowed}", do=do, field=error.name)
    if isinstance(error, undertone.ArgumentTypeError):
        what = f"{error.name}: expected {error.expected}, got {error.got}"
        return Problem(code="bad_input", what=what, where=where, do=error.what_to_do or "correct it", field=error.name)
    if isinstance(error, undertone.MissingLibraryError):
        return Problem(code="missing_library", what=str(error), where=where, do="install the extra that it names")
    if isinstance(error, undertone.Error) and not isinstance(error, undertone.UnforeseenError):
        return Problem(code="bad_input", what=str(error), where=where, do="change what was asked for")
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        do = "wait a moment and save again; nothing was lost"
        return Problem(code="database_busy", what="the records are in use by another program", where="records", do=do)
    return _unforeseen(error, where)


def _unforeseen(error: BaseException, where: str) -> Problem:
    number = secrets.token_hex(4)
    LOG.error("unforeseen error %s at %s", number, where, exc_info=error)
    return Problem(
        code="unforeseen",
        what="something failed that no check foresaw",
        where=where,
        why=f"the studio's log on this computer has it under number {number}",
        do="try again; if it stays, report it with that number",
    )


def _of_validation(errors: Sequence[Any], where: str) -> Problem:
    first: dict[str, Any] = errors[0] if errors else {"loc": (), "msg": "the request has no meaning"}
    if first.get("type") == "json_invalid":  # its place is a number of bytes, not a field
        first = {"loc": (), "msg": f"it is no JSON ({first.get('ctx', {}).get('error', first['msg'])})"}
    parts = [str(part) for part in first["loc"] if part not in ("body", "query", "path", "header")]
    field = ".".join(parts) or None
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    why = str(first["msg"])
    return Problem(
        code="bad_request",
        what=f"{field or 'the request'} cannot be used{more}",
        where=where,
        why=why[0].lower() + why[1:],
        do="correct it and send it again; nothing was changed",
        field=field,
    )


def install(app: FastAPI) -> None:
    """Let the app answer every error as a problem."""

    async def refuse(request: Request, error: Exception) -> JSONResponse:
        return answer(problem_of(error, request.url.path), _status(error))

    async def invalid(request: Request, error: Exception) -> JSONResponse:
        errors = error.errors() if isinstance(error, RequestValidationError) else []
        return answer(_of_validation(errors, request.url.path), 422)

    async def http(request: Request, error: Exception) -> JSONResponse:
        status = error.status_code if isinstance(error, HTTPException) else 500
        words = {
            404: ("not_found", "there is nothing at this address"),
            405: ("bad_request", "this address does not take that method"),
        }
        code, what = words.get(status, ("bad_request", "the request cannot be used"))
        return answer(Problem(code=code, what=what, where=request.url.path, do="go back to the page before"), status)

    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Refusal, refuse)
    app.add_exception_handler(undertone.Error, refuse)
    app.add_exception_handler(Exception, refuse)
