"""Property, consistency: skin, its fit, and hair: what comes back from what was put in."""

import inspect
import pickle

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


def test_several_readings_are_averaged_and_their_spread_reported():
    clean = np.asarray(Skin().reflectance)
    fit = fit_skin([clean - 0.02, clean, clean + 0.02])
    assert fit.readings == 3
    np.testing.assert_allclose(fit.reading_sd, 0.02)
    np.testing.assert_allclose(fit.skin.reflectance, clean, atol=1e-12)
    assert 0.5 < fit.spread_delta_e < 3
    assert "3 readings" in repr(fit)
    assert "3 readings" in fit._repr_html_()
    assert fit.standard_error[2] > fit_skin(clean).standard_error[2]


def test_readings_on_other_wavelengths_are_averaged_too():
    at = np.arange(400, 701, 10)
    one = np.interp(at, undertone.wavelengths_nm, Skin().reflectance)
    fit = fit_skin([one - 0.01, one + 0.01], wavelengths_nm=at)
    assert fit.readings == 2
    assert fit.reading_sd[undertone.wavelengths_nm > 705].max() == 0
    np.testing.assert_allclose(fit.reading_sd[10:60], 0.01 * np.sqrt(2), rtol=0.01)


def test_lab_readings_are_averaged():
    fit = fit_skin(lab=[[60, 10, 15], [62, 10, 15], [64, 10, 15]])
    assert fit.readings == 3
    assert fit.skin.lab()[0] == pytest.approx(62, abs=0.7)


def test_a_wrong_reading_is_named():
    clean = np.asarray(Skin().reflectance)
    bad = np.array([clean, clean])
    bad[1, 24] = np.nan
    with pytest.raises(undertone.DomainError, match=r"reflectance\[1,24\]"):
        fit_skin(bad)
    with pytest.raises(undertone.DomainError, match="shape"):
        fit_skin(np.zeros((2, 3, 81)) + 0.3)


def test_site_moves_the_prior_and_unknown_sites_list_the_known():
    assert "scalp" in undertone.skin_site_names()
    fit = fit_skin(lab=[60, 10, 16], site="scalp")
    assert fit.site == "scalp"
    assert "scalp" in repr(fit)
    with pytest.raises(undertone.DomainError, match="forehead"):
        fit_skin(lab=[60, 10, 16], site="sculp")


def test_fit_names_its_ita_class_and_its_correlations():
    fit = fit_skin(Skin(melanosome_fraction=0.015).reflectance)
    assert fit.ita_class in ("very_light", "light")
    assert fit.ita_class in repr(fit)
    lines = fit.correlation_table().splitlines()
    assert len(lines) == 1 + len(fit.parameter_names)
    assert lines[-1].split()[-1] == "100"
    assert "carotene_mg_per_l" in lines[-1]
    report = fit.full_report()
    assert report.count("scattering_b") == 2
    assert "±" in report


def test_population_of_own_people_serves_fits_to_lab():
    random = np.random.default_rng(5)
    fits = [
        fit_skin(
            Skin(
                melanosome_fraction=0.02 * np.exp(0.4 * random.normal()), blood_fraction=0.01 * np.exp(0.3 * random.normal())
            ).reflectance
        )
        for _ in range(10)
    ]
    population = undertone.skin_population(fits)
    assert population.people == 10
    assert population.mean.shape == (len(fits[0].parameter_names),)
    assert (np.linalg.eigvalsh(population.covariance) > 0).all()
    fit = fit_skin(lab=fits[0].skin.lab(), population=population)
    assert fit.converged
    with pytest.raises(undertone.DomainError, match=r"fits\[0\]"):
        undertone.skin_population([fit] * 12)
    with pytest.raises(undertone.DomainError, match="people"):
        undertone.skin_population(fits[:4])
    with pytest.raises(undertone.DomainError, match="only with lab"):
        fit_skin(fits[0].skin.reflectance, population=population)


def test_fit_survives_pickling():
    fit = fit_skin(Skin().reflectance, site="forearm")
    again = pickle.loads(pickle.dumps(fit))
    np.testing.assert_array_equal(again.covariance, fit.covariance)
    assert again.site == "forearm"


def test_strand_fit_says_what_it_cannot_tell():
    blond = undertone.fit_strand(HairMelanin.of("blond").strand)
    assert blond.converged
    assert "not_identified" not in [d.code for d in blond.diagnostics]
    black = HairMelanin.of("black").strand
    colour = undertone.fit_strand(lab=black.lab())
    assert {"not_identified", "lab_only"} <= {d.code for d in colour.diagnostics}
    assert (colour.standard_error > 0).all()
    assert "not identified" in repr(colour)
    at = np.arange(400, 701, 10)
    part = undertone.fit_strand(np.interp(at, undertone.wavelengths_nm, HairMelanin.of("red").strand), wavelengths_nm=at)
    assert part.melanin.pheomelanin_mg_per_ml == pytest.approx(2.75, abs=0.2)
    with pytest.raises(undertone.DomainError, match="percent"):
        undertone.fit_strand(100 * np.asarray(black))


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


def test_skin_takes_each_parameter_of_the_engine_by_name_and_no_other():
    named = inspect.signature(undertone.Skin).parameters
    assert set(named) - {"measured"} == set(undertone.Skin().parameters)
    for name, value in undertone.Skin().parameters.items():
        assert named[name].default == value
        assert undertone.Skin(**{name: 1.01 * value}).parameters[name] == pytest.approx(1.01 * value)
    with pytest.raises(TypeError, match=r"no parameter 'hair'; it has melanosome_fraction, "):
        undertone.Skin(hair=1)
    with pytest.raises(undertone.ArgumentTypeError, match="blood_fraction"):
        undertone.Skin(blood_fraction="much")
