"""Consistency, property: ensembles: the same numbers whoever computes them, bounded memory, failures reported; and what is
planned from them."""

import tracemalloc
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
import undertone
from undertone import (
    Blend,
    DomainError,
    Dots,
    EnsembleClient,
    FadeModel,
    FadePlan,
    Habits,
    Skin,
    fade_ensemble,
    plan_touch_up,
)
from undertone import exposure as light
from undertone.fade_sobol import fade_sobol

BLEND = Blend({"dark_brown": 1}, 10)
TIMES = 20 + 365.25 * np.array([0, 0.5, 1, 5, 10])
CITY = (
    EnsembleClient(Skin(melanosome_fraction=0.02), FadePlan(BLEND), 3, "light"),
    EnsembleClient(Skin(melanosome_fraction=0.15), FadePlan(BLEND, habits=Habits(outdoor_share=0.1)), 1, "dark"),
)


def same(a, b):
    assert a.status == b.status
    assert a.clients == b.clients
    assert a.worst_mass_error == b.worst_mass_error
    for name in a.quantities:
        np.testing.assert_array_equal(a._counts[name], b._counts[name])
        np.testing.assert_array_equal(a.mean[name], b.mean[name])


@pytest.fixture(scope="module")
def city():
    return fade_ensemble(CITY, TIMES, 2300, seed=4)


def test_threads_and_processes_give_the_same_numbers(city):
    with ThreadPoolExecutor(2) as two:
        same(city, fade_ensemble(CITY, TIMES, 2300, seed=4, executor=two, in_flight=3))
    with ProcessPoolExecutor(2, mp_context=__import__("multiprocessing").get_context("spawn")) as processes:
        same(city, fade_ensemble(CITY, TIMES, 2300, seed=4, executor=processes))
    other = fade_ensemble(CITY, TIMES, 2300, seed=5)
    assert not np.array_equal(other._counts["pigment_left"], city._counts["pigment_left"])


def test_jobs_of_several_chunks_give_the_same_numbers():
    done = []
    with ThreadPoolExecutor(2) as two:  # one job at a time: of three chunks each, the last one shorter
        many = fade_ensemble(CITY, TIMES, 6200, seed=4, executor=two, in_flight=1, progress=lambda *at: done.append(at))
    assert done == [*((members, 6200) for members in range(1500, 6200, 1500)), (6200, 6200)]
    same(fade_ensemble(CITY, TIMES, 6200, seed=4), many)


@pytest.mark.filterwarnings("default")  # of Dask's machinery, not of ours
def test_two_dask_workers_give_the_same_numbers(city):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        same(city, fade_ensemble(CITY, TIMES, 2300, seed=4, executor=client.get_executor()))


def test_quantiles_are_those_of_the_members():
    ensemble = fade_ensemble(CITY[0], TIMES, 400, seed=4)
    model = FadeModel(CITY[0].skin, CITY[0].plan)
    values = np.vstack([model.draw(1, 4, i) for i in range(400)])
    left = model.simulate_many(values, TIMES).pigment_left
    found, bin_width = ensemble.quantile("pigment_left", [0.1, 0.5, 0.9]), ensemble.resolution("pigment_left")
    for at, q in enumerate((0.1, 0.5, 0.9)):  # between the order statistics on either side, and a bin
        assert (found[at] >= np.quantile(left, q - 1 / 400, axis=0) - bin_width).all()
        assert (found[at] <= np.quantile(left, q + 1 / 400, axis=0) + bin_width).all()
    np.testing.assert_allclose(ensemble.mean["pigment_left"], left.mean(axis=0), rtol=1e-9)
    assert ensemble.worst_mass_error <= 1e-12


def test_memory_does_not_grow_with_the_members():
    fade_ensemble(CITY[0], TIMES, 500)  # whatever is kept is kept now
    tracemalloc.start()
    fade_ensemble(CITY[0], TIMES, 1500)
    _, small = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    fade_ensemble(CITY[0], TIMES, 6000)
    _, large = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert large < 1.3 * small + 1e5


def test_failed_members_are_counted_and_sink_nothing():
    # All kept, though some clears in six weeks: every member contradicts itself, however often it is drawn again.
    hopeless = EnsembleClient(Skin(), FadePlan(BLEND, Dots(kept_share=1.0)), 1, "hopeless")
    mixed = fade_ensemble((CITY[0], hopeless), TIMES, 40, seed=2)
    assert mixed.status["infeasible_parameters"] > 0
    assert mixed.status["ok"] + mixed.status["infeasible_parameters"] == 40
    assert np.isfinite(mixed.quantile("pigment_left", 0.5)).all()
    assert mixed.diagnostics[0].code == "members_failed"


def test_progress_is_told_and_may_stop_it():
    told = []
    fade_ensemble(CITY[0], TIMES, 1200, progress=lambda done, all: told.append((done, all)))
    assert told == [(500, 1200), (1000, 1200), (1200, 1200)]

    def stop(done, all):
        raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as two, pytest.raises(KeyboardInterrupt):
        fade_ensemble(CITY[0], TIMES, 50000, executor=two, progress=stop)


def test_colours_come_along_and_reach_a_file(tmp_path):
    ensemble = fade_ensemble(CITY, TIMES, 60, colour=True, seed=1)
    data = ensemble.to_xarray()
    assert data.contrast_l.attrs["units"] == "L*"
    assert data.time_days.attrs["units"] == "day"
    assert (ensemble.quantile("delta_e_2000_to_first", 0.5)[0, 1:] > 0.2).all()
    path = tmp_path / "city.nc"
    undertone.write_netcdf(path, data)
    with pytest.raises(undertone.DataError, match="the file exists"):
        undertone.write_netcdf(path, data)
    import xarray

    with xarray.open_dataset(path, engine="scipy") as again:
        np.testing.assert_array_equal(again.contrast_l, data.contrast_l)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        (((), TIMES, 5), "clients"),
        ((CITY, TIMES, 0), "members"),
        ((CITY, [5, 2], 5), "times_days"),
        ((EnsembleClient(Skin(), FadePlan(BLEND), -1), TIMES, 5), "weight"),
    ],
)
def test_bad_ensembles_are_refused(arguments, match):
    with pytest.raises(DomainError, match=match):
        fade_ensemble(*arguments)
    with pytest.raises(DomainError, match="socks"):
        fade_ensemble(CITY[0], TIMES, 5).quantile("socks", 0.5)


def test_touch_up_comes_when_the_chance_passes_and_restores_no_more_than_was(skin):
    plan = FadePlan(BLEND)
    advice = plan_touch_up(skin, plan, tolerance_delta_e=0.7, draws=60)
    late = plan_touch_up(skin, plan, tolerance_delta_e=1.4, draws=60)
    assert advice.years is not None
    assert late.years is None or late.years > advice.years
    assert (advice.chance[advice.grid_years < advice.years] < 0.5).sum() >= (advice.grid_years < advice.years).sum() - 1
    assert advice.lightness_before > advice.lightness_healed
    assert advice.lightness_after == pytest.approx(advice.lightness_healed, abs=0.3)
    assert advice.lightness_after > advice.lightness_healed - 0.05
    assert 0 < advice.share < 1
    assert len(advice.plan.touch_ups) == 1
    assert 0 <= advice.overlap_before < 1
    assert 0 <= advice.overlap_after < 1
    with pytest.raises(DomainError, match="tolerance"):
        plan_touch_up(skin, plan, tolerance_delta_e=-1)


def test_sobol_indices_name_what_matters_and_sum_as_they_should(skin):
    late = fade_sobol(skin, FadePlan(BLEND), 20 + 3652.5, "pigment_left", samples=128)
    assert late.names[0] == "clearance_rate"
    assert late.total[0] > 0.4
    assert 0.6 < late.first.sum() < 1.2
    idle = late.total[list(late.names).index("wound_spread")] if "wound_spread" in late.names else 0
    assert idle < 0.15
    width = fade_sobol(skin, FadePlan(BLEND), 20 + 3652.5, "diameter_mm", samples=64)
    assert width.names[0] in ("diffusion", "wound_spread")
    with pytest.raises(DomainError, match="power of two"):
        fade_sobol(skin, FadePlan(BLEND), 100, samples=100)


def test_light_is_a_dose_with_its_assumption():
    dose = light.lamp(10, 0.3)
    assert dose.erythemal_kJ_per_m2 == pytest.approx(10.8)
    assert "0.3" in dose.assumption
    assert light.xenon(100).erythemal_kJ_per_m2 == pytest.approx(3.6 * 100 * 42 * 0.0022)
    assert light.blue_wool(4, 2.0).erythemal_kJ_per_m2 == 16
    assert light.pigment_lost(light.lamp(1e6, 1), 1e-3) == pytest.approx(1, abs=1e-6)
    assert light.pigment_lost(light.lamp(1, 1), 1e-3) == pytest.approx(3.6e-3, rel=1e-2)
    habits = Habits()
    assert light.LightDose(2 * habits.yearly_dose_kJ_per_m2, "").years_under(habits) == pytest.approx(2)
    high = Habits(altitude_m=2000)
    assert high.yearly_dose_kJ_per_m2 == pytest.approx(1.22 * habits.yearly_dose_kJ_per_m2)
    with pytest.raises(DomainError, match="step"):
        light.blue_wool(9, 1)
    with pytest.raises(DomainError, match="hours"):
        light.lamp(-1, 0.3)
