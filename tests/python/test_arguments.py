"""Property: what goes in wrong is refused by name: arrays that are no numbers, and arguments of the wrong kind."""

import datetime
import inspect
import re
from fractions import Fraction

import numpy as np
import pytest
import undertone as u
from undertone import colorimetry, icc, optics
from undertone._base import arguments as _arguments

SPECTRUM = np.full(81, 0.4)
SKIN, BLEND, DOTS = u.Skin(), u.Blend({"pure_black": 1}), u.Dots()

NOT_NUMBERS = {
    "masked": (lambda a: np.ma.masked_array(a, mask=np.arange(np.size(a)).reshape(np.shape(a)) == 0), "masked array"),
    "masked, nothing masked": (np.ma.masked_array, "masked array"),
    "complex": (lambda a: np.asarray(a) + 0j, "complex"),
    "text": (lambda a: np.asarray(a).astype(str), "text"),
    "bytes": (lambda a: np.asarray(a).astype("S"), "bytes"),
    "objects": (lambda a: np.array([None, *np.ravel(a)[1:]], dtype=object).reshape(np.shape(a)), r"objects \(\[0.*None"),
    "fractions": (lambda a: np.vectorize(Fraction, otypes=[object])(np.asarray(a)), "objects"),
    "dates": (lambda a: np.full(np.shape(a), np.datetime64("2024-05-17")), "dates"),
    "time spans": (lambda a: np.full(np.shape(a), np.timedelta64(5, "D")), "time spans"),
    "records": (lambda a: np.zeros(np.shape(a), dtype=[("l", float), ("a", float)]), "records"),
    "list with text": (lambda a: ["one", *np.ravel(a)[1:].tolist()], "text"),
    "date objects": (lambda a: [datetime.date(2024, 5, 17)] * np.size(a), "objects"),
}

# Every way in that takes an array: name, a good value, the call.
MODEL = u.FadeModel(SKIN, u.FadePlan(BLEND))
WAYS_IN = {
    "reflectance": (SPECTRUM, lambda a: colorimetry.lab(a)),
    "xyz": (np.ones(3), lambda a: colorimetry.lab_from_xyz(a)),
    "lab_1": (np.ones(3), lambda a: colorimetry.delta_e_2000(a, [50, 0, 0])),
    "lab_d65": (np.ones(3), lambda a: colorimetry.srgb(a)),
    "thickness_mm": (np.ones(2), lambda a: optics.reflectance(a, 0.1, 10, 0.8)),
    "mu_a_per_mm": (np.ones(2), lambda a: optics.reflectance([1, 1], a, 10, 0.8)),
    "g": (np.ones(2) / 2, lambda a: optics.radiative_transfer([1, 1], 1, 10, a)),
    "k_per_mm": (np.ones(3), lambda a: optics.surface_transfer(a, [1.0], 0.1, 10, 0.8)),
    "pigment_mu_a_per_mm": (
        np.ones(1),
        lambda a: optics.dot_reflectance(
            [2.0],
            0.1,
            10,
            0.8,
            diameter_mm=0.1,
            pitch_mm=0.5,
            top_mm=0.1,
            bottom_mm=0.5,
            pigment_mu_a_per_mm=a,
            pigment_mu_s_per_mm=1,
            pigment_g=0.5,
        ),
    ),
    "measured": (SPECTRUM, lambda a: u.Skin(measured=a)),
    "reflectance of fit_skin": (SPECTRUM, lambda a: u.fit_skin(a)),
    "lab": (np.ones(3), lambda a: u.fit_skin(lab=a)),
    "at_nm": (u.wavelengths_nm, lambda a: u.resample(a, SPECTRUM)),
    "target": (SPECTRUM, lambda a: u.match(SKIN, a, u.load_line(), DOTS)),
    "times_days": (np.array([10.0, 400]), lambda a: u.simulate_fade(SKIN, u.FadePlan(BLEND), a)),
    "years": (np.array([1.0, 2]), lambda a: u.simulate_fade(SKIN, u.FadePlan(BLEND), years=a)),
    "card": (SPECTRUM, lambda a: u.film_reflectance(BLEND, a, 0.05)),
    "visit at day 5: lab": (np.ones(3), lambda a: u.Visit(5, lab=a)),
    "y": (MODEL.initial_state, lambda a: MODEL.rhs(0, a)),
    "seen": (np.ones(len(MODEL.seen_names)), lambda a: MODEL.lab(a)),
    "values": (MODEL.medians, lambda a: MODEL.simulate_many(a, [10])),
    "device": (np.ones(3), lambda a: icc.lab_from_device(a)),
    "samples": (np.ones((2, 2, 3)), lambda a: icc.Picture(a, 8, b"")),
    "lab_sd": (np.ones(3), lambda a: u.FadeSeries(SKIN, u.FadePlan(BLEND), lab_sd=a)),
}


@pytest.mark.parametrize("kind", NOT_NUMBERS)
@pytest.mark.parametrize("way", WAYS_IN)
def test_arrays_that_are_no_numbers_are_refused_by_name(way, kind):
    good, call = WAYS_IN[way]
    made, words = NOT_NUMBERS[kind]
    bad = made(good)
    if way == "lab_sd" and not isinstance(bad, np.ndarray):
        pytest.skip("a list is no annotation of it")
    with pytest.raises((u.DomainError, u.ArgumentTypeError)) as caught:
        call(bad)
    assert caught.value.name == way.split(" of ")[0]
    if isinstance(caught.value, u.DomainError):
        assert caught.match(words)
        assert caught.value.what_to_do


def test_lists_and_other_kinds_of_numbers_are_taken():
    for kind in ("f2", "f4", "f8", "g", "i4", "u2"):
        assert colorimetry.lab_from_xyz(np.ones(3, dtype=kind)).shape == (3,)
    assert colorimetry.lab_from_xyz([1, 2.5, np.float32(3)]).shape == (3,)
    with pytest.raises(u.DomainError, match=r"unequal|inhomogeneous"):
        colorimetry.lab_from_xyz([[1, 2, 3], [4, 5]])


# ---- the wrong kind of argument


def test_swapped_arguments_say_what_was_expected():
    with pytest.raises(u.ArgumentTypeError, match="blend: expected Blend, got Dots") as caught:
        u.appearance(SKIN, DOTS, BLEND)
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, u.Error)
    assert "appearance(skin, blend, dots)" in str(caught.value)
    with pytest.raises(u.ArgumentTypeError, match="skin: expected Skin, got Blend"):
        u.FadeModel(BLEND, SKIN)
    with pytest.raises(u.ArgumentTypeError, match="blend: expected Blend, got Skin"):
        u.FadePlan(SKIN)
    with pytest.raises(u.ArgumentTypeError, match="line: expected Line, got Dots"):
        u.match(SKIN, SPECTRUM, DOTS, u.load_line())
    with pytest.raises(u.ArgumentTypeError, match="target: expected numbers, got Line"):
        u.match(SKIN, u.load_line(), u.load_line(), DOTS)
    with pytest.raises(u.ArgumentTypeError, match="touch_ups: expected a sequence of TouchUp, got a tuple with float"):
        u.FadePlan(BLEND, touch_ups=(365.0,))
    with pytest.raises(u.ArgumentTypeError, match="diameter_mm: expected a number, got str"):
        u.Dots(diameter_mm="0.12")
    with pytest.raises(u.ArgumentTypeError, match="draws: expected a number, got list"):
        u.simulate_fade(SKIN, u.FadePlan(BLEND), draws=[3])
    with pytest.raises(u.ArgumentTypeError, match="must_use: expected a sequence of text, got str"):
        u.match(SKIN, SPECTRUM, u.load_line(), DOTS, must_use="pure_black")
    with pytest.raises(u.ArgumentTypeError, match="parts: expected a mapping"):
        u.Blend(u.load_line())


def public_functions():
    """Functions and constructors that anyone can call, with the arguments whose kind is looked at."""
    for module in (u, icc, optics, colorimetry):
        for name in getattr(module, "__all__", dir(module)):
            one = getattr(module, name)
            if (
                name.startswith("_")
                or not callable(one)
                or not re.match(r"undertone(\.[a-z]|$)", getattr(one, "__module__", ""))
            ):
                continue
            if inspect.isclass(one):
                if issubclass(one, (Exception, np.ndarray)):
                    continue
                if "__post_init__" not in vars(one) and "__init__" in vars(one) and hasattr(one.__init__, "__wrapped__"):
                    yield f"{name}()", one, _arguments.expected_arguments(one.__init__.__wrapped__)
            elif inspect.isfunction(one):
                yield name, one, _arguments.expected_arguments(inspect.unwrap(one))


@pytest.mark.parametrize(
    ("name", "function", "expected"), list(public_functions()), ids=lambda x: x if isinstance(x, str) else ""
)
def test_every_public_function_looks_at_what_it_is_given(name, function, expected):
    """Property: a thing of no kind, given for any argument that is a value of undertone's, a number or a text, is refused by name."""
    signature = inspect.signature(function)
    for argument in expected:
        needed = [n for n, p in signature.parameters.items() if p.default is p.empty and p.kind is not p.VAR_KEYWORD]
        given = {n: object() for n in needed if n in expected}
        given.update({n: None for n in needed if n not in expected}, **{argument: object()})
        order = {argument: given.pop(argument), **given}
        with pytest.raises(u.ArgumentTypeError, match=f"^{argument}: expected .*, got object"):
            function(**order)


def test_no_public_function_is_left_out():
    """Property: whatever takes a value of undertone's, a number or a text by annotation goes through the check."""
    for name, function, expected in public_functions():
        if expected:
            checked = function.__init__ if inspect.isclass(function) else function
            assert hasattr(checked, "__wrapped__"), f"{name} is not @checked"


def test_an_ink_of_another_line_says_how_to_name_the_line():
    with pytest.raises(u.DomainError, match="line=line") as caught:
        u.Blend({"their_black": 1}, 12)
    assert "their_black" in str(caught.value)
    assert "pure_black" in caught.value.allowed


# ---- finite colours have finite differences


@pytest.mark.parametrize("large", [1e30, 1e45, 1e100, 1e154, 1e200, 1e300])
def test_a_finite_lab_never_gives_nan(large):
    """colour-science/colour #538."""
    colors = np.array([[50, large, 0], [50, 0, large], [large, 0, 0], [50, -large, large], [50, 1, 1], [0, 0, 0]])
    for one in (colorimetry.delta_e_2000, colorimetry.delta_e_1976):
        assert not np.isnan(one(colors[:, None], colors[None])).any()
    assert not np.isnan(colorimetry.lch_from_lab(colors)).any()
    for one in (colorimetry.xyz_from_lab, colorimetry.srgb, icc.device_from_lab):
        with pytest.raises(u.DomainError, match="lab"):
            one(colors)
