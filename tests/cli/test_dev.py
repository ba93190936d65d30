"""Property: the dev script says what it can do, and refuses what it cannot."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ["demo", "test", "bench", "lint", "notebooks", "python", "run", "manifest", "sbom", "clean"]


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
    assert "there are: engine sanitizers python fuzz" in done.stderr
