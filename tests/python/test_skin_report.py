"""Reference: the report on how well skin is fitted runs, for whoever wants to see the figures."""

import subprocess
import sys
from pathlib import Path

import pytest
from shared_files import SHARED

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "data" / "skin" / "skin_fit_report.py"


@pytest.mark.shared
def test_report_names_every_ita_class():
    command = [sys.executable, SCRIPT, "--data", SHARED / "data" / "skin"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "50 subjects, 50 fits settled" in done.stdout
    for name in ("very_light", "light", "intermediate", "tan", "brown", "dark"):
        assert done.stdout.count(f"  {name}  ") == 4, name


def test_report_without_data_says_so(tmp_path):
    done = subprocess.run([sys.executable, SCRIPT, "--data", tmp_path], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--data" in done.stderr
