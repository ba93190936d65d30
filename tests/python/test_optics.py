"""Property, consistency: optics from NumPy: broadcasting, and the same answer however the arguments are written."""

import signal
import subprocess
import sys
import textwrap
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from undertone import DomainError, optics

SKIN = {"thickness_mm": [0.08, np.inf], "mu_a_per_mm": [1, 0.12], "mu_s_per_mm": 20, "g": 0.8}
DOTS = {"diameter_mm": 0.15, "pitch_mm": 0.6, "top_mm": 0.1, "bottom_mm": 0.6}
PIGMENT = {"pigment_mu_a_per_mm": 20, "pigment_mu_s_per_mm": 0, "pigment_g": 0}


@pytest.mark.parametrize(
    "mu_a", [[1, 0.12], [[1], [0.12]], np.array([[1, 1, 1], [0.12, 0.12, 0.12]]), ((1, 1, 1, 1), (0.12, 0.12, 0.12, 0.12))]
)
@pytest.mark.parametrize("g", [0.8, [0.8, 0.8], [[0.8], [0.8]]])
def test_coefficients_broadcast(mu_a, g):
    bands = np.shape(mu_a)[1] if np.ndim(mu_a) == 2 else 1
    plain = optics.reflectance([0.08, np.inf], [[1], [0.12]], [[20], [20]], [[0.8], [0.8]])
    np.testing.assert_allclose(optics.reflectance([0.08, np.inf], mu_a, 20, g), np.repeat(plain, bands), rtol=1e-12)


def test_g_may_vary_over_layers_and_wavelengths():
    g = np.array([[0.8, 0.9], [0.7, 0.6]])
    both = optics.reflectance([0.1, np.inf], 0.1, 10, g)
    for band in range(2):
        np.testing.assert_allclose(both[band], optics.reflectance([0.1, np.inf], 0.1, 10, g[:, band])[0], rtol=1e-12)


def test_one_value_per_layer_not_per_wavelength():
    with pytest.raises(DomainError, match=r"one layer with W wavelengths is \(1, W\)"):
        optics.reflectance([np.inf], [0.1, 0.2, 0.3], 10, 0.8)
    assert optics.reflectance([np.inf], [[0.1, 0.2, 0.3]], 10, 0.8).shape == (3,)


def test_wavelengths_must_agree():
    with pytest.raises(DomainError, match="mu_s_per_mm"):
        optics.reflectance([np.inf], [[0.1, 0.2, 0.3]], [[10, 11]], 0.8)


def test_pigment_may_set_the_wavelengths():
    pigment = {**PIGMENT, "pigment_mu_a_per_mm": [5, 20, 100]}
    values = optics.dot_reflectance(**SKIN, **DOTS, **pigment)
    assert values.shape == (3,)
    assert (np.diff(values) < 0).all()


def test_no_pigment_is_bare_skin():
    none = {**PIGMENT, "pigment_mu_a_per_mm": 0}
    np.testing.assert_allclose(optics.dot_reflectance(**SKIN, **DOTS, **none), optics.reflectance(**SKIN), rtol=1e-9)


def test_dot_close_up_is_darker_than_the_area():
    assert optics.dot_center_reflectance(**SKIN, **DOTS, **PIGMENT) < optics.dot_reflectance(**SKIN, **DOTS, **PIGMENT)


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 5), st.floats(0.1, 50), st.floats(0, 0.95))
def test_more_absorption_is_darker(mu_a, mu_s, g):
    lighter, darker = (optics.reflectance([np.inf], m, mu_s, g)[0] for m in (mu_a, mu_a + 0.5))
    assert 0 <= darker < lighter <= 1


def test_monte_carlo_agrees_with_the_solver():
    mean, error = optics.monte_carlo(**SKIN, photons=40_000, seed=3)
    assert abs(mean - optics.reflectance(**SKIN)) < 4 * error


def test_monte_carlo_of_dots_agrees_with_the_dot_model_and_not_with_a_film():
    mean, error = optics.monte_carlo(**SKIN, **DOTS, **PIGMENT, photons=40_000, seed=3)
    covered = np.pi / 4 * (DOTS["diameter_mm"] / DOTS["pitch_mm"]) ** 2
    film = 0.12 + covered * PIGMENT["pigment_mu_a_per_mm"]
    blended = optics.reflectance([0.08, 0.02, 0.5, np.inf], [1, 0.12, film, 0.12], 20, 0.8)
    assert abs(mean - optics.dot_reflectance(**SKIN, **DOTS, **PIGMENT)) < 0.02
    assert mean - blended > 10 * error


def test_monte_carlo_does_not_depend_on_threads():
    one = optics.monte_carlo(**SKIN, photons=10_000, seed=7, threads=1)
    three = optics.monte_carlo(**SKIN, photons=10_000, seed=7, threads=3)
    np.testing.assert_array_equal(one, three)
    assert optics.monte_carlo(**SKIN, photons=10_000, seed=8)[0] != one[0]


def test_monte_carlo_wants_all_of_the_dots_or_none():
    with pytest.raises(DomainError, match="pigment_mu_a_per_mm is missing"):
        optics.monte_carlo(**SKIN, **DOTS)


@pytest.mark.parametrize("photons", [1.5, -1, 0])
def test_photons_are_counted(photons):
    with pytest.raises(DomainError, match="photons"):
        optics.monte_carlo(**SKIN, photons=photons)


def test_progress_is_reported():
    shares = []
    optics.monte_carlo(**SKIN, photons=30_000, threads=1, progress=shares.append)
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)
    assert shares[-1] == 1


def test_an_error_in_progress_stops_it():
    def fail(share):
        raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        optics.monte_carlo(**SKIN, photons=10_000_000_000, progress=fail)


def test_ctrl_c_stops_it():
    code = """
        import numpy as np
        from undertone import optics
        print("ready", flush=True)
        try:
            optics.monte_carlo([np.inf], 0.1, 20, 0.8, photons=10**11, threads=2)
        except KeyboardInterrupt:
            print("stopped")
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout.readline().strip() == "ready"
        time.sleep(0.5)
        child.send_signal(signal.SIGINT)
        output, _ = child.communicate(timeout=120)
    assert output.strip() == "stopped"


@pytest.mark.parametrize("index", [1e300, 1e-300, 1.5 + 1e300j, 101])
def test_mie_refuses_indices_that_no_material_has(index):
    """Property: an answer or an error at once, however large the sphere; the recurrence would run for hours."""
    with pytest.raises(DomainError, match="relative_index"):
        optics.mie(1e5, index)


def test_mie_of_bohren_and_huffman_1983():
    # Appendix A: x = 3.0 (radius 0.525 um, 0.6328 um), m = 1.55: Q_ext 3.10543, g 0.63314.
    extinction, scattering, g = optics.mie(2 * np.pi * 0.525 / 0.6328, 1.55)
    assert extinction == pytest.approx(3.10543, abs=1e-5)
    assert scattering == pytest.approx(extinction)
    assert g == pytest.approx(0.63314, abs=1e-4)
