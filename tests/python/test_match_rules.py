"""Property: rules, robust objectives, zones and the time budget of ``match``, from Python. What they do is tested in C++;
here, that each option arrives."""

from __future__ import annotations

import numpy as np
import pytest
import undertone
from undertone import Blend, DomainError, Dots, Rematch, Skin, load_line, match, match_dots, match_zones

LINE = load_line("demo")
SKIN = Skin(melanosome_fraction=0.03)
DOTS = Dots(0.15, 200, 0.2, 0.7)
TARGET = undertone.appearance(SKIN, Blend({"pure_black": 1, "dark_brown": 2}, 9, line=LINE), DOTS).area
QUICK = {"max_inks": 2, "later_years": 0, "acceptable_delta_e_ab": 30.0}


def run(**options):
    return match(SKIN, TARGET, LINE, DOTS, **QUICK | options)


def doses(report, ink):
    return [dose.ml for recipe in report.recipes for dose in recipe.cup.inks if dose.ink_id == ink]


def test_stock_limits_the_cup():
    free = run()
    most = max(doses(free, "pure_black") + doses(free, "warm_black"))
    assert most > 0.1
    kept = run(stock_ml={"pure_black": 0.1, "warm_black": 0.1})
    assert all(ml <= 0.1 + 1e-9 for ink in ("pure_black", "warm_black") for ml in doses(kept, ink))


def test_fixed_pairs_stay_together():
    report = run(fixed_pairs={("dark_brown", "pure_black"): (3, 1)})
    for recipe in report.recipes:
        parts = recipe.blend.parts
        assert parts.get("dark_brown", 0) == 3 * parts.get("pure_black", 0)


def test_pigment_and_blue_shift_have_limits():
    assert all(r.blue_shift_b >= -0.5 - 1e-9 for r in run(max_blue_shift_b=0.5).recipes)
    thin = run(max_pigment_mg_per_ml=4.0)
    mg_per_ml = {i: sum(LINE[i].mg_per_ml.values()) for i in LINE}
    for recipe in thin.recipes or thin.nearest:
        parts = recipe.blend.parts
        cup = sum(parts[i] * mg_per_ml[i] for i in parts) / sum(parts.values()) / (recipe.blend.water_parts + 1)
        assert cup <= 4 + 1e-9


@pytest.mark.parametrize("robustness", ["mean", "quantile_80", "worst"])
def test_robust_objectives_are_proven(robustness):
    report = run(robustness=robustness)
    assert report.proof.proven
    assert report.proof.complete
    assert report.proof.seconds > 0


def test_an_unknown_robustness_names_those_there_are():
    with pytest.raises(DomainError, match="quantile_80"):
        run(robustness="optimistic")


def test_a_time_budget_gives_the_best_so_far_and_the_gap():
    report = match(SKIN, TARGET, LINE, DOTS, later_years=0, extra_ink_penalty=0.0, time_budget_s=1e-9)
    assert not report.proof.complete
    assert report.proof.gap >= 0
    with pytest.raises(DomainError, match="time_budget_s"):
        run(time_budget_s=0)


def test_a_tolerance_below_what_readings_repeat_to_cannot_be_verified():
    with pytest.raises(DomainError, match="cannot be verified"):
        run(acceptable_delta_e_ab=0.2)


def test_zones_have_plans_of_their_own_and_scars_a_wider_range():
    plans = match_zones(SKIN, TARGET, LINE, DOTS, **QUICK)
    assert list(plans) == ["hairline", "mid", "crown", "sides", "scar"]
    widths = {
        name: np.subtract(*(getattr(report.recipes[0].range.l, end) for end in ("high", "low")))
        for name, report in plans.items()
    }
    assert widths["scar"] > widths["mid"]
    own = match_zones(SKIN, TARGET, LINE, DOTS, {"temple": Dots(0.12, 120, 0.2, 0.6)}, **QUICK)
    assert list(own) == ["temple"]
    with pytest.raises(DomainError, match="hairline"):
        match_zones(SKIN, TARGET, LINE, DOTS, ["beard"])


def test_rematch_answers_as_match_does():
    rematch = Rematch(SKIN, LINE)
    rematch.match(TARGET, DOTS, **QUICK)
    for dots in (Dots(0.15, 240, 0.2, 0.7), Dots(0.15, 240, 0.25, 0.75), Dots(0.16, 200, 0.2, 0.7)):
        again, anew = rematch.match(TARGET, dots, **QUICK), match(SKIN, TARGET, LINE, dots, **QUICK)
        assert again.proof.gap == anew.proof.gap == 0
        assert again.recipes[0].blend.parts == anew.recipes[0].blend.parts
        assert again.recipes[0].blend.water_parts == anew.recipes[0].blend.water_parts


def test_match_dots_takes_the_best_of_all_tried():
    choice = match_dots(SKIN, TARGET, LINE, DOTS, diameters_mm=(0.12, 0.15), densities_per_cm2=(140, 200, 260), **QUICK)
    assert len(choice.trials) == 6
    assert [t.dots.diameter_mm for t in choice.trials] == [0.12] * 3 + [0.15] * 3
    one_by_one = {}
    for trial in choice.trials:
        report = match(SKIN, TARGET, LINE, trial.dots, **QUICK)
        one_by_one[trial.dots.diameter_mm, trial.dots.density_per_cm2] = report.recipes[0].objective
        assert trial.usable
        assert trial.proven
        assert trial.objective == pytest.approx(report.recipes[0].objective, abs=1e-9)
    best = min(one_by_one, key=one_by_one.get)
    assert (choice.best.dots.diameter_mm, choice.best.dots.density_per_cm2) == best
    with pytest.raises(DomainError, match=r"densities_per_cm2\[1\]"):
        match_dots(SKIN, TARGET, LINE, DOTS, densities_per_cm2=(150, 150), **QUICK)


def test_cost_is_shown_and_can_count():
    prices = dict.fromkeys(LINE, 1.0)
    plain = run(cost_per_ml=prices)
    cup = plain.recipes[0].cup
    assert plain.recipes[0].cost == pytest.approx(cup.pigment_ml)
    assert plain.recipes[0].blend.parts == run().recipes[0].blend.parts  # shown, not counted
    dear = {ink: 1000.0 if ink in plain.recipes[0].blend.parts else 1.0 for ink in LINE}
    other = run(cost_per_ml=dear, cost_penalty=1.0)
    assert other.recipes[0].cost < 0.5 * run(cost_per_ml=dear).recipes[0].cost
    assert other.proof.gap == 0
    with pytest.raises(DomainError, match="cost_per_ml"):
        run(cost_per_ml={"pure_black": 1.0})
    with pytest.raises(DomainError, match="cost_per_ml"):
        run(cost_penalty=0.1)


@pytest.mark.parametrize("mg_per_ml", [{"a": 150, "b": 50}, {"b": 50, "a": 150}, {"a": 50, "b": 150}, {"b": 150, "a": 50}])
def test_recipes_of_one_colour_are_ranked_by_id_and_not_by_rounding(tmp_path, skin, mg_per_ml):
    """150 mg/ml at 5:1 and 50 mg/ml at 1:1 are the same 25 mg/ml, up to the last bits of a sum."""
    inks = "".join(
        f'[[inks]]\nid = "{ink}"\nname = "{ink}"\ncomponents = [{{ colorant = "carbon_black", mg_per_ml = {amount} }}]\n'
        for ink, amount in mg_per_ml.items()
    )
    path = tmp_path / "two.toml"
    path.write_text('id = "two"\nname = "two"\nmaker = "none"\nversion = "1"\n' + inks)
    options = {"max_inks": 1, "max_pigment_mg_per_ml": 25, "max_blue_shift_b": 100}
    report = match(skin, np.asarray(skin.reflectance) * 0.5, load_line(path), Dots(), **options)
    best, second = (report.recipes or report.nearest)[:2]
    assert best.objective == pytest.approx(second.objective, abs=1e-9)
    assert [*best.blend.parts, *second.blend.parts] == ["a", "b"]
