"""Consistency, property: a line's folder from the command line, as a technician fills it in, and what is refused with line and column."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import undertone as u
from undertone import supply

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ["UNDERTONE_CLI"]
SAMPLE = ROOT / "data" / "sample_line"


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *map(str, arguments)], capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "mine"))


def edit(folder: Path, old: str, new: str) -> None:
    file = folder / "evidence.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def test_a_new_folder_says_how_to_fill_it_in_and_is_not_overwritten(tmp_path: Path) -> None:
    made = run("line", "new", tmp_path / "mine")
    assert made.returncode == 0, made.stderr
    assert "parts of water to one part of ink" in (tmp_path / "mine" / "evidence.toml").read_text()
    assert (tmp_path / "mine" / "films").is_dir()
    assert "not there yet" in run("line", "new", tmp_path / "mine").stderr
    assert run("line", "new", tmp_path / "a b").returncode == 1
    check = run("line", "check", tmp_path / "mine")
    assert check.returncode == 1
    assert "there is no such file" in check.stdout


def test_characterising_writes_a_line_that_other_commands_take(folder: Path) -> None:
    done = run("line", "characterise", folder, "--write")
    assert done.returncode == 0, done.stderr
    assert "mixtures that characterised no ink" in done.stdout
    matched = run("match", ROOT / "data/sample_kit/medium", "--line", folder / "line.toml", "--recipes", "1")
    assert "by 6 films" in matched.stdout
    again = run("line", "characterise", folder, "--write")
    assert again.returncode == 1
    assert run("line", "characterise", folder, "--write", "--force").returncode == 0


def test_a_folder_where_one_file_is_read_is_told_which_file(folder: Path) -> None:
    for command in ("ladder", "claims", "screen", "coverage"):
        told = run("line", command, folder)
        assert told.returncode == 1
        assert f"undertone line characterise {folder} --write" in told.stderr
    assert run("line", "characterise", folder, "--write").returncode == 0
    assert f"name its line, {folder / 'line.toml'}" in run("line", folder).stderr


def test_an_option_that_a_subcommand_has_is_not_taken_for_a_slip(folder: Path) -> None:
    told = run("line", "qc", "--log", "qc.sqlite", "--chrat", "difference").stderr
    assert "--log" not in told
    assert "--chrat: did you mean --chart?" in told


def test_columns_of_a_screen_stand_under_each_other(folder: Path) -> None:
    shown = run("line", "screen", "demo").stdout.splitlines()
    starts = {line.index("not shown: ") for line in shown if line.startswith("  ") and "not shown: " in line}
    assert len(starts) == 1, starts


def test_both_faces_say_the_same(folder: Path) -> None:
    found = supply.characterise_line(folder, ink="sample_red")
    shown = run("line", "characterise", folder, "--ink", "sample_red", "--json")
    assert json.loads(shown.stdout) == json.loads(found.json)
    assert run("line", "characterise", folder, "--ink", "sample_red").stdout == found.text
    assert run("line", "check", folder).stdout == supply.check_line_folder(folder).text


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "sample_brown"', 'id = "sample_black"', 'two inks are called "sample_black"'),
        ('label = ["CI 77266", "CI 77491"]', 'label = ["CI 1"]', '"CI 1" is not known'),
        ('backing = "black"', 'backing = "brown"', 'use "white" or "black"'),
        ("water_parts = 8\n", "water_parts = -8\n", "parts of water to one of ink"),
        ("wet_thickness_um = 100", "wet_thickness_um = 0.1", "in micrometres"),
        ("thickness_measured = true", 'thickness_measured = "yes"', "write true or false"),
        ("sample_black = 1, sample_brown = 3", "black = 1", 'no ink "black"'),
        ("solids_mg_per_ml = [80, 250]", "solids_mg_per_ml = [80]", "write [50, 300]"),
        ("[line]\n", "[line]\nmoth = 1\n", "moth"),
    ],
)
def test_evidence_that_cannot_be_is_refused_where_it_stands(folder: Path, old: str, new: str, words: str) -> None:
    edit(folder, old, new)
    done = run("line", "check", folder)
    assert done.returncode == 1
    assert words in done.stderr
    assert "evidence.toml:" in done.stderr


def test_films_whose_labels_are_exchanged_are_found(folder: Path) -> None:
    edit(
        folder,
        'reading = "8:1 white"\nbacking = "white"\nwater_parts = 8',
        'reading = "100:1 white"\nbacking = "white"\nwater_parts = 8',
    )
    edit(
        folder,
        'reading = "100:1 white"\nbacking = "white"\nwater_parts = 100',
        'reading = "8:1 white"\nbacking = "white"\nwater_parts = 100',
    )
    done = run("line", "check", folder)
    assert done.returncode == 1
    assert "exchanged?" in done.stdout


def test_a_missing_card_or_reading_is_named(folder: Path) -> None:
    edit(
        folder,
        'backing = "black"\nfile = "films/cards.csv"\nreading = "black"',
        'backing = "white"\nfile = "films/cards.csv"\nreading = "white"',
    )
    assert 'add [[cards]] with backing = "black"' in run("line", "check", folder).stdout
    edit(folder, 'reading = "8:1 white"', 'reading = "9:1 white"')
    assert 'no reading "9:1 white"' in run("line", "check", folder).stdout


def test_a_line_of_the_folder_is_what_python_makes(folder: Path) -> None:
    assert run("line", "characterise", folder, "--write").returncode == 0
    line = u.load_line(folder / "line.toml")
    assert [c.optics for c in line.colorants] == ["measured", "measured", "measured", "label"]


@pytest.mark.parametrize(
    ("lot", "code", "words"),
    [
        ("B001", 0, "PASS"),
        ("B002", 2, "% weaker"),
        ("B003", 2, "another colorant is in it"),
        ("B004", 2, "master of sample_red"),
    ],
)
def test_the_sample_lines_bad_batches_are_found(lot: str, code: int, words: str) -> None:
    batches = SAMPLE / "batches"
    done = run(
        "line", "qc", batches / "master.csv", batches / f"{lot}.csv", "--tolerance", 1, "--set-by", "QC", "--other",
        f"sample_red={batches / 'master_red.csv'}",
    )  # fmt: skip
    assert done.returncode == code
    assert words in done.stdout


def test_the_report_is_one_page_that_names_how_it_was_made(folder: Path, tmp_path: Path) -> None:
    edit(folder, 'name = "Sample line (synthetic)"', 'name = "<b>Sample</b> line"')
    page = tmp_path / "report.html"
    arguments = ("line", "report", folder, "--clients", 12)
    assert run(*arguments, "--html", page).returncode == 0
    html = page.read_text()
    assert "&lt;b&gt;Sample&lt;/b&gt; line" in html
    assert "<b>Sample" not in html
    assert html.count("<svg") == 4  # three inks, and the map of coverage
    assert "n = 6 films" in html
    assert f"undertone line report {folder} --clients 12 --seed 0 --list eu_2020_2081" in html
    assert not {"http://", "https://", "<script"} & set(html.split('"'))
    assert run(*arguments, "--html", page).returncode == 1
    dossier = supply.line_dossier(folder, clients=12)
    assert dossier.html == html
    assert [s["title"] for s in json.loads(run(*arguments, "--json").stdout)["sections"]] == [
        s.title for s in dossier.sections
    ]
    assert "What may be printed" in dossier.text


def test_the_page_shows_coverage_batches_and_lightfastness(folder: Path, tmp_path: Path) -> None:
    batches, log = folder / "batches", tmp_path / "qc.sqlite"
    for lot in ("B001", "B002", "B003", "B004"):
        run("line", "qc", batches / "master.csv", batches / f"{lot}.csv", "--tolerance", "1", "--set-by", "QC", "--ink",
            "sample_black", "--lot", lot, "--log", log)  # fmt: skip
    page, series = tmp_path / "page.html", ROOT / "tests" / "cli" / "series.csv"
    options = ("--clients", "12", "--log", log)
    made = run("line", "report", folder, *options, "--exposure", series, "--html", page)
    assert made.returncode == 0, made.stderr
    dossier = supply.line_dossier(folder, clients=12, quality_log=log, exposure_series=series)
    assert dossier.html == page.read_text()
    by_title = {one.title: one for one in dossier.sections}
    batch, served = by_title["Batches of sample_black"], by_title["Whom the line serves"]
    assert batch.figure.count("<circle") == 8
    assert "n = 4 lots" in batch.caption
    covered = supply.coverage(u.load_line("demo"), clients=12)
    assert served.figure.count("<rect") == len(covered.map)
    assert "Lightfastness" in by_title
    for figure in (batch.figure, served.figure):
        colors = set(re.findall(r"#([0-9a-f]{3,6})\b", figure))
        assert colors
        assert all(
            len({color[i : i + len(color) // 3] for i in range(0, len(color), len(color) // 3)}) == 1 for color in colors
        )
    lone = run("line", "report", folder, "--clients", "12", "--log", tmp_path / "none.sqlite")
    assert lone.returncode == 1
    assert not (tmp_path / "none.sqlite").exists()


def test_the_page_is_written_as_pdf_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("demo").mkdir()  # as `./dev demo` leaves one: the name still means the line that ships
    dossier = supply.line_dossier("demo", clients=2)
    dossier.write(tmp_path / "x.pdf")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    dossier.write(tmp_path / "x.html")
    assert (tmp_path / "x.html").read_text() == dossier.html
    with pytest.raises(u.DataError, match="exists"):
        dossier.write(tmp_path / "x.html")
    with pytest.raises(u.DomainError, match="ends in"):
        dossier.write(tmp_path / "x.docx")
