"""Property: the binaries that are handed over carry what the build promises (engine/hardening.cmake)."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import undertone._core

ROOT = Path(__file__).parents[2]
TOOL = Path(os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone")))
BINARIES = {"command": TOOL, "module": Path(undertone._core.__file__)}


def output(*command: object) -> str:
    return subprocess.run([*map(str, command)], check=True, capture_output=True, text=True).stdout


@pytest.fixture(params=BINARIES.values(), ids=BINARIES)
def binary(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_all_addresses_are_bound_before_the_start_and_then_read_only(binary: Path) -> None:
    assert re.search(r"BIND_NOW|FLAGS.*NOW", output("readelf", "-dW", binary))
    assert "GNU_RELRO" in output("readelf", "-lW", binary)


def test_no_memory_is_both_written_and_run(binary: Path) -> None:
    segments = output("readelf", "-lW", binary)
    assert not re.search(r"GNU_STACK.*\bRWE\b", segments)
    assert not re.search(r"LOAD.*\bRWE\b", segments)


def test_the_code_may_lie_anywhere(binary: Path) -> None:
    assert "DYN" in output("readelf", "-hW", binary)


def test_stacks_are_guarded_and_copies_are_checked(binary: Path) -> None:
    symbols = output("readelf", "--dyn-syms", "-W", binary)
    assert "__stack_chk_fail" in symbols
    assert re.search(r"__(mem|str|vsn|sn|v?f?printf|longjmp)\w*_chk", symbols)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="CET is of x86-64")
def test_jumps_land_where_they_may(binary: Path) -> None:
    assert output("objdump", "-d", "-j", ".text", binary).count("endbr64") > 1000
