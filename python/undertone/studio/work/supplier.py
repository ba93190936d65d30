"""A supplier's line folder: can its evidence be used, whom does the line serve, one page of it all, batches against a master."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import undertone
from undertone.studio import models_line
from undertone.studio.problems import Refusal
from undertone.studio.work.cache import Cache
from undertone.studio.work.colors import diagnostics, swatch
from undertone.studio.work.jobs import Jobs
from undertone.studio.work.readings import by_instrument, parsed_of
from undertone.studio.work.records import Records

_REPORTS: Cache[str] = Cache(2)
_LINES: Cache[undertone.Line] = Cache(4)


def _folder(folder: Path | None) -> Path:
    if folder is None:
        do = "start the studio with --line-folder FOLDER"
        raise Refusal("not_found", "no line's folder is open", where="line", do=do)
    return folder


def _state(folder: Path) -> tuple[Any, ...]:
    """What the folder's answers follow from: its files as they are now."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in found)


def line_of(folder: Path | None, today: str) -> undertone.Line:
    """The folder's line.toml; made of its films and labels where there is none."""
    where = _folder(folder)
    made = where / "line.toml"

    def read() -> undertone.Line:
        return undertone.load_line(made) if made.is_file() else undertone.supply.characterise_line(where, today=today).line

    return _LINES.get((_state(where), today), read)


def line_answer(folder: Path | None, today: str) -> models_line.LineAnswer:
    """Each film and label judged, and the inks as they would look as opaque films."""
    where = _folder(folder)
    found: list[undertone.Diagnostic] = []
    if (where / "evidence.toml").is_file():
        for entry in undertone.supply.check_line_folder(where).entries:
            if entry.error:
                found.append(undertone.Diagnostic("error", "evidence", f"{entry.entry}: {entry.error}"))
            found += [
                undertone.Diagnostic(one.severity, one.code, f"{entry.entry}: {one.message}") for one in entry.diagnostics
            ]
    line = line_of(where, today)
    inks = [
        models_line.LineInk(
            id=ink.id, name=ink.name, masstone=swatch(ink.name, undertone.masstone(line, ink.mg_per_ml).lab())
        )
        for ink in line.values()
    ]
    return models_line.LineAnswer(name=line.name, findings=diagnostics(found), inks=inks)


def report_html(folder: Path | None, clients: int, today: str) -> str:
    """The line's evidence on one page, as it was computed."""
    where = _folder(folder)

    def missing() -> str:
        do = "compute it on the page Line"
        raise Refusal("not_found", "the report of the line as it is now was not computed yet", where="line report", do=do)

    return _REPORTS.get((_state(where), clients, today), missing)


def start_report(jobs: Jobs, folder: Path | None, clients: int, today: str) -> str:
    """The line's evidence as ``undertone line report`` makes it for so many clients: a job that can be stopped."""
    where = _folder(folder)
    source = where if (where / "evidence.toml").is_file() else where / "line.toml"

    def work(progress: Callable[[int, int], None]) -> Any:
        key = (_state(where), clients, today)  # of the files as they were read, should they change meanwhile
        _REPORTS.get(
            key, lambda: undertone.supply.line_dossier(source, clients=clients, today=today, progress=progress).html
        )
        return {"clients": clients}

    return jobs.start("report", work)


def start_coverage(jobs: Jobs, folder: Path | None, clients: int, today: str) -> str:
    """Whom the line serves, as a job that can be stopped."""
    where = _folder(folder)

    def work(progress: Callable[[int, int], None]) -> Any:
        line = line_of(where, today)
        found = undertone.supply.coverage(line, clients=clients, today=today, progress=progress)
        return {"text": str(found), "data": json.loads(found.to_json())}

    return jobs.start("coverage", work)


def qc(records: Records, asked: models_line.QcAsked) -> models_line.QcAnswer:
    """A batch against its master, by the supplier's own tolerance."""
    master, batch = (
        parsed_of(by_instrument(records.reading(one))) for one in (asked.master_reading_id, asked.batch_reading_id)
    )
    found = undertone.supply.check_batch(list(master.settled), list(batch.settled), asked.tolerance, asked.set_by)
    return models_line.QcAnswer(text=str(found), data=json.loads(found.to_json()))
