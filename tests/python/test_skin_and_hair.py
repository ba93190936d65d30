"""Skin, its fit, and hair: what comes back from what was put in."""

import numpy as np
import pytest
import undertone
from undertone import HairMelanin, Skin, Stubble, fit_skin, fringe_reflectance, optics


@pytest.mark.parametrize("melanosomes", [0.01, 0.03, 0.15])
def test_fit_finds_the_skin_that_was_modelled(melanosomes):
    made = Skin(melanosome_fraction=melanosomes)
    fit = fit_skin(made.reflectance)
    assert fit.converged
    assert fit.rms < 0.002
    assert fit.skin.parameters["melanosome_fraction"] == pytest.approx(melanosomes, rel=0.15)
    np.testing.assert_allclose(fit.skin.reflectance, made.reflectance, rtol=1e-6)


def test_fit_carries_covariance_and_correlation():
    fit = fit_skin(Skin().reflectance)
    count = len(fit.parameter_names)
    assert fit.covariance.shape == (count, count)
    np.testing.assert_allclose(np.diag(fit.correlation), 1)
    assert (fit.standard_error > 0).all()


def test_fit_keeps_what_the_model_cannot_say_as_residual():
    odd = np.asarray(Skin().reflectance) * (1 + 0.05 * np.sin(np.linspace(0, 12, 81)))
    fit = fit_skin(odd)
    np.testing.assert_allclose(fit.reflectance + fit.residual, odd, atol=1e-9)
    np.testing.assert_allclose(fit.skin.reflectance, odd, rtol=1e-6)


def test_fit_on_other_wavelengths_notes_what_was_not_measured():
    at = np.arange(400, 701, 10)
    fit = fit_skin(np.interp(at, undertone.wavelengths_nm, Skin().reflectance), wavelengths_nm=at)
    assert fit.residual[undertone.wavelengths_nm > 700].max() == 0
    assert fit.converged


def test_fit_to_lab_gives_that_colour_and_says_so():
    fit = fit_skin(lab=[62, 9, 17])
    np.testing.assert_allclose(fit.skin.lab(), [62, 9, 17], atol=0.5)
    assert "lab_only" in [d.code for d in fit.diagnostics]


def test_specular_included_takes_the_surface_off():
    inside = Skin().reflectance
    surface = optics.specular_reflectance(1.4)
    fit = fit_skin(np.asarray(inside) + surface, specular_included=True)
    np.testing.assert_allclose(fit.skin.reflectance, inside, atol=2e-3)


def test_measurements_are_averaged_and_their_geometry_is_heeded(tmp_path):
    wavelengths, values = undertone.wavelengths_nm, np.asarray(Skin().reflectance)
    path = tmp_path / "skin.csv"
    rows = [",".join(map(str, [f"r{i}", *np.round(values + shift, 5)])) for i, shift in enumerate((-0.002, 0, 0.002))]
    path.write_text(
        "# geometry: 8/d SCE\n" + ",".join(["name", *(f"{w:.0f}" for w in wavelengths)]) + "\n" + "\n".join(rows) + "\n"
    )
    readings = undertone.read_measurements(path)
    assert [m.geometry for m in readings] == ["8/d SCE"] * 3
    np.testing.assert_allclose(fit_skin(readings).skin.reflectance, values, atol=1e-4)


def test_measured_skin_is_reproduced_and_layers_give_the_model():
    measured = np.asarray(Skin().reflectance) * 1.02
    skin = Skin(measured=measured)
    np.testing.assert_allclose(skin.reflectance, measured, rtol=1e-9)
    np.testing.assert_allclose(optics.reflectance(**skin.layers._asdict()) * skin.residual_ratio, measured, rtol=1e-9)


def test_more_melanin_is_darker_and_less_typical_of_light_skin():
    light, dark = Skin(melanosome_fraction=0.01), Skin(melanosome_fraction=0.2)
    assert light.lab()[0] > dark.lab()[0] + 20
    assert light.ita_deg > dark.ita_deg


def test_hair_colours_are_ordered_by_the_shadow_they_cast(skin):
    black, brown, blond = (fringe_reflectance(skin, name).lab()[0] for name in ("black", "light_brown", "blond"))
    assert black < brown < blond < skin.lab()[0] + 1


def test_denser_and_thicker_stubble_is_darker(skin):
    melanin = HairMelanin.of("dark_brown")
    usual = fringe_reflectance(skin, melanin)
    assert (fringe_reflectance(skin, melanin, Stubble(density_per_cm2=300)) < usual).all()
    assert fringe_reflectance(skin, melanin, Stubble(shaft_diameter_mm=0.1)).mean() < usual.mean()


def test_melanin_comes_back_from_a_strand():
    melanin = HairMelanin.of("dark_brown")
    again = HairMelanin.from_strand(melanin.strand)
    assert again.eumelanin_mg_per_ml == pytest.approx(melanin.eumelanin_mg_per_ml, rel=0.05)


def test_unknown_hair_colour_lists_those_there_are():
    with pytest.raises(undertone.DomainError, match="dark_brown"):
        HairMelanin.of("turquoise")
