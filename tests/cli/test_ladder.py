"""Consistency: the ladder and one ink's dilution from the command line are those of Python, warnings and all."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
import undertone as u

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ["UNDERTONE_CLI"]
KIT = ROOT / "data" / "sample_kit"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def expired(tmp_path: Path) -> Path:
    demo = (ROOT / "data/lines/demo.toml").read_text()
    end = demo.index("\n", demo.index('id = "pure_black"')) + 1
    path = tmp_path / "expired.toml"
    path.write_text(demo[:end] + 'lot = "7"\nexpires = 2020-01-31\n' + demo[end:])
    return path


def test_ladder_is_the_same_from_both_faces_and_names_an_expired_lot(expired: Path) -> None:
    arguments = ("ladder", KIT / "medium", "--line", expired, "--inks", "pure_black", "--water-parts", "4,20")
    client, line = u.read_client(KIT / "medium"), u.load_line(expired)
    ladder = u.client_ladder(client, line, ["pure_black"], water_ladder=[4, 20])
    shown = json.loads(run(*arguments, "--json").stdout)
    assert shown == json.loads(ladder.json)
    assert "expired_ink" in {d.code for d in ladder.diagnostics}
    assert run(*arguments).stdout == ladder.text
    assert "expired_ink" not in {d.code for d in u.client_ladder(client, line, ["pure_black"], today="").diagnostics}


def test_a_finer_needle_leaves_less_and_a_dose_that_cannot_be_is_refused() -> None:
    def area_l(*dose: object) -> float:
        done = run("ladder", KIT / "medium", "--inks", "pure_black", "--water-parts", 12, "--json", *dose)
        return float(json.loads(done.stdout)["inks"][0]["steps"][0]["area_lab"]["l"])

    assert area_l("--needle-mm", 0.2) > area_l() > area_l("--needle-mm", 0.4)
    for dose, says in (
        (("--used-ml", 0, "--dots-set", 9000), "--used-ml"),
        (("--used-ml", 0.4, "--dots-set", 9000, "--lost-ml", 0), "most ink is wiped off"),
        (("--needle-mm", 0.3, "--retention", 0.2), "--retention"),
    ):
        done = run("ladder", KIT / "medium", *dose)
        assert done.returncode == 1
        assert says in done.stderr


def test_one_ink_alone_is_the_same_from_both_faces() -> None:
    shown = json.loads(run("match", KIT / "medium", "--dilution-only", "pure_black", "--json").stdout)
    client = u.read_client(KIT / "medium")
    choice = u.match_dilution(client.skin, client.target, u.load_line(), u.Dots(), "pure_black")
    best = choice.report.recipes[0].blend
    assert shown["recipes"][0]["blend"]["parts"] == best.parts == {"pure_black": 1}
    assert shown["recipes"][0]["blend"]["water_parts"] == best.water_parts
    assert len(choice.trials) == len({trial.dots.density_per_cm2 for trial in choice.trials}) > 3
