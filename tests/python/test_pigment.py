"""Reference, property: inks, blends and their looks."""

import numpy as np
import pytest
import undertone
from undertone import Blend, Dots, LogNormal, appearance


def test_line_is_a_mapping_of_inks_that_says_what_it_is(line):
    assert len(line) == 8
    assert line["pure_black"].mg_per_ml == {"carbon_black": 150}
    assert "not any maker's product" in line.note
    assert {c.color_index for c in line.colorants} >= {"CI 77266", "CI 77491", "CI 77492", "CI 77891"}
    assert all(c.source for c in line.colorants)


def test_carbon_black_absorbs_as_published(line):
    carbon = next(c for c in line.colorants if c.id == "carbon_black")
    at_550 = carbon.mu_a_per_mm[undertone.wavelengths_nm == 550]
    assert 4 < at_550 < 9  # m2/g, the same number as 1/mm per mg/ml (Bond and Bergstrom 2006: 7.5 +- 1.2)


def test_water_dilutes_by_volume(line):
    blend = Blend({line["pure_black"]: 1}, water_parts=20)
    assert blend.mg_per_ml == {"carbon_black": pytest.approx(150 / 21)}


def test_blend_takes_inks_or_ids_and_only_proportions_matter(line):
    by_ink, by_id = Blend({line["pure_black"]: 2, line["ash"]: 1}), Blend({"pure_black": 4, "ash": 2}, line=line)
    assert by_ink.mg_per_ml == pytest.approx(by_id.mg_per_ml)
    assert by_ink == Blend({"pure_black": 2, "ash": 1})
    assert str(by_ink) == "1 Ash + 2 Pure black, 20:1"


def test_cup_adds_up():
    cup = Blend({"pure_black": 1, "ash": 1}, 20).cup(2.1)
    assert sum(dose.ml for dose in cup.doses) == pytest.approx(2.1)
    assert sum(dose.grams for dose in cup.doses) == pytest.approx(cup.total_grams)
    assert cup.whole_steps
    assert cup.water.drops == pytest.approx(cup.water.ml * 20)


def test_more_water_is_lighter(skin):
    lightness = [appearance(skin, Blend({"pure_black": 1}, n), Dots()).area.lab()[0] for n in (4, 20, 60)]
    assert lightness == sorted(lightness)
    assert lightness[-1] < skin.lab()[0]


def test_area_lies_between_dot_and_bare_skin(skin):
    look = appearance(skin, Blend({"pure_black": 1}), Dots())
    assert (look.dot < look.area).all()
    assert (look.area < look.bare).all()
    np.testing.assert_array_equal(look.bare, skin.reflectance)
    lab = look.lab("A")
    assert lab.dot[0] < lab.area[0] < lab.bare[0]


def test_uncertain_retention_moves_the_colour(skin):
    blend, dots = Blend({"pure_black": 1}), Dots(retention=LogNormal(0.45, 0.5))
    more, less = (appearance(skin, blend, dots, z_retention=z).area.lab()[0] for z in (1, -1))
    assert more < less


def test_retention_may_be_a_plain_number():
    assert Dots(retention=0.6).retention == LogNormal(0.6, Dots().retention.log_sd)


def test_dots_know_their_geometry():
    dots = Dots(diameter_mm=0.1, density_per_cm2=100)
    assert dots.pitch_mm == pytest.approx(1)
    assert dots.area_fraction == pytest.approx(np.pi / 4 * 0.01)
