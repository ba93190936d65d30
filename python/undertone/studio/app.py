"""The studio as one ASGI app: the addresses under /api, and the built pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from starlette.types import ASGIApp

from undertone._core import __version__
from undertone.studio import problems
from undertone.studio.models_work import Problem
from undertone.studio.problems import Refusal
from undertone.studio.routes import line, mix, photo_reading, readings, sessions, status
from undertone.studio.routes.context import Work
from undertone.studio.safety import Safety
from undertone.studio.work.records import Records

PAGES = Path(__file__).parent / "pages"
OF_THE_RECORDS = ("records", "record_page", "shelf", "exchange", "lock")  # routes of the store

_NO_PAGES = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Undertone studio</title></head>
<body><h1>The pages are not built</h1>
<p>The studio's server runs, but this installation holds no pages. From a clone, build them with <code>./dev studio</code>;
else install the package again: its wheel holds them.</p></body></html>
"""


def create_app(
    store: Any,
    *,
    token: str,
    port: int,
    today: Callable[[], str],
    records: Records | None = None,
    pages: Path = PAGES,
    line_folder: Path | None = None,
    records_file: str = "",
    is_locked: Callable[[], bool] | None = None,
    doorbell: str = "",
) -> Safety:
    """The app behind its gate. Nothing is put on the shelf by itself: an empty one mixes from the demonstration line, and says so.

    Parameters
    ----------
    store
        The records, for the routes of the records.
    token : str
        One-time, of the address that opens the studio.
    today : callable
        The day as 2026-12-01.
    records : Records, optional
        What the work sees of the store; the store itself where not given.
    pages : Path
        Built pages; where there are none, a page says so.
    line_folder : Path, optional
        A supplier's line.
    """
    work = Work(store if records is None else records, today, line_folder)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        work.close()

    refusals: dict[int | str, dict[str, Any]] = {"default": {"model": Problem, "description": "A refusal"}}
    app = FastAPI(
        title="Undertone studio",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses=refusals,
    )
    app.state.store, app.state.work, app.state.records_file = store, work, records_file
    problems.install(app)
    for module in (status, readings, photo_reading, mix, sessions, line):
        app.include_router(module.router)
    for name in OF_THE_RECORDS:
        if find_spec(f"undertone.studio.routes.{name}") is not None:
            app.include_router(import_module(f"undertone.studio.routes.{name}").router)

    @app.get("/api/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        return JSONResponse(app.openapi())

    @app.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"], include_in_schema=False)
    def no_such_address(rest: str) -> Response:
        raise Refusal("not_found", "there is nothing at this address", where=f"/api/{rest}", do="go back to the page before")

    _serve_pages(app, pages)
    gate: ASGIApp = app
    return Safety(gate, token=token, port=port, is_locked=is_locked or _never_locked, doorbell=doorbell)


def _never_locked() -> bool:
    return False


def _serve_pages(app: FastAPI, pages: Path) -> None:
    """The files that were built, by a list made at the start; every other address is the one page, which finds its way by it."""
    files: Mapping[str, Path] = {
        path.relative_to(pages).as_posix(): path for path in pages.rglob("*") if path.is_file() and not path.is_symlink()
    }

    @app.get("/{rest:path}", include_in_schema=False)
    def page(rest: str, request: Request) -> Response:
        found = files.get(rest)
        if found is not None and rest != "index.html":
            hashed = rest.startswith("assets/")
            kept = "public, max-age=31536000, immutable" if hashed else "no-cache"
            return FileResponse(found, headers={"Cache-Control": kept})
        if rest.startswith("assets/"):
            raise Refusal(
                "not_found", "this file is not part of the pages", where=request.url.path, do="load the page again"
            )
        if "index.html" not in files:
            return HTMLResponse(_NO_PAGES, 503)
        return FileResponse(files["index.html"], headers={"Cache-Control": "no-cache"})
