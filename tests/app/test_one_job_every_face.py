"""Consistency: the same twelve jobs through the C++ library, the command line and Python: the same numbers, words and
diagnostics."""

import json
import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import undertone as u
from shared_files import SHARED

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
CASES = SHARED / "cases"
pytestmark = pytest.mark.shared
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
PROGRAM = os.environ.get("UNDERTONE_JOBS_PROGRAM", str(ROOT / "build/release/tests/app/undertone_jobs"))
JOBS = (
    "match", "match_all_sci", "match_lab_geometry_open", "match_lab_preset", "match_expired", "match_scar", "match_large_cup",
    "session_first", "session_read", "correct", "correct_unbelieved", "fade",
)  # fmt: skip

SESSIONS = """[[sessions]]
parts = { warm_black = 1 }
water_parts = 6
density_per_cm2 = 45
healed = "healed_1.csv"
"""


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that the jobs need beside the sample kit."""
    folder = tmp_path_factory.mktemp("jobs")
    lab = "name,L*,a*,b*\n"
    (folder / "skin_lab.csv").write_text(lab + "".join(f"r,{66 + d},9.8,{17.2 - d}\n" for d in (-0.3, 0.1, 0.3)))
    (folder / "fringe_lab.csv").write_text(lab + "".join(f"r,{58 + d},7.0,{13.9 + d}\n" for d in (-0.2, 0.1, 0.2)))
    (folder / "healed_1.csv").write_text(
        "# geometry: 8/d SCI\n# illuminant: D65\n# observer: 2\n"
        + lab
        + "".join(f"r,{59.2 + d},9,17\n" for d in (-0.3, 0, 0.3))
    )
    (folder / "sessions.toml").write_text(SESSIONS)
    demo = (ROOT / "data/lines/demo.toml").read_text()
    at = demo.index('id = "warm_black"')
    end = demo.index("\n", at) + 1
    (folder / "expired.toml").write_text(demo[:end] + 'lot = "7"\nexpires = 2020-01-31\n' + demo[end:])
    return folder


@pytest.fixture(scope="module")
def cpp(work: Path) -> dict[str, Any]:
    done = subprocess.run(
        [PROGRAM, str(KIT), str(CASES), str(work), date.today().isoformat()],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["job"]: one["answer"] for one in answers}


def cli(*arguments: object) -> Any:
    done = subprocess.run([TOOL, *map(str, arguments), "--json"], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode in (0, 2), done.stdout[-2000:] + done.stderr
    return json.loads(done.stdout)


def by_command_line(job: str, work: Path) -> Any:
    labs = ("--skin", work / "skin_lab.csv", "--fringe", work / "fringe_lab.csv")
    match job:
        case "match":
            return cli("match", KIT / "light")["card"]
        case "match_all_sci":
            return cli("match", CASES / "client_all_sci")["card"]
        case "match_lab_geometry_open":
            return cli("match", *labs)["card"]
        case "match_lab_preset":
            return cli("match", *labs, "--instrument", "nix_mini")["card"]
        case "match_expired":
            return cli("match", KIT / "medium", "--line", work / "expired.toml")["card"]
        case "match_scar":
            return cli("match", KIT / "medium", "--zones", "scar")["zones"][0]["card"]
        case "match_large_cup":
            return cli("match", KIT / "medium", "--cup-ml", 30, "--max-inks", 2)["card"]
        case "session_first":
            return cli("session", KIT / "medium")["card"]
        case "session_read":
            return cli("session", KIT / "medium", "--sessions", work / "sessions.toml")["card"]
        case "correct":
            return cli("correct", KIT / "medium", "--ink", "soft_black=1", "--water", "15:1", "--left-ml", 3)["card"]
        case "correct_unbelieved":
            cup = ("--ink", "soft_black=1", "--water", 15, "--left-ml", 3)
            return cli("correct", KIT / "light", *cup, "--spot", KIT / "dark/skin.csv")["card"]
    return cli("fade", KIT / "medium", "--draws", 40, "--years", "0,1,5")


def by_python(job: str, work: Path) -> Any:
    line, dots = u.load_line("demo"), u.Dots()
    soft = u.Blend({"soft_black": 1}, water_parts=15, line=line)
    labs = {"skin": work / "skin_lab.csv", "fringe": work / "fringe_lab.csv"}
    match job:
        case "match":
            return u.match_client(u.read_client(KIT / "light"), line, dots).card.data
        case "match_all_sci":
            return u.match_client(u.read_client(CASES / "client_all_sci"), line, dots).card.data
        case "match_lab_geometry_open":
            return u.match_client(u.read_client(**labs), line, dots).card.data
        case "match_lab_preset":
            return u.match_client(u.read_client(**labs, instrument="nix_mini"), line, dots).card.data
        case "match_expired":
            return u.match_client(u.read_client(KIT / "medium"), u.load_line(work / "expired.toml"), dots).card.data
        case "match_scar":
            return u.match_client_zones(u.read_client(KIT / "medium"), line, dots, ["scar"])["scar"].card.data
        case "match_large_cup":
            report = u.match_client(u.read_client(KIT / "medium"), line, dots, cup_volume_ml=30, max_inks=2)
            return report.card.data
        case "session_first":
            return u.plan_session(u.read_client(KIT / "medium"), line, dots).card.data
        case "session_read":
            client = u.read_client(KIT / "medium", sessions=work / "sessions.toml")
            return u.plan_session(client, line, dots).card.data
        case "correct":
            return u.correct_client_cup(u.read_client(KIT / "medium"), soft, 3, dots).card.data
        case "correct_unbelieved":
            return u.correct_client_cup(u.read_client(KIT / "light"), soft, 3, dots, spot=KIT / "dark/skin.csv").card.data
    return u.forecast_client(u.read_client(KIT / "medium"), line, dots, draws=40, years=[0, 1, 5]).data


@pytest.mark.parametrize("job", JOBS)
def test_a_job_is_the_same_through_every_face(job: str, work: Path, cpp: dict[str, Any]) -> None:
    expected = cpp[job]
    assert by_command_line(job, work) == expected
    assert by_python(job, work) == expected


def test_the_jobs_are_those_of_the_program(cpp: dict[str, Any]) -> None:
    assert tuple(cpp) == JOBS
