"""Property: every notebook runs from top to bottom; the executed copies are left in build/notebooks/ to be looked at."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

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
    try:
        NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
        ).execute()
    finally:
        executed = ROOT / "build" / "notebooks" / path.name
        executed.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook, executed)
