"""Property: every notebook runs from top to bottom; the executed copies are left in build/notebooks/ to be looked at."""

import re
from pathlib import Path

import nbformat
import pytest
from notebook_pages import checksum, package_checksum, run

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_use_public_names_alone(path):
    """Property: what a notebook does, a reader can do."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            private = re.findall(r"\w+\._(?!repr_html_)[a-z]\w*|undertone\._\w+|import _\w+", cell.source)
            assert not private, private


@pytest.mark.filterwarnings("default")  # of the kernel's machinery, not of ours
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path):
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "commit notebooks without outputs"
    executed = nbformat.read(run(path, checksum([path]) + package_checksum()), as_version=4)
    assert "image/png" in executed.cells[last_shown(executed)].outputs[-1].get("data", {}), "let it end in a figure"


def last_shown(notebook):
    """Number of the last cell that shows something."""
    return max(number for number, cell in enumerate(notebook.cells) if cell.get("outputs"))
