"""Files that the browser sends and gets: read from the request's body, never from a path that it names."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import quote, unquote

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from undertone.studio.store import Store, StoreError
from undertone.studio.store.errors import from_os

MOST_RECORDS_BYTES = 500_000_000
FILE_BODY = {"requestBody": {"content": {"application/octet-stream": {}}, "required": True}}  # said in the OpenAPI


def store_of(request: Request) -> Store:
    """The records of this studio."""
    store: Store = request.app.state.store
    return store


def file_label(request: Request) -> str:
    """What the browser calls the file: a label to show, and nothing else."""
    name = unquote(request.headers.get("x-file-name", "")).replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(one for one in name if one.isprintable())[:200] or "file"


async def body_bytes(request: Request, most: int, what: str) -> bytes:
    """The request's body, read no further than the limit."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > most:
            raise too_large(what, most)
        parts.append(part)
    return b"".join(parts)


@asynccontextmanager
async def body_file(request: Request, most: int, what: str) -> AsyncIterator[Path]:
    """The request's body in a private file beside the records, gone afterwards."""
    with private_folder(store_of(request)) as folder:
        path = folder / "received"
        size = 0
        with path.open("xb") as file:
            async for part in request.stream():
                size += len(part)
                if size > most:
                    raise too_large(what, most)
                await run_in_threadpool(file.write, part)
        yield path


@contextmanager
def private_folder(store: Store) -> Iterator[Path]:
    """A folder beside the records, its owner's alone. What a killed studio leaves of it is removed when it starts again."""
    try:
        with tempfile.TemporaryDirectory(prefix=store.beside, dir=store.db.path.parent) as made:
            yield Path(made)
    except OSError as error:
        raise from_os(error, store.file_name) from error


def too_large(what: str, most: int) -> StoreError:
    """A body beyond its limit."""
    limit = f"up to {most / 1e6:.0f} MB are taken"
    return StoreError("too_large", f"{what} is too large", "file", limit, "send a smaller one")


def attachment(content: bytes | str, media_type: str, name: str) -> Response:
    """To be saved, never to be shown by the browser as a page of ours."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)


def made_file(request: Request, write: Callable[[Path], object], media_type: str, name: str) -> FileResponse:
    """A file that ``write`` makes in a private folder, sent and then deleted."""
    with ExitStack() as stack:
        path = stack.enter_context(private_folder(store_of(request))) / "made"
        write(path)
        cleaning = stack.pop_all()
    return FileResponse(path, media_type=media_type, filename=name, background=BackgroundTask(cleaning.close))
