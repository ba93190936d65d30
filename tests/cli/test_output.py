"""Property: what is written: whole or not at all, never onto what was read, for its owner alone; and what was not written
is not "done"."""

import os
import random
import re
import resource
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
SKIN = KIT / "medium" / "skin.csv"

PRINTING = {
    "help": ["--help"],
    "version": ["--version"],
    "match": ["match", KIT / "medium", "--max-inks", 1],
    "match as JSON": ["match", KIT / "medium", "--max-inks", 1, "--json"],
    "match in full": ["match", KIT / "medium", "--max-inks", 1, "--full"],
    "session": ["session", KIT / "medium", "--max-inks", 1],
    "correct": ["correct", KIT / "medium", "--max-inks", 1, "--ink", "pure_black=1", "--left-ml", 3],
    "fade": ["fade", KIT / "medium", "--ink", "pure_black=1", "--draws", 0],
    "skin": ["skin", SKIN],
    "check": ["check", SKIN],
    "check as JSON": ["check", SKIN, "--json"],
    "an error as JSON": ["match", "/none", "--json"],
}


def test_nothing_else_writes_a_file() -> None:
    writers = (
        r"\b(ofstream|fopen|fstream>|mkstemp|png_init_io|TIFFOpen|jpeg_stdio_dest)\b|\.write_(text|bytes)\("
        r"|\b(savefig|imsave|savetxt|to_csv|to_netcdf|write_pdf|dump)\((?!engine=|picture|\))|open\([^)]*[\"'][wax]"
    )
    allowed = {
        "engine/app/src/json.cpp": "a JSON text, not a file",
        "engine/app/src/fields_json.cpp": "a JSON text, not a file",
        "engine/io/src/formats/write_json.cpp": "a JSON text, not a file",
        "engine/pigment/src/ink_pack.cpp": "a JSON text, not a file",
        "python/undertone/fade/exchange/petab.py": "a private folder, for the petab library to read",
        "python/undertone/studio/routes/_files.py": "what the browser sends, into a private file",
        "python/undertone/studio/store/exchange.py": "the records, into a private file that the browser then gets",
        "python/undertone/studio/work/clients.py": "a private copy, for the engine to read",
        "python/undertone/studio/work/packs.py": "a private copy, for the engine to read",
        "python/undertone/studio/work/photo_reading.py": "a private copy, for the engine to read",
        "python/undertone/studio/work/readings.py": "a private copy, for the engine to read",
    }
    found: dict[str, list[str]] = {}
    for path in sorted(
        [*ROOT.glob("engine/**/*.?pp"), *ROOT.glob("python/bindings/*"), *ROOT.glob("python/undertone/**/*.py")]
    ):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if re.search(writers, line):
                found.setdefault(str(path.relative_to(ROOT)), []).append(f"{number}: {line.strip()}")
    assert {path: lines for path, lines in found.items() if path not in allowed} == {}
    assert allowed.keys() <= found.keys(), "allowed, and does not write"


def run(*arguments: object, **how: object) -> subprocess.CompletedProcess[str]:
    command = [TOOL, *map(str, arguments)]
    how = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "timeout": 120, **how}
    return subprocess.run(command, check=False, **how)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("command", PRINTING.values(), ids=PRINTING)
def test_a_full_disk_behind_standard_output_is_said(command: list[object]) -> None:
    with open("/dev/full", "w") as full:
        done = run(*command, stdout=full)
    assert done.returncode == 4
    assert "standard output could not be written (No space left on device)" in done.stderr


@pytest.mark.parametrize("command", PRINTING.values(), ids=PRINTING)
def test_a_closed_standard_output_is_said(command: list[object]) -> None:
    done = run(*command, stdout=None, preexec_fn=lambda: os.close(1))
    assert done.returncode == 4
    assert "standard output could not be written" in done.stderr


@pytest.mark.parametrize("ignored", [False, True])
def test_a_reader_that_leaves_ends_it_quietly(ignored: bool) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    action = signal.SIG_IGN if ignored else signal.SIG_DFL
    done = run(
        "check", SKIN, stdout=writing, preexec_fn=lambda: signal.signal(signal.SIGPIPE, action), restore_signals=False
    )
    os.close(writing)
    assert done.returncode == (4 if ignored else -signal.SIGPIPE)
    assert done.stderr == ""


def test_what_is_printed_into_no_terminal_does_not_land_in_a_file(tmp_path: Path) -> None:
    """With descriptor 1 closed, the next file that is opened would get its number."""
    card = tmp_path / "card.html"
    done = run("match", KIT / "medium", "--max-inks", 1, "--card", card, stdout=None, preexec_fn=lambda: os.close(1))
    assert done.returncode == 4
    text = card.read_text()
    assert text.startswith("<!DOCTYPE html>")
    assert text.rstrip().endswith("</html>")


def test_a_command_that_prints_nothing_needs_no_standard_output(tmp_path: Path) -> None:
    done = run("match", KIT / "none", stdout=None, preexec_fn=lambda: os.close(1))
    assert done.returncode == 1


@pytest.fixture
def client(tmp_path: Path) -> Path:
    folder = tmp_path / "client"
    folder.mkdir()
    for name in ("skin.csv", "fringe.csv"):
        (folder / name).write_bytes((KIT / "medium" / name).read_bytes())
    (folder / "healed.csv").write_bytes((KIT / "medium" / "skin.csv").read_bytes())
    (folder / "line.toml").write_bytes((ROOT / "data/lines/demo.toml").read_bytes())
    (folder / "plan.toml").write_text("water_parts = 20\n[ink]\npure_black = 1\n")
    return folder


FADE = ("fade", KIT / "medium", "--ink", "pure_black=1", "--draws", 0, "--years", 0)


@pytest.mark.parametrize("force", [[], ["--force"]])
@pytest.mark.parametrize("name", ["skin.csv", "fringe.csv", "line.toml", "plan.toml", "sub/../skin.csv"])
def test_readings_are_never_overwritten(client: Path, name: str, force: list[str]) -> None:
    (client / "sub").mkdir()
    before = (client / name).read_bytes()
    files = ("--line", client / "line.toml", "--plan", client / "plan.toml")
    done = run("fade", client, *files, "--draws", 0, "--csv", client / name, *force)
    assert done.returncode == 1
    assert "was read for the answer" in done.stderr
    assert (client / name).read_bytes() == before


def test_healed_readings_are_never_overwritten(client: Path) -> None:
    (client / "sessions.toml").write_text(
        "[[sessions]]\nparts = { pure_black = 1 }\nwater_parts = 20\ndensity_per_cm2 = 60\nhealed = 'healed.csv'\n"
    )
    before = (client / "healed.csv").read_bytes()
    done = run("fade", client, "--max-inks", 1, "--draws", 0, "--csv", client / "healed.csv", "--force")
    assert done.returncode == 1
    assert (client / "healed.csv").read_bytes() == before


WRITING = {
    "table": lambda out: (*FADE, "--csv", out / "x.csv"),
    "card": lambda out: ("match", KIT / "medium", "--max-inks", 1, "--card", out / "x.html"),
    "card of a session": lambda out: ("session", KIT / "medium", "--max-inks", 1, "--card", out / "x.txt"),
    "cards of zones": lambda out: ("match", KIT / "medium", "--max-inks", 1, "--zones", "crown", "--card", out / "x.json"),
    "pictures": lambda out: (*FADE, "--png", out),
    "readings": lambda out: ("convert", SKIN, out / "x.json"),
    "many readings": lambda out: ("convert", SKIN, KIT / "medium" / "fringe.csv", "--to", "cxf", "--out", out),
}


@pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)
def test_a_file_that_exists_stays_unless_forced(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run(*command(tmp_path)).returncode == 0
    written = {path: path.read_bytes() for path in tmp_path.iterdir()}
    assert written
    for path in written:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        path.write_bytes(b"mine")
    again = run(*command(tmp_path))
    assert again.returncode == 1
    assert "the file exists; it would be lost; name another one, or ask for it to be overwritten" in again.stderr
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"mine"}
    assert run(*command(tmp_path), "--force").returncode == 0
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == written


@pytest.mark.parametrize("command", WRITING.values(), ids=WRITING)
def test_no_room_is_an_error_and_leaves_nothing(command, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    def no_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))

    done = run(*command(tmp_path), preexec_fn=no_room)
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_link_left_in_the_folder_leads_nowhere(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    for name in ("y.csv.part", ".y.csv.part", "y.csv.tmp"):
        (tmp_path / name).symlink_to(victim)
    assert run("convert", SKIN, tmp_path / "y.csv").returncode == 0
    (tmp_path / "z.csv").symlink_to(victim)
    assert run("convert", SKIN, tmp_path / "z.csv", "--force").returncode == 1
    assert victim.read_text() == "precious"


SAVER = """
import sys, undertone as u
card = [u.Card("text " + c * 200_000, "html", "{}") for c in "ab"]
print("ready", flush=True)
for i in range(10**9):
    card[i % 2].write(sys.argv[1], overwrite=True)
    print(i, flush=True)
"""


def test_killed_at_any_moment_the_old_file_or_the_new_one_is_there(tmp_path: Path) -> None:
    """UNDERTONE_KILLS=1000 for the long run; the seed is fixed, the moments are the machine's."""
    kills = int(os.environ.get("UNDERTONE_KILLS", "25"))
    wait = random.Random(16)
    path = tmp_path / "card.txt"
    saved = 0
    for _ in range(kills):
        saver = subprocess.Popen([sys.executable, "-c", SAVER, str(path)], stdout=subprocess.PIPE, text=True)
        assert saver.stdout is not None
        saver.stdout.readline()
        time.sleep(wait.uniform(0, 0.15))
        saver.kill()
        saved += len(saver.stdout.read().splitlines())
        saver.wait()
        saver.stdout.close()
        if path.exists():
            text = path.read_text()
            assert text in {"text " + c * 200_000 for c in "ab"}
        leftovers = [one for one in tmp_path.iterdir() if one != path]
        assert len(leftovers) <= 1, leftovers  # of the very last save, between its two last steps; the next save removes it
    assert run("match", KIT / "medium", "--max-inks", 1, "--card", path, "--force").returncode == 0
    assert list(tmp_path.iterdir()) == [path]
    print(f"{kills} kills, {saved} saves confirmed")
    assert saved > kills
