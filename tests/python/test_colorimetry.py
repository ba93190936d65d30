"""Reference, property: colour from NumPy: shapes, broadcasting, and enough physics to know that the right engine answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from undertone import Reflectance, colorimetry, resample, wavelengths_nm
from undertone.errors import DomainError

LAB = hnp.arrays(np.float64, (3,), elements=st.floats(-80, 80)).map(lambda v: np.array([abs(v[0]) + 10, v[1], v[2]]))


def test_white_is_white():
    # ASTM E308: D65, 2 degrees.
    np.testing.assert_allclose(colorimetry.xyz(np.ones(81)), [95.047, 100, 108.883], atol=0.02)
    np.testing.assert_allclose(colorimetry.lab(np.ones(81), "A", "1964_10deg"), [100, 0, 0], atol=1e-9)


@pytest.mark.parametrize("shape", [(81,), (1, 81), (4, 81), (2, 3, 81), (0, 81)])
def test_last_axis_is_wavelength(shape):
    assert colorimetry.xyz(np.full(shape, 0.5)).shape == (*shape[:-1], 3)
    assert colorimetry.lab(np.full(shape, 0.5)).shape == (*shape[:-1], 3)


def test_rows_do_not_mix():
    spectra = np.random.default_rng(0).uniform(0.1, 0.9, (2, 3, 81))
    together = colorimetry.lab(spectra)
    for index in np.ndindex(2, 3):
        np.testing.assert_array_equal(together[index], colorimetry.lab(spectra[index]))


def test_delta_e_2000_of_sharma_wu_and_dalal_2005():
    pairs = [
        ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
        ([50, 2.4900, -0.0010], [50, -2.4900, 0.0011], 7.2195),  # pair 14, the usual trap
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ]
    first, second, expected = (np.array(column) for column in zip(*pairs, strict=True))
    np.testing.assert_allclose(colorimetry.delta_e_2000(first, second), expected, atol=1e-4)


def test_differences_broadcast():
    one, many = np.array([50.0, 0, 0]), np.random.default_rng(1).uniform(0, 60, (5, 1, 3))
    other = np.random.default_rng(2).uniform(0, 60, (4, 3))
    assert colorimetry.delta_e_2000(one, many).shape == (5, 1)
    assert colorimetry.delta_e_2000(other, many).shape == (5, 4)
    assert np.ndim(colorimetry.delta_e_2000(one, one)) == 0
    assert colorimetry.delta_e_2000(other, many)[3, 2] == colorimetry.delta_e_2000(other[2], many[3, 0])


@settings(max_examples=50, deadline=None)
@given(LAB, LAB)
def test_differences_are_symmetric_and_vanish_for_equals(first, second):
    assert colorimetry.delta_e_2000(first, second) == pytest.approx(colorimetry.delta_e_2000(second, first), abs=1e-9)
    assert colorimetry.delta_e_2000(first, first) == 0
    assert colorimetry.delta_e_1976(first, second) == pytest.approx(np.linalg.norm(first - second))


@settings(max_examples=50, deadline=None)
@given(LAB)
def test_lab_and_xyz_are_inverse(lab):
    np.testing.assert_allclose(colorimetry.lab_from_xyz(colorimetry.xyz_from_lab(lab)), lab, atol=1e-9)


def test_lch_is_polar_lab():
    np.testing.assert_allclose(colorimetry.lch_from_lab([50, 0, -10]), [50, 10, 270])


def test_typology_angle_by_its_definition():
    assert colorimetry.ita_deg([65, 8, 15]) == pytest.approx(45.0)
    assert colorimetry.ita_class(45.0) == "light"


def test_reflectance_knows_its_colour_and_arithmetic_gives_plain_arrays():
    half = Reflectance(np.full(81, 0.5))
    np.testing.assert_array_equal(half.lab("A"), colorimetry.lab(np.full(81, 0.5), "A"))
    assert type(half - half) is np.ndarray
    assert type(half.mean()) is np.float64


def test_resampling_marks_what_was_measured():
    at = np.arange(400, 701, 10)
    spectrum = resample(at, 0.3 + 0.001 * (at - 400))
    assert spectrum.measured.sum() == 61
    assert not spectrum.measured[0]
    inside = spectrum.measured
    np.testing.assert_allclose(spectrum.values[inside], 0.3 + 0.001 * (wavelengths_nm[inside] - 400), atol=1e-9)
    assert "bands_extended" in [d.code for d in spectrum.diagnostics]


def test_resampling_recognises_percent():
    with pytest.raises(DomainError, match="percent"):
        resample([400, 500, 600, 700], [30, 40, 50, 60])
