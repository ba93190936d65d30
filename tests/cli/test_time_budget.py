"""Property: a match answers in time: by default within 20 s, whatever the line."""

import inspect
import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest
import undertone as u

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
SAYS = "the time given ended the search before every set of inks was looked at: the best so far; allow more time, or offer fewer"


def line_of(inks: int) -> str:
    demo = (ROOT / "data" / "lines" / "demo.toml").read_text()
    text = demo[: demo.index("[[inks]]")]
    for i in range(inks):
        amounts = (("carbon_black", 50 + i % 100), ("hematite", 10 + i % 37), ("yellow_oxide", 5 + 7 * i % 61))
        parts = ", ".join(f'{{ colorant = "{name}", mg_per_ml = {mg} }}' for name, mg in amounts)
        text += f'[[inks]]\nid = "i{i}"\nname = "Ink {i}"\ncomponents = [{parts}]\n'
    return text


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)


def computed_s() -> float:
    """By all that was run so far. The clock on the wall goes on while others have the processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("inks", [40, 200])
def test_forty_inks_are_answered_in_the_time_given(tmp_path: Path, inks: int) -> None:
    path = tmp_path / "line.toml"
    path.write_text(line_of(inks))
    start = computed_s()
    done = run("match", KIT / "medium", "--line", path, "--time-budget-s", 2)
    assert computed_s() - start < 15
    assert done.returncode in (0, 2), done.stderr
    assert SAYS in done.stdout
    client = tmp_path / "client"
    shutil.copytree(KIT / "medium", client)
    (client / "sessions.toml").write_text("[[sessions]]\nparts = { i1 = 1 }\nwater_parts = 20\ndensity_per_cm2 = 60\n")
    for command in ("session", "fade"):
        done = run(command, client, "--line", path, "--time-budget-s", 1)
        assert done.returncode in (0, 2), done.stderr
        assert "the time given ended the search before it was done" in done.stdout, command
    report = u.match_client(u.read_client(KIT / "dark"), u.load_line(path), u.Dots(), time_budget_s=2.0)
    assert report.proof.stopped
    assert any(d.code == "search_stopped" and SAYS in d.message for d in report.diagnostics)


def test_the_budget_is_twenty_seconds_unless_told_otherwise() -> None:
    for command, seconds in {"match": 20, "session": 20, "fade": 20, "correct": 60}.items():
        assert f"--time-budget-s FLOAT={seconds} " in run(command, "--help").stdout.replace("[", " [") + " "
    assert inspect.signature(u.match).parameters["time_budget_s"].default == 20.0
    assert run("match", KIT / "medium", "--time-budget-s", 0).returncode == 0
    for wrong in ("nan", "-1"):
        done = run("match", KIT / "medium", f"--time-budget-s={wrong}")
        assert done.returncode == 1
        assert "time-budget-s" in done.stderr
