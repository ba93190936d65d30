"""Fade models as differential equations: for other solvers, for calibration, and for trying a model of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import BANDS, FloatArray, as_floats
from undertone._base.ranges import at_most, in_range
from undertone._base.values import Value
from undertone.errors import DomainError, NumericalError
from undertone.fade._times import times_from
from undertone.fade.plan import FadePlan
from undertone.people.skin import Skin
from undertone.readings.spectrum import Reflectance


@dataclass(frozen=True)
class FadeParameter(Value):
    """One uncertain quantity: log-normal prior, where it comes from, and how much to trust that."""

    name: str
    unit: str
    median: float
    log_sd: float
    source: str
    confidence: str


@dataclass(frozen=True, eq=False)
class FadeMembers(Value):
    """Trajectories of N parameter sets at T times.

    Attributes
    ----------
    status : (N,) of str
        ``"ok"``, or why a member failed; its numbers are then nan. ``ok`` is the mask of those to count on.
    seen : (N, T, K)
        What can be seen: ``FadeModel.seen_names``.
    pigment_left : (N, T)
    states : (N, T, S), only where asked for
    worst_mass_error : (N,)
    """

    status: tuple[str, ...]
    seen: FloatArray
    pigment_left: FloatArray
    states: FloatArray | None
    worst_mass_error: FloatArray
    steps: tuple[int, ...]

    @property
    def ok(self) -> npt.NDArray[np.bool_]:
        """(N,) the members that can be counted on: status ``"ok"``, and nothing seen that is not finite."""
        finite = np.isfinite(self.seen).all(axis=(1, 2)) & np.isfinite(self.pigment_left).all(axis=1)
        return np.array([status == "ok" for status in self.status], dtype=np.bool_) & finite

    def __repr__(self) -> str:
        return f"<FadeMembers: {int(self.ok.sum())} of {len(self.status)} ok, {self.pigment_left.shape[1]} times>"


@dataclass(frozen=True, eq=False)
class FadeSensitivities(Value):
    """States (T, S) and what is seen (T, K), with derivatives (T, ., P) to the logarithms of P parameters."""

    states: FloatArray
    seen: FloatArray
    d_states: FloatArray
    d_seen: FloatArray


class FadeModel(Value):
    """The equations of one treatment of one skin.

    ``rhs(t, y)`` may be handed to any solver; between it, ``apply`` gives the impulse of a session. ``n_parameters`` and
    ``simulate`` are what PINTS asks of a forward model.

    Parameters
    ----------
    skin : Skin
        Shields its pigment from light.
    plan : FadePlan
    name : str
        ``"two_rate"``, ``"mechanistic"``, or one registered.

    Examples
    --------
    >>> import undertone
    >>> plan = undertone.FadePlan(undertone.Blend({"pure_black": 1}, 20))
    >>> model = undertone.FadeModel(undertone.Skin(), plan)
    >>> model.rhs(0.0, model.initial_state).shape == (model.n_states,)
    True
    """

    @checked
    def __init__(self, skin: Skin, plan: FadePlan, name: str = "two_rate") -> None:
        self.skin, self.plan, self.name = skin, plan, name
        self._plan = plan._of_skin(skin)
        self._line = plan.blend.line._core
        self._core = _core.make_fade_model(name, self._line, plan.dots._to_core(), self._plan)
        self.parameters = tuple(
            FadeParameter._from_core(one, median=one.prior.median, log_sd=one.prior.log_sd) for one in self._core.parameters
        )
        self.parameter_names = tuple(p.name for p in self.parameters)
        self.state_names = tuple(self._core.state_names)
        self.seen_names = tuple(self._core.seen_names)
        self.n_states = self._core.n_states
        self.initial_state: FloatArray = self._core.initial_state
        self.sessions_days: FloatArray = np.array([session.time_days for session in self._plan.sessions])

    def _state(self) -> dict[str, Any]:
        return {"skin": self.skin, "plan": self.plan, "name": self.name}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> FadeModel:
        return cls(state["skin"], state["plan"], state["name"])

    def __repr__(self) -> str:
        return f"<FadeModel {self.name}: {self.n_states} states, {len(self.parameters)} parameters>"

    @property
    def medians(self) -> FloatArray:
        """(P,) prior medians, at which ``rhs`` and ``apply`` stand."""
        return np.array([p.median for p in self.parameters])

    @property
    def log_sds(self) -> FloatArray:
        """(P,) standard deviations of the logarithms."""
        return np.array([p.log_sd for p in self.parameters])

    def at(self, values: npt.ArrayLike | None) -> _core.FadeModel:
        """The compiled model at these parameter values (P,): its ``rhs``, ``jacobian``, ``apply``, ``see``, ``accounted``."""
        if values is None:
            return self._core
        return self._core.with_values(np.atleast_1d(as_floats("values", values)).tolist())

    def rhs(self, t_days: float, y: npt.ArrayLike, values: npt.ArrayLike | None = None) -> FloatArray:
        """Slope dy/dt per day, (S,)."""
        return self.at(values).rhs(t_days, as_floats("y", y))

    def jacobian(self, t_days: float, y: npt.ArrayLike, values: npt.ArrayLike | None = None) -> FloatArray:
        """Derivative of ``rhs`` to y, (S, S)."""
        return self.at(values).jacobian(t_days, as_floats("y", y))

    def apply(self, session: int, y: npt.ArrayLike, values: npt.ArrayLike | None = None) -> FloatArray:
        """The state just after session number ``session``, at ``sessions_days[session]``."""
        if not 0 <= session < self.sessions_days.size:
            raise DomainError("session", session, f"0 to {self.sessions_days.size - 1}")
        return self.at(values).apply(self._plan.sessions[session], as_floats("y", y))

    def draw(self, count: int, seed: int = 0, first: int = 0) -> FloatArray:
        """(count, P) draws from the priors; draw i depends on ``(seed, first + i)`` alone."""
        in_range("count", count, 0, 10_000_000)
        if first < 0:
            raise DomainError("first", first, "0 or more")
        return self._core.draw(seed, first, count)

    def simulate_many(
        self,
        values: npt.ArrayLike,
        times_days: npt.ArrayLike | None = None,
        *,
        rtol: float = 1e-6,
        threads: int = 0,
        keep_states: bool = False,
        max_seconds: float = 0.0,
        years: npt.ArrayLike | None = None,
    ) -> FadeMembers:
        """Trajectories of (N, P) parameter sets at (T,) times, four at a time in vector registers, on ``threads`` threads.

        ``times_days`` are since the first session; ``years`` instead, after the last one. Releases the interpreter's lock; Ctrl-C stops it. ``max_seconds`` > 0 raises NumericalError when it is exceeded.
        """
        sets = np.atleast_2d(as_floats("values", values))
        if sets.ndim != 2:
            raise DomainError("values.shape", sets.shape, f"(N, {len(self.parameters)})")
        times = times_from(self.plan.last_session_days, times_days, years)
        out = self._core.members(sets, self._plan, times.tolist(), rtol, threads, keep_states, max_seconds)
        left_out: dict[str, Any] = {} if keep_states else {"states": None}
        return FadeMembers._from_core(out, **left_out)

    def sensitivities(
        self,
        times_days: npt.ArrayLike | None = None,
        values: npt.ArrayLike | None = None,
        parameters: Sequence[str] | None = None,
        *,
        rtol: float = 1e-6,
        years: npt.ArrayLike | None = None,
    ) -> FadeSensitivities:
        """Forward sensitivities through every session. NumericalError where the trajectory fails. Times as in ``simulate_many``."""
        names = self.parameter_names if parameters is None else tuple(parameters)
        at_most("parameters", len(names), 1000, "parameters")
        directions = [self.index_of(name) for name in names]
        times = times_from(self.plan.last_session_days, times_days, years)
        status, *arrays = self.at(values).sensitivities(directions, self._plan, times.tolist(), rtol)
        if status != "ok":
            raise NumericalError("the fade model could not be integrated", status)
        return FadeSensitivities(*arrays)

    def reflectance(self, seen: npt.ArrayLike, *, dot: bool = False, threads: int = 0) -> Reflectance:
        """How states look: the area's reflectance (..., 81), or that of one dot close up, of rows (..., K) of what is seen.

        ``seen`` is what ``simulate_many`` and ``sensitivities`` give, or ``at(values).see(y)`` of a state y. Sixteen bands are
        computed in full and the others follow from up to forty rows (proper orthogonal decomposition): within CIEDE2000 0.02 of
        ``simulate_fade``. Rows without dots are bare skin; rows of failed members (nan) are refused.

        Raises
        ------
        DomainError
            For another number of columns than ``seen_names`` has, and values that are not finite.
        """
        array = as_floats("seen", seen)
        if array.ndim == 0 or array.shape[-1] != len(self.seen_names):
            raise DomainError("seen.shape", array.shape, f"(..., {len(self.seen_names)}): {', '.join(self.seen_names)}")
        if not (np.abs(array) <= 1e9).all():  # nan is not
            raise DomainError(
                "seen", "not finite, or beyond 1e9, in places", "finite numbers", "leave out members whose status is not ok"
            )
        rows = array.reshape(-1, array.shape[-1])
        with_dots = rows[:, -4] > 0
        spectra = np.tile(np.asarray(self.skin.reflectance), (len(rows), 1))
        if with_dots.any():
            dots, shown = self.plan.dots._to_core(), np.ascontiguousarray(rows[with_dots])
            optics = _core.ReducedAppearance(self.skin._core, self._line, shown, dots, threads)
            spectra[with_dots] = optics.spectra(shown, dots, dot, threads)
        return spectra.reshape(*array.shape[:-1], BANDS).view(Reflectance)

    def lab(
        self,
        seen: npt.ArrayLike,
        illuminant: str = "D65",
        observer: str = "1931_2deg",
        *,
        dot: bool = False,
        threads: int = 0,
    ) -> FloatArray:
        """Colours (..., 3) of ``reflectance``."""
        return self.reflectance(seen, dot=dot, threads=threads).lab(illuminant, observer)

    def see(self, y: npt.ArrayLike, values: npt.ArrayLike | None = None) -> FloatArray:
        """(K,) what is seen of a state y (S,): ``seen_names``."""
        state = as_floats("y", y)
        if state.shape != (self.n_states,):
            raise DomainError("y.shape", state.shape, f"({self.n_states},): {', '.join(self.state_names)}")
        return np.asarray(self.at(values).see(state))

    def index_of(self, name: str) -> int:
        """Position of a parameter."""
        if name not in self.parameter_names:
            raise DomainError("name", repr(name), ", ".join(self.parameter_names))
        return self.parameter_names.index(name)

    # PINTS' forward model
    def n_parameters(self) -> int:
        """Number of parameters."""
        return len(self.parameters)

    def n_outputs(self) -> int:
        """Number of quantities seen."""
        return len(self.seen_names)

    def simulate(self, parameters: npt.ArrayLike, times: npt.ArrayLike) -> FloatArray:
        """What is seen, (T, K), for one parameter set."""
        values, days = as_floats("parameters", parameters), np.atleast_1d(as_floats("times", times))
        if values.shape != (len(self.parameters),):
            raise DomainError("parameters.shape", values.shape, f"({len(self.parameters)},)")
        return np.asarray(self.simulate_many(values, days).seen[0])


def fade_model_names() -> tuple[str, ...]:
    """Models that there are."""
    return tuple(_core.fade_model_names())
