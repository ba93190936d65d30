"""Property: a stranger's names in files: never sent to a terminal, never run in a page, never computed by a spreadsheet."""

import json
import re
import socket
from pathlib import Path

import numpy as np
import pytest
import undertone as u
import undertone.plots
from undertone._base.values import Value
from undertone._shown import Html, html, shown_line, shown_text
from undertone.show._page import pdf_of

ROOT = Path(__file__).resolve().parents[2]
ESCAPE = "\x1b]0;PWN\x07\x1b[31m\u202e"
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&"
HOSTILE = ESCAPE + MARKUP


def toml_text(text: str) -> str:
    return json.dumps(text)


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """The demonstration line with a stranger's words wherever a line has words; ids too."""
    text = (ROOT / "data/lines/demo.toml").read_text()
    for key in ("name", "note", "maker", "version"):
        text = re.sub(rf'^{key} = "(.*)"$', lambda m, k=key: f"{k} = {toml_text(HOSTILE + m[1])}", text, flags=re.M)
    text = re.sub(
        r'^id = "([a-z_]+_[a-z]+|ash|auburn|blond)"$', lambda m: f"id = {toml_text(m[1] + MARKUP)}", text, flags=re.M
    )
    path = tmp_path_factory.mktemp("line") / "hostile.toml"
    path.write_text(text, encoding="utf-8")
    return u.load_line(path)


@pytest.fixture(scope="module")
def things(line, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clients") / f"client {MARKUP.replace('/', '')}{ESCAPE}"
    folder.mkdir()
    for name in ("skin.csv", "fringe.csv"):
        (folder / name).write_bytes((ROOT / "data/sample_kit/medium" / name).read_bytes())
    client = u.read_client(folder)
    blend = u.Blend(dict.fromkeys(list(line)[:2], 1), 20, line=line)
    reading = u.HealedReading([], lab=(58, 8.5, 16), scale=client.scale)
    quick = {"recipe_count": 1, "max_inks": 1}
    match = u.match_client(client, line, u.Dots(), **quick)
    measurement = u.Measurement(HOSTILE, np.arange(400, 701, 10.0), np.full(31, 0.3), instrument=HOSTILE, geometry=HOSTILE)
    belief = u.HealingBelief(client.skin_fit, u.Dots())
    found = [
        client, line, *line.values(), blend, blend.cup(10), match, measurement, u.check([measurement]), belief,
        u.plan_session(client, line, sessions=[u.SessionRecord(blend, 45, healed=reading)], **quick),
        u.correct_client_cup(client, blend, 3.0, **quick), u.correct_cup(belief, blend, 5.0, client.target, u.Dots()),
        u.forecast_client(client, line, blend=blend, draws=0, years=[1]),
        u.simulate_fade(client.skin, u.FadePlan(blend), draws=2), u.Diagnostic("warning", "x", HOSTILE),
        u.EnsembleClient(client.skin, u.FadePlan(blend), name=HOSTILE),
    ]  # fmt: skip
    seen = {}

    def walk(thing):
        if isinstance(thing, Value):
            seen.setdefault(id(thing), thing)
            walk(list(thing._state().values()))
        elif isinstance(thing, dict):
            walk(list(thing.values()))
        elif isinstance(thing, (list, tuple)):
            for item in thing:
                walk(item)

    walk(found)
    return list(seen.values())


def steers(text: str) -> list[str]:
    return [c for c in text if (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 or c == "\u202e"]


def test_no_value_sends_an_escape_sequence(things):
    assert len({type(thing) for thing in things}) > 20
    for thing in things:
        for text in (repr(thing), str(thing)):
            assert not steers(text), f"{type(thing).__name__}: {text!r}"


def test_no_value_runs_script_in_a_notebook(things):
    shown = [thing for thing in things if hasattr(thing, "_repr_html_")]
    assert len({type(thing) for thing in shown}) > 8
    for thing in shown:
        page = thing._repr_html_()
        assert "<script" not in page, type(thing)
        assert "<img" not in page, type(thing)
        assert not steers(page), type(thing)
    assert any("&lt;script&gt;" in thing._repr_html_() for thing in shown)  # shown, not left out


def test_a_card_holds_no_foreign_markup(things):
    cards = [thing for thing in things if isinstance(thing, u.Card)]
    assert cards
    for card in cards:
        assert "<script" not in card.html
        assert "<img" not in card.html
        assert not steers(card.html.replace("\r", ""))
        assert len(card.text.splitlines()) <= 20
        json.loads(card.json)


def test_a_class_that_forgets_to_escape_is_escaped_whole():
    class Forgetful(Value):
        def _repr_html_(self):
            return f"<b>{MARKUP}</b>"

        def __repr__(self):
            return ESCAPE

    assert "<" not in Forgetful()._repr_html_()
    assert not steers(repr(Forgetful()))
    from undertone._base.roots import TYPES

    del TYPES["Forgetful"]


def test_markup_stays_markup_and_text_becomes_text():
    assert html("<b>{}</b> {:.1f}", "<i>", 2) == "<b>&lt;i&gt;</b> 2.0"
    assert Html("<b>") + "<i>" == "<b>&lt;i&gt;"
    assert "<i>" + Html("<b>") == "&lt;i&gt;<b>"
    assert html("{}", Html("<b>")) == "<b>"


@pytest.mark.parametrize("text", ["", "Größe", "\ud800", "\x00", "\x1b[2J", "a\nb"])
def test_any_text_can_be_shown(text):
    assert not steers(shown_text(text))
    assert "\n" not in shown_line(text)


def test_errors_show_what_they_quote(tmp_path):
    path = tmp_path / "line.toml"
    path.write_text(f'id = "x"\nname = "y"\nunknown = {toml_text(HOSTILE)}\n\x1b[31m = 3\n')
    with pytest.raises(u.DataError) as caught:
        u.load_line(path)
    assert not steers(str(caught.value))
    assert not steers(str(u.DomainError("ink", ESCAPE, "known")))


FORMULAS = [
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    " =1",
    "'=1",
    "''+x",
    '"=1"',
    "a,=1",
    "x;@y",
    "'quoted'",
    "-5:1 dilution",
]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_name_is_computed_by_a_spreadsheet_and_all_come_back(name, tmp_path):
    one = u.Measurement(name, np.arange(400, 701, 10.0), np.full(31, 0.3), instrument=name, metadata={"note": name})
    other = u.Measurement("plain", np.arange(400, 701, 10.0), np.full(31, 0.4), instrument=name, metadata={"note": "x"})
    for readings in ([one], [one, other]):
        path = tmp_path / f"r{len(readings)}.csv"
        notes = u.write_measurements(path, readings)
        text = path.read_text()
        for row in text.splitlines():
            cells = re.findall(r'(?:^|[,;\t])\s*("(?:[^"]|"")*"|[^,;\t]*)', row)
            for cell in cells:
                content = cell.strip('" ')
                assert not re.match(r"[=@]|[+-](?![\d.]+(e[+-]?\d+)?$)", content), (row, cell)
        risky = name.strip(" '\"")[:1] in "=+-@" or re.search(r"[,;\t] *[=+@-]", name)
        assert any(note.code == "formula_guarded" for note in notes) == bool(risky)
        back = u.read_measurements(path)
        assert [m.name for m in back] == [m.name.strip() for m in readings]
        assert back[0].metadata["note"] == name


def test_what_cannot_be_read_back_is_not_written(tmp_path):
    """NaN and infinity, in all four formats: refused by the value or by the writer, and no file appears."""
    for bad in (np.nan, np.inf, -np.inf):
        values = np.full(31, 0.3)
        values[7] = bad
        for ending in ("csv", "cgats", "cxf", "json"):
            path = tmp_path / f"x.{ending}"
            with pytest.raises(u.DomainError):
                u.write_measurements(path, [u.Measurement("x", np.arange(400, 701, 10.0), values)])
            assert not path.exists()


def test_names_in_figures_are_no_formulas():
    figure = u.plots.spectra({HOSTILE: np.full(81, 0.3), r"$\frac{$ 5$": np.full(81, 0.4)}).figure
    u.plots.swatches({HOSTILE: (50, 0, 0), r"$\frac{$": (60, 0, 0)}).figure.canvas.draw()
    figure.canvas.draw()


def test_a_strangers_page_printed_as_pdf_opens_no_file_and_no_address(tmp_path):
    pytest.importorskip("weasyprint", reason="WeasyPrint is an optional extra: undertone[pdf]")
    (tmp_path / "secret.txt").write_text("seen in the Harbour street")
    with socket.create_server(("127.0.0.1", 0)) as asked:
        asked.setblocking(False)
        address = f"http://127.0.0.1:{asked.getsockname()[1]}"
        made = pdf_of(
            f'<html><head><link rel="attachment" href="file://{tmp_path}/secret.txt"><link rel="stylesheet" href="{address}/a.css">'
            f'</head><body><img src="{address}/b.png"><img src="file://{tmp_path}/secret.txt">'
            f'<i style="background: url({address}/c.png)">x</i></body></html>',
            "a card",
        )
        with pytest.raises(BlockingIOError):
            asked.accept()
    assert made.startswith(b"%PDF")
    assert b"/EmbeddedFile" not in made


def test_a_picture_held_in_the_page_itself_is_printed():
    pytest.importorskip("weasyprint", reason="WeasyPrint is an optional extra: undertone[pdf]")
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    assert b"/Subtype /Image" in pdf_of(f'<img src="data:image/png;base64,{pixel}">', "a card").replace(
        b"/Subtype/", b"/Subtype /"
    )
