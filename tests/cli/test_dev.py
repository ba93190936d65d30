"""Property: the dev script says what it can do, and refuses what it cannot."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = [
    "demo",
    "test",
    "bench",
    "lint",
    "notebooks",
    "docs",
    "python",
    "run",
    "studio",
    "wheel",
    "manifest",
    "sbom",
    "clean",
]


def dev(*arguments):
    return subprocess.run([str(ROOT / "dev"), *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [(), ("help",)])
def test_dev_lists_its_commands_a_line_each(arguments):
    done = dev(*arguments)
    assert done.returncode == 0
    assert re.findall(r"^  ([a-z]+)  ?", done.stdout, re.MULTILINE) == COMMANDS


def test_dev_refuses_an_unknown_command():
    done = dev("tets")
    assert done.returncode != 0
    assert "no such command: 'tets'" in done.stderr


def test_dev_refuses_an_unknown_part_of_the_tests():
    done = dev("test", "enigne")
    assert done.returncode != 0
    assert "there are: engine python app sanitizers fuzz" in done.stderr


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", "data/README.md"])
def test_files_that_the_pages_name_are_there(page):
    named = re.findall(
        r"`((?:engine|python|tests|data|docs|notebooks|\.ci|\.github)/[\w./-]*\w/?)[*`]", (ROOT / page).read_text()
    )
    assert [name for name in named if not list(ROOT.glob(f"{name}*"))] == []


def test_a_missing_shared_folder_skips_a_test_that_needs_it_but_fails_it_in_ci():
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:xdist",
        str(ROOT / "tests/python/test_skin_report.py"),
        "-k",
        "every_ita_class",
    ]
    environment = {key: value for key, value in os.environ.items() if key != "CI"} | {"UNDERTONE_SHARED": "/nowhere"}
    for more, outcome in (({}, "1 skipped"), ({"CI": "true"}, "1 error")):
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment | more)
        assert outcome in done.stdout, done.stdout + done.stderr
