"""The statistics of calibration: predictions with derivatives, likelihoods, and the best point by damped Newton steps.

Everything is in standard units: ``x`` holds, per parameter, the deviation of its logarithm from the prior's median in standard
deviations, then per client the deviations of the personal parameters. All are standard normal a priori.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from undertone import _core
from undertone._base.arrays import FloatArray
from undertone.colorimetry import lab_from_xyz, viewing, white, xyz_from_lab
from undertone.errors import DomainError, NumericalError
from undertone.fade.models import FadeModel
from undertone.fade.series import FadeSeries
from undertone.fade.visits import Visit

STEP = 1e-5  # relative, of the forward differences through the optics, which are good to rounding

SCORE_SCALE = "score_per_contrast"

SPECTRUM = np.linspace(8, 72, 16).round().astype(int)  # bands from 420 to 740 nm


@dataclass(frozen=True)
class Reading:
    """One number that was read, or would be."""

    visit: int
    kind: str  # "lab", "reflectance", "diameter", "score"
    index: int
    value: float
    sd: float


class Client:
    """One series with its model: predictions and their derivatives to the logarithms of the parameters."""

    def __init__(self, series: FadeSeries, model_name: str, rtol: float, examples: int = 24) -> None:
        self.series = series
        self.model = FadeModel(series.skin, series.plan, model_name)
        self.rtol = rtol
        self.eye = viewing(series.illuminant, series.observer)
        self.bare = np.asarray(series.skin.reflectance)
        self.bare_lab = self.eye.lab(self.bare[None])[0]
        self._dots = series.plan.dots._to_core()
        deposit = np.sum([session.mg_per_ml for session in self.model._plan.sessions], axis=0)
        self.used = deposit > 0
        ids = [colorant.id for colorant in series.plan.blend.line.colorants]
        idle = {id for id, used in zip(ids, self.used, strict=True) if not used}
        self.active = [
            i for i, name in enumerate(self.model.parameter_names) if "[" not in name or name.split("[")[1][:-1] not in idle
        ]
        # The quick optics learns from what the priors allow, over ten years.
        last = series.plan.last_session_days
        values = np.vstack([self.model.medians, self.model.draw(examples, seed=20)])
        times = sorted({last, *(last + np.array([42, 365, 1200, 3650]))} | set(series.times_days.tolist()))
        shown = self.model.simulate_many(values, times).seen
        good = np.isfinite(shown).all(axis=(1, 2))
        self._optics = _core.ReducedAppearance(
            series.skin._core, self.model._line, shown[good].reshape(-1, shown.shape[-1]), self._dots, 0
        )

    def readings(self, visits: Sequence[Visit], offset: int = 0) -> list[Reading]:
        """What these visits read, with its error."""
        s, found = self.series, []
        lab_sd = np.broadcast_to(np.asarray(s.lab_sd, dtype=float), 3)
        for at, visit in enumerate(visits, offset):
            if visit.lab is not None:
                lab = np.asarray(visit.lab, dtype=float)
                if s.scale is not None and s.scale.surface > 0:
                    eye = (s.scale.illuminant, s.scale.observer)
                    lab = lab_from_xyz(xyz_from_lab(lab, *eye) - s.scale.surface * white(*eye), *eye)
                found += [Reading(at, "lab", i, float(lab[i]), float(lab_sd[i])) for i in range(3)]
            if visit.reflectance is not None:
                logs = np.log(np.maximum(np.asarray(visit.reflectance, dtype=float), 1e-4))
                found += [Reading(at, "reflectance", int(i), float(logs[i]), s.reflectance_sd) for i in SPECTRUM]
            if visit.diameter_mm is not None:
                found.append(Reading(at, "diameter", 0, math.log(visit.diameter_mm), s.diameter_sd))
            if visit.density_score is not None:
                found.append(Reading(at, "score", 0, float(visit.density_score), s.score_sd))
        return found

    def spectra(self, seen: FloatArray) -> FloatArray:
        """Area reflectance (N, 81) of what is seen (N, K)."""
        spectra = self._optics.spectra(np.ascontiguousarray(seen), self._dots, False, 0)
        bare = seen[:, -4] <= 0
        spectra[bare] = self.bare
        return spectra

    def _shown(self, seen: FloatArray, spectra: FloatArray | None, readings: list[Reading]) -> FloatArray:
        """(N,) rows of seen and their spectra to (N, readings), the score in units of contrast."""
        out = np.empty((len(seen), len(readings)))
        labs = self.eye.lab(spectra) if spectra is not None else None
        for column, reading in enumerate(readings):
            if reading.kind == "diameter":
                out[:, column] = 0.5 * np.log(16 * seen[:, -3])
            elif reading.kind == "lab" and labs is not None:
                out[:, column] = labs[:, reading.index]
            elif reading.kind == "score" and labs is not None:
                out[:, column] = self.bare_lab[0] - labs[:, 0]
            elif spectra is not None:
                out[:, column] = np.log(spectra[:, reading.index])
        return out

    def predict(
        self, values: FloatArray, times: FloatArray, readings: list[Reading], derivatives: bool = True
    ) -> tuple[FloatArray, FloatArray]:
        """Predicted readings (R,) and their derivatives (R, P) to log parameters; NumericalError where infeasible."""
        R, P = len(readings), len(self.model.parameters)
        f, jacobian = np.empty(R), np.zeros((R, P))
        if R == 0:
            return f, jacobian
        if derivatives:
            names = [self.model.parameter_names[i] for i in self.active]
            run = self.model.sensitivities(times, values, names, rtol=self.rtol)
            seen, d_seen = run.seen, run.d_seen
        else:
            members = self.model.simulate_many(values, times, rtol=self.rtol, threads=1)
            if members.status[0] != "ok":
                raise NumericalError("the fade model could not be integrated", members.status[0])
            seen = members.seen[0]
        blocks: list[tuple[int, list[int], list[Reading], list[int], FloatArray]] = []
        for at in sorted({r.visit for r in readings}):
            columns = [i for i, r in enumerate(readings) if r.visit == at]
            wanted = [readings[i] for i in columns]
            row = seen[at]
            moves = []
            if derivatives:
                moves = [k for k in range(row.size) if np.abs(d_seen[at, k]).max() > 0 and row[k] > 0]
            rows = np.tile(row, (1 + len(moves), 1))
            for i, k in enumerate(moves):
                rows[1 + i, k] *= 1 + STEP
            blocks.append((at, columns, wanted, moves, rows))
        # One call of the optics for all visits.
        spectra = self.spectra(np.vstack([b[4] for b in blocks])) if any(r.kind != "diameter" for r in readings) else None
        start = 0
        for at, columns, wanted, moves, rows in blocks:
            own = None if spectra is None else spectra[start : start + len(rows)]
            start += len(rows)
            shown = self._shown(rows, own, wanted)
            f[columns] = shown[0]
            if moves:
                slopes = (shown[1:] - shown[0]).T / (STEP * seen[at, moves])
                jacobian[np.ix_(columns, self.active)] = slopes @ d_seen[at, moves]
        return f, jacobian


def log_normal_cdf(x: FloatArray | float) -> FloatArray:
    """log Phi(x), also far out."""
    x = np.asarray(x, dtype=float)
    erfc = np.vectorize(math.erfc)
    near = 0.5 * erfc(-np.maximum(x, -30) / math.sqrt(2))
    far = -0.5 * x * x - np.log(np.maximum(-x, 1)) - 0.5 * math.log(2 * math.pi)
    return np.where(x > -30, np.log(np.maximum(near, 1e-300)), far)


def ordinal(score: float, latent: float, sd: float) -> tuple[float, float, float]:
    """Log-likelihood of a score for a hidden scale at ``latent``, its slope and minus its curvature."""

    def log_probability(at: float) -> float:
        low = -math.inf if score <= 0 else (score - 0.5 - at) / sd
        high = math.inf if score >= 10 else (score + 0.5 - at) / sd
        if low > 0:  # the upper tail, where differences of numbers near 1 would cancel
            low, high = -high, -low
        upper = 0.0 if high == math.inf else float(log_normal_cdf(high))
        if low == -math.inf:
            return upper
        lower = float(log_normal_cdf(low))
        return upper + math.log(max(-math.expm1(lower - upper), 1e-300))

    h = 1e-3 * sd
    here, up, down = log_probability(latent), log_probability(latent + h), log_probability(latent - h)
    return here, (up - down) / (2 * h), max((2 * here - up - down) / h**2, 1e-12)


@dataclass(eq=False)
class Point:
    """Objective at one x: minus log posterior, its gradient and (Gauss-Newton) curvature, and what the data alone say."""

    x: FloatArray
    objective: float
    gradient: FloatArray
    curvature: FloatArray
    log_likelihood: float
    jacobians: list[FloatArray] = field(default_factory=list)
    predicted: list[FloatArray] = field(default_factory=list)
    contradictory: list[int] = field(default_factory=list)  # clients at whose values the model contradicts itself


class Problem:
    """All clients together."""

    def __init__(
        self,
        series: Sequence[FadeSeries],
        model: str,
        personal: Sequence[str] | None,
        personal_share: float,
        fixed: Sequence[str],
        rtol: float,
    ) -> None:
        self.options = {
            "personal": None if personal is None else tuple(personal),
            "personal_share": personal_share,
            "fixed": tuple(fixed),
            "rtol": rtol,
        }
        self.clients = [Client(one, model, rtol) for one in series]
        first = self.clients[0].model
        for client in self.clients[1:]:
            if client.model.parameter_names != first.parameter_names:
                raise DomainError("series", "several ink lines", "one line for all clients", "fit each line on its own")
        everywhere = {i for client in self.clients for i in client.active}
        for name in (*(personal or ()), *fixed):
            if name != SCORE_SCALE:
                first.index_of(name)
        chosen = [i for i in sorted(everywhere) if first.parameter_names[i] not in fixed]
        self.at = chosen  # positions in the model's parameters
        self.names = [first.parameter_names[i] for i in chosen]
        medians = np.array([c.model.medians for c in self.clients])
        # Retention and depth are the client's own Dots, so priors may differ in their medians.
        self.log_medians = np.log(medians[:, chosen])
        self.log_sd = first.log_sds[chosen]
        self.readings = [client.readings(client.series.visits) for client in self.clients]
        scored = [
            (client, readings)
            for client, readings in zip(self.clients, self.readings, strict=True)
            if any(r.kind == "score" for r in readings)
        ]
        self.has_scores = bool(scored)
        self.fixed_log_scale: float | None = None
        if scored:
            # What a contrast of 1 L* scores: by default the first score fits the prior's median.
            client, readings = scored[0]
            score = next(r for r in readings if r.kind == "score")
            shown, _ = client.predict(client.model.medians, client.series.times_days, [score], derivatives=False)
            scale = math.log(max(score.value, 1.0) / max(float(shown[0]), 0.5))
            if SCORE_SCALE in fixed:
                self.fixed_log_scale = scale
            else:
                self.names.append(SCORE_SCALE)
                self.log_medians = np.hstack([self.log_medians, np.full((len(self.clients), 1), scale)])
                self.log_sd = np.append(self.log_sd, 0.4)
        several = len(self.clients) > 1
        if personal is None:
            personal = [name for name in self.names if "[" not in name and name != SCORE_SCALE]
        self.personal = [i for i, name in enumerate(self.names) if several and name in personal]
        if not 0 < personal_share < 1:
            raise DomainError("personal_share", personal_share, "between 0 and 1", "0.5 halves the prior's variance")
        self.tau = np.zeros(len(self.names))
        self.tau[self.personal] = math.sqrt(personal_share) * self.log_sd[self.personal]
        self.spread = np.sqrt(self.log_sd**2 - self.tau**2)

    @property
    def P(self) -> int:
        return len(self.names)

    @property
    def n(self) -> int:
        return self.P + len(self.clients) * len(self.personal)

    def own(self, client: int) -> slice:
        """Where a client's own deviations stand in x."""
        Q = len(self.personal)
        return slice(self.P + client * Q, self.P + (client + 1) * Q)

    def logs(self, x: FloatArray, client: int) -> FloatArray:
        """(P,) logarithms of a client's parameters."""
        theta = self.log_medians[client] + self.spread * x[: self.P]
        theta[self.personal] += self.tau[self.personal] * x[self.own(client)]
        return np.asarray(theta)

    def values(self, x: FloatArray, client: int) -> FloatArray:
        """All parameters of the client's model, in its order."""
        values = self.clients[client].model.medians.copy()
        values[self.at] = np.exp(self.logs(x, client)[: len(self.at)])
        return values

    def to_x(self, client: int) -> FloatArray:
        """(P, n) derivative of a client's logs to x."""
        d = np.zeros((self.P, self.n))
        d[np.arange(self.P), np.arange(self.P)] = self.spread
        own = self.own(client)
        d[self.personal, np.arange(own.start, own.stop)] = self.tau[self.personal]
        return d

    def predict(
        self, x: FloatArray, client: int, times: FloatArray, readings: list[Reading], derivatives: bool = True
    ) -> tuple[FloatArray, FloatArray]:
        """Predicted readings and derivatives to the (P,) logs of this client."""
        f, d_model = self.clients[client].predict(self.values(x, client), times, readings, derivatives)
        d = np.zeros((len(readings), self.P))
        d[:, : len(self.at)] = d_model[:, self.at]
        if self.has_scores:
            free = self.fixed_log_scale is None
            scale = math.exp(self.logs(x, client)[-1] if self.fixed_log_scale is None else self.fixed_log_scale)
            rows = [i for i, r in enumerate(readings) if r.kind == "score"]
            f[rows] *= scale
            d[rows] *= scale
            if free:
                d[rows, -1] = f[rows]
        return f, d

    def point(self, x: FloatArray, derivatives: bool = True, data_weight: float = 1.0) -> Point:
        """Objective, and with ``derivatives`` its gradient and curvature, at x. Infinite where the model contradicts itself.

        The data count ``data_weight`` times beside the prior.
        """
        objective, gradient, curvature = 0.5 * float(x @ x), x.copy(), np.eye(self.n)
        log_likelihood = 0.0
        jacobians, predicted, contradictory = [], [], []
        for i, (client, readings) in enumerate(zip(self.clients, self.readings, strict=True)):
            try:
                f, d = self.predict(x, i, client.series.times_days, readings, derivatives)
            except NumericalError:
                contradictory.append(i)
                continue
            slope, weight, ll = likelihood(readings, f)
            slope, weight = data_weight * slope, data_weight * weight
            log_likelihood += data_weight * ll
            common, private = d * self.spread, d[:, self.personal] * self.tau[self.personal]
            whole, own = slice(0, self.P), self.own(i)
            gradient[whole] -= common.T @ slope
            gradient[own] -= private.T @ slope
            curvature[whole, whole] += (common.T * weight) @ common
            curvature[own, own] += (private.T * weight) @ private
            cross = (common.T * weight) @ private
            curvature[whole, own] += cross
            curvature[own, whole] += cross.T
            jacobians.append(d)
            predicted.append(f)
        if contradictory:
            return Point(x, math.inf, gradient, curvature, -math.inf, contradictory=contradictory)
        return Point(x, objective - log_likelihood, gradient, curvature, log_likelihood, jacobians, predicted)

    def minimise(
        self, x: FloatArray, keep: FloatArray | None = None, steps: int = 60, data_weight: float = 1.0
    ) -> tuple[Point, bool]:
        """Damped Newton steps; ``keep`` marks entries of x that stay. Converged where an undamped step would be small."""
        free = np.arange(x.size) if keep is None else np.flatnonzero(~keep.astype(bool))
        here, damping = self.point(x, data_weight=data_weight), 1e-3
        if not math.isfinite(here.objective):
            raise NumericalError("the fit cannot start: the model contradicts itself there", str(x))
        if not free.size:
            return here, True
        for _ in range(steps):
            H = here.curvature[np.ix_(free, free)]
            g = here.gradient[free]
            moved = False
            for _ in range(12):
                step = np.linalg.solve(H + damping * np.diag(np.diag(H)), -g)
                step *= min(1.0, 3.0 / np.abs(step).max()) if step.size and np.abs(step).max() > 3 else 1.0
                trial = here.x.copy()
                trial[free] += step
                there = self.point(trial, derivatives=True, data_weight=data_weight)
                for _ in range(5):  # who contradicts himself goes less far, without holding up the others
                    if not (there.contradictory and self.personal):
                        break
                    for client in there.contradictory:
                        own = self.own(client)
                        trial[own] = here.x[own] + 0.3 * (trial[own] - here.x[own])
                    there = self.point(trial, derivatives=True, data_weight=data_weight)
                there = self._not_too_far(here, there, data_weight)
                if there.objective <= here.objective:
                    moved = True
                    break
                damping = max(4 * damping, 1e-3)
            if not moved:
                return here, bool(np.abs(np.linalg.solve(H, g)).max() < 1e-2)
            gain = here.objective - there.objective
            here, damping = there, damping / 5
            if gain < 1e-7 * (1 + abs(here.objective)):
                left = np.linalg.solve(here.curvature[np.ix_(free, free)], here.gradient[free])
                if np.abs(left).max() < 1e-2:
                    return here, True
        return here, False

    def _not_too_far(self, here: Point, there: Point, data_weight: float) -> Point:
        """``there``, or the bottom between it and ``here`` where the step overshot.

        Gauss-Newton leaves the model's own curvature out. Where that doubles the curvature (a client whose wound spread and diffusion
        trade for each other), full steps land as far beyond the bottom as they started before it, and swing there forever: each is
        a decrease by a hair, so no damping answers. The slope along the step at both ends says where the bottom is.
        """
        step = there.x - here.x
        before, after = float(here.gradient @ step), float(there.gradient @ step)
        if not (math.isfinite(there.objective) and before < 0 and after > -0.3 * before):
            return there
        nearer = self.point(here.x + step * (before / (before - after)), data_weight=data_weight)
        return nearer if nearer.objective < there.objective else there

    def approach(self, x: FloatArray) -> FloatArray:
        """A start near the optimum. The data count little at first: steps as long as all data ask for run against values at which
        the model contradicts itself, and stay there."""
        for data_weight in (0.003, 0.03, 0.3):
            x = self.minimise(x, steps=8, data_weight=data_weight)[0].x
        return x


def likelihood(readings: list[Reading], f: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Slope and weight (minus curvature) of the log-likelihood in each prediction, and its sum."""
    slope, weight, total = np.zeros(len(readings)), np.zeros(len(readings)), 0.0
    for i, r in enumerate(readings):
        if r.kind == "score":
            ll, slope[i], weight[i] = ordinal(r.value, float(f[i]), r.sd)
            total += ll
        else:
            off = (r.value - f[i]) / r.sd
            slope[i], weight[i] = off / r.sd, 1 / r.sd**2
            total += -0.5 * float(off) ** 2 - math.log(r.sd * math.sqrt(2 * math.pi))
    return slope, weight, total
