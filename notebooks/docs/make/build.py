"""Builds the site: ``./dev docs``, pages in build/docs/html.

Pages that are made from sources are written beside copies of those in notebooks/docs/, where Sphinx reads them all. A warning is an error, and
so are a dead link and anything that a page would load from the network.
"""

from __future__ import annotations

import argparse
import filecmp
import shutil
import subprocess
import sys
import time
from pathlib import Path

import accuracy_page
import codes
import cpp_pages
import data_pages
import links
import notebook_pages
import python_pages

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "notebooks" / "docs"
BUILD = ROOT / "build" / "docs"
FRESH, SOURCE, SITE = BUILD / "fresh", BUILD / "source", BUILD / "html"
EXAMPLES = ROOT / "tests" / "consumer" / "examples"
OF_THE_TREE = {
    "proof.md": ROOT / "engine" / "search" / "README.md",
    "data/format.md": ROOT / "data" / "README.md",
    "cpp/engine.md": ROOT / "engine" / "README.md",
    "changes.md": ROOT / "CHANGELOG.md",
    "security.md": ROOT / ".github" / "SECURITY.md",
    **{
        f"pictures/{name}.png": ROOT / "data" / "sample_kit" / f"{name}.png"
        for name in ("demo", "years", "dots", "coverage")
    },
    "static/STIXMath-Regular.otf": Path(
        "/usr/share/fonts/opentype/stix-word/STIXMath-Regular.otf"
    ),  # of Debian's fonts-stix
}


def say(text: str) -> None:
    print(f"-- {text}", file=sys.stderr, flush=True)


def write_sources(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(
        DOCS, folder, ignore=shutil.ignore_patterns("make", "*.toml", "*.csv", "Doxyfile", "*.awk", "*.dox", "__pycache__")
    )
    for name, path in OF_THE_TREE.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    shutil.copytree(EXAMPLES, folder / "examples")
    data_pages.write_pages(folder / "data")
    codes.write_pages(folder / "errors")
    accuracy_page.write_pages(folder)
    cpp_pages.write_pages(folder / "cpp")
    python_pages.write_pages(folder / "python")
    say("notebooks")
    notebook_pages.write_pages(folder / "notebooks")


def bring(fresh: Path, kept: Path) -> None:
    """Make `kept` equal to `fresh`, touching only what differs: Sphinx reads again what is newer."""
    wanted = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()}
    for path in [path for path in kept.rglob("*") if path.is_file() and path.relative_to(kept) not in wanted]:
        path.unlink()
    for name in wanted:
        target = kept / name
        if not target.is_file() or not filecmp.cmp(fresh / name, target, shallow=False):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fresh / name, target)


def main() -> int:
    parser = argparse.ArgumentParser(description="Build the site into build/docs/html.")
    parser.add_argument("--clean", action="store_true", help="build all anew, notebooks too")
    start = time.monotonic()
    if parser.parse_args().clean:
        shutil.rmtree(BUILD, ignore_errors=True)
        shutil.rmtree(notebook_pages.RUNS, ignore_errors=True)
    say("pages made from sources")
    write_sources(FRESH)
    bring(FRESH, SOURCE)
    say("Sphinx")
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-q", "-W", "--keep-going", "-d", str(BUILD / "doctrees")]
    if subprocess.run([*command, str(SOURCE), str(SITE)], check=False).returncode != 0:
        return 1
    wrong = links.faults(SITE)
    for fault in wrong:
        print(fault, file=sys.stderr)
    pages = sum(1 for _ in SITE.rglob("*.html"))
    say(
        f"{pages} pages in {SITE.relative_to(ROOT)}/index.html, {len(wrong)} faults of links, {time.monotonic() - start:.0f} s"
    )
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
