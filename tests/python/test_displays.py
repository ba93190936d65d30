"""Golden, property: text and HTML that people read, held by golden files; numbers rounded so that only changes one would
see show."""

import html
import re

import pytest
import undertone
from undertone import report as reports


def rounded(text):
    """Numbers to two significant digits, colours to four bits: the physics has tests of its own."""
    text = re.sub(r"#[0-9a-f]{6}", lambda m: "#" + "".join(c for c in m[0][1::2]), text)
    return re.sub(r"-?\d+\.\d+", lambda m: f"{float(m[0]):.1g}", text)


def test_reprs(golden, skin, line, report, forecast):
    things = [
        undertone.Blend({"pure_black": 1, "ash": 2}),
        undertone.Dots(),
        undertone.Habits(),
        line,
        line["dark_brown"],
        line.colorants[0],
        undertone.HairMelanin(10, 1),
        skin,
    ]
    golden("reprs.txt", rounded("\n".join(map(repr, things)) + "\n"))
    assert repr(report).startswith("<MatchReport: matched")
    assert repr(forecast).startswith(
        "<FadeReport two_rate: 6 times, day 20 to 3672 after the first session (to year 10.0 after the last); 20 draws"
    )
    assert len(repr(report).splitlines()) == 1


def test_line_in_a_notebook(golden, line):
    golden("line.html", rounded(line._repr_html_()) + "\n")


def test_rich_displays_hold_swatches_and_numbers(skin, report, unreachable, forecast):
    fit = undertone.fit_skin(skin.reflectance)
    look = undertone.appearance(skin, report.recipes[0].blend, undertone.Dots())
    for shown in (skin, fit, look, look.area, report, report.recipes[0], unreachable, forecast):
        html = shown._repr_html_()
        assert html.count("background:#") >= 1
        balanced(html)
    assert f"{report.recipes[0].blend.water_parts:g}:1" in report._repr_html_()
    assert "extrapolated" in forecast._repr_html_()
    assert "melanosome_fraction" in fit._repr_html_()


def test_swatches_touch_on_neutral_grey(report):
    html = report.recipes[0]._repr_html_()
    assert re.search(r"background:#777777\"><span[^>]*></span><span[^>]*></span></span>", html)


def test_names_from_files_are_escaped(skin, target):
    odd = undertone.client.Client(undertone._core.Client("<b>x", skin._core, target, "<i>y"))
    assert "<b>x" not in odd._repr_html_()
    assert "<i>y" not in odd._repr_html_()


def balanced(html):
    for tag in ("table", "tr", "td", "span", "p", "ul", "li", "div", "section", "svg", "b"):
        assert len(re.findall(rf"<{tag}[ >]", html)) == len(re.findall(rf"</{tag}>", html)), tag


def test_mix_card_page(golden, report):
    page = report.card.html
    balanced(page)
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    text = re.sub(r"<[^>]+>", " ", body)
    golden("mix_card_headings.txt", "\n".join(re.findall(r"<h[12]>(.*?)</h[12]>", page)) + "\n")
    assert text.index(f"{report.recipes[0].blend.water_parts:g}:1") < text.index("drops*"), "N:1 leads"
    order = [re.search(rf"<th[^>]*>{unit}</th>", page).start() for unit in ("ml", "g", r"drops\*")]
    assert order == sorted(order), "ml, then grams, drops last"
    for limit in reports.limits():
        assert limit in text.replace("&#39;", "'")
    assert "not validated on healed scalp" in text


def test_mix_card_is_self_contained_and_printable(report):
    page = report.card.html
    assert not re.search(r"(src|href)=|url\(|@import|<script", page)
    assert "@page { size: A4" in page
    data = report.card.data
    for color in data["colors"]:
        assert f"{color['read']['l']:.1f}" in page, "legible in greyscale: a number for every colour"


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_card_fills_one_page(report, unreachable, size, tmp_path):
    weasyprint = pytest.importorskip("weasyprint")
    for card in (report.card, unreachable.card):
        page = card.html.replace("size: A4", f"size: {size}")
        assert len(weasyprint.HTML(string=page).render().pages) == 1
    report.card.write(tmp_path / "card.pdf")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


def test_text_of_a_card_leads_with_verdict_cup_dots_and_stop_rule(report):
    lines = report.card.text.splitlines()
    assert len(lines) <= 20
    assert lines[1].startswith(report.verdict)
    kinds = ["Cup ", "Dots ", "Stop adding dots once"]
    at = [next(i for i, line in enumerate(lines) if line.startswith(kind)) for kind in kinds]
    assert at == sorted(at)
    assert at[-1] < 9


def test_every_form_of_a_card_has_the_same_content(report):
    data, card = report.card.data, report.card
    for text in (data["headline"], data["stop_rule"], data["proof"]):
        for form in (card.text, html.unescape(card.html)):
            assert text in form
    for dose in data["doses"]:
        for form in (card.text, card.html):
            assert dose["name"] in form
            assert f"{dose['ml']:.2f}" in form
    for d in data["diagnostics"]:
        assert d["message"] in html.unescape(card.html)


def test_mix_card_that_cannot_match_recommends_nothing(unreachable):
    page = unreachable.card.html
    balanced(page)
    assert "<h2>Mix</h2>" not in page
    assert "<h2>Nearest mix: not a recommendation</h2>" in page
    assert "not a recommendation" in unreachable.card.text
