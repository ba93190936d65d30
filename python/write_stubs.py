"""Writes python/undertone/_core.pyi from the compiled module: ``./dev python python/write_stubs.py``.

``tests/python/test_stubs.py`` compares.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

STUBS = Path(__file__).resolve().parent / "undertone" / "_core.pyi"


def current_stubs() -> str:
    """What the stubs of the module at hand should be."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pybind11_stubgen", "undertone._core", "--output-dir", folder, "--exit-code"]
        subprocess.run(command, check=True, capture_output=True)
        raw = Path(folder, "undertone", "_core.pyi").read_text()
    raw = re.sub(r"^__all__.*\n", "", raw, flags=re.MULTILINE)
    raw = re.sub(r"^(\w+: \w+) = .*$", r"\1", raw, flags=re.MULTILINE)  # values belong to the module
    raw = raw.replace("**kwargs)", "**fields: typing.Any)")  # structs take their fields by name (bind_fields.hpp)
    raw = re.sub(r"^fields_of: dict$", "fields_of: dict[str, list[tuple[str, str]]]", raw, flags=re.MULTILINE)
    text = "# Written by python/write_stubs.py.\n# ruff: noqa\n" + raw
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--config",
        str(STUBS.parents[2] / "pyproject.toml"),
        "--stdin-filename",
        "_core.pyi",
        "-",
    ]
    return subprocess.run(command, check=True, capture_output=True, text=True, input=text).stdout


if __name__ == "__main__":
    STUBS.write_text(current_stubs())
