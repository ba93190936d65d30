"""Consistency, property: the fade equations against SciPy, which knows nothing of our integrator; and what a model of one's
own may do."""

import pickle
import subprocess
import sys

import numpy as np
import pytest
import undertone
from scipy.integrate import solve_ivp
from undertone import Blend, DomainError, FadeModel, FadeParameter, FadePlan, Habits, TouchUp, simulate_fade
from undertone.errors import NumericalError, UnsupportedError

MODELS = ("two_rate", "mechanistic")
BLEND = Blend({"dark_brown": 1}, 10)


def sunny_plan():
    return FadePlan(
        BLEND,
        touch_ups=(TouchUp(4 * 365.25), TouchUp(7 * 365.25, 0.5)),
        habits=Habits(latitude_deg=35, outdoor_share=0.2),
    )


@pytest.fixture(scope="module", params=MODELS)
def model(request, skin):
    return FadeModel(skin, sunny_plan(), request.param)


def by_scipy(model, times, method, values=None, rtol=1e-11):
    """SciPy from session to session, restarting after each impulse."""
    core = model.at(values)
    y, t, states = np.zeros(model.n_states), float(model.sessions_days[0]), []
    stops = sorted({*times, *model.sessions_days})
    session = 0
    for stop in stops:
        if stop > t:
            extra = {"jac": core.jacobian} if method == "Radau" else {}
            run = solve_ivp(core.rhs, (t, stop), y, method=method, rtol=rtol, atol=1e-14, **extra)
            assert run.success
            y, t = run.y[:, -1], stop
        if session < model.sessions_days.size and model.sessions_days[session] == stop:
            y = core.apply(model._plan.sessions[session], y)
            session += 1
        if stop in times:
            states.append(y)
    return np.array(states)


# Reference: SciPy's two best integrators on our public right-hand side, season and impulses included.
@pytest.mark.parametrize("method", ["DOP853", "Radau"])
def test_agrees_with_scipy_to_a_millionth(model, method):
    times = [5.0, 20.0, 62.0, 365.25, 1460.0, 1461.0, 2000.0, 3652.5]
    if method == "Radau":
        times = times[:4]  # its steps in Python are slow
    ours = model.simulate_many(model.medians, times, rtol=1e-8, keep_states=True).states[0]
    theirs = by_scipy(model, times, method)
    scale = np.abs(theirs).max(axis=0)
    np.testing.assert_allclose(ours, theirs, rtol=1e-6, atol=1e-9 * scale.max())


def test_jacobian_in_python_is_that_of_rhs(model):
    y = model.simulate_many(model.medians, [30.0], keep_states=True).states[0, 0]
    h = 1e-6
    for k in range(0, model.n_states, 5):
        step = np.eye(model.n_states)[k] * h
        slope = (model.rhs(30, y + step) - model.rhs(30, y - step)) / (2 * h)
        np.testing.assert_allclose(model.jacobian(30, y)[:, k], slope, atol=1e-7)


def test_each_parameter_says_where_it_comes_from(model):
    for parameter in model.parameters:
        assert parameter.unit
        assert len(parameter.source) > 10
        assert parameter.confidence
        assert parameter.median > 0


def test_members_do_not_depend_on_threads_and_a_bad_one_is_reported(model):
    values = model.draw(9, seed=4)
    values[5, 0] = 80  # retention beyond what was given
    times = [0.0, 100.0, 3000.0]
    one = model.simulate_many(values, times, threads=1)
    two = model.simulate_many(values, times, threads=2)
    np.testing.assert_array_equal(one.seen, two.seen)
    assert one.status[5] == "infeasible_parameters"
    assert np.isnan(one.seen[5]).all()
    assert [s for i, s in enumerate(one.status) if i != 5] == ["ok"] * 8
    assert np.isfinite(np.delete(one.seen, 5, axis=0)).all()
    assert np.delete(one.worst_mass_error, 5).max() <= 1e-12


def test_sensitivities_agree_with_differences(model):
    times = [5.0, 100.0, 1461.0, 3652.5]
    names = model.parameter_names[:9]
    exact = model.sensitivities(times, parameters=names, rtol=1e-10)
    h = 5e-3
    for k in range(len(names)):
        rows = []
        for by in (h, -h, 2 * h, -2 * h):
            values = model.medians
            values[k] *= np.exp(by)
            rows.append(values)
        up, down, up_2, down_2 = (model.simulate_many(row, times, rtol=1e-10, keep_states=True).states[0] for row in rows)
        about = (8 * (up - down) - (up_2 - down_2)) / (12 * h)
        size = np.abs(exact.states) + np.abs(exact.d_states[:, :, k])
        assert np.abs(exact.d_states[:, :, k] - about).max() <= 1e-6 * size.max(), names[k]


def test_is_a_forward_model_as_pints_has_it_and_survives_pickling(model):
    again = pickle.loads(pickle.dumps(model))
    times = np.array([0.0, 50.0])
    assert model.n_parameters() == len(model.medians)
    np.testing.assert_array_equal(again.simulate(model.medians, times), model.simulate(model.medians, times))
    assert model.simulate(model.medians, times).shape == (2, model.n_outputs())


def test_a_time_limit_is_kept(model):
    with pytest.raises(NumericalError, match="time limit"):
        model.simulate_many(
            np.tile(model.medians, (4000, 1)), np.arange(1.0, 3000.0), rtol=1e-12, threads=1, max_seconds=0.05
        )


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda m: m.simulate_many(m.medians, [3, 2]), "times_days"),
        (lambda m: m.simulate_many(m.medians, [np.nan]), "times_days"),
        (lambda m: m.simulate_many(m.medians[:-1], [3]), "values"),
        (lambda m: m.simulate_many(-m.medians, [3]), "retention"),
        (lambda m: m.simulate_many(m.medians, [3], rtol=1e-18), "rtol"),
        (lambda m: m.rhs(0, [1.0]), "y"),
        (lambda m: m.apply(9, m.initial_state), "session"),
        (lambda m: m.sensitivities([3], parameters=["colour_of_socks"]), "colour_of_socks"),
    ],
)
def test_bad_input_is_named(model, change, match):
    with pytest.raises(DomainError, match=match):
        change(model)


class HalfLife:
    """All pigment leaves at one rate; dots do not spread."""

    def __init__(self, line, dots, plan):
        self.colorants = len(line.colorants)
        self.dots = dots
        self.state_names = [f"{pool}_{i}" for pool in ("skin", "gone") for i in range(self.colorants)] + ["placed"]
        self.parameters = [FadeParameter("half_life", "day", 1000.0, 0.5, "made up for this test", "expert guess")]

    def rhs(self, t_days, y, values):
        loss = np.log(2) / values[0] * y[: self.colorants]
        return np.concatenate([-loss, loss, [0.0]])

    def apply(self, session, deposit, y, values):
        y = y.copy()
        y[: self.colorants] += deposit
        y[-1] += session.new_share
        return y

    def see(self, y, values):
        length = self.dots.bottom_mm - self.dots.top_mm
        return np.array(
            [*(y[: self.colorants] * length), y[-1], self.dots.diameter_mm**2 / 16, self.dots.top_mm, self.dots.bottom_mm]
        )

    def accounted(self, y, values):
        return y[: self.colorants] + y[self.colorants : -1]

    def in_skin(self, y, values):
        return y[: self.colorants]


def test_a_model_written_in_python_goes_everywhere_a_built_in_one_does(skin):
    undertone.register_fade_model("half_life", HalfLife)
    assert "half_life" in undertone.fade_model_names()
    plan = FadePlan(BLEND, session_shares=(1.0,))
    report = simulate_fade(skin, plan, [0, 1000, 2000], model="half_life", draws=8)
    np.testing.assert_allclose(report.pigment_left.nominal, [1, 0.5, 0.25], rtol=1e-5)
    model = FadeModel(skin, plan, "half_life")
    slope = model.sensitivities([1000.0]).d_seen[0, :, 0]
    mine = model.sensitivities([1000.0]).seen[0]
    np.testing.assert_allclose(slope[:-4], mine[:-4] * np.log(2), rtol=1e-5)  # d ln(2^-t/T) / d ln T


def test_a_model_that_loses_pigment_is_caught(skin):
    class Leaky(HalfLife):
        def accounted(self, y, values):
            return y[: self.colorants]

    undertone.register_fade_model("leaky", Leaky)
    members = FadeModel(skin, FadePlan(BLEND), "leaky").simulate_many([[1000.0]], [100.0])
    assert members.status == ("mass_not_conserved",)


def test_built_in_models_cannot_be_replaced_and_unknown_ones_are_listed(skin):
    with pytest.raises(DomainError, match="two_rate"):
        undertone.register_fade_model("two_rate", HalfLife)
    with pytest.raises(UnsupportedError, match="mechanistic"):
        FadeModel(skin, FadePlan(BLEND), "magic")


def test_a_model_written_in_python_does_not_keep_the_interpreter_from_ending():
    script = (
        "import undertone\n"
        "undertone.register_fade_model('mine', lambda line, dots, plan: None)\n"
    )  # fmt: skip
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
