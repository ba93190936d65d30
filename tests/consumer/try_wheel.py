"""Installs a wheel into a new environment and does what its users do first: the sample card, by each instruction set, from Python, and the
studio. Needs Python alone; prints what it found and how long each step took.

python3 tests/consumer/try_wheel.py WHEEL
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

MOST_S = 60  # from nothing to the sample card


def run(*command: object, **environment: str) -> str:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env={**os.environ, **environment})
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout


def timed(what: str, step: Callable[[], str]) -> str:
    start = time.monotonic()
    said = step()
    print(f"{what}: {time.monotonic() - start:.1f} s", flush=True)
    return said


def page_of_the_studio(studio: Path, folder: Path) -> str:
    """The first page that the studio serves."""
    command = [str(studio), "--no-browser", "--records", str(folder / "studio.sqlite")]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+token=\S+", line)))
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with opener.open(address, timeout=20) as answer:
            return str(answer.read().decode())
    finally:
        server.terminate()
        server.wait(timeout=20)


def main(wheel: Path) -> None:
    print("compiler:", shutil.which("c++") or shutil.which("cc") or "none")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        programs = folder / "venv" / "bin"
        start = time.monotonic()
        timed("environment", lambda: run(sys.executable, "-m", "venv", folder / "venv"))
        timed("install", lambda: run(programs / "pip", "install", "--quiet", f"{wheel.resolve()}[studio]"))
        card = timed("undertone demo", lambda: run(programs / "undertone", "demo", folder / "kit"))
        took = time.monotonic() - start
        print(f"from nothing to the card: {took:.1f} s\n\n{card}")
        assert took < MOST_S, "longer than a minute"

        best = run(programs / "python", "-c", "import undertone; print(undertone.processor.instruction_set())").strip()
        sets = ("baseline", "avx2", "avx512")
        for isa in sets[: sets.index(best) + 1]:
            assert run(programs / "undertone", "demo", folder / "kit", UNDERTONE_ISA=isa) == card, isa
            print(f"the same card by {isa}")
        code = 'import sys, undertone as u; c = u.read_client(sys.argv[1]); print(u.match_client(c, u.load_line("demo"), u.Dots()).verdict)'
        print("from Python:", run(programs / "python", "-c", code, folder / "kit" / "medium").strip())
        page = timed("studio", lambda: page_of_the_studio(programs / "undertone-studio", folder))
        assert "<title>" in page
    print("all well")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
