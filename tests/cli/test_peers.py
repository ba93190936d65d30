"""Reference: files that other programs read too. Each test skips where its peer is not there."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from shared_files import SHARED

ROOT = Path(__file__).parents[2]
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
FILES = SHARED / "data" / "instrument_files"

pytestmark = pytest.mark.shared


def need(program: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def readings(path: Path) -> list[dict]:
    done = subprocess.run([TOOL, "check", "--json", str(path)], capture_output=True, text=True, check=True, timeout=120)
    return json.loads(done.stdout)[0]


def columns(cgats: Path, prefix: str) -> list[list[float]]:
    """Values of the columns that start so, by an independent few lines."""
    text = cgats.read_text()
    names = re.search(r"BEGIN_DATA_FORMAT\s+(.*?)\s+END_DATA_FORMAT", text, re.S)[1].split()
    body = re.search(r"BEGIN_DATA\n(.*?)\nEND_DATA", text, re.S)[1]
    rows = [re.findall(r'"[^"]*"|\S+', line) for line in body.splitlines() if line.strip()]
    wanted = [i for i, name in enumerate(names) if name.startswith(prefix)]
    return [[float(row[i]) for i in wanted] for row in rows]


@pytest.mark.parametrize(
    "name", ["cxf/sample.cxf", "xtf/Gold2.xtf", "qtx/Ctmail5.qtx", "spectrashop/example.txt", "cgats/ColorChecker.cie"]
)
def test_cxf_that_we_write_is_valid_against_the_schema(name: str, tmp_path: Path) -> None:
    need("xmllint")
    out = tmp_path / "out.cxf"
    subprocess.run([TOOL, "convert", str(FILES / name), str(out)], capture_output=True, check=True, timeout=120)
    schema = FILES / "cxf" / "CxF3_Core.xsd"
    done = subprocess.run(
        ["xmllint", "--noout", "--schema", str(schema), str(out)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_argyll_reads_the_same_spectra_from_cgats(tmp_path: Path) -> None:
    need("txt2ti3")
    source = FILES / "cgats" / "X-Rite_Digital_Colour_Checker.txt"
    subprocess.run(["txt2ti3", str(source), str(tmp_path / "out")], capture_output=True, check=True, timeout=60)
    theirs, ours = columns(tmp_path / "out.ti3", "SPEC_"), readings(source)
    assert len(theirs) == len(ours) == 10
    for row, reading in zip(theirs, ours, strict=True):
        assert row == pytest.approx([100 * v for v in reading["reflectance"]], abs=1e-5)


def test_argyll_reads_the_same_colours_from_cxf(tmp_path: Path) -> None:
    need("cxf2ti3")
    source = FILES / "cxf" / "sample.cxf"
    subprocess.run(["cxf2ti3", str(source), str(tmp_path / "out")], capture_output=True, check=True, timeout=60)
    theirs, ours = columns(next(tmp_path.glob("out.*")), "LAB_"), readings(source)
    assert len(theirs) == len(ours) == 144
    for row, reading in zip(theirs, ours, strict=True):
        assert row == pytest.approx(list(reading["lab"].values()), abs=1e-4)


def test_what_argyll_makes_of_a_cxf_reads_as_the_cxf(tmp_path: Path) -> None:
    need("cxf2ti3")
    source = FILES / "cxf" / "sample.cxf"
    subprocess.run(["cxf2ti3", str(source), str(tmp_path / "out")], capture_output=True, check=True, timeout=60)
    for theirs, ours in zip(readings(next(tmp_path.glob("out.*"))), readings(source), strict=True):
        assert theirs["wavelengths_nm"] == ours["wavelengths_nm"]
        assert theirs["reflectance"] == pytest.approx(ours["reflectance"], abs=1e-6)
