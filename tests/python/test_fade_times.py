"""Property, consistency: times and doses of a fade plan as people give them; states as colours; series from tables."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import undertone as u
from undertone.fade_sobol import fade_sobol

ROOT = Path(__file__).resolve().parents[2]
SKIN = u.Skin()
LINE = u.load_line()
BLACK, BROWN = (u.Blend({ink: 1}, 20, line=LINE) for ink in ("pure_black", "mid_brown"))
PLAN = u.FadePlan(BLACK)
MODELS = ("two_rate", "mechanistic")


# ---- several doses on one day


@pytest.mark.parametrize("model", MODELS)
def test_two_touch_ups_on_one_day_are_both_given(model):
    """Consistency: halves of one ink on one day are the whole (AMICI #2805, #2926)."""
    times = [360, 366, 500, 2000]
    whole = u.simulate_fade(SKIN, replace(PLAN, touch_ups=(u.TouchUp(365, 0.3),)), times, model)
    halves = u.simulate_fade(SKIN, replace(PLAN, touch_ups=(u.TouchUp(365, 0.1), u.TouchUp(365, 0.2))), times, model)
    np.testing.assert_allclose(halves.mg_per_ml, whole.mg_per_ml, rtol=2e-3, atol=1e-9)
    assert (halves.mg_per_ml[1] > halves.mg_per_ml[0]).any()
    assert halves.worst_mass_error < 1e-9


@pytest.mark.parametrize("model", MODELS)
def test_two_inks_on_one_day_do_not_depend_on_their_order(model):
    ups = (u.TouchUp(365, 0.3), u.TouchUp(365, 0.3, BROWN))
    one, other = (u.simulate_fade(SKIN, replace(PLAN, touch_ups=o), [365, 370, 1000], model) for o in (ups, ups[::-1]))
    np.testing.assert_allclose(one.mg_per_ml, other.mg_per_ml, rtol=1e-3, atol=1e-9)
    assert np.count_nonzero(one.mg_per_ml[0]) > np.count_nonzero(u.simulate_fade(SKIN, PLAN, [365]).mg_per_ml[0])


def test_a_touch_up_on_a_sessions_day_and_a_readings_day_work():
    plan = replace(PLAN, touch_ups=(u.TouchUp(20, 0.2), u.TouchUp(20, 0.2), u.TouchUp(400, 0.5)))
    assert u.simulate_fade(SKIN, plan, [20, 400]).mg_per_ml.max() > 0
    model = u.FadeModel(SKIN, plan)
    exact = model.sensitivities([21.0, 500.0], parameters=["retention"])
    moved = model.medians
    moved[model.index_of("retention")] *= np.exp(1e-4)
    step = (model.simulate_many(moved, [21.0, 500.0], rtol=1e-9).seen[0] - exact.seen) / 1e-4
    np.testing.assert_allclose(exact.d_seen[..., 0], step, rtol=2e-2, atol=1e-3 * np.abs(step).max())


@pytest.mark.parametrize(
    ("plan", "name", "words"),
    [
        (replace(PLAN, touch_ups=(u.TouchUp(365, 0.3), u.TouchUp(365, 1.3))), "touch_ups[1].share", "1"),
        (replace(PLAN, touch_ups=(u.TouchUp(5, 0.9),)), "touch_ups[0].share", "old dots"),
        (replace(PLAN, touch_ups=(u.TouchUp(-1, 0.3),)), "touch_ups[0].time_days", "0"),
        (replace(PLAN, session_shares=(0.6, 0.6)), "session_shares[1]", "at most 1"),
        (replace(PLAN, session_shares=(-0.1, 0.6)), "session_shares[0]", "0"),
    ],
)
def test_what_a_plan_cannot_be_is_said_in_the_callers_words(plan, name, words):
    with pytest.raises(u.DomainError) as caught:
        u.simulate_fade(SKIN, plan, [100])
    assert caught.value.name == name
    assert words in str(caught.value)
    assert "plan.sessions" not in str(caught.value)
    assert "new_share" not in str(caught.value)


def test_sessions_need_days_between_them():
    with pytest.raises(u.DomainError, match="session_interval_days"):
        replace(PLAN, session_interval_days=0)


# ---- years


def test_years_are_counted_from_the_last_session():
    by_years = u.simulate_fade(SKIN, PLAN, years=[0, 1, 10])
    np.testing.assert_array_equal(by_years.times_days, PLAN.times_days([0, 1, 10]))
    np.testing.assert_allclose(by_years.years, [0, 1, 10])
    assert "day 0 " not in repr(by_years)
    assert "to year 10.0 after the last" in repr(by_years)
    assert "days since the first session" in by_years._repr_html_()
    assert "years after the last" in by_years._repr_html_()


def test_days_that_were_meant_as_years_are_pointed_out():
    report = u.simulate_fade(SKIN, PLAN, [0, 1, 10])
    assert "-0.0" not in repr(report)
    assert "day 0 to 10 after the first session" in repr(report)
    note = next(d for d in report.diagnostics if d.code == "before_last_session")
    assert "years=" in note.message
    assert not [d for d in u.simulate_fade(SKIN, PLAN).diagnostics if d.code == "before_last_session"]


@pytest.mark.parametrize("call", [
    lambda **t: u.simulate_fade(SKIN, PLAN, **t).times_days,
    lambda **t: u.fade_ensemble(u.EnsembleClient(SKIN, PLAN), members=4, **t).times_days,
    lambda **t: u.FadeModel(SKIN, PLAN).simulate_many(u.FadeModel(SKIN, PLAN).medians, **t).seen,
    lambda **t: u.FadeModel(SKIN, PLAN).sensitivities(**t).seen,
    lambda **t: FIT.predict(**t, draws=10)["l"],
    lambda **t: np.array([v.time_days for v in FIT.next_visit(**t)]),
])  # fmt: skip
def test_everything_that_takes_days_takes_years(call):
    np.testing.assert_array_equal(call(years=[1, 3]), call(times_days=PLAN.times_days([1, 3])))
    with pytest.raises(u.DomainError, match="both given"):
        call(years=[1], times_days=[2])


FIT = u.fit_fade(u.FadeSeries(SKIN, PLAN, [u.Visit(60, lab=(55, 8, 15))]))


def test_sobol_takes_years():
    one, other = (
        fade_sobol(SKIN, PLAN, quantity="pigment_left", samples=8, **t)
        for t in ({"years": 1}, {"time_days": PLAN.times_days(1)})
    )
    assert one.time_days == other.time_days == PLAN.times_days(1)
    np.testing.assert_array_equal(one.total, other.total)
    assert "after the first session" in one._repr_html_()


def test_years_of_clients_with_other_last_sessions_are_refused():
    others = [u.EnsembleClient(SKIN, PLAN), u.EnsembleClient(SKIN, replace(PLAN, session_interval_days=14))]
    with pytest.raises(u.DomainError, match="last sessions on days"):
        u.fade_ensemble(others, years=[1], members=4)


# ---- everything fixed


def test_a_fit_with_everything_fixed_is_the_likelihood_of_the_medians():
    for visits in ([u.Visit(60, lab=[56, 8, 18])], [u.Visit(60, lab=[56, 8, 18]), u.Visit(400, density_score=6)]):
        series = u.FadeSeries(SKIN, PLAN, visits)
        free = u.fit_fade(series)
        fixed = u.fit_fade(series, fixed=free.names)
        assert fixed.names == ()
        assert fixed.converged
        assert [d.code for d in fixed.diagnostics] == ["nothing_fitted"]
        assert fixed.values.shape == (0,)
        assert np.isfinite(fixed.log_likelihood)
        assert fixed.log_likelihood <= free.log_likelihood + 1e-9
        assert fixed.interval().shape == (0, 2)
        fixed._repr_html_()
        medians = u.FadeModel(SKIN, PLAN).simulate_many(u.FadeModel(SKIN, PLAN).medians, [100])
        shown = u.FadeModel(SKIN, PLAN).lab(medians.seen[0])
        np.testing.assert_allclose(fixed.predict([100], draws=20)["l"][1], shown[:, 0], atol=0.1)
        assert 0 <= fixed.predictive_check(draws=20) <= 1
        with pytest.raises(u.DomainError, match="every parameter"):
            fixed.sample()


# ---- a state as a colour


def test_a_state_becomes_a_colour():
    """Consistency: colours by hand from the model's states are those of the report."""
    report = u.simulate_fade(SKIN, PLAN, [5, 70, 400, 3000])
    model = u.FadeModel(SKIN, PLAN)
    run = model.simulate_many(model.medians, report.times_days, keep_states=True)
    assert u.colorimetry.delta_e_2000(model.lab(run.seen[0]), report.area_lab.nominal).max() < 0.05
    assert u.colorimetry.delta_e_2000(model.lab(run.seen[0], dot=True), report.dot_lab.nominal).max() < 0.05
    assert model.reflectance(run.seen).shape == (1, 4, 81)
    by_state = np.array([model.see(y) for y in run.states[0]])
    np.testing.assert_allclose(by_state, run.seen[0], rtol=1e-9)
    np.testing.assert_allclose(model.lab(model.see(model.initial_state)), SKIN.lab(), atol=1e-6)
    with pytest.raises(u.DomainError, match=r"seen\.shape"):
        model.lab(run.states[0])
    with pytest.raises(u.DomainError, match="not finite"):
        model.lab(run.seen[0] * np.nan)


# ---- one's own series

ROWS = [("2024-06-01", 57.0, 8.5, 16.0, 0.13, None), ("2025-05-02", 60.5, 8.0, 16.5, None, 6)]


def expected():
    return u.FadeSeries(
        SKIN, PLAN, [u.Visit(31, (57.0, 8.5, 16.0), diameter_mm=0.13), u.Visit(366, (60.5, 8.0, 16.5), density_score=6)]
    )


@pytest.mark.parametrize(("separator", "comma"), [(",", "."), (";", ","), ("\t", "."), (";", ".")])
@pytest.mark.parametrize("head", ["date,l,a,b,diameter_mm,density_score", "date,L*,a*,b*,diameter_mm,density_score"])
def test_a_series_from_a_table(tmp_path, separator, comma, head):
    lines = [head.replace(",", separator)]
    lines += [separator.join("" if v is None else str(v).replace(".", comma) for v in row) for row in ROWS]
    file = tmp_path / "visits.csv"
    file.write_text("\n".join(lines) + "\n\n", encoding="utf-8-sig")
    series = u.FadeSeries.from_csv(file, SKIN, PLAN, first_session="2024-05-01", name="A")
    assert series == replace(expected(), name="A")


def test_a_series_by_days(tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text("time_days,diameter_mm,remark\n31,0.13,fine\n366,0.14,\n")
    series = u.FadeSeries.from_csv(file, SKIN, PLAN, ignore=["remark"])
    assert series == u.FadeSeries(SKIN, PLAN, [u.Visit(31, diameter_mm=0.13), u.Visit(366, diameter_mm=0.14)])


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("time_days,l,a,b\n31,57,8\n", ":2", "3 cells"),
        ("time_days,l,a,b\n31,57,x,16\n", ":2:3", "'x', no number"),
        ("time_days,l,a,b\n31,57,,16\n", ":2", "one of its numbers missing"),
        ("time_days,colour\n31,dark\n", ":1", "'colour'"),
        ("time_days,l,l\n31,57,8\n", ":1", "two columns"),
        ("time_days,l\n31,57\n", ":1", "not all of l, a and b"),
        ("l,a,b\n57,8,16\n", ":1", "neither"),
        ("date,l,a,b\n2024-06-01,57,8,16\n", ":1", "first_session"),
        ("time_days,density_score\n31,6.5\n", ":2:2", "whole"),
        ("time_days,l,a,b\n,57,8,16\n", ":2", "no time"),
        ("", "", "neither"),
    ],
)
def test_tables_that_cannot_be_read_say_where(tmp_path, text, where, words):
    file = tmp_path / "visits.csv"
    file.write_text(text)
    with pytest.raises(u.DataError) as caught:
        u.FadeSeries.from_csv(file, SKIN, PLAN)
    assert f"visits.csv{where}" in str(caught.value)
    assert words in str(caught.value)


def test_a_date_that_is_none_says_where(tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text("date,diameter_mm\n01.06.2024,0.13\n")
    with pytest.raises(u.DataError, match=r":2:1: '01\.06\.2024' is no ISO date"):
        u.FadeSeries.from_csv(file, SKIN, PLAN, first_session="2024-05-01")
    with pytest.raises(u.DataError, match="cannot be read"):
        u.FadeSeries.from_csv(tmp_path / "none.csv", SKIN, PLAN)


class Frame:
    """As much of a pandas DataFrame as is looked at; pandas itself is no dependency of the tests."""

    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows

    def itertuples(self, index, name):
        assert (index, name) == (False, None)
        return iter(self.rows)


def test_a_series_from_a_frame():
    import datetime

    rows = [(datetime.datetime.fromisoformat(r[0]), *(float("nan") if v is None else v for v in r[1:])) for r in ROWS]
    frame = Frame(["date", "l", "a", "b", "diameter_mm", "density_score"], rows)
    assert u.FadeSeries.from_frame(frame, SKIN, PLAN, first_session="2024-05-01") == expected()
    with pytest.raises(u.DataError, match=r"frame, row 1: .*'dark', no number"):
        u.FadeSeries.from_frame(Frame(["time_days", "diameter_mm"], [(1.0, 0.1), (2.0, "dark")]), SKIN, PLAN)
    with pytest.raises(u.ArgumentTypeError, match="frame: expected a pandas DataFrame, got list"):
        u.FadeSeries.from_frame([1], SKIN, PLAN)


def test_a_series_from_pandas():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(ROWS, columns=["date", "l", "a", "b", "diameter_mm", "density_score"])
    frame["date"] = pandas.to_datetime(frame["date"])
    assert u.FadeSeries.from_frame(frame, SKIN, PLAN, first_session="2024-05-01") == expected()


# ---- an appearance by Monte Carlo


def test_one_call_checks_an_appearance():
    """Consistency: the fast model is within the error it states (CIEDE2000 0.3, 95 %) of Monte Carlo."""
    skin = u.fit_skin(lab=(62, 9, 16)).skin
    check = u.check_appearance(skin, BLACK, u.Dots(), bands=9, photons=20_000, seed=3)
    assert check.wavelengths_nm.tolist()[::4] == [380.0, 580.0, 780.0]
    off = (check.monte_carlo - check.fast) / check.standard_error
    assert np.abs(off).max() < 5
    assert check.delta_e_2000 < 0.3 + 3 * check.delta_e_standard_error
    assert 0 < check.delta_e_standard_error < 1
    np.testing.assert_array_equal(check.appearance.area, u.appearance(skin, BLACK, u.Dots()).area)
    again = u.check_appearance(skin, BLACK, u.Dots(), bands=9, photons=20_000, seed=3, threads=1)
    assert again == check
    assert json.loads(check.to_json())["type"] == "AppearanceCheck"
    with pytest.raises(u.DomainError, match="bands"):
        u.check_appearance(skin, BLACK, u.Dots(), bands=1)
    with pytest.raises(u.DomainError, match="photons"):
        u.check_appearance(skin, BLACK, u.Dots(), photons=10)


def test_the_noise_of_a_check_falls_with_its_photons():
    few, many = (
        u.check_appearance(SKIN, BLACK, u.Dots(), bands=5, photons=n).delta_e_standard_error for n in (2_000, 32_000)
    )
    assert 2.5 < few / many < 6


def test_session_shares_say_what_they_are_of():
    """Dots added in a session, or standing after it: one type converts, and both jobs take it."""
    shares = u.SessionShares((0.3, 0.4, 0.3))
    assert shares == u.SessionShares.of_standing((0.3, 0.7, 1))
    assert shares.standing == pytest.approx((0.3, 0.7, 1))
    assert shares.standing[-1] == 1
    blend = u.Blend({"pure_black": 1})
    assert u.FadePlan(blend, session_shares=shares) == u.FadePlan(blend, session_shares=(0.3, 0.4, 0.3))
    skin = u.Skin()
    target = u.fringe_reflectance(skin, "dark_brown")
    report = u.match(skin, target, u.load_line(), u.Dots(), session_shares=shares, recipe_count=1, max_inks=1)
    assert [session.share for session in report.plan.sessions] == pytest.approx([0.3, 0.7, 1])
    for wrong in ((), (0.5, 0.4), (1.2, -0.2)):
        with pytest.raises(u.DomainError):
            u.SessionShares(wrong)
    with pytest.raises(u.DomainError, match="do not go away"):
        u.SessionShares.of_standing((0.5, 0.3, 1))


def test_an_argument_out_of_range_is_named_as_it_was_given():
    client = u.read_client(ROOT / "data/sample_kit/medium")
    with pytest.raises(u.DomainError, match="session_interval_days"):
        u.forecast_client(client, u.load_line(), blend=u.Blend({"pure_black": 1}), session_interval_days=0, draws=0)
