"""Consistency: `undertone demo` writes the sample kit as it stands in data/, and its card is that of `undertone match`."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=120)


def test_the_kit_is_written_and_matched(tmp_path: Path) -> None:
    done = run(tmp_path, "demo")
    assert done.returncode == 0, done.stderr
    written = {str(path.relative_to(tmp_path / "sample_kit")) for path in tmp_path.rglob("*.csv")}
    assert written == {str(path.relative_to(KIT)) for path in KIT.rglob("*.csv")}
    assert all((tmp_path / "sample_kit" / name).read_bytes() == (KIT / name).read_bytes() for name in written)
    card, _, next_steps = done.stdout.partition("\nThe sample kit is in ")
    assert card == run(tmp_path, "match", "sample_kit/medium").stdout
    commands = [line.split()[1:] for line in next_steps.splitlines() if line.startswith("  undertone")]
    assert len(commands) == 3
    assert all(run(tmp_path, *command).returncode == 0 for command in commands)


def test_a_second_run_changes_nothing_and_what_was_changed_is_not_lost(tmp_path: Path) -> None:
    assert run(tmp_path, "demo", "kit").returncode == 0
    assert run(tmp_path, "demo", "kit").returncode == 0
    mine = tmp_path / "kit" / "medium" / "skin.csv"
    mine.write_text("mine")
    done = run(tmp_path, "demo", "kit")
    assert done.returncode == 1
    assert "medium/skin.csv" in done.stderr
    assert mine.read_text() == "mine"
    assert run(tmp_path, "demo", "kit", "--force").returncode == 0
    assert mine.read_bytes() == (KIT / "medium" / "skin.csv").read_bytes()


def test_the_line_of_that_name_is_no_command(tmp_path: Path) -> None:
    assert run(tmp_path, "line", "demo").stdout == run(tmp_path, "line", str(ROOT / "data/lines/demo.toml")).stdout
    assert run(tmp_path, "line", "ladder", "demo", "--json").returncode == 0
    assert run(tmp_path, "match", str(KIT / "medium"), "--line", "demo").returncode == 0
    assert "demo" in run(tmp_path, "--help").stdout


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = run(tmp_path, "demo", "file")
    assert done.returncode == 1
    assert "the folder cannot be made" in done.stderr
