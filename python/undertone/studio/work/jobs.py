"""Long work with progress, which can be stopped."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any

import undertone
from undertone.studio import models_line
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal, problem_of

MOST_KEPT = 20


class StoppedError(Exception):
    """The user stopped the job."""


@dataclass
class _Job:
    kind: str
    stop: Event = field(default_factory=Event)
    progress: float = 0.0
    done: bool = False
    stopped: bool = False
    problem: said.Problem | None = None
    result: Any = None


class Jobs:
    """Those that run, and the last ones that ended."""

    def __init__(self) -> None:
        self._jobs: dict[str, _Job] = {}
        self._lock = Lock()

    def start(self, kind: str, work: Callable[[Callable[[int, int], None]], Any]) -> str:
        """Run ``work`` in a thread; it calls what it is given with done and all, which raises once the job is stopped."""
        with self._lock:
            if any(job.kind == kind and not job.done for job in self._jobs.values()):
                raise Refusal("conflict", f"{kind} is at work already", where=kind, do="wait for it, or stop it")
            job_id, job = secrets.token_hex(8), _Job(kind)
            self._jobs[job_id] = job
            ended = [key for key, one in self._jobs.items() if one.done]
            for key in ended[: max(0, len(self._jobs) - MOST_KEPT)]:
                del self._jobs[key]

        def progress(done: int, of: int) -> None:
            if job.stop.is_set():
                raise StoppedError
            job.progress = done / of if of else 0.0

        def run() -> None:
            try:
                job.result = work(progress)
                job.progress = 1.0
            except undertone.CallbackError as error:
                job.stopped = isinstance(error.__cause__, StoppedError)
                job.problem = None if job.stopped else problem_of(error, kind)
            except StoppedError:
                job.stopped = True
            except Exception as error:
                job.problem = problem_of(error, kind)
            finally:
                job.done = True

        Thread(target=run, name=kind, daemon=True).start()
        return job_id

    def state(self, job_id: str) -> models_line.Job:
        job = self._job(job_id)
        return models_line.Job(
            id=job_id,
            kind=job.kind,
            progress=job.progress,
            done=job.done,
            stopped=job.stopped,
            problem=job.problem,
            result=job.result if job.done else None,
        )

    def stop(self, job_id: str) -> models_line.Job:
        """Ask it to stop: it does at its next step."""
        self._job(job_id).stop.set()
        return self.state(job_id)

    def stop_all(self) -> None:
        for job in list(self._jobs.values()):
            job.stop.set()

    def _job(self, job_id: str) -> _Job:
        job = self._jobs.get(job_id)
        if job is None:
            raise Refusal("not_found", "there is no such job", where="jobs", do="start it again")
        return job
