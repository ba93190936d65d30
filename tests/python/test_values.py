"""Property: every public value compares, copies, pickles and goes to JSON and back. A new class cannot be forgotten: all
are walked over."""

import contextlib
import copy
import json
import math
import pickle

import numpy as np
import pytest
import undertone as u
from undertone._base import values as _values
from undertone._base.values import Value, same
from value_samples import ROOT, public_classes

NAMES = sorted(public_classes())


def some(samples, name):
    assert name in samples, f"{name} is public, and no sample of it is made here: make one, so that it is tested"
    return samples[name][:3]


@pytest.mark.parametrize("name", NAMES)
def test_copies_are_equal_and_others_are_not(samples, name):
    for one in some(samples, name):
        for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
            assert type(other) is type(one)
            assert other == one
            assert (other != one) is False
            assert hash(other) == hash(one)
        assert one != "something else"
        assert one is not None


@pytest.mark.parametrize("name", NAMES)
def test_goes_to_json_and_back(samples, name):
    for one in some(samples, name):
        if not isinstance(one, Value):  # a named tuple goes inside others
            assert _values._decode_tagged(json.loads(json.dumps(_values._encode(one, []))), []) == one
            continue
        text = one.to_json()
        data = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))
        assert (data["type"], data["schema_version"]) == (name, _values.SCHEMA_VERSION)
        back = u.from_json(text)
        assert type(back) is type(one)
        assert back == one
        assert type(one).from_dict(one.to_dict()) == one
        assert u.from_json(u.from_json(text.encode()).to_json()) == one
        for field, value in one._state().items():
            if isinstance(value, (np.ndarray, tuple)):
                assert isinstance(back._state()[field], (np.ndarray, tuple)), field


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_field_is_another_value(samples, name):
    """Property: equality looks at every field."""
    for one in some(samples, name):
        if not isinstance(one, Value):
            continue
        for field, value in one._state().items():
            changed = changed_value(value)
            if changed is None or field in ("text", "origin", "names", "values", "found"):
                continue
            assert not same({**one._state(), field: changed}, one._state()), field


def changed_value(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1 if math.isfinite(value) else 0.0
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, np.ndarray) and value.size and value.dtype.kind == "f":
        other = np.array(value)
        other.flat[0] = 7 if other.flat[0] != other.flat[0] else other.flat[0] + 1
        return other
    return None


def test_a_report_says_what_it_holds(samples):
    """Golden: the first keys of a report, and lines of inks once."""
    data = samples["MatchReport"][0].to_dict()
    assert list(data)[:4] == ["type", "schema_version", "verdict", "recipes"]
    assert len(data["lines"]) == 1
    shown = (data["recipes"] or data["nearest"])[0]["blend"]
    assert shown == {
        "type": "Blend",
        **{k: shown[k] for k in ("parts", "water_parts")},
        "line": {"type": "line_reference", "index": 0},
    }


def test_numbers_that_are_not_finite_are_texts():
    advice = u.TouchUpAdvice(
        None, np.array([1.0, np.nan]), np.array([np.inf, 0.5]), None, 0.0, math.nan, -math.inf, 1.0, 0.0, 0.0, ()
    )
    data = json.loads(advice.to_json())
    assert data["grid_years"] == [1.0, "nan"]
    assert data["chance"] == ["inf", 0.5]
    assert (data["lightness_before"], data["lightness_after"]) == ("nan", "-inf")
    assert u.from_json(advice.to_json()) == advice


def test_arrays_without_elements_keep_their_shape():
    report = u.simulate_fade(u.Skin(), u.FadePlan(u.Blend({"pure_black": 1})), [100.0])
    assert report.draw_values.shape[0] == 0
    assert u.from_json(report.to_json()).draw_values.shape == report.draw_values.shape


def test_a_line_from_a_file_needs_the_file_no_more(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text((ROOT / "data" / "lines" / "demo.toml").read_text().replace('id = "demo"', 'id = "own"', 1))
    line = u.load_line(file)
    blend = u.Blend({"pure_black": 1}, 12, line=line)
    pickled, text = pickle.dumps(blend), blend.to_json()
    file.unlink()
    for back in (pickle.loads(pickled), u.from_json(text)):
        assert back == blend
        assert back.line.id == line.id
        assert back.mg_per_ml == blend.mg_per_ml


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda d: d.update(schema_version=99), u.UnsupportedError, "later than"),
        (lambda d: d.pop("schema_version"), u.DomainError, "schema_version"),
        (lambda d: d.update(type="Nonsense"), u.DomainError, "'Nonsense'"),
        (lambda d: d.update(type="Habits"), u.DomainError, "diameter_mm"),
        (lambda d: d.update(colour=1), u.DomainError, "'colour'"),
        (lambda d: d.update(diameter_mm=-1), u.DomainError, "diameter_mm"),
        (lambda d: d.update(diameter_mm="wide"), u.ArgumentTypeError, "diameter_mm"),
    ],
)
def test_what_is_no_value_is_refused(change, error, words):
    data = u.Dots().to_dict()
    change(data)
    with pytest.raises(error, match=words):
        u.Dots.from_dict(data)


def places(data, at=()):
    """Every place in nested JSON."""
    items = data.items() if isinstance(data, dict) else enumerate(data[:2]) if isinstance(data, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from places(value, (*at, key))


@pytest.mark.parametrize("name", NAMES)
def test_damaged_data_give_a_value_or_a_complaint(samples, name):
    """Property: whatever is taken out of the data, or put in its place, ends in undertone's own words."""
    one = some(samples, name)[0]
    if not isinstance(one, Value) or name in ("FadeFit", "Client", "HealingUpdate"):  # slow, and made of others
        return
    whole = one.to_dict()
    all_places = list(places(whole))
    for at in all_places[:: max(1, len(all_places) // 60)]:
        for put in ("gone", None, "text", -7.5, [1, [2]], {"type": "Dots"}):
            data = json.loads(json.dumps(whole))
            inside = data
            for key in at[:-1]:
                inside = inside[key]
            if put == "gone":
                del inside[at[-1]]
            else:
                inside[at[-1]] = put
            with contextlib.suppress(u.Error):
                type(one).from_dict(data)


def test_a_field_that_is_missing_is_named():
    data = u.FadePlan(u.Blend({"pure_black": 1})).to_dict()
    del data["blend"]
    with pytest.raises(u.DomainError, match="without blend"):
        u.FadePlan.from_dict(data)


def test_text_that_is_no_json_says_where():
    with pytest.raises(u.DataError, match="JSON:2:1: this is no JSON") as caught:
        u.from_json("{\n")
    assert caught.value.line == 2
    with pytest.raises(u.DomainError, match=r"expected|allowed"):
        u.from_json("[1, 2]")


def test_one_type_is_not_another():
    with pytest.raises(u.DomainError, match="'Dots'; allowed: Habits"):
        u.Habits.from_dict(u.Dots().to_dict())


def test_a_practitioners_bias_still_applies_after_json(samples):
    bias = samples["PractitionerBias"][0]
    assert u.from_json(bias.to_json()).apply(u.Dots()) == bias.apply(u.Dots())


def test_a_belief_goes_on_learning_after_json(samples):
    """Consistency: what is learnt from a belief that was written down is what is learnt from the belief itself."""
    update, reading = samples["HealingUpdate"][0], samples["HealedReading"][0]
    again = u.update_from_healed(u.from_json(update.belief.to_json()), reading)
    np.testing.assert_allclose(again.belief.mean, u.update_from_healed(update.belief, reading).belief.mean, rtol=1e-12)
