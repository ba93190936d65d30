"""Property: every file that others wrote comes in through one function, and what it refuses it refuses at once."""

import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import undertone as u
from shared_files import SHARED
from undertone import supply
from undertone.fade.visits import visits_from_csv

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit" / "medium"
DOORS = SHARED / "cases" / "doors"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
SECRET = "root:x:0:0:outside"
SESSION = "[[sessions]]\nparts = { soft_black = 3 }\nwater_parts = 20\ndensity_per_cm2 = 75\n"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=60)


def computed_s() -> float:
    """By all that was run so far. The clock on the wall goes on while others have the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def refused(*arguments: object) -> str:
    start = computed_s()
    done = run(*arguments)
    assert done.returncode == 1, (arguments, done.returncode, done.stdout[-300:], done.stderr[-300:])
    assert computed_s() - start < 20
    assert SECRET not in done.stdout + done.stderr
    assert "root:" not in done.stdout + done.stderr
    return done.stderr


# The studio's own files: its records, what a browser sends, and private copies of both. What others measured is read by the engine.
STUDIO_FILES = {
    "python/undertone/studio/launch.py": "its log, and the lock that keeps a second studio out",
    "python/undertone/studio/routes/_files.py": "what the browser sends, into a private file no larger than its limit",
    "python/undertone/studio/store/backup.py": "copies of the records",
    "python/undertone/studio/store/exchange.py": "the records as a file, there and back",
    "python/undertone/studio/work/photo_reading.py": "a private copy, for the engine to read",
}


def test_nothing_else_opens_a_file_for_reading() -> None:
    readers = (
        r"\b(ifstream|fstream>|fopen|freopen|fdopen|parse_file|load_file|jpeg_stdio_src|TIFFOpen\w*|png_init_io|mmap)\b"
        r"|::open\b|\bopen\(|\.read_(text|bytes)\b|cmsOpenProfileFromFile"
        r"|\b(loadtxt|fromfile|genfromtxt|imread|tomllib|json\.load)\b"
    )
    allowed = {
        "engine/base/src/input_file.cpp": "the one way in",
        "engine/base/src/output_file.cpp": "the one way out",
        "engine/cli/terminal.cpp": "/dev/null, where a standard stream is closed",
        "python/undertone/demo.py": "looks at the pictures it has just written",
        "python/undertone/fade/exchange/petab.py": "takes up what the petab library has just written",
        **STUDIO_FILES,
        "python/undertone/studio/store/database.py": "its migrations, and the first bytes of the records",
        "python/undertone/studio/store/erase.py": "looks for what was erased in the records' own bytes",
        "python/undertone/studio/store/photos.py": "a picture in memory, by Pillow",
        "python/undertone/studio/store/store.py": "the records themselves, by SQLite",
        "python/undertone/studio/work/readings.py": "the sample kit",
    }
    found: dict[str, list[str]] = {}
    for path in sorted(
        [*ROOT.glob("engine/**/*.?pp"), *ROOT.glob("python/bindings/*.?pp"), *ROOT.glob("python/undertone/**/*.py")]
    ):
        name = str(path.relative_to(ROOT))
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if not re.search(readers, line) or re.search(r'"wb"|TIFFOpenOptions(?!Ext)', line):
                continue
            found.setdefault(name, []).append(f"{number}: {line.strip()}")
    assert {name: lines for name, lines in found.items() if name not in allowed} == {}
    assert allowed.keys() <= found.keys(), "allowed, and does not read"


KINDS = {
    "line": lambda path: run("match", KIT, "--line", path),
    "plan": lambda path: run("fade", KIT, "--plan", path),
    "skin": lambda path: run("match", "--skin", path, "--fringe", KIT / "fringe.csv"),
    "fringe": lambda path: run("match", "--skin", KIT / "skin.csv", "--fringe", path),
    "sessions": lambda path: run("session", KIT, "--sessions", path),
    "check": lambda path: run("check", path),
    "pack": lambda path: run("line", "unpack", path),
    "key": lambda path: run("line", "pack", ROOT / "data/lines/demo.toml", "--key", path, "--out", "/tmp/never.inkpack"),
}
PYTHON = {
    "line": u.load_line,
    "pack": supply.read_ink_pack,
    "key": supply.signing_key_fingerprint,
    "measurements": u.read_measurements,
    "picture": u.icc.read_picture,
    "profile": u.icc.profile_info,
    "visits": lambda path: visits_from_csv(path, "2026-01-01", []),
}


@pytest.mark.parametrize("special", ["/dev/zero", "/dev/urandom", "/dev/null", "fifo", "link to fifo", "folder", "nothing"])
def test_only_ordinary_files_are_read(special: str, tmp_path: Path) -> None:
    path = Path(special) if special.startswith("/") else tmp_path / "special"
    if "fifo" in special:
        os.mkfifo(tmp_path / "fifo")
        path.symlink_to("fifo") if "link" in special else (tmp_path / "fifo").rename(path)
    elif special == "folder":
        path.mkdir()
    words = "no such file" if special == "nothing" else "folder" if special == "folder" else "device|named pipe"
    for kind, reads in KINDS.items():
        done = reads(path)
        assert done.returncode == 1, kind
        assert re.search(words, done.stdout + done.stderr), (kind, done.stderr)
    for read in PYTHON.values():
        with pytest.raises(u.DataError, match=words):
            read(path)


def test_a_file_beyond_any_of_its_kind_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    path.touch()
    os.truncate(path, 1 << 40)
    for read in PYTHON.values():
        with pytest.raises(u.DataError, match="larger than"):
            read(path)
    for reads in KINDS.values():
        done = reads(path)
        assert "larger than" in done.stdout + done.stderr


@pytest.fixture
def client(tmp_path: Path) -> Path:
    (tmp_path / "secret.csv").write_text(f"{SECRET}\n" * 5)
    folder = tmp_path / "client"
    shutil.copytree(KIT, folder)
    (folder / "readings").mkdir()
    for name, to in {
        "relative.csv": "../secret.csv",
        "absolute.csv": "/etc/passwd",
        "chain.csv": "relative.csv",
        "up": "..",
        "top": "/",
        "loop.csv": "loop.csv",
        "zero.csv": "/dev/zero",
    }.items():
        (folder / name).symlink_to(to)
    os.mkfifo(folder / "fifo.csv")
    return folder


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd", "../" * 20 + "etc/passwd", "/etc/passwd", "../secret.csv", "readings/../../secret.csv", "..", ".",
        "~/x.csv", "..\\\\secret.csv", "C:\\\\x.csv", "\\u0000", "fringe.csv\\u0000/../../secret.csv", "a\\nb", "x" * 400,
        "relative.csv", "absolute.csv", "chain.csv", "up/secret.csv", "top/etc/passwd", "loop.csv", "zero.csv", "fifo.csv",
        "readings", "", "/dev/zero", "/proc/self/environ", "file:///etc/passwd",
    ],
)  # fmt: skip
def test_a_record_of_sessions_names_only_files_beside_it(client: Path, name: str) -> None:
    (client / "sessions.toml").write_text(SESSION + f'healed = "{name}"\n')
    refused("session", client)
    refused("fade", client)
    refused("correct", client, "--ink", "soft_black=3", "--water", 20, "--left-ml", 3)


def test_a_link_in_a_clients_folder_leads_nowhere_else(client: Path) -> None:
    for name in ("skin.csv", "fringe.csv", "sessions.toml"):
        kept = (client / name).read_bytes() if (client / name).exists() else None
        for to in ("../secret.csv", "/etc/passwd", "/dev/zero", "../nowhere.csv"):
            (client / name).unlink(missing_ok=True)
            (client / name).symlink_to(to)
            assert "link" in refused("session", client)
        (client / name).unlink()
        if kept is not None:
            (client / name).write_bytes(kept)


@pytest.mark.shared
def test_the_reproducers_are_refused(tmp_path: Path) -> None:
    assert "2^53" in refused("match", KIT, "--line", DOORS / "bigint_line.toml")
    subprocess.run([sys.executable, DOORS / "make_large.py", tmp_path], check=True)
    for name in ("deep_dotted.toml", "deep_header.toml"):
        for arguments in (["match", KIT, "--line"], ["fade", KIT, "--plan"], ["session", KIT, "--sessions"]):
            assert "nested more than 8 deep" in refused(*arguments, tmp_path / name)
    with pytest.raises(u.DataError, match="17320 x 17320 pixels: too many"):
        u.icc.read_picture(tmp_path / "bomb300M.png")
