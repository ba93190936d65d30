"""Property: the guard of speed refuses what is slower, and does not mind one disturbed round."""

import importlib.util
import stat
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = Path(__file__).resolve().parents[1] / "bench" / "against.py"
spec = importlib.util.spec_from_file_location("against", GUARD)
against = importlib.util.module_from_spec(spec)
spec.loader.exec_module(against)


def program(folder, name, cpu_time):
    """Stands for a build of the benchmarks: writes google-benchmark's file with the times given."""
    path = folder / name
    path.write_text(
        f"""#!{sys.executable}
import json, sys
(out,) = [a.split("=", 1)[1] for a in sys.argv if a.startswith("--benchmark_out=")]
runs = [{{"run_name": n, "run_type": "iteration", "cpu_time": t, "time_unit": "us"}} for n, t in {cpu_time!r}.items()]
json.dump({{"benchmarks": runs}}, open(out, "w"))
"""
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def compare(tmp_path, old, new):
    programs = program(tmp_path, "old", old), program(tmp_path, "new", new)
    return subprocess.run([sys.executable, GUARD, *programs, "--rounds", "3"], capture_output=True, text=True, check=False)


def test_equal_builds_pass(tmp_path):
    done = compare(tmp_path, {"Match": 100, "Fade": 7}, {"Match": 105, "Fade": 7})
    assert done.returncode == 0
    assert "none of 2 slower" in done.stdout


def test_a_build_that_is_a_fifth_slower_is_refused_by_name(tmp_path):
    done = compare(tmp_path, {"Match": 100, "Fade": 7}, {"Match": 120, "Fade": 7})
    assert done.returncode == 1
    assert "slower by more than 10%: Match" in done.stdout


def test_builds_without_a_common_benchmark_are_not_called_equal(tmp_path):
    assert compare(tmp_path, {"Match": 100}, {"Fade": 7}).returncode == 2


@pytest.mark.parametrize(
    ("ratios", "slower"), [([1.0, 1.0, 5.0], False), ([1.2, 0.9, 1.2], False), ([1.2, 1.11, 1.3], True)]
)
def test_one_disturbed_round_decides_nothing(ratios, slower):
    assert against.is_slower(ratios) is slower
