"""Property: members of an ensemble that failed are counted, told of, and in no number; where all failed there is no
number."""

import json
import math
import warnings
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
import undertone as u
from undertone.errors import NumericalError
from undertone.fade_sobol import fade_sobol

SKIN = u.Skin()
PLAN = u.FadePlan(u.Blend({"pure_black": 1}, 20))
TIMES = np.array([30.0, 300.0])


class Failing:
    """Fails where the one parameter, of median 1, is drawn above a limit: by slopes, or by what it shows, that are not finite."""

    state_names = tuple(colorant.id for colorant in u.load_line().colorants)
    parameters = (u.FadeParameter("k", "1/day", 1.0, 0.2, "x", "low"),)

    def __init__(self, above, where):
        self.above, self.where = above, where

    def fails(self, values, where):
        return where == self.where and values[0] > self.above

    def rhs(self, t, y, values):
        return y * (math.nan if self.fails(values, "rhs") else 0.0)

    def apply(self, session, deposit, y, values):
        return y + deposit

    def see(self, y, values):
        seen = np.r_[y * 0.5, 1.0, 1e-3, 0.2, 0.7]
        return seen * math.nan if self.fails(values, "see") else seen

    def accounted(self, y, values):
        return y * 1.0

    in_skin = accounted


# The nominal trajectory, at a parameter of 1, is fine in "draws": only what is drawn above or below fails.
for _name, _above in {"all": -1.0, "half": 1.0, "none": 9.0}.items():
    for _where in ("rhs", "see"):
        u.register_fade_model(f"{_name}_{_where}", lambda *_, above=_above, where=_where: Failing(above, where))


class FailingDraws(Failing):
    """Fine at the median alone."""

    def fails(self, values, where):
        return where == self.where and abs(values[0] - 1) > 1e-12


u.register_fade_model("draws_rhs", lambda *_: FailingDraws(0, "rhs"))
u.register_fade_model("draws_see", lambda *_: FailingDraws(0, "see"))


def ensemble(model, **options):
    return u.fade_ensemble(u.EnsembleClient(SKIN, PLAN), TIMES, 40, model=model, **options)


@pytest.mark.parametrize("where", ["rhs", "see"])
@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize("executor", [None, "threads"])
def test_an_ensemble_whose_members_all_failed_has_no_numbers(where, colour, executor):
    pool = ThreadPoolExecutor(2) if executor else None
    found = ensemble(f"all_{where}", colour=colour, executor=pool)
    assert found.used == found.status["ok"] == 0
    assert sum(found.status.values()) == 40
    assert set(found.mean) == set(found.quantities)
    for quantity in found.quantities:
        assert np.isnan(found.mean[quantity]).all()
        assert np.isnan(found.quantile(quantity, [0, 0.5, 1])).all()
    assert [(d.severity, d.code) for d in found.diagnostics] == [("error", "all_members_failed")]
    assert "All 40 members failed" in found.diagnostics[0].message
    assert "0 of 40" in repr(found)
    data = found.to_xarray()
    assert np.isnan(data.pigment_left).all()
    assert (data.attrs["used"], data.attrs["failed"]) == (0, 40)


@pytest.mark.parametrize("where", ["rhs", "see"])
def test_those_that_failed_are_counted_and_in_no_number(where):
    found, whole = ensemble(f"half_{where}"), ensemble(f"none_{where}")
    assert 0 < found.used < 40
    assert found.status["not_finite"] == 40 - found.used
    assert whole.used == 40
    assert whole.diagnostics == ()
    for quantity in found.quantities:  # all members show the same
        np.testing.assert_allclose(found.mean[quantity], whole.mean[quantity])
        np.testing.assert_allclose(found.quantile(quantity, 0.5), whole.quantile(quantity, 0.5), atol=1e-3)
    assert f"all numbers come from the other {found.used}" in found.diagnostics[0].message
    model = u.FadeModel(SKIN, PLAN, f"half_{where}")
    members = model.simulate_many(model.draw(40), TIMES)
    assert members.ok.sum() == found.used
    assert f"{found.used} of 40 ok" in repr(members)


def test_a_file_of_it_says_so_too(tmp_path):
    xarray = pytest.importorskip("xarray")
    path = tmp_path / "failed.nc"
    ensemble("all_rhs").to_xarray().to_netcdf(path, engine="scipy")
    with xarray.open_dataset(path, engine="scipy") as again:
        assert np.isnan(again.pigment_left).all()
        assert again.attrs["used"] == 0
        assert "40 not_finite" in again.attrs["status"]


@pytest.mark.parametrize("where", ["rhs", "see"])
def test_a_forecast_whose_draws_all_failed_has_no_ranges(where):
    report = u.simulate_fade(SKIN, PLAN, TIMES, f"draws_{where}", draws=20)
    assert report.draws_used == 0
    errors = [d for d in report.diagnostics if d.code == "all_draws_failed"]
    assert [d.severity for d in errors] == ["error"]
    assert "All 20 draws failed (20 not_finite)" in errors[0].message
    for band in (report.area_lab, report.contrast_l, report.pigment_left, report.diameter_mm):
        assert np.isfinite(band.nominal).all()
        for drawn in (band.q10, band.q50, band.q90):
            assert np.isnan(drawn).all()
    assert "all_draws_failed" in json.dumps([d.code for d in report.diagnostics])
    assert "nan" not in report._repr_html_()


def test_a_forecast_says_how_many_draws_its_ranges_come_from():
    report = u.simulate_fade(SKIN, PLAN, TIMES, "half_rhs", draws=40)
    assert 0 < report.draws_used < 40
    message = next(d.message for d in report.diagnostics if d.code == "draws_failed")
    assert f"{40 - report.draws_used} of 40 draws failed" in message
    assert f"come from the other {report.draws_used}" in message
    assert np.isfinite(report.area_lab.q90).all()


def test_what_is_derived_from_an_ensemble_says_so():
    with pytest.raises(NumericalError, match="all 20 draws failed"):
        u.plan_touch_up(SKIN, PLAN, draws=20, model="draws_rhs")
    with pytest.raises(u.DomainError, match="failed"):
        fade_sobol(SKIN, PLAN, 300.0, model="all_rhs", samples=8)


def test_nothing_is_averaged_over_nobody():
    """No warning of NumPy's about an empty mean is raised on the way (they are errors here)."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ensemble("all_see", colour=True)


def test_processes_count_the_same(tmp_path):
    """Plans that contradict themselves fail in every process, registered models only where they are registered."""
    dots = u.Dots(top_mm=0.05, retention=u.LogNormal(1.0, 0.001))
    hopeless = u.EnsembleClient(SKIN, u.FadePlan(u.Blend({"pure_black": 1}, 20), dots))
    here = u.fade_ensemble(hopeless, TIMES, 30)
    with ProcessPoolExecutor(2, mp_context=__import__("multiprocessing").get_context("spawn")) as pool:
        there = u.fade_ensemble(hopeless, TIMES, 30, executor=pool)
    assert here.status == there.status
    for one in (here, there):
        assert one.used + one.status.get("infeasible_parameters", 0) == 30
        assert np.isnan(one.mean["pigment_left"]).all() == (one.used == 0)
    np.testing.assert_array_equal(here.mean["pigment_left"], there.mean["pigment_left"])
