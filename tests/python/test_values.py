"""Every public value compares, copies, pickles and goes to JSON and back. A new class cannot be forgotten: all are walked over."""

import contextlib
import copy
import datetime
import importlib.util
import inspect
import json
import math
import pickle
import pkgutil
from pathlib import Path

import numpy as np
import pytest
import undertone as u
from undertone import _values, exposure, icc, optics
from undertone._values import Value, same
from undertone.fade_sobol import fade_sobol
from undertone.pigment import pigment_optics

ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "data" / "sample_kit"

# Not values: tools that hold memory of the engine's or are called, and arrays.
TOOLS = {"Rematch", "LayerEvaluator", "Reflectance", "CustomFadeModel"}
ERRORS = {name for name, one in vars(u.errors).items() if inspect.isclass(one) and issubclass(one, Exception)}


def public_classes():
    """All classes that anyone can import from undertone without an underscore."""
    found = {}
    for info in pkgutil.iter_modules(u.__path__):
        if info.name.startswith("_") or info.name in ("demo", "report", "plots"):
            continue
        module = __import__(f"undertone.{info.name}", fromlist=["_"])
        for name, one in vars(module).items():
            ours = inspect.isclass(one) and one.__module__.startswith("undertone.") and "_core" not in one.__module__
            if ours and not name.startswith("_") and name not in ("Value", "Any"):
                found[one.__name__] = one
    return {
        name: one
        for name, one in found.items()
        if name not in TOOLS | ERRORS and not one.__module__.startswith("undertone._")
    }


def treatment_samples(client, line, blend, folder):
    """The workflow's values: sessions, corrections, forecasts, and a client of whom something is assumed."""
    for name, lab in (("skin", "66,9.8,17.2"), ("fringe", "58,7.0,13.9")):
        (folder / f"{name}.csv").write_text(f"name,L*,a*,b*\nr,{lab}\n")
    assumed = u.read_client(skin=folder / "skin.csv", fringe=folder / "fringe.csv", illuminant="D65", observer="2")
    reading = u.HealedReading([], lab=(58, 8.5, 16), scale=client.scale)
    record = u.SessionRecord(blend, 45, healed=reading, date=datetime.date(2026, 5, 1))
    quick = {"recipe_count": 1, "max_inks": 1}
    return [
        assumed, record, u.plan_session(client, line, sessions=[record], **quick),
        u.correct_client_cup(client, blend, 3.0, **quick), u.forecast_client(client, line, blend=blend, draws=0, years=[1]),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """One or more of each class, by name, nested ones among them."""
    line = u.load_line()
    client = u.read_client(KIT / "medium")
    blend = u.Blend({"pure_black": 2, "mid_brown": 1}, 20, line=line)
    dots = u.Dots()
    plan = u.FadePlan(blend, dots, touch_ups=(u.TouchUp(400, 0.3),))
    match = u.match(client.skin, client.target, line, dots, recipe_count=1)
    forecast = u.simulate_fade(client.skin, plan, draws=4, target=client.target)
    series = u.FadeSeries(client.skin, plan, [u.Visit(60, lab=(52, 8, 16), diameter_mm=0.13), u.Visit(400, density_score=7)])
    fit = u.fit_fade(series)
    model = u.FadeModel(client.skin, plan)
    belief = u.HealingBelief(client.skin_fit, dots)
    session = u.SessionDots.of(blend, dots, 60)
    area = u.standing_area(client.skin, [session], retention=0.6)
    reading = u.HealedReading([session], reflectance=area)
    update = u.update_from_healed(belief, reading)
    card = np.full(81, 0.85)
    film = u.film_reflectance(blend, card, 0.05)
    drawdown = u.Drawdown(card, reflectance=film)
    found = u.read_drawdowns(blend, drawdown)
    layers = ([1.0], [0.1], [10.0], [0.8])
    picture = icc.picture_from_lab(np.full((4, 4, 3), 50.0))
    clients = [(belief, reading)] * 5
    look = u.appearance(client.skin, blend, dots)
    measurements = u.read_measurements(KIT / "medium" / "skin.csv")
    things = [
        line, line["pure_black"], client, client.stubble, client.skin_fit, blend, plan, match, forecast, series, fit, model,
        belief, session, reading, update, found, drawdown, u.practitioner_bias(clients), u.Habits(),
        blend.cup(10), look, u.resample(u.wavelengths_nm, client.target),
        u.next_session(update.belief, [session], client.target, line, dots, draws=20),
        u.correct_cup(belief, blend, 5.0, client.target, dots, found=found),
        u.match_dots(client.skin, client.target, line, dots, diameters_mm=(0.12,), recipe_count=1),
        u.fade_ensemble(u.EnsembleClient(client.skin, plan, name="one"), [100, 1000], 20, colour=True),
        u.EnsembleClient(client.skin, plan), fit.sample(4, chains=1, warm_up=2), fit.directions()[0], fit.profile(fit.names[0], [1.0]),
        fit.next_visit([700])[0], u.plan_touch_up(client.skin, plan, draws=20, horizon_years=1.0),
        model.simulate_many(model.medians, [100, 400], keep_states=True), model.sensitivities([100, 400]),
        fade_sobol(client.skin, plan, 400, "pigment_left", samples=8),
        u.HairMelanin.of("dark_brown"), u.fit_strand(u.HairMelanin.of("blond").strand), u.skin_population([client.skin_fit] * 9),
        optics.radiative_transfer(*layers), optics.reflectance_with_derivatives(*layers),
        picture, icc.profile_info(), icc.soft_proof(np.full((2, 3), 50.0), None), exposure.lamp(10, 0.3),
        u.measure_photo(icc.picture_from_lab(np.full((60, 90, 3), 50.0)), (0, 0, 5, 5), None), photo_of_a_card(),
        u.check_appearance(client.skin, blend, dots, bands=3, photons=1000), client.skin.layers, look.lab(), line.colorants,
        optics.monte_carlo_paths(*layers, photons=200),
        model.parameters, pigment_optics(line, np.ones(len(line.colorants))),
        u.instrument_presets()[1], *treatment_samples(client, line, blend, tmp_path_factory.mktemp("lab")),
        u.check(measurements), measurements[0], u.average_readings(measurements),
    ]  # fmt: skip
    by_name = {}

    def walk(thing):
        if isinstance(thing, tuple(public_classes().values())):
            by_name.setdefault(type(thing).__name__, []).append(thing)
        if isinstance(thing, Value):
            walk(list(thing._state().values()))
        elif isinstance(thing, (list, tuple)):
            for item in thing:
                walk(item)
        elif isinstance(thing, dict):
            walk(list(thing.values()))

    walk(things)
    return by_name


def photo_of_a_card():
    spec = importlib.util.spec_from_file_location("test_photo", Path(__file__).with_name("test_photo.py"))
    test_photo = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(test_photo)
    return u.measure_photo(test_photo.photo(), test_photo.REGION, test_photo.CORNERS)


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
