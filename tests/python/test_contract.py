"""Golden: the names and signatures that design and users rely on. They change only by adding."""

import inspect
import pickle

import numpy as np
import pytest
import undertone
from undertone import colorimetry, optics

LAYERS = ["thickness_mm", "mu_a_per_mm", "mu_s_per_mm", "g"]
DOTS = ["diameter_mm", "pitch_mm", "top_mm", "bottom_mm", "pigment_mu_a_per_mm", "pigment_mu_s_per_mm", "pigment_g"]


def parameters(function, kind):
    return [p.name for p in inspect.signature(function).parameters.values() if p.kind is kind]


def positional(function):
    return parameters(function, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def keyword_only(function):
    return parameters(function, inspect.Parameter.KEYWORD_ONLY)


def default(function, name):
    return inspect.signature(function).parameters[name].default


def test_grid_is_380_to_780_every_5_nm_and_cannot_be_written():
    np.testing.assert_array_equal(undertone.wavelengths_nm, np.arange(380, 781, 5))
    with pytest.raises(ValueError, match="read-only"):
        undertone.wavelengths_nm[0] = 1


@pytest.mark.parametrize("function", [colorimetry.xyz, colorimetry.lab])
def test_colour_of_reflectance(function):
    assert positional(function) == ["reflectance", "illuminant", "observer"]
    assert (default(function, "illuminant"), default(function, "observer")) == ("D65", "1931_2deg")


def test_delta_e_2000():
    assert positional(colorimetry.delta_e_2000) == ["lab_1", "lab_2"]


def test_reflectance():
    assert positional(optics.reflectance) == [*LAYERS, "n", "streams"]
    assert (default(optics.reflectance, "n"), default(optics.reflectance, "streams")) == (1.4, 8)


def test_dot_reflectance():
    assert positional(optics.dot_reflectance) == LAYERS
    assert keyword_only(optics.dot_reflectance)[:9] == [*DOTS, "n", "streams"]


def test_monte_carlo_takes_the_arguments_of_either():
    names = set(inspect.signature(optics.monte_carlo).parameters)
    assert names >= set(inspect.signature(optics.reflectance).parameters)
    assert names >= set(inspect.signature(optics.dot_reflectance).parameters)
    assert names >= {"photons", "seed", "threads"}


def test_matching_and_fading():
    assert positional(undertone.match) == ["skin", "target", "line", "dots"]
    assert positional(undertone.simulate_fade) == ["skin", "plan", "times_days", "model", "draws", "seed"]
    assert default(undertone.simulate_fade, "model") == "two_rate"
    assert positional(undertone.Blend) == ["parts", "water_parts"]
    assert default(undertone.Blend, "water_parts") == 20
    assert positional(undertone.Dots)[:5] == ["diameter_mm", "density_per_cm2", "top_mm", "bottom_mm", "retention"]
    assert positional(undertone.appearance)[:3] == ["skin", "blend", "dots"]
    assert {"reflectance", "lab"} <= set(inspect.signature(undertone.fit_skin).parameters)


def test_errors_share_a_base_and_bad_values_are_value_errors():
    for kind in (undertone.DomainError, undertone.DataError, undertone.NumericalError, undertone.UnsupportedError):
        assert issubclass(kind, undertone.Error)
    assert issubclass(undertone.DomainError, ValueError)
    assert issubclass(undertone.DataError, ValueError)


@pytest.mark.parametrize("name", undertone.__all__)
def test_every_public_name_exists_and_is_documented(name):
    thing = getattr(undertone, name)
    if callable(thing):
        assert inspect.getdoc(thing)


@pytest.mark.parametrize("module", [colorimetry, optics])
def test_every_function_is_documented(module):
    for name in module.__all__:
        assert inspect.getdoc(getattr(module, name)), name


def test_values_survive_pickling(skin, line):
    blend = undertone.Blend({line["pure_black"]: 1, line["mid_brown"]: 2}, water_parts=12)
    assert pickle.loads(pickle.dumps(blend)) == blend
    assert pickle.loads(pickle.dumps(line)) == line
    assert pickle.loads(pickle.dumps(undertone.Dots())) == undertone.Dots()
    again = pickle.loads(pickle.dumps(skin))
    assert again.parameters == skin.parameters
    np.testing.assert_allclose(again.reflectance, skin.reflectance, rtol=1e-12)


def test_reports_survive_pickling(report, forecast):
    again = pickle.loads(pickle.dumps(report))
    assert again.recipes[0].blend == report.recipes[0].blend
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(forecast)).area_lab.q90, forecast.area_lab.q90)
