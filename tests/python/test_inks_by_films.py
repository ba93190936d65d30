"""Consistency, property: an ink by its films or its label, from Python; the sample line; and that it matches like any other."""

import json
from pathlib import Path

import numpy as np
import pytest
import undertone as u
from undertone import supply
from undertone.colorimetry import delta_e_2000, lab

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample_line"
WHITE, BLACK = np.full(81, 0.85), np.full(81, 0.03)


@pytest.fixture(scope="module")
def line():
    return u.Line(inks=[u.Ink("ink", {"carbon_black": 12, "hematite": 60, "yellow_oxide": 90})])


@pytest.fixture(scope="module")
def films(line):
    return [
        supply.InkFilm(
            u.film_reflectance(u.Blend({"ink": 1}, water, line=line), card, 0.1),
            card,
            backing,
            water,
            0.1,
            True,
            name=f"{water}:1 {backing}",
        )
        for water in (8, 30, 100)
        for backing, card in (("white", WHITE), ("black", BLACK))
    ]


@pytest.fixture(scope="module")
def found(films):
    return supply.characterise_ink(films, id="brown", name="Brown", color_index="CI 77491", date="2026-05-01")


def test_a_measured_ink_heals_to_the_colour_of_the_ink_itself(line, found):
    own = u.Line(inks=[found.ink(lot="7")], colorants=[found.colorant])
    areas = [
        u.appearance(u.Skin(), u.Blend({ink: 1}, 5, line=of), u.Dots()).area for ink, of in (("ink", line), ("brown", own))
    ]
    assert delta_e_2000(lab(areas[0]), lab(areas[1])) < 0.3
    assert own["brown"].lot == "7"
    assert own.colorants[0].optics == "measured"
    assert own.colorants[0].source == "measured on 2026-05-01 by 6 films"


def test_bands_that_were_not_read_are_wide(films):
    some = []
    for film in films:
        gaps = np.asarray(film.reflectance).copy()
        gaps[:10] = np.nan
        some.append(supply.InkFilm(gaps, film.card, film.backing, film.water_parts, 0.1, True))
    found = supply.characterise_ink(some)
    assert found.mu_a_log_sd[0] > 1.5 * found.mu_a_log_sd[20]
    assert "bands_extended" in {d.code for d in found.diagnostics}


def test_a_measured_ink_goes_into_matching_and_its_card(found):
    client = u.read_client(ROOT / "data" / "sample_kit" / "medium")
    own = u.Line(inks=[found.ink()], colorants=[found.colorant])
    report = u.match_client(client, own, u.Dots(), recipe_count=1)
    assert "measured on 2026-05-01 by 6 films" in str(report.card)
    assert json.loads(report.card.json)["ink_basis"] == "Brown: measured on 2026-05-01 by 6 films"


def test_an_ink_by_its_label_says_so_on_the_card_and_has_wider_ranges():
    client = u.read_client(ROOT / "data" / "sample_kit" / "medium")
    label = supply.ink_from_label(["CI 77266", "PR101"], id="bottle", name="Bottle")
    own = u.Line(inks=[label.ink()], colorants=[label.colorant])
    sure = u.Colorant(
        **{
            name: getattr(label.colorant, name)
            for name in ("id", "name", "color_index", "mu_a_per_mm", "mu_s_per_mm", "g", "density_g_per_ml")
        }
    )
    known = u.Line(inks=[label.ink()], colorants=[sure])
    card = str(u.match_client(client, own, u.Dots(), recipe_count=1).card)
    assert "known from its label alone" in card

    # Where more pigment still darkens: at 1:1 the dots are opaque whatever the strength.
    wide, narrow = (
        u.ladder(client.skin, of, ["bottle"], u.Dots(), water_ladder=[20]).inks[0].steps[0].area_l for of in (own, known)
    )
    assert wide.high - wide.low > 1.2 * (narrow.high - narrow.low)


def test_the_sample_line_can_be_used_and_its_mixtures_are_predicted():
    check = supply.check_line_folder(SAMPLE)
    assert check.usable, check.text
    found = supply.characterise_line(SAMPLE, today="2026-05-01")
    assert found.mixtures.median_delta_e < 1
    assert {ink.id for ink in found.inks} == set(found.line)
    assert json.loads(found.json)["mixtures"]["median_delta_e"] == found.mixtures.median_delta_e
    black = next(ink for ink in found.inks if ink.id == "sample_black").measured
    assert black.converged
    assert black.misfit < 1.5
    assert u.Line(inks=[black.ink()], colorants=[black.colorant]).colorants[0] == black.colorant


def test_films_plot(found):
    axes = found.plot()
    assert len(axes.lines) == 2


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"water_parts": -1.0}, "water_parts"),
        ({"wet_thickness_mm": 100.0}, "micrometres"),
        ({"backing": "wood"}, "backing"),
        ({"readings": 0}, "readings"),
    ],
)
def test_films_that_cannot_be_are_refused(films, change, word):
    fields = {
        name: getattr(films[0], name)
        for name in ("reflectance", "card", "backing", "water_parts", "wet_thickness_mm", "readings")
    }
    with pytest.raises(u.DomainError, match=word):
        supply.characterise_ink(supply.InkFilm(**fields | change))
