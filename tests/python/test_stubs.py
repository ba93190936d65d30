"""Golden: the committed stubs of the private module are those of the module just built."""

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "python" / "write_stubs.py"


def test_stubs_are_current():
    pytest.importorskip("pybind11_stubgen")
    spec = importlib.util.spec_from_file_location("write_stubs", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    assert script.current_stubs() == script.STUBS.read_text(), "run ./dev python python/write_stubs.py"
