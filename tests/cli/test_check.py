"""Reference: `undertone check` on inputs made after public reports (../shared/cases), as a user meets it."""

import os
import subprocess
from pathlib import Path

import pytest
from shared_files import SHARED

ROOT = Path(__file__).parents[2]
CASES = SHARED / "cases"
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))

pytestmark = pytest.mark.shared


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=120)


def findings(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.startswith(("  info:", "  warning:", "  error:"))]


def test_two_modes_in_a_file_are_said_and_one_is_used() -> None:
    checked = run("check", CASES / "files" / "cm_mix.csv")
    assert checked.returncode == 0
    assert "geometries differ (8/d SCE, 8/d SCI)" in checked.stdout
    assert checked.stdout.count("geometry 8/d SCI") == checked.stdout.count("geometry 8/d SCE") == 3
    skin = run("skin", CASES / "files" / "cm_mix.csv")
    assert skin.returncode == 0
    assert "3 of 8/d SCE were left out" in skin.stdout


def test_the_files_own_lab_stands_beside_that_of_its_spectrum() -> None:
    text = run("check", CASES / "files" / "cm_mix.csv").stdout
    assert "D65 L* 70.9 a* 7.9 b* 13.7 (the file says L* 65.1 a* 9.1 b* 15.2)" in text
    assert "is not that of its spectrum" in text
    assert "CAUTION" in text


@pytest.mark.parametrize("file", sorted(path.name for path in (CASES / "files").glob("*") if ".expect." not in path.name))
def test_each_kind_of_finding_takes_one_line(file: str) -> None:
    done = run("check", CASES / "files" / file)
    assert done.returncode in (0, 1)
    assert done.stderr == ""
    lines = findings(done.stdout)
    assert len({"".join(c for c in line if c.isalpha()) for line in lines}) == len(lines), done.stdout


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("index_column_pandas.csv", 'left out: "column 1" (row numbers)'),
        ("mean_sd_min_max_columns.csv", 'left out: "sd", "min", "max" (statistics of the readings)'),
        ("beyond_2500_nm.csv", "outside 200-2500 nm were left out"),
        ("lab_two_illuminants.csv", "those of A 1964_10deg are among the metadata"),
        ("ocean_end_marker.txt", "1 line below the table"),
        ("number_of_fields_differs.ti3", "NUMBER_OF_FIELDS is 6, but 5 fields are named"),
    ],
)
def test_what_is_left_out_is_said(file: str, words: str) -> None:
    assert words in run("check", CASES / "files" / file).stdout


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("column_says_absorbance.csv", "says absorbance, not reflectance"),
        ("column_says_counts.csv", "says counts, not reflectance"),
        ("column_says_k_over_s.csv", "says K/S, not reflectance"),
        ("column_says_transmittance.csv", "says transmittance, not reflectance"),
        ("jcamp_xpp.jdx", "this is a JCAMP-DX file"),
        ("jcamp_yfactor.jdx", "this is a JCAMP-DX file"),
        ("chart_with_estimated_values.ti2", "estimates of patches still to be measured"),
    ],
)
def test_what_is_no_reflectance_is_refused_by_name(file: str, words: str) -> None:
    done = run("check", CASES / "files" / file)
    assert done.returncode == 1
    assert "REFUSED" in done.stdout
    assert words in done.stdout
