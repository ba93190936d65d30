"""Property, consistency: fluxes, radiance factor, derivatives and the evaluator of changing layers, from NumPy."""

import pickle

import numpy as np
import pytest
from undertone import DomainError, optics

SKIN = {"thickness_mm": [0.08, 0.3, 2], "mu_a_per_mm": [[1, 2], [0.2, 0.1], [0.1, 0.3]], "mu_s_per_mm": 20, "g": 0.8}


@pytest.mark.parametrize("light", [{}, {"angle_deg": 45}, {"illumination": "diffuse"}])
def test_all_light_is_accounted_for(light):
    shares = optics.radiative_transfer(**SKIN, **light)
    assert shares.absorbed.shape == (3, 2)
    np.testing.assert_allclose(
        shares.reflectance + shares.specular + shares.transmittance + shares.absorbed.sum(axis=0), 1, rtol=1e-12
    )
    np.testing.assert_allclose(shares.total_reflectance, shares.reflectance + shares.specular)
    np.testing.assert_allclose(shares.diffuse_transmittance, shares.transmittance - shares.unscattered_transmittance)
    assert (shares.reflectance > 0).all()


def test_normal_incidence_is_that_of_reflectance():
    shares = optics.radiative_transfer(**SKIN, streams=16)
    np.testing.assert_allclose(shares.reflectance, optics.reflectance(**SKIN, streams=16), atol=2e-5)
    assert shares.specular == pytest.approx(optics.specular_reflectance(1.4))


def test_results_cannot_be_assigned_and_can_be_pickled():
    shares = optics.radiative_transfer(**SKIN)
    with pytest.raises(AttributeError):
        shares.specular = 0.0
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(shares)).absorbed, shares.absorbed)


def test_white_tissue_looks_as_bright_as_white_paper():
    white = optics.radiance_factor([np.inf], 0, 20, 0.8)
    assert white == pytest.approx(1.01, abs=0.02)
    with pytest.raises(DomainError, match="angle_deg"):
        optics.radiance_factor([np.inf], 0.1, 20, 0.8, angle_deg=90)


def test_derivatives_predict_small_changes():
    found = optics.reflectance_with_derivatives(**SKIN)
    np.testing.assert_allclose(found.value, optics.reflectance(**SKIN), rtol=1e-12)
    change = 1e-5
    darker = {**SKIN, "mu_a_per_mm": np.add(SKIN["mu_a_per_mm"], change)}
    expected = found.value + change * found.d_mu_a_per_mm.sum(axis=0)
    np.testing.assert_allclose(optics.reflectance(**darker), expected, atol=1e-8)
    thicker = {**SKIN, "thickness_mm": np.add(SKIN["thickness_mm"], [change, 0, 0])}
    expected = found.value + change * found.d_thickness_mm[0]
    np.testing.assert_allclose(optics.reflectance(**thicker), expected, atol=1e-8)


def test_evaluator_equals_reflectance():
    evaluator = optics.LayerEvaluator(**SKIN, first=1)
    changed = np.array(SKIN["mu_a_per_mm"], dtype=float)
    changed[1] = [5, 7]
    np.testing.assert_allclose(
        evaluator.reflectance([[5, 7]], 20, [0.8]), optics.reflectance(**{**SKIN, "mu_a_per_mm": changed}), atol=1e-10
    )
    with pytest.raises(DomainError, match="mu_a_per_mm"):
        evaluator.reflectance([[1, 2, 3]], 20, 0.8)
    with pytest.raises(DomainError, match="first"):
        optics.LayerEvaluator(**SKIN, first=3)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"illumination": "spot"}, "illumination"),
        ({"angle_deg": 90}, "angle_deg"),
        ({"angle_deg": float("nan")}, "angle_deg"),
        ({"streams": 5}, "streams"),
        ({"g": 1}, "g"),
        ({"mu_s_per_mm": -1}, "mu_s_per_mm"),
        ({"thickness_mm": [np.inf, 1, 1]}, "thickness_mm"),
        ({"n": 0.5}, "n"),
    ],
)
def test_bad_input_is_named(change, name):
    with pytest.raises(DomainError) as caught:
        optics.radiative_transfer(**{**SKIN, **change})
    assert caught.value.name.startswith(name)
