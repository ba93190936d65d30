"""Property: whatever is given to whatever can be called: an answer, an error of undertone's or a TypeError leaves, and
names the argument.

``hostile_calls`` finds the callables and makes the calls, in processes of their own: a crash, a hang or a gigabyte there names the call
here. ``UNDERTONE_HOSTILE_EXAMPLES`` sets how many calls are made of each callable; ``UNDERTONE_HOSTILE_SWEEP=1`` tries every hostile
thing for every argument (an hour).
"""

import copy
import inspect
import os
import pickle
import random
import resource
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import hostile_calls as hostile
import numpy as np
import pytest
import undertone as u
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from undertone import optics

EXAMPLES = int(os.environ.get("UNDERTONE_HOSTILE_EXAMPLES", "5"))
SWEEP = os.environ.get("UNDERTONE_HOSTILE_SWEEP") == "1"

# Valid calls that cannot be made here, and why.
NOT_HERE = {"FadeFit.leave_one_out": "2 or more", "find_card": "OpenCV"}


def small_stacks():
    """So that a thousand threads fit under the memory's limit."""
    resource.setrlimit(resource.RLIMIT_STACK, (2_000_000, resource.getrlimit(resource.RLIMIT_STACK)[1]))


class Worker:
    """The process that makes the calls."""

    def __init__(self, folder):
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, hostile.__file__, str(theirs.fileno()), str(folder)],
            pass_fds=[theirs.fileno()],
            cwd=folder,
            preexec_fn=small_stacks,
        )
        theirs.close()
        self.sock = ours
        self.calls = hostile.receive(ours, hostile.after_s(900))

    def ask(self, label, given):
        hostile.send(self.sock, (label, given))
        return hostile.receive(self.sock, hostile.after_s(900))

    def close(self):
        self.sock.close()
        self.process.wait(30)


@pytest.fixture(scope="module")
def worker(tmp_path_factory):
    made = Worker(tmp_path_factory.mktemp("hostile"))
    yield made
    made.close()


LABELS = sorted(hostile.public_callables())
ANYTHING = st.one_of(
    st.floats(),
    st.integers(-(2**70), 2**70),
    st.text(max_size=5),
    arrays.arrays(np.float64, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)),
)


def shuffled(things, label):
    """In an order of the label's own: Hypothesis starts with the first, and would try the same of every callable."""
    return random.Random(label).sample(things, len(things))


def hostile_things(label):
    named = st.sampled_from(shuffled(sorted(hostile.HOSTILE), label))
    return st.one_of(st.tuples(named, st.none()), st.tuples(st.just(""), ANYTHING))


def told(label, given, outcome):
    values = {name: key or repr(value)[:60] for name, (key, value) in given.items()}
    return f"{label} with {values}: {outcome.kind} after {outcome.seconds:.1f} s: {outcome.text}"


def test_every_public_callable_has_a_call_that_works(worker):
    """A new one is found by itself; what it needs that has no sample yet is named by the worker."""
    for label in worker.calls:
        outcome = worker.ask(label, {})
        if label in NOT_HERE:
            assert outcome.kind == "refused", told(label, {}, outcome)
            assert NOT_HERE[label] in outcome.text
        else:
            assert outcome.kind == "returned", told(label, {}, outcome)
    without = {label for label in LABELS if label not in worker.calls}
    seams = {label for label, one in hostile.public_callables().items() if hostile.is_a_seam(label, one)}
    assert without == seams


@pytest.mark.parametrize("label", LABELS)
def test_what_leaves_is_an_answer_or_an_error_that_names_the_argument(worker, label):
    """Property: for one or two arguments replaced by anything at all."""
    if label not in worker.calls or label in NOT_HERE:
        return
    arguments, options, _ = worker.calls[label]
    if not arguments + options:
        return

    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.dictionaries(st.sampled_from(shuffled(arguments + options, label)), hostile_things(label), min_size=1, max_size=2)
    )
    def attempt(given):
        outcome = worker.ask(label, given)
        assert outcome.held(given), told(label, given, outcome)

    attempt()


def test_a_number_is_never_nan(worker):
    """Property: no argument that is annotated as a number takes one, lest it win a comparison somewhere."""
    for label, one in hostile.public_callables().items():
        if label not in worker.calls or worker.calls[label][2]:
            continue
        function = one.__func__ if isinstance(one, (classmethod, staticmethod)) else one
        if inspect.isclass(function) and not hasattr(function, "__dataclass_fields__"):
            function = function.__init__
        for name, parameter in inspect.signature(function).parameters.items():
            if (
                str(parameter.annotation).removesuffix(" | None") not in ("float", "int")
                or name not in worker.calls[label][0]
            ):
                continue
            for key in ("nan", "True", "10^400", "decimal nan"):
                outcome = worker.ask(label, {name: (key, None)})
                assert outcome.kind == "refused", told(label, {name: (key, None)}, outcome)


if SWEEP:

    @pytest.mark.parametrize("label", LABELS)
    def test_sweep(worker, label):
        if label not in worker.calls:
            return
        arguments, options, _ = worker.calls[label]
        failed = []
        for name in arguments + options:
            for key in hostile.HOSTILE:
                given = {name: (key, None)}
                outcome = worker.ask(label, given)
                if not outcome.held(given):
                    failed.append(told(label, given, outcome))
        assert not failed, "\n".join(failed)


# ---- values


def test_a_measurement_with_lists_of_unequal_length_is_refused():
    for nm, reflectance in (
        (np.empty(0), np.full(31, 0.3)),
        (np.arange(400, 701, 10.0), np.full(1000, 0.3)),
        (np.arange(400, 701, 10.0), np.empty(0)),
    ):
        with pytest.raises(u.DomainError, match=r"reflectance.*one per wavelength|without values"):
            u.Measurement("a", nm, reflectance)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"reflectance": np.full(31, np.nan)}, r"reflectance\[0\] is nan"),
        ({"reflectance": np.full(31, 1e308)}, r"reflectance\[0\] is 1e\+308"),
        ({"wavelengths_nm": np.full(31, 500.0)}, r"wavelengths_nm\[1\]"),
        ({"wavelengths_nm": np.arange(700, 399, -10.0)}, r"wavelengths_nm\[1\]"),
        ({"lab": [np.nan, 0, 0]}, "lab"),
        ({"lab": [50, 0, -9e24]}, r"lab\[2\] is -9e\+24"),
        ({"name": 7}, "name: expected text"),
    ],
)
def test_a_measurement_of_numbers_that_no_instrument_gives_is_refused(change, named):
    good = {"name": "a", "wavelengths_nm": np.arange(400, 701, 10.0), "reflectance": np.full(31, 0.3)}
    with pytest.raises((u.DomainError, u.ArgumentTypeError), match=named):
        u.Measurement(**{**good, **change})


def test_what_cannot_be_read_back_is_not_written(tmp_path):
    bad = u.Measurement("a", np.arange(400, 701, 10.0), np.full(31, 0.3))
    bad.reflectance[3] = np.nan  # arrays are the caller's own to change: writing looks again
    for ending in ("csv", "cgats", "cxf", "json"):
        with pytest.raises(u.DomainError, match=r"reflectance\[3\] is nan"):
            u.write_measurements(tmp_path / f"out.{ending}", [bad])
    assert not list(tmp_path.iterdir())
    with pytest.raises(u.DomainError, match=r"reflectance\[3\] is nan"):
        bad.on_grid()
    with pytest.raises(u.DomainError, match=r"reflectance\[3\] is nan"):
        u.check([bad])


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: u.Dots(bottom_mm=700), "bottom_mm is 700"),
        (lambda: u.Dots(diameter_mm=1e308, density_per_cm2=0.001), "diameter_mm"),
        (lambda: u.Blend({"pure_black": 1e308}), "pure_black.*1e\\+308"),
        (lambda: u.Blend({"pure_black": 1}, 1e308), "water_parts"),
        (lambda: u.Blend({"pure_black": 1}).cup(1e300), "total_ml"),
        (lambda: u.Stubble(density_per_cm2=np.nan), "density_per_cm2"),
        (lambda: u.HairMelanin(1e308, 0), "eumelanin_mg_per_ml"),
        (lambda: u.Habits(spf_applied=np.inf), "spf_applied"),
        (lambda: u.TouchUp(np.nan), "time_days"),
        (lambda: u.Visit(1e308, lab=(50, 0, 0)), "time_days"),
        (lambda: u.HealedReading([], reflectance=np.full(81, 0.3), repeat_delta_e=1e308), "repeat_delta_e"),
        (lambda: u.EnsembleClient(u.Skin(), u.FadePlan(u.Blend({"pure_black": 1})), weight=1e308), "weight"),
    ],
)
def test_values_outside_what_can_be_are_refused_where_they_are_made(make, named):
    with pytest.raises(u.DomainError, match=named):
        make()


@pytest.fixture(scope="module")
def job():
    skin = u.Skin()
    return skin, u.fringe_reflectance(skin, "dark_brown"), u.load_line(), u.Dots()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"illuminants": {"D65": 1e308, "A": 1e308}}, r"illuminants\[0\].weight is 1e\+308"),
        ({"illuminants": {"D65": 1e-320}}, r"illuminants\[0\].weight"),
        ({"later_weight": 1e308}, "later_weight"),
        ({"cup_volume_ml": 1e300}, "cup_volume_ml"),
        ({"audit_seed": -1}, "audit_seed"),
        ({"audit_seed": 2**64}, "audit_seed"),
        ({"audit_seed": 1.5}, "audit_seed"),
        ({"audit_seed": True}, "audit_seed"),
        ({"time_budget_s": np.nan}, "time_budget_s"),
        ({"time_budget_s": np.inf}, "time_budget_s"),
        ({"max_inks": 2**40}, "max_inks"),
        ({"must_use": ["\ud800"]}, "must_use"),
        ({"cost_penalty": 1e308}, "cost_penalty"),
    ],
)
def test_options_of_a_match_are_looked_at_before_the_search(job, options, named):
    with pytest.raises((u.DomainError, u.ArgumentTypeError), match=named):
        u.match(*job, **options)
    with pytest.raises((u.DomainError, u.ArgumentTypeError), match=named):
        u.match_dots(*job, **options)


def test_values_stay_as_they_were_made(samples):
    """Property: of every public class, no attribute can be put in the place of another, or taken away."""
    for name, found in samples.items():
        one = found[0]
        if isinstance(one, tuple):
            continue
        for attribute in [*vars(one), *(n for n, p in inspect.getmembers(type(one)) if isinstance(p, property))]:
            with pytest.raises(AttributeError):
                setattr(one, attribute, 7)
            with pytest.raises(AttributeError):
                delattr(one, attribute)
        assert copy.copy(one) == one, name


# ---- callbacks


def test_what_a_callback_raises_is_ours_and_its_own():
    def fail(share):
        raise ZeroDivisionError("mine")

    with pytest.raises(u.CallbackError, match="progress raised ZeroDivisionError: mine") as caught:
        optics.monte_carlo([1.0], 0.1, 10.0, 0.8, photons=100_000, progress=fail)
    assert isinstance(caught.value, ZeroDivisionError)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    plan = u.FadePlan(u.Blend({"pure_black": 1}))
    with pytest.raises(KeyError):  # as it always was
        u.fade_ensemble(u.EnsembleClient(u.Skin(), plan), [100], 10, progress=lambda done, of: {}["none"])


@pytest.mark.parametrize("error", [UnicodeDecodeError("utf-8", b"x", 0, 1, "mine"), OSError(2, "mine"), StopIteration()])
def test_errors_of_any_make_come_out_of_a_callback(error):
    def fail(share):
        raise error

    with pytest.raises(u.CallbackError, match="progress raised"):
        optics.monte_carlo([1.0], 0.1, 10.0, 0.8, photons=100_000, progress=fail)


@pytest.mark.parametrize(
    ("part", "given", "named"),
    [
        ("rhs", lambda *_: 1 / 0, "rhs of the model .* raised ZeroDivisionError"),
        ("rhs", lambda *_: "text", "rhs of the model"),
        ("rhs", lambda *_: None, "rhs of the model"),
        ("rhs", lambda *_: np.ones(7), "rhs"),
        ("see", lambda *_: np.ones(2), "see"),
        ("accounted", lambda *_: np.ones((2, 2)), "accounted of the model"),
        ("state_names", None, "lacks a part"),
        ("parameters", 3, "lacks a part"),
    ],
)
def test_a_model_of_ones_own_that_is_wrong_is_named(part, given, named):
    class Wrong(hostile.CustomFade):
        pass

    setattr(Wrong, part, staticmethod(given) if callable(given) else given)
    u.register_fade_model("wrong", Wrong)
    plan = u.FadePlan(u.Blend({"pure_black": 1}))
    with pytest.raises((u.Error, TypeError), match=named):
        u.simulate_fade(u.Skin(), plan, [100.0], model="wrong")


def test_a_model_that_sees_less_later_is_refused():
    """What it saw first says how much is read; fewer numbers were read beyond their end."""

    class Shrinking(hostile.CustomFade):
        calls = 0

        def rhs(self, t_days, y, values):
            return np.zeros(1)

        def see(self, y, values):
            Shrinking.calls += 1
            return super().see(y, values)[: None if Shrinking.calls < 3 else 5]

    u.register_fade_model("shrinking", Shrinking)
    plan = u.FadePlan(u.Blend({"pure_black": 1}))
    with pytest.raises(u.DomainError, match="see is 5 values"):
        u.FadeModel(u.Skin(), plan, "shrinking").simulate_many([[1e-3]], [100.0, 200.0, 300.0])


# ---- sizes


def test_what_takes_no_memory_is_refused_before_it_does():
    for many in (np.broadcast_to(0.5, (10**9,)), np.broadcast_to(0.5, (10**9, 81)), range(10**9)):
        with pytest.raises(u.DomainError, match="reflectance is"):
            u.colorimetry.lab(many)


def test_values_may_be_made_by_many_threads_at_once():
    """Consistency: the annotations are read once, whoever comes first."""
    start = threading.Barrier(8)

    def make(i):
        start.wait()
        return u.Dots(density_per_cm2=100 + i), u.Visit(float(i), lab=(50, 0, 0))

    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(make, range(8)))
    assert [dots.density_per_cm2 for dots, _ in made] == [100 + i for i in range(8)]
