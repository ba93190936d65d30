"""Property, consistency: the main job from Python."""

import numpy as np
import pytest
import undertone
from undertone import Blend, DomainError, Dots, FadePlan, Habits, TouchUp, appearance, colorimetry, match, simulate_fade


def test_dark_brown_hair_on_light_skin_is_matched(report):
    assert report.is_usable()
    assert report.proof.proven
    assert 1 <= len(report.recipes) <= 5
    assert [seen.illuminant for seen in report.recipes[0].seen] == ["D65", "A", "F11"]
    assert report.recipes[0].later[0].years == 3


def test_predictions_are_those_of_appearance(report, skin, target):
    best = report.recipes[0]
    look = appearance(skin, best.blend, Dots())
    for seen in best.seen:
        np.testing.assert_allclose(seen.area, look.area.lab(seen.illuminant), atol=1e-6)
        difference = colorimetry.delta_e_2000(target.lab(seen.illuminant), seen.area)
        assert seen.area_delta_e_2000 == pytest.approx(difference, abs=1e-6)


def test_no_session_ends_darker_than_the_target(report):
    assert not any(session.darker_than_target for session in report.plan.sessions)
    shares = [session.share for session in report.plan.sessions]
    assert shares == sorted(shares)
    assert all(not recipe.darker_than_target for recipe in report.recipes)


def test_cups_are_whole_syringe_steps_and_a_small_cup_is_obeyed(skin, target, line):
    small = match(skin, target, line, Dots(), cup_volume_ml=3, later_years=0, recipe_count=2)
    for recipe in small.recipes:
        assert recipe.cup.whole_steps
        assert recipe.cup.total_ml <= 3 + 1e-9
        assert recipe.later == ()


def test_options_reach_the_search(skin, target, line):
    without = match(skin, target, line, Dots(), never_use=["pure_black", "soft_black"], illuminants={"D50": 1}, max_inks=2)
    for recipe in (*without.recipes, *without.nearest):
        assert not {"pure_black", "soft_black"} & set(recipe.blend.parts)
        assert len(recipe.blend.parts) <= 2
        assert [seen.illuminant for seen in recipe.seen] == ["D50"]


def test_what_cannot_be_matched_is_a_verdict(unreachable):
    assert unreachable.verdict == "cannot_match"
    assert not unreachable.is_usable()
    assert unreachable.recipes == ()
    assert unreachable.nearest
    assert unreachable.limiting_direction
    assert unreachable.gap_delta_e_2000 > 2


def test_unknown_option_is_named(skin, target, line):
    client_like = undertone.client.Client.__new__(undertone.client.Client)
    client_like._core = undertone._core.Client("", skin._core, target, "")
    with pytest.raises(DomainError, match="max_inkz"):
        undertone.match_client(client_like, line, Dots(), max_inkz=2)


def test_pigment_fades_and_dots_widen(forecast):
    left, width = forecast.pigment_left.nominal, forecast.diameter_mm.nominal
    assert (np.diff(left) < 0).all()
    assert (np.diff(width) > 0).all()
    assert forecast.worst_mass_error < 1e-9
    assert not forecast.extrapolated[1]
    assert forecast.extrapolated[-1]


def test_ranges_hold_the_median_and_draws_repeat(forecast, skin, target, report):
    for band in (forecast.pigment_left, forecast.delta_e_2000, forecast.contrast_l):
        assert (band.q10 <= band.q50).all()
        assert (band.q50 <= band.q90).all()
    again = simulate_fade(skin, FadePlan(report.recipes[0].blend), draws=20, seed=1, target=target, threads=2)
    np.testing.assert_array_equal(again.area_lab.q90, forecast.area_lab.q90)
    other = simulate_fade(skin, FadePlan(report.recipes[0].blend), draws=20, seed=2, target=target)
    assert (other.draw_values != forecast.draw_values).any()


def test_healed_forecast_agrees_with_appearance(forecast, skin, report):
    look = appearance(skin, report.recipes[0].blend, Dots())
    assert forecast.years[1] * 365.25 == pytest.approx(42)
    assert colorimetry.delta_e_2000(forecast.area_lab.nominal[1], look.area.lab()) < 0.7


def test_touch_up_brings_pigment_back_and_sun_takes_it(skin):
    blend = Blend({"dark_brown": 1}, 10)
    times = FadePlan(blend).times_days([0, 3, 5])
    plain = simulate_fade(skin, FadePlan(blend), times)
    touched = simulate_fade(skin, FadePlan(blend, touch_ups=(TouchUp(4 * 365.25),)), times)
    np.testing.assert_allclose(touched.mg_per_ml[:2], plain.mg_per_ml[:2], rtol=1e-4)
    assert touched.mg_per_ml[2].sum() > plain.mg_per_ml[2].sum() * 1.2
    sunny = simulate_fade(skin, FadePlan(blend, habits=Habits(latitude_deg=30, outdoor_share=0.3)), times)
    assert sunny.mg_per_ml[2].sum() < plain.mg_per_ml[2].sum()


def test_without_a_target_there_is_no_difference_to_it(skin):
    alone = simulate_fade(skin, FadePlan(Blend({"pure_black": 1})))
    assert alone.delta_e_2000 is None
    assert "delta_e_2000" not in alone.to_xarray()


def test_to_xarray_is_labelled(forecast):
    pytest.importorskip("xarray")
    data = forecast.to_xarray()
    assert data.pigment_left.dims == ("statistic", "time_days")
    np.testing.assert_array_equal(data.area_lab.sel(statistic="q10", component="L"), forecast.area_lab.q10[:, 0])
    np.testing.assert_array_equal(data.area.sel(wavelength_nm=550), forecast.area[:, undertone.wavelengths_nm == 550][:, 0])


@pytest.mark.parametrize("times", [[10, 5], [np.nan], [-1, 2]])
def test_bad_times_are_refused(skin, times):
    with pytest.raises(DomainError, match="times_days"):
        simulate_fade(skin, FadePlan(Blend({"pure_black": 1})), times)


def test_habits_are_checked():
    with pytest.raises(DomainError, match="latitude_deg"):
        Habits(latitude_deg=120)
