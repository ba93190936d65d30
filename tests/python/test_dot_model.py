"""Consistency: the dot model against 300 cases of 3-D Monte Carlo that its fit has never seen (data/dots/held_out.csv)."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
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


def test_there_are_300_cases(truth):
    assert len(truth["case"]) >= 300


def test_walking_a_case_again_gives_what_the_table_holds(validate, truth):
    layers, dots = validate.draw(int(truth["case"][4]))
    mean, error, _ = validate.walked(layers, dots, 300, seed=1)
    off = (mean - truth["area"][4]) / (np.hypot(error, truth["area_error"][4]) + 1e-5)  # the table has five digits
    assert np.sqrt((off**2).mean()) < 2


def test_area_colour_agrees_with_monte_carlo(errors):
    """The design's goals, the Monte Carlo's own noise included."""
    assert (errors["noise"] <= 0.05).all()
    assert np.median(errors["delta_e"]) < 0.1
    assert np.quantile(errors["delta_e"], 0.95) < 0.3
    assert errors["delta_e"].max() < 0.6


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


def test_range_is_said(validate):
    layers, dots = validate.draw(0)
    assert optics.dot_range(**layers, **dots) == ()
    outside = optics.dot_range(**layers, **dots | {"pigment_mu_a_per_mm": 500})
    assert [d.code for d in outside] == ["dots_extrapolated"]
    assert "pigment_mu_a_per_mm = 500" in outside[0].message
