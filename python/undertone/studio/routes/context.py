"""What every address works with: the records, the day, and the threads for heavy work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from fastapi import Depends, Request

from undertone.studio.work.jobs import Jobs
from undertone.studio.work.live import Newest
from undertone.studio.work.records import Records

T = TypeVar("T")


@dataclass
class Work:
    """Of one running studio. Live answers have threads of their own, so that a search in progress does not hold up a finger."""

    records: Records
    today: Callable[[], str]
    line_folder: Path | None = None
    newest: Newest = field(default_factory=Newest)
    jobs: Jobs = field(default_factory=Jobs)
    live: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "live"))
    heavy: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "heavy"))

    async def heavily(self, work: Callable[[], T]) -> T:
        """In a thread: the engine releases the interpreter's lock."""
        return await asyncio.get_running_loop().run_in_executor(self.heavy, work)

    async def quickly(self, work: Callable[[], T]) -> T:
        """In a thread for live answers."""
        return await asyncio.get_running_loop().run_in_executor(self.live, work)

    def close(self) -> None:
        """Stop what runs."""
        self.jobs.stop_all()
        for pool in (self.live, self.heavy):
            pool.shutdown(wait=False, cancel_futures=True)


def _work(request: Request) -> Work:
    work: Work = request.app.state.work
    return work


Working = Annotated[Work, Depends(_work)]
