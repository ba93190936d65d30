"""A line's report, made in a program of its own: the engine says nothing while it makes one, so ending the program is how to stop it.

``python -m undertone.studio.work.report_apart SOURCE CLIENTS TODAY`` prints the page, or why there is none.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import undertone
from undertone.studio.models_work import Problem
from undertone.studio.problems import Refusal, problem_of

LOOKS_AFTER_S = 0.1


def made_apart(source: Path, clients: int, today: str, progress: Callable[[int, int], None]) -> str:
    """The page as HTML. ``progress`` is called again and again, and ends the work by raising.

    Raises
    ------
    Refusal
        The line has no report; it says why.
    """
    command = [sys.executable, "-m", __name__, str(source), str(clients), today]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as program:
        try:
            said = _waited_for(program, progress)
        finally:
            program.kill()
    answer: dict[str, Any] = json.loads(said) if program.returncode == 0 else {"problem": _ended_early(program.returncode)}
    if "problem" in answer:
        problem = Problem(**answer["problem"])
        raise Refusal(problem.code, problem.what, where=problem.where, why=problem.why, do=problem.do)
    html: str = answer["html"]
    return html


def _waited_for(program: subprocess.Popen[bytes], progress: Callable[[int, int], None]) -> bytes:
    while True:
        try:
            return program.communicate(timeout=LOOKS_AFTER_S)[0]
        except subprocess.TimeoutExpired:
            progress(0, 0)


def _ended_early(code: int) -> dict[str, str]:
    what = f"the program that makes the report ended with {code}"
    return {"code": "unforeseen", "what": what, "where": "line report", "do": "try again, with fewer clients"}


def main(arguments: Sequence[str]) -> None:
    """Print the report, or the problem, as JSON."""
    source, clients, today = arguments
    try:
        print(json.dumps({"html": undertone.supply.line_dossier(source, clients=int(clients), today=today).html}))
    except undertone.Error as error:
        print(
            json.dumps({"problem": problem_of(error, "line report").model_dump(mode="json", exclude={"current", "field"})})
        )


if __name__ == "__main__":
    main(sys.argv[1:])
