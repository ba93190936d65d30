"""Property: hostile numbers in options: exit code 1, and one message that names the option. The options are read off
``--help``."""

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KIT = ROOT / "data" / "sample_kit"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
MEDIUM = str(KIT / "medium")

COMMANDS = {
    "match": [MEDIUM],
    "fade": [MEDIUM, "--ink", "pure_black=1"],
    "session": [MEDIUM],
    "correct": [MEDIUM, "--ink", "pure_black=1", "--left-ml", "3"],
    "check": [str(KIT / "medium" / "skin.csv")],
    "skin": [str(KIT / "medium" / "skin.csv")],
    "line qc": [str(KIT / "medium" / "skin.csv"), str(KIT / "medium" / "fringe.csv"), "--set-by", "us", "--tolerance", "1"],
    "line gauge": [str(Path(__file__).parent / "gauge.csv")],
    "line lightfastness": [str(Path(__file__).parent / "series.csv"), "--stated-by", "us", "--exposure-per-year", "250"],
}
# Of these no limit is a meaning of its own, and a large number says the same.
NO_LIMIT = {"--max-pigment-mg-per-ml", "--max-blue-shift-b"}


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)


def refused(command: str, option: str, text: str) -> str:
    """What is wrong with how it was refused; "" for nothing."""
    done = run(*command.split(), *COMMANDS[command], f"{option}={text}")
    said = [line for line in done.stderr.splitlines() if line]
    if done.returncode != 1:
        return f"{command} {option}={text}: exit code {done.returncode}"
    if not any(option in line for line in said):
        return f"{command} {option}={text}: not named in {said}"
    if done.stdout:
        return f"{command} {option}={text}: printed {done.stdout[:100]!r}"
    return ""


def number_options(command: str) -> list[str]:
    text = run(*command.split(), "--help").stdout
    return sorted({found.split(",")[0] for found in re.findall(r"(--[a-z0-9,-]+) (?:FLOAT|INT|UINT)", text)})


@pytest.mark.parametrize("command", COMMANDS)
def test_no_number_is_nan_or_beyond_all_measure(command: str) -> None:
    """Property: of every option that takes numbers."""
    options = number_options(command)
    tries = [(option, text) for option in options for text in ("nan", "1e308") if (option, text) and option not in NO_LIMIT]
    tries += [(option, "nan") for option in options if option in NO_LIMIT]
    with ThreadPoolExecutor(2) as threads:
        found = [one for one in threads.map(lambda given: refused(command, *given), tries) if one]
    assert not found, "\n".join(found)
    if command in ("match", "fade", "correct"):
        assert len(options) > 10


@pytest.mark.parametrize(
    ("command", "option", "text"),
    [
        ("match", "--illuminants", "D65=1e308,A=1e308"),
        ("match", "--illuminants", "D65=1e307,A=1e307"),
        ("match", "--illuminants", "D65=nan"),
        ("match", "--illuminants", "D65=-1"),
        ("match", "--bottom-mm", "700"),
        ("match", "--top-mm", "-0.1"),
        ("match", "--audit-seed", "-1"),
        ("match", "--audit-seed", "18446744073709551616"),
        ("match", "--audit-seed", "1.5"),
        ("match", "--time-budget-s", "nan"),
        ("match", "--time-budget-s", "-1"),
        ("match", "--time-budget-s", "inf"),
        ("match", "--cup-volume-ml", "1e300"),
        ("match", "--cup-ml", "1e300"),
        ("match", "--stock-ml", "pure_black=1e300"),
        ("match", "--stock-ml", "pure_black=nan"),
        ("match", "--cost-per-ml", "pure_black=nan"),
        ("match", "--fixed-pair", "dark_brown:ash=99999999999999999999:1"),
        ("match", "--shares", "0.3,nan,1"),
        ("match", "--later-years", "nan"),
        ("match", "--later-weight", "1e308"),
        ("match", "--max-inks", "99999999999"),
        ("match", "--choose-diameter", "0.1,nan"),
        ("fade", "--seed", "-1"),
        ("fade", "--seed", "18446744073709551616"),
        ("fade", "--years", "nan"),
        ("fade", "--years", "1,inf"),
        ("fade", "--years", "1e308"),
        ("fade", "--draws", "2000000000"),
        ("fade", "--draws", "-1"),
        ("fade", "--water", "1e308"),
        ("fade", "--spf", "1e308"),
        ("fade", "--ink", "pure_black=1e308"),
        ("correct", "--left-ml", "1e300"),
    ],
)
def test_hostile_numbers_are_refused_by_the_options_name(command: str, option: str, text: str) -> None:
    assert refused(command, option, text) == ""


def test_weights_that_would_overflow_do_not_choose_another_recipe() -> None:
    """Only the proportions of weights matter, up to what is allowed: the largest give what ones give."""
    one, large = (run("match", MEDIUM, f"--illuminants=D65={w},A={w}").stdout for w in ("1", "1e6"))
    assert one == large
    assert one


def test_a_refused_number_is_json_where_json_was_asked_for() -> None:
    done = run("match", MEDIUM, "--json", "--bottom-mm=700")
    assert done.returncode == 1
    assert "bottom_mm" in done.stdout
    assert done.stderr == ""


def test_the_cup_has_one_name_and_its_former_one_still_works() -> None:
    told = run("match", "--help").stdout
    assert "--cup-volume-ml" in told
    assert "--cup-ml" not in told
    one, other = (run("match", MEDIUM, option, 8, "--max-inks", 1) for option in ("--cup-volume-ml", "--cup-ml"))
    assert one.returncode == other.returncode == 0
    assert one.stdout == other.stdout
    assert run("match", MEDIUM, "--cup-volume-ml", 8, "--cup-ml", 9).returncode == 1
