"""Calibration: what series of readings teach a fade model, and what they do not."""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats
from undertone._base.ranges import at_most, in_range, index
from undertone._base.ranges import probability as share_of
from undertone._base.values import Value
from undertone._shown import Html, html
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError, NumericalError
from undertone.fade._problem import Point, Problem, likelihood
from undertone.fade._times import times_from
from undertone.fade.directions import Direction, NextVisit, Profile, _in_words
from undertone.fade.samples import FadeSamples, _split_r_hat
from undertone.fade.series import FadeSeries
from undertone.fade.visits import Visit
from undertone.show._html import code, notes, table

INFORMED, UNINFORMED = 0.7, 0.9  # posterior over prior standard deviation

Z_90 = 1.6448536269514722


class FadeFit(Value):
    """A calibrated fade model.

    Attributes
    ----------
    names : tuple of str
        Parameters that were fitted; those of colorants that no client received are left out.
    values : (P,)
        Most probable, of the population (of the one client where there is one).
    log_sd, prior_log_sd : (P,)
        Of their logarithms, after and before. With normal approximation at the best point; ``sample`` does without.
    client_values : (clients, P)
    covariance : (n, n)
        Of the standardised unknowns, clients included.
    informed, uninformed : tuple of str
        Parameters whose standard deviation fell below 0.7, or stayed above 0.9, of the prior's: of the latter the data said
        nothing, and the value given is the prior's.
    converged : bool
    log_likelihood : float
    diagnostics : tuple of Diagnostic
    """

    def __init__(self, problem: Problem, point: Point, converged: bool) -> None:
        self._problem, self._point = problem, point
        self.converged = converged
        self.names = tuple(problem.names)
        self.model = problem.clients[0].model.name
        self.series = tuple(client.series for client in problem.clients)
        self.log_likelihood = point.log_likelihood
        self.readings = sum(len(r) for r in problem.readings)
        self.covariance: FloatArray = np.asarray(np.linalg.inv(point.curvature), dtype=np.float64)
        P = problem.P
        self.client_values: FloatArray = np.exp([problem.logs(point.x, i) for i in range(len(problem.clients))])
        self.values: FloatArray = (
            self.client_values[0]
            if len(problem.clients) == 1
            else np.exp(problem.log_medians[0] + problem.spread * point.x[:P])
        )
        self.log_sd: FloatArray = problem.spread * np.sqrt(np.diag(self.covariance)[:P])
        self.prior_log_sd: FloatArray = problem.spread.copy()
        self.between_clients_log_sd = dict(zip(self.names, problem.tau.tolist(), strict=True))
        shrunk = self.log_sd / self.prior_log_sd
        self.informed = tuple(n for n, s in zip(self.names, shrunk, strict=True) if s < INFORMED)
        self.uninformed = tuple(n for n, s in zip(self.names, shrunk, strict=True) if s > UNINFORMED)
        self.diagnostics = self._diagnose()

    def _state(self) -> dict[str, Any]:
        p = self._problem
        made = {
            "series": self.series,
            "model": self.model,
            **p.options,
            "x": self.x,
            "tau": p.tau,
            "converged": self.converged,
        }
        found = ("names", "values", "log_sd", "prior_log_sd", "client_values", "covariance", "informed", "uninformed",
                 "log_likelihood", "readings", "diagnostics")  # fmt: skip
        return {**made, **{name: getattr(self, name) for name in found}}

    @classmethod
    def _from_state(cls, state: dict[str, Any]) -> FadeFit:
        options = {name: state[name] for name in ("personal", "personal_share", "fixed", "rtol")}
        problem = Problem(list(state["series"]), state["model"], **options)
        problem.tau = np.asarray(state["tau"], dtype=np.float64)
        return cls(problem, problem.point(np.asarray(state["x"], dtype=np.float64)), state["converged"])

    def __repr__(self) -> str:
        return (
            f"<FadeFit {self.model}: {len(self.series)} clients, {self.readings} readings; "
            f"{len(self.informed)} of {len(self.names)} parameters informed{'' if self.converged else '; NOT CONVERGED'}>"
        )

    def _repr_html_(self) -> Html:
        low, high = self.interval().T
        rows = [
            (
                code(name),
                f"{self.values[i]:.3g}",
                f"{low[i]:.3g} - {high[i]:.3g}",
                f"{1 - (self.log_sd[i] / self.prior_log_sd[i]) ** 2:.0%}",
                "" if name not in self.uninformed else "the prior's",
            )
            for i, name in enumerate(self.names)
        ]
        head = ("parameter", "value", "90 %", "of the prior's variance removed", "")
        return html("<b>{}</b>", repr(self)) + table(head, rows) + notes(self.diagnostics)

    def _diagnose(self) -> tuple[Diagnostic, ...]:
        found = []
        if not self.converged:
            found.append(Diagnostic("warning", "not_converged", "The fit has not converged; do not use its intervals."))
        if not self._problem.n:
            what = "Every parameter is fixed: nothing was fitted, and the likelihood is that of the medians."
            return (Diagnostic("info", "nothing_fitted", what),)
        if self.readings == 0:
            found.append(Diagnostic("warning", "no_data", "There are no readings: every value is the prior's median."))
        elif max(len(s.visits) for s in self.series) == 1:
            found.append(
                Diagnostic(
                    "warning",
                    "single_visit",
                    "No client was seen twice: a level can be learnt, but no rate; compare at least two visits months apart.",
                )
            )
        if self.uninformed and self.readings:
            found.append(
                Diagnostic(
                    "info", "uninformed", "The data say nothing of " + ", ".join(self.uninformed) + "; these are priors."
                )
            )
        for direction in self.directions()[::-1]:
            if direction.information < 1e-3 and len(direction.weights) > 1 and self.readings:
                found.append(Diagnostic("info", "not_separable", direction.words))
        return tuple(found[:6])

    # ---- what is known

    def interval(self, probability: float = 0.9, client: int | None = None) -> FloatArray:
        """(P, 2) intervals of the population, or of one client."""
        z = _normal_quantile(0.5 + share_of("probability", probability) / 2)
        logs, sd = np.log(self.values), self.log_sd
        if client is not None:
            index("client", client, len(self.series))
            to_x = self._problem.to_x(client)
            logs = np.log(self.client_values[client])
            sd = np.sqrt(np.einsum("pi,ij,pj->p", to_x, self.covariance, to_x))
        return np.exp(np.stack([logs - z * sd, logs + z * sd], axis=1))

    @property
    def correlation(self) -> FloatArray:
        """(P, P) between the logarithms of the population's parameters."""
        C = self.covariance[: self._problem.P, : self._problem.P]
        sd = np.sqrt(np.diag(C))
        return np.asarray(C / np.outer(sd, sd))

    def fisher_information(self) -> FloatArray:
        """(P, P) expected information of the data on the logarithms of the population's parameters, clients' own taken out."""
        P, H = self._problem.P, self._point.curvature
        own = H[P:, P:]
        data = H[:P, :P] - np.eye(P)
        if own.size:
            data = data - H[:P, P:] @ np.linalg.solve(own, H[P:, :P])
        return np.asarray(data / np.outer(self._problem.spread, self._problem.spread))

    def directions(self) -> list[Direction]:
        """Combinations of parameters from best known to unknown, each in words."""
        s = self._problem.spread
        informations, vectors = np.linalg.eigh(self.fisher_information() * np.outer(s, s))
        found = []
        for k in np.argsort(-informations):
            v = vectors[:, k] * s  # in logarithms
            v = v / np.abs(v).max() * np.sign(v[np.argmax(np.abs(v))])
            share = vectors[:, k] ** 2
            parts = {self.names[i]: round(float(v[i]), 3) for i in np.argsort(-share) if share[i] > 0.02}
            information = max(0.0, float(informations[k]))
            found.append(Direction(information, parts, _in_words(information, parts)))
        return found

    def profile(self, name: str, values: npt.ArrayLike | None = None) -> Profile:
        """The profile along one parameter of the population; by default over +-2.5 prior standard deviations."""
        at = self._index(name)
        p = self._problem
        if values is None:
            grid = np.linspace(-2.5, 2.5, 11)
        else:
            chosen = np.atleast_1d(as_floats("values", values))
            at_most("values", chosen.size, 1000, "values")
            if chosen.ndim != 1 or not chosen.size:
                raise DomainError("values.shape", chosen.shape, "(n,), one or more")
            if not ((chosen > 0) & (chosen < 1e100)).all():
                raise DomainError("values", chosen.min(), "more than 0, finite")
            grid = (np.log(chosen) - p.log_medians[0, at]) / p.spread[at]
        keep = np.zeros(p.n, dtype=bool)
        keep[at] = True
        posterior, data = np.full(grid.size, math.inf), np.full(grid.size, math.inf)
        # Outwards from the best point, each from its neighbour.
        order = np.argsort(np.abs(grid - self._point.x[at]))
        done: list[tuple[float, FloatArray]] = [(float(self._point.x[at]), self._point.x)]
        for k in order:
            start = min(done, key=lambda one: abs(one[0] - grid[k]))[1].copy()
            start[at] = grid[k]
            try:
                point, _ = p.minimise(start, keep, steps=25)
            except NumericalError:
                continue
            posterior[k] = point.objective - self._point.objective
            data[k] = self._point.log_likelihood - point.log_likelihood
            done.append((float(grid[k]), point.x))
        best = np.min(data[np.isfinite(data)], initial=0.0)
        return Profile(np.exp(p.log_medians[0, at] + p.spread[at] * grid), posterior, data - best)

    # ---- for other samplers, and one of our own

    @property
    def n_dimensions(self) -> int:
        """Of ``x``."""
        return self._problem.n

    @property
    def x(self) -> FloatArray:
        """(n,) the best point, standardised: the population's parameters, then each client's own deviations."""
        return self._point.x.copy()

    def values_at(self, x: npt.ArrayLike) -> FloatArray:
        """(P,) the population's parameters at x."""
        z = self._as_x(x)[: self._problem.P]
        return np.asarray(np.exp(self._problem.log_medians[0] + self._problem.spread * z))

    def log_density(self, x: npt.ArrayLike) -> float:
        """Log posterior density at x, up to a constant; -inf where the model contradicts itself. As emcee wants it."""
        point = self._problem.point(self._as_x(x), derivatives=False)
        return -point.objective

    def log_density_gradient(self, x: npt.ArrayLike) -> tuple[float, FloatArray]:
        """The same with its gradient (n,), as PINTS' ``evaluateS1`` and Hamiltonian samplers want it."""
        point = self._problem.point(self._as_x(x))
        return -point.objective, -point.gradient

    def sample(self, draws: int = 500, *, chains: int = 2, seed: int = 0, warm_up: int = 100) -> FadeSamples:
        """Draws from the posterior by the Metropolis-adjusted Langevin algorithm, preconditioned with the best point's curvature."""
        if not self._problem.n:
            raise DomainError("fixed", "every parameter", "at least one that is free", "there is nothing to draw")
        in_range("draws", draws, 4, 100_000)
        in_range("chains", chains, 1, 64)
        in_range("warm_up", warm_up, 0, 100_000)
        at_most("chains", chains * (draws + warm_up), 1_000_000, "steps of all chains")
        L = np.linalg.cholesky(self.covariance)
        n = self._problem.n
        all_x, accepted = np.empty((chains, draws, n)), np.zeros(chains)
        for chain in range(chains):
            random = np.random.default_rng([seed, chain])
            step = 1.2 / n ** (1 / 6)
            u = random.normal(size=n) * 0.5
            density, gradient = self.log_density_gradient(self._point.x + L @ u)
            while not math.isfinite(density):
                u *= 0.5
                density, gradient = self.log_density_gradient(self._point.x + L @ u)
            for i in range(-warm_up, draws):
                drift = u + 0.5 * step**2 * (L.T @ gradient)
                proposal = drift + step * random.normal(size=n)
                next_density, next_gradient = self.log_density_gradient(self._point.x + L @ proposal)
                log_ratio = -math.inf
                if math.isfinite(next_density):
                    back = proposal + 0.5 * step**2 * (L.T @ next_gradient)
                    log_ratio = next_density - density
                    log_ratio += (np.sum((proposal - drift) ** 2) - np.sum((u - back) ** 2)) / (2 * step**2)
                accept = math.log(random.uniform()) < log_ratio
                if accept:
                    u, density, gradient = proposal, next_density, next_gradient
                if i < 0:
                    step *= math.exp((float(accept) - 0.57) / math.sqrt(i + warm_up + 1) * 0.5)
                else:
                    all_x[chain, i] = self._point.x + L @ u
                    accepted[chain] += accept / draws
        values = np.array([[self.values_at(x) for x in chain] for chain in all_x])
        if len(self.series) == 1:
            values = np.exp([[self._problem.logs(x, 0) for x in chain] for chain in all_x])
        return FadeSamples(self.names, values, all_x, _split_r_hat(np.log(values)), accepted)

    # ---- what follows from it

    def draw_values(self, count: int, *, client: int | None = 0, seed: int = 0) -> FloatArray:
        """(count, parameters of the model) from the normal approximation: of a client, or (None) of a new one like these.

        For ``FadeModel.simulate_many``.
        """
        in_range("count", count, 1, 1_000_000)
        if client is not None:
            index("client", client, len(self.series))
        random = np.random.default_rng(seed)
        x = self._draw_x(random, count)
        if client is None:
            p = self._problem
            base = p.clients[0].model.draw(count, seed=seed + 1)
            logs = p.log_medians[0] + p.spread * x[:, : p.P] + p.tau * random.normal(size=(count, p.P))
            base[:, p.at] = np.exp(logs[:, : len(p.at)])
            return base
        return np.array([self._problem.values(one, client) for one in x])

    def _draw_x(self, random: np.random.Generator, count: int) -> FloatArray:
        """(count, n) from the normal approximation."""
        if not self._problem.n:
            return np.empty((count, 0))
        return random.multivariate_normal(self._point.x, self.covariance, size=count, method="cholesky")

    def predict(
        self,
        times_days: npt.ArrayLike | None = None,
        *,
        client: int = 0,
        draws: int = 200,
        seed: int = 0,
        probability: float = 0.9,
        years: npt.ArrayLike | None = None,
    ) -> dict[str, FloatArray]:
        """What readings at these times would show: quantiles (3, T) of ``l``, ``a``, ``b``, ``diameter_mm``, noise left out.

        ``times_days`` are since the client's first session; ``years`` instead, after the last one.
        """
        one = self._problem.clients[index("client", client, len(self.series))]
        in_range("draws", draws, 1, 100_000)
        share_of("probability", probability)
        times = times_from(one.series.plan.last_session_days, times_days, years)
        members = one.model.simulate_many(self.draw_values(draws, client=client, seed=seed), times)
        good = np.array([status == "ok" for status in members.status])
        seen = members.seen[good]
        labs = one.eye.lab(one.spectra(seen.reshape(-1, seen.shape[-1]))).reshape(*seen.shape[:2], 3)
        q = [0.5 - probability / 2, 0.5, 0.5 + probability / 2]
        found = {name: np.quantile(labs[..., i], q, axis=0) for i, name in enumerate("lab")}
        found["diameter_mm"] = np.quantile(4 * np.sqrt(seen[..., -3]), q, axis=0)
        return found

    def predictive_check(self, *, draws: int = 300, seed: int = 0) -> float:
        """Posterior predictive probability of readings that fit worse than these (chi-squared): below 0.05 the model, or the
        errors that were claimed, are wrong; above 0.95 the errors claimed are too large."""
        in_range("draws", draws, 1, 100_000)
        random = np.random.default_rng(seed)
        worse = 0
        for x in self._draw_x(random, draws):
            mine = theirs = 0.0
            for i, readings in enumerate(self._problem.readings):
                measured = [r for r in readings if r.kind != "score"]
                # Linear in x about the best point: its curvature is what the draws come from.
                columns = [k for k, r in enumerate(readings) if r.kind != "score"]
                step = self._problem.to_x(i) @ (x - self._point.x)
                f = (self._point.predicted[i] + self._point.jacobians[i] @ step)[columns]
                off = (np.array([r.value for r in measured]) - f) / np.array([r.sd for r in measured])
                mine += float(off @ off)
                theirs += float(np.sum(random.normal(size=len(measured)) ** 2))
            worse += theirs > mine
        return worse / draws

    def next_visit(
        self,
        times_days: npt.ArrayLike | None = None,
        *,
        client: int = 0,
        like: Visit | None = None,
        years: npt.ArrayLike | None = None,
    ) -> list[NextVisit]:
        """How much each of these times would teach about the population, best first. ``like`` says what would be read: by default
        a colour and a dot width (their values do not matter). Times as in ``predict``."""
        like = like or Visit(0, lab=(50, 5, 10), diameter_mm=0.15)
        p, found = self._problem, []
        one = p.clients[index("client", client, len(self.series))]
        times = times_from(one.series.plan.last_session_days, times_days, years)
        at_most("times_days", times.size, 10_000, "times")
        for time in times:
            readings = one.readings([like])
            f, d = p.predict(self._point.x, client, np.array([time]), readings)
            _, weight, _ = likelihood(readings, f)
            J = d @ p.to_x(client)
            noise = np.diag(1 / weight)
            gain = J @ self.covariance @ J.T
            after = self.covariance - self.covariance @ J.T @ np.linalg.solve(gain + noise, J @ self.covariance)
            nats = 0.5 * np.linalg.slogdet(np.eye(len(readings)) + np.diag(weight) @ gain)[1]
            removed = 1 - np.diag(after)[: p.P] / np.diag(self.covariance)[: p.P]
            found.append(NextVisit(float(time), float(nats), dict(zip(self.names, removed.tolist(), strict=True))))
        return sorted(found, key=lambda one: -one.information_nats)

    def leave_one_out(self, probability: float = 0.9) -> list[dict[str, Any]]:
        """Each client forecast from all the others: share of its readings inside the interval, and the typical error in sd."""
        if len(self.series) < 2:
            raise DomainError("series", f"{len(self.series)} client", "2 or more", "there is no other to learn from")
        z, found = _normal_quantile(0.5 + share_of("probability", probability) / 2), []
        p = self._problem
        for left_out, one in enumerate(self.series):
            readings = p.readings[left_out]
            keep = p.readings
            p.readings = [[] if i == left_out else r for i, r in enumerate(keep)]
            try:
                point, _ = p.minimise(self._point.x.copy())
                covariance = np.linalg.inv(point.curvature)
                f, d = p.predict(point.x, left_out, one.times_days, readings)
            finally:
                p.readings = keep
            J = d @ p.to_x(left_out)
            sd = np.sqrt(np.einsum("ri,ij,rj->r", J, covariance, J) + np.array([r.sd**2 for r in readings]))
            off = (np.array([r.value for r in readings]) - f) / sd
            inside = float(np.mean(np.abs(off) < z)) if readings else math.nan
            rms = float(np.sqrt(np.mean(off**2))) if readings else math.nan
            found.append({"name": one.name, "readings": len(readings), "inside": inside, "rms_in_sd": rms})
        return found

    def _index(self, name: str) -> int:
        if name not in self.names:
            raise DomainError("name", repr(name), ", ".join(self.names), "only parameters that were fitted have one")
        return self.names.index(name)

    def _as_x(self, x: npt.ArrayLike) -> FloatArray:
        array = as_floats("x", x)
        if not np.isfinite(array).all():
            raise DomainError("x", "not finite in places", "finite numbers")
        if array.shape != (self._problem.n,):
            raise DomainError("x.shape", array.shape, f"({self._problem.n},)")
        return array


@checked
def fit_fade(
    series: FadeSeries | Sequence[FadeSeries],
    model: str = "two_rate",
    *,
    personal: Sequence[str] | None = None,
    personal_share: float = 0.5,
    estimate_spread: bool = True,
    fixed: Sequence[str] = (),
    rtol: float = 1e-6,
) -> FadeFit:
    """Calibrate a fade model with one client's readings, or many clients' together.

    The most probable parameters under the priors of ``data/exposure``, with forward sensitivities through every session. Of
    several clients the ``personal`` parameters are each client's own, spread about the population's; pigments' are shared.

    Parameters
    ----------
    series : FadeSeries, or a sequence of them
    model : {"two_rate", "mechanistic"} or a registered one
    personal : sequence of str, optional
        By default all that do not belong to a colorant.
    personal_share : float
        Of the prior's variance, how much is between people rather than about all of them.
    estimate_spread : bool
        Learn the spread between people from the data (from 4 clients up), the prior's counting as four clients.
    fixed : sequence of str
        Parameters that stay at their medians.

    Raises
    ------
    DomainError
        For bad input, naming it.
    NumericalError
        Where the model cannot be integrated at the priors' medians.
    """
    all_series = [series] if isinstance(series, FadeSeries) else list(series)
    if not all_series:
        raise DomainError("series", "empty", "at least one series", "a series without visits is allowed")
    for one in all_series:
        if not isinstance(one, FadeSeries):
            raise DomainError("series", type(one).__name__, "FadeSeries")
    problem = Problem(all_series, model, personal, personal_share, fixed, rtol)
    point, converged = problem.minimise(problem.approach(np.zeros(problem.n)))
    if estimate_spread and len(all_series) >= 4 and problem.personal:
        prior_tau = problem.tau.copy()
        for _ in range(15):
            before = problem.tau.copy()
            covariance = np.linalg.inv(point.curvature)
            Q, n = len(problem.personal), len(all_series)
            u = point.x[problem.P :].reshape(n, Q)
            variance = np.diag(covariance)[problem.P :].reshape(n, Q)
            second = problem.tau[problem.personal] ** 2 * (u**2 + variance).sum(axis=0)
            problem.tau[problem.personal] = np.sqrt((4 * prior_tau[problem.personal] ** 2 + second) / (4 + n))
            ratio = np.divide(before, problem.tau, out=np.ones_like(before), where=problem.tau > 0)
            x = point.x.copy()
            x[problem.P :] = (u * ratio[problem.personal]).ravel()
            point, _ = problem.minimise(x, steps=2)
            if np.abs(ratio - 1).max() < 0.03:
                break
        point, converged = problem.minimise(point.x)
    return FadeFit(problem, point, converged)


def _normal_quantile(p: float) -> float:
    if not 0 < p < 1:
        raise DomainError("probability", 2 * p - 1, "between 0 and 1")
    return NormalDist().inv_cdf(p)
