"""Property, consistency: dots, their blur and the oracle from Python."""

import numpy as np
import pytest
from undertone import DomainError, optics

SKIN = {"thickness_mm": [0.08, np.inf], "mu_a_per_mm": [1, 0.12], "mu_s_per_mm": 20, "g": 0.8, "n_below": 1.4}
DOTS = {"diameter_mm": 0.15, "pitch_mm": 0.6, "top_mm": 0.1, "bottom_mm": 0.6}
PIGMENT = {"pigment_mu_a_per_mm": 20, "pigment_mu_s_per_mm": 0, "pigment_g": 0}


def test_blur_keeps_weak_pigment_and_darkens_strong():
    weak = PIGMENT | {"pigment_mu_a_per_mm": 0.01}
    sharp, blurred = (optics.dot_reflectance(**SKIN, **DOTS, **weak, edge_sigma_mm=sigma)[0] for sigma in (0, 0.05))
    assert abs(sharp - blurred) < 1e-5
    strong = [optics.dot_reflectance(**SKIN, **DOTS, **PIGMENT, edge_sigma_mm=sigma)[0] for sigma in (0, 0.03, 0.06)]
    assert strong[0] > strong[1] > strong[2]  # spread pigment shades itself less


def test_placement_is_a_word_that_is_known():
    with pytest.raises(DomainError, match="'square_lattice' or 'blue_noise'"):
        optics.dot_reflectance(**SKIN, **DOTS, **PIGMENT, placement="hexagonal")
    lattice, free = (
        optics.dot_reflectance(**SKIN, **DOTS, **PIGMENT, placement=word)[0] for word in ("square_lattice", "blue_noise")
    )
    assert lattice != free
    assert abs(lattice - free) < 0.01


def test_edge_is_not_wider_than_the_dot():
    with pytest.raises(DomainError, match="edge_sigma_mm"):
        optics.dot_reflectance(**SKIN, **DOTS, **PIGMENT, edge_sigma_mm=0.2)


def test_monte_carlo_of_blue_noise_does_not_depend_on_threads():
    run = {**SKIN, **DOTS, **PIGMENT, "placement": "blue_noise", "edge_sigma_mm": 0.03, "photons": 5000, "seed": 3}
    one, two = (optics.monte_carlo(**run, threads=threads)[0] for threads in (1, 2))
    assert one == two


def test_paths_answer_for_other_absorptions():
    run = {**SKIN, **DOTS, **PIGMENT | {"pigment_mu_a_per_mm": 0}, "photons": 8000, "seed": 1}
    paths = optics.monte_carlo_paths(**run, shifts=4, twins=True)
    assert paths.layer_mm.shape == (len(paths.weight), 2)
    assert paths.dot_mm.shape == (len(paths.weight), 4)
    assert paths.photons == 8000
    assert "8000 photons" in repr(paths)
    mean, error = paths.reflectance([1, 0.12], 20)
    assert abs(mean - optics.dot_reflectance(**SKIN, **DOTS, **PIGMENT)[0]) < 0.003 + 3 * error
    # Twins are bare skin's.
    twin = (paths.twin_weight * np.exp(-paths.twin_layer_mm @ np.array([1, 0.12]))).sum() / paths.photons
    assert abs(twin - optics.reflectance(**SKIN)[0]) < 0.02
    with pytest.raises(DomainError, match=r"mu_a_per_mm\.shape"):
        paths.reflectance([1, 0.12, 3])


def test_twins_are_laid_over_the_dots_where_pigment_scatters():
    scattering = PIGMENT | {"pigment_mu_s_per_mm": 8}
    paths = optics.monte_carlo_paths(**SKIN, **DOTS, **scattering, photons=8000, seed=2, shifts=4, twins=True)
    assert paths.dot_mm.shape == (len(paths.weight), 1)
    assert paths.twin_dot_mm.shape == (len(paths.weight), 4)
    passed = paths.twin_weight[:, None] * np.exp(-20 * paths.twin_dot_mm)
    place = passed[:, 0] - passed[:, 1:].mean(1)  # every place is as likely
    assert abs(place.mean()) < 3.5 * place.std() / np.sqrt(len(place))
    assert paths.twin_dot_mm.max() > 0


def test_shifts_need_pigment_that_does_not_scatter_or_twins():
    with pytest.raises(DomainError, match="shifts"):
        optics.monte_carlo_paths(**SKIN, **DOTS, **PIGMENT | {"pigment_mu_s_per_mm": 5}, shifts=4)


def test_skin_blurs_fine_patterns_more_and_red_more_than_blue():
    k = [0, 1, 5, 20]
    light = {"thickness_mm": [np.inf], "mu_a_per_mm": [[1.0, 0.03]], "mu_s_per_mm": [[30, 15]], "g": 0.8, "n_below": 1.4}
    transfer = optics.surface_transfer(k, **light)
    assert transfer.shape == (4, 2)
    assert (transfer[0] == 1).all()
    assert (np.diff(transfer, axis=0) < 0).all()
    assert (transfer[1:, 0] > transfer[1:, 1]).all()
    share = optics.enclosed_reflectance([0.1, 1, 10], **light)
    assert (share[:, 0] >= share[:, 1]).all()
    shadow = optics.dot_transfer(k, **light, **DOTS, **PIGMENT)
    assert shadow.shape == (4, 2)
    np.testing.assert_allclose(shadow[0], 1)
