"""Consistency, property: what the documentation says is there, what it shows runs, and a dead link is found."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import accuracy
import codes
import data_pages
import links
import notebook_pages
import pytest
import undertone
from undertone import supply

ROOT = Path(__file__).resolve().parents[2]
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
PAGES = sorted((ROOT / "notebooks" / "docs").rglob("*.md"))
SHOWN = [
    pytest.param(language, text, id=f"{page.relative_to(ROOT / 'notebooks' / 'docs')}_{number}")
    for page in PAGES
    for number, (language, text) in enumerate(
        re.findall(r"^```(sh|python)\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    )
]


@pytest.mark.parametrize(("language", "text"), SHOWN)
def test_what_a_page_shows_runs(language, text, tmp_path):
    """A block of commands or of Python, on the data that come with the project; a batch that fails is a result (2)."""
    (tmp_path / "data").symlink_to(ROOT / "data")
    if language == "python":
        done = subprocess.run([sys.executable, "-"], input=text, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return
    tool = f'undertone() {{ "{TOOL}" "$@" || [ $? = 2 ]; }}\nset -e\n'
    done = subprocess.run(["bash", "-c", tool + text], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_shown_coverages_draw_each_class_of_skin_alike():
    """Fewer clients would draw light skins alone, and call them everyone."""
    line = undertone.load_line("demo")
    shown = {
        int(n) for page in PAGES for n in re.findall(r"^undertone line .*--clients (\d+)", page.read_text(), re.MULTILINE)
    }
    assert shown
    for clients in shown:
        covered = supply.coverage(line, clients=clients, fade_draws=0, today="")
        drawn = [one.clients + one.needs_none for one in covered.by_class]
        assert len(drawn) == 6, clients
        assert len(set(drawn)) == 1, clients


def test_a_recall_finds_every_lot_of_the_record_that_is_shown(tmp_path):
    page = (ROOT / "notebooks/docs/how_to/record_sessions.md").read_text()
    record = re.search(r"^```text\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert record
    (tmp_path / "sessions.toml").write_text(record[1])
    found = [supply.recall_lot(lot, [tmp_path / "sessions.toml"]).uses for lot in ("L123", "W7", "N22")]
    assert [[use.what for use in uses] for uses in found] == [["pure_black"], ["diluent"], ["needle"]]


def test_pages_show_something_that_runs():
    assert len(SHOWN) > 20


def test_every_diagnostic_of_the_sources_is_explained_and_no_other():
    explained = [code for subject in codes.described().values() for code in subject]
    assert len(explained) == len(set(explained))
    assert set(explained) == set(codes.given_by_sources()), "notebooks/docs/codes.toml says of each what to do"
    for subject in codes.described().values():
        for code, said in subject.items():
            assert said.keys() == {"means", "do"}, code
            assert all(text.endswith(".") for text in said.values()), code


def test_every_record_of_data_is_on_a_page(tmp_path):
    data_pages.write_pages(tmp_path)
    written = "".join(path.read_text() for path in tmp_path.glob("*.md"))
    for record in data_pages.records():
        assert f"`data/{record.relative_to(ROOT / 'data').as_posix()}`" in written


def test_readme_has_the_dot_models_figures():
    figures = {one.quantity: one.value for one in accuracy.dots()}
    median, most, worst = (figures[f"colour of the area, all: {what}"] for what in ("median", "95 %", "worst"))
    said = f"within {median:.2f} delta E2000 of Monte Carlo at the median, {most:.2f} for 95 % and {worst:.2f} at worst"
    assert said in " ".join((ROOT / "README.md").read_text().split())


def write(folder, **pages):
    for name, text in pages.items():
        (folder / f"{name}.html").write_text(text)


def test_dead_links_and_things_from_the_network_are_found(tmp_path):
    write(
        tmp_path,
        index='<a href="other.html#there">x</a> <a href="#here">x</a> <p id="here"></p> <a href="https://doi.org/1">x</a>',
        other='<h1 id="there">x</h1> <img src="data:image/png;base64,AA"> <link rel="canonical" href="https://elsewhere/">',
    )
    assert links.faults(tmp_path) == []
    write(
        tmp_path,
        index='<a href="missing.html">x</a> <a href="other.html#nowhere">x</a> <script src="https://cdn/x.js"></script>',
    )
    found = "\n".join(links.faults(tmp_path))
    for fault in ("missing.html leads to no file", "#nowhere leads to no such place", "loads https://cdn/x.js"):
        assert fault in found
    (tmp_path / "x.css").write_text("@font-face { src: url(https://fonts/x.woff) }")
    assert "x.css" in "".join(links.faults(tmp_path))


def test_fences_hold_text_that_has_fences():
    assert notebook_pages.fenced("```\nx\n```", "text") == "````text\n```\nx\n```\n````\n"


@pytest.mark.skipif(shutil.which("doxygen") is None, reason="./dev docs installs Doxygen")
def test_headers_have_no_fault_that_doxygen_sees_and_every_layer_its_page():
    import cpp_pages

    cpp_pages.run_doxygen()
    for layer in cpp_pages.LAYERS:
        page = cpp_pages.layer_page(layer)
        assert (ROOT / "tests" / "consumer" / "examples" / f"{layer}.cpp").is_file()
        assert page.count("\n### ") > 2, layer
