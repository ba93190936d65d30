"""Consistency, property: lines of inks from values, beside those of files."""

import copy
import pickle

import numpy as np
import pytest
import undertone as u


def own_line(**changes):
    inks = [
        u.Ink("black", {"carbon_black": 100}, name="Black", density_g_per_ml=1.08, lot="L7", expires="2031-03-31"),
        u.Ink("brown", {"carbon_black": 30, "hematite": 60, "yellow_oxide": 40}),
    ]
    return u.Line(**{"inks": inks, "id": "house", "maker": "us", **changes})


def test_a_line_from_values_is_the_line_of_its_file(tmp_path):
    line = own_line(carrier_name="glycerol", carrier_density_g_per_ml=1.05, note='tried on "Max"')
    file = tmp_path / "house.toml"
    file.write_text(line.to_toml())
    read = u.load_line(file)
    assert read == line
    assert (line["black"].lot, line["black"].expires, line["brown"].name) == ("L7", "2031-03-31", "brown")
    assert own_line() != line
    assert u.load_line("demo") == u.Line("demo") != line


def test_a_line_from_values_pickles_and_goes_to_json():
    line = own_line()
    for back in (pickle.loads(pickle.dumps(line)), u.from_json(line.to_json()), copy.deepcopy(line)):
        assert back == line
        assert back["brown"] == line["brown"]
    ink = u.Ink("black", {"carbon_black": 100}, lot="L7")
    assert ink.line is None
    assert pickle.loads(pickle.dumps(ink)) == ink == u.from_json(ink.to_json())
    assert ink != u.Ink("black", {"carbon_black": 100}, lot="L8")


def test_a_line_from_values_mixes_matches_and_shows(skin):
    line = own_line()
    blend = u.Blend({"black": 1, "brown": 2}, 15, line=line)
    look = u.appearance(skin, blend, u.Dots())
    report = u.match(skin, np.asarray(look.area), line, u.Dots(), max_inks=2)
    assert report.recipes
    assert set(report.recipes[0].blend.parts) <= {"black", "brown"}


def test_a_measured_colorant_is_one_like_any_other(skin):
    ours = next(c for c in u.load_line("demo").colorants if c.id == "carbon_black")
    measured = u.Colorant(
        "soot", "Soot", "", ours.mu_a_per_mm, ours.mu_s_per_mm, ours.g, ours.density_g_per_ml, "films of May", "carbon_black"
    )
    assert (ours.role, ours.optics, measured.optics) == ("carbon_black", "mie", "measured")
    line = u.Line(inks=[u.Ink("a", {"soot": 100}), u.Ink("b", {"carbon_black": 100})], colorants=[measured])
    one, other = (u.appearance(skin, u.Blend({ink: 1}, line=line), u.Dots()) for ink in "ab")
    assert np.array_equal(one.area, other.area)
    assert pickle.loads(pickle.dumps(line)) == line
    assert pickle.loads(pickle.dumps(measured)) == measured
    again = u.Line(inks=[line["a"]])  # brings its colorant along
    assert again.colorants[0] == measured


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: u.Line(), "name_or_path, inks"),
        (lambda: u.Line("demo", inks=[]), "name_or_path, inks"),
        (lambda: u.Line(inks=[]), "inks"),
        (lambda: u.Line(inks=[u.Ink("a", {"carbon_black": -1})]), "inks[0].components[0].mg_per_ml"),
        (lambda: u.Line(inks=[u.Ink("a", {"soot": 1})]), "inks[0].components[0].colorant"),
        (lambda: u.Line(inks=[u.Ink("a", {"hematite": 1}, expires="soon")]), "inks[0].expires"),
        (lambda: u.Line(inks=[u.Ink("a", {"hematite": 1}, density_g_per_ml=3)]), "inks[0].density_g_per_ml"),
        (lambda: u.Line(inks=[u.Ink("a", {"hematite": 1})] * 2), "inks[1].id"),
        (lambda: own_line(carrier_density_g_per_ml=2), "carrier.density_g_per_ml"),
        (lambda: own_line(id=""), "id"),
        (lambda: u.Blend({u.Ink("a", {"hematite": 1}): 1}), "parts"),
        (lambda: u.Colorant("a", "A", "", *np.ones((2, 81)), np.full(81, 0.5), 1.8, role="pink"), "role"),
        (lambda: u.Colorant("a", "A", "", -np.ones(81), *np.zeros((2, 81)), 1.8), "mu_a_per_mm[0]"),
    ],
)
def test_a_line_that_no_file_could_hold_is_refused_by_field(make, field):
    with pytest.raises(u.DomainError) as refused:
        make()
    assert refused.value.name == field
