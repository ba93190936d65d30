"""Consistency: the dot model against 300 and more cases of 3-D Monte Carlo that its fit has never seen (data/dots/held_out.csv)."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
import undertone
from undertone import optics

DOTS = Path(__file__).resolve().parents[2] / "data" / "dots"


@pytest.fixture(scope="module")
def validate():
    spec = importlib.util.spec_from_file_location("validate", DOTS / "validate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["validate"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def truth(validate):
    return validate.read(DOTS / "held_out.csv")


@pytest.fixture(scope="module")
def errors(validate, truth):
    rows = validate.compare(truth)
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@pytest.fixture(scope="module")
def strong(validate, errors):
    """Of pigment that scatters strongly, as opaque inks do."""
    return errors["pigment_mu_s"] > validate.STRONG


def test_there_are_300_cases_a_third_of_which_scatters_strongly(truth, strong):
    assert len(set(truth["case"])) >= 300
    assert strong.mean() > 1 / 3


def test_walking_a_case_again_gives_what_the_table_holds(validate, truth):
    for i in (2, 5):  # without scattering by pigment, and with
        layers, dots = validate.draw(int(truth["case"][i]))
        mean, covariance = validate.walked(layers, dots, 2000, seed=1)
        off = (mean - truth["area"][i]) / np.sqrt(np.diag(covariance) + truth["area_error"][i] ** 2 + 1e-10)
        assert np.sqrt((off**2).mean()) < 2.5  # wavelengths share photons, so this is like one draw


@pytest.mark.parametrize("which", ["all", "strong"])
def test_area_colour_agrees_with_monte_carlo(errors, strong, which):
    """The design's goals, the Monte Carlo's own noise included."""
    delta_e = errors["delta_e"][strong] if which == "strong" else errors["delta_e"]
    assert (errors["noise"] <= 0.05).all()
    assert np.median(delta_e) < 0.1
    assert np.quantile(delta_e, 0.95) < 0.3
    assert delta_e.max() < 0.6


def test_error_map_is_that_of_this_model(errors):
    table = np.genfromtxt(DOTS / "error_map.csv", delimiter=",", names=True)
    np.testing.assert_allclose(table["delta_e"], errors["delta_e"], atol=2e-3, err_msg="run data/dots/validate.py --errors")


def test_plain_models_do_not(errors):
    """What the model is for: the same pigment spread evenly, or weighted by area."""
    assert np.median(errors["even"]) > 10 * np.median(errors["delta_e"])
    assert np.median(errors["area_weighted"]) > 10 * np.median(errors["delta_e"])


def test_dot_close_up_agrees_with_monte_carlo(errors):
    assert np.median(errors["close_up_rms"]) < 0.006
    assert np.quantile(errors["close_up_rms"], 0.95) < 0.02


def test_range_is_said_with_the_call_that_checks_it(validate):
    layers, dots = validate.draw(0)
    assert optics.dot_range(**layers, **dots) == ()
    outside = optics.dot_range(**layers, **dots | {"pigment_mu_a_per_mm": 500})
    assert [d.code for d in outside] == ["dots_extrapolated"]
    assert outside[0].message.startswith("The ink in the dots is darker than any")
    assert "pigment_mu_a_per_mm = 500" in outside[0].message
    assert "check_appearance" in outside[0].message
    assert callable(undertone.check_appearance)
