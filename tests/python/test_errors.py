"""Property, consistency: bad input gets one clear message: what, where, why, what to do."""

import pickle

import numpy as np
import pytest
import undertone
from undertone import DataError, DomainError, colorimetry, optics


def test_percent_is_recognised():
    with pytest.raises(DomainError, match=r"reflectance\[0\] is 40; .*looks like percent"):
        colorimetry.lab(np.full(81, 40.0))


def test_first_bad_value_is_named_by_its_index():
    values = np.full((2, 81), 0.5)
    values[1, 7] = np.nan
    with pytest.raises(DomainError, match=r"reflectance\[1,7\] is nan; allowed: finite") as caught:
        colorimetry.xyz(values)
    assert caught.value.name == "reflectance[1,7]"
    assert caught.value.allowed == "finite numbers"


def test_other_grid_is_told_what_to_do():
    with pytest.raises(DomainError, match=r"\(31,\).*undertone.resample"):
        colorimetry.lab(np.full(31, 0.5))


@pytest.mark.parametrize("values", ["red", [[0.1], [0.1, 0.2]], None])
def test_what_is_not_numbers_is_refused(values):
    with pytest.raises(DomainError, match="numbers"):
        colorimetry.lab(values)


def test_unknown_illuminant_lists_those_there_are():
    with pytest.raises(DomainError, match=r"D65.*F11"):
        colorimetry.lab(np.full(81, 0.5), "candle")


def test_engine_errors_arrive_with_their_fields():
    with pytest.raises(DomainError) as caught:
        optics.reflectance([1, np.inf], [[0.1], [-1]], 10, 0.8)
    assert caught.value.name == "mu_a_per_mm[1,0]"
    assert caught.value.value == "-1"


def test_python_and_engine_word_errors_alike():
    with pytest.raises(DomainError) as caught:
        optics.reflectance([1], 0.1, 10, 0.8, n=5)
    engine = caught.value
    assert str(DomainError(engine.name, engine.value, engine.allowed, engine.what_to_do)) == str(engine)


def test_data_errors_name_file_line_and_column(tmp_path):
    path = tmp_path / "broken.csv"
    path.write_text("wavelength_nm,a\n380,0.1\n390,zero\n")
    with pytest.raises(DataError) as caught:
        undertone.read_measurements(path)
    error = caught.value
    assert (error.file, error.line) == (str(path), 3)
    assert str(error).startswith(f"{path}:3:")
    assert error.what_to_do


def test_missing_file_is_a_data_error(tmp_path):
    with pytest.raises(DataError, match=r"nothing\.csv"):
        undertone.read_measurements(tmp_path / "nothing.csv")


@pytest.mark.parametrize("error", [DomainError("a", 1, "2", "do"), DataError("f.csv", 2, 3, "p", "w", "d", "line")])
def test_errors_survive_pickling(error):
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))


def test_unknown_ink_lists_the_inks(line):
    with pytest.raises(DomainError, match="pure_black"):
        line["purple"]
    with pytest.raises(DomainError, match="pure_black"):
        undertone.Blend({"purple": 1})


def test_inks_of_two_lines_do_not_mix(line, tmp_path):
    with pytest.raises(DomainError):
        undertone.Blend({}, line=line)
    with pytest.raises(DomainError):
        undertone.Blend({"pure_black": -1}, line=line)


def test_overlapping_dots_are_refused():
    with pytest.raises(DomainError):
        undertone.Dots(diameter_mm=2.0)


def test_skin_out_of_range_is_refused():
    with pytest.raises(DomainError, match="oxygen_saturation"):
        undertone.Skin(oxygen_saturation=1.2)


def test_fit_needs_exactly_one_of_reflectance_and_lab():
    with pytest.raises(DomainError, match="exactly one"):
        undertone.fit_skin()
    with pytest.raises(DomainError, match="exactly one"):
        undertone.fit_skin(np.full(81, 0.3), lab=[60, 10, 15])


def test_unknown_option_of_a_match_is_refused(skin, target, line):
    with pytest.raises(TypeError, match="colour"):
        undertone.match(skin, target, line, undertone.Dots(), colour="red")


def test_unknown_fade_model_lists_those_there_are(skin):
    plan = undertone.FadePlan(undertone.Blend({"pure_black": 1}))
    with pytest.raises(undertone.UnsupportedError, match="two_rate"):
        undertone.simulate_fade(skin, plan, [0, 10], model="magic")
