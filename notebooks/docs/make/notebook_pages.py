"""Runs the notebooks and turns them into pages with their pictures.

A run is kept in build/notebooks under a checksum of all that its results follow from, so that only what changed runs again.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[3]
NOTEBOOKS = ROOT / "notebooks"
RUNS = ROOT / "build" / "notebooks"
STAMP = "undertone_made_from"


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def checksum(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def package_checksum() -> str:
    """Of the package's code, the engine in it, the data and the libraries beside it."""
    from undertone import _core

    own = sorted((ROOT / "python" / "undertone").rglob("*.py"))
    rest = [Path(_core.__file__), ROOT / "data" / "MANIFEST.toml", ROOT / "python" / "requirements-dev.txt"]
    return checksum([*own, *rest])


def run(path: Path, made_from: str) -> Path:
    """Run one notebook from top to bottom; what it showed is kept even where it fails."""
    notebook = read(path)
    target = RUNS / path.name
    try:
        NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": str(path.parent)}},
            extra_arguments=["--log-level=ERROR"],
        ).execute()
        notebook.metadata[STAMP] = made_from
    finally:
        target.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, target)  # type: ignore[no-untyped-call]
    return target


def run_all(jobs: int = 1) -> list[Path]:
    """Executed copies of all notebooks."""
    package = package_checksum()
    done: list[tuple[Path, str]] = []
    waiting: list[tuple[Path, str]] = []
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        made_from = checksum([path]) + package
        kept = RUNS / path.name
        fresh = kept.is_file() and read(kept).metadata.get(STAMP) == made_from
        (done if fresh else waiting).append((path, made_from))
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        for ran in pool.map(run, *zip(*waiting, strict=True)) if waiting else ():
            print(f"   ran {ran.name}", file=sys.stderr)
    return sorted(RUNS / path.name for path, _ in (*done, *waiting))


def fenced(text: str, language: str) -> str:
    """A block of code, in a fence longer than any in it."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}{language}\n{text.rstrip()}\n{fence}\n"


def shown(output: Any, picture: str, folder: Path) -> str:
    """One output as Markdown; a picture goes into the folder."""
    if output.output_type == "stream":
        return fenced(output.text, "text") if output.name == "stdout" else ""
    data = output.get("data", {})
    if "image/png" in data:
        (folder / picture).write_bytes(base64.b64decode(data["image/png"]))
        return f"![Output of the cell above]({picture})\n"
    if "text/html" in data:
        return fenced(f'<div class="output">{data["text/html"]}</div>', "{raw} html")
    return fenced(data["text/plain"], "text") if "text/plain" in data else ""


def page(path: Path, folder: Path) -> str:
    """Write one executed notebook as a Markdown page; gives the name of its last picture."""
    notebook = read(path)
    parts, pictures = [], []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            parts.append(cell.source + "\n")
            continue
        source = "\n".join(line for line in cell.source.splitlines() if not line.startswith("%matplotlib"))
        parts.append(fenced(source.strip(), "python"))
        for position, output in enumerate(cell.get("outputs", [])):
            name = f"{path.stem}_{number}_{position}.png"
            text = shown(output, name, folder)
            if name in text:
                pictures.append(name)
            if text:
                parts.append(text)
    if not pictures:
        raise SystemExit(f"{path.name} shows no picture")
    source = f"*Executed from `notebooks/{path.name}`; `./dev notebooks` runs it.*\n"
    (folder / f"{path.stem}.md").write_text("\n".join([parts[0], source, *parts[1:]]), encoding="utf-8")
    return pictures[-1]


def title(path: Path) -> str:
    first: str = read(path).cells[0].source.splitlines()[0]
    return first.removeprefix("# ")


def write_pages(folder: Path) -> None:
    """Pages of all notebooks, and a gallery of the figures that they end in."""
    folder.mkdir(parents=True, exist_ok=True)
    runs = run_all(int(os.environ.get("UNDERTONE_JOBS") or os.cpu_count() or 1))
    last = {path: page(path, folder) for path in runs}
    lines = [
        "# Notebooks",
        "",
        "Each was run, from top to bottom, by the command that built this site. Below, the figure that each ends in.",
        "",
        "```{toctree}\n:hidden:\n:maxdepth: 1\n\n" + "\n".join(path.stem for path in runs) + "\n```",
        "",
    ]
    for path in runs:
        lines += [f"## [{title(path)}]({path.stem}.md)", "", f"[![{title(path)}]({last[path]})]({path.stem}.md)", ""]
    (folder / "index.md").write_text("\n".join(lines), encoding="utf-8")
