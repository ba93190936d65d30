"""Learns how dots shade skin from the photon paths of `make_runs.py`; writes data/tissue/dot_shading.csv.

    ./dev python data/dots/fit.py --hidden 18 --write data/tissue

What is learnt are two factors on the coefficients of an even layer that stands for the dots, and the share of the light above a dot's
middle that has to do with that dot (engine/tissue/src/dots/dot_shading.hpp says how they enter). Each is a small network of smooth
functions in dimensionless groups, trained by Levenberg and Marquardt's method on lightness: the residual is what the eye would see.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
import undertone
from make_runs import FIELDS, load

HIDDEN = 14
MOST = 6.0
NAMES = (
    "absorption", "scattering", "transport", "tissue_absorption", "cover", "slenderness", "depth", "blur", "placement",
    "anisotropy", "shade_above", "albedo",
)  # fmt: skip


# ---- the physics both share with engine/tissue/src/dots/dot_shading.cpp


def unshaded_share_table() -> tuple[np.ndarray, np.ndarray]:
    """ln x and ln of the share of its absorption that an endless cylinder x = mu_a D keeps."""
    x = np.exp(np.linspace(np.log(1e-6), np.log(1e4), 240))
    a = (np.arange(24) + 0.5) / 24 * np.pi / 2
    along, around = np.meshgrid(a, a, indexing="ij")
    weight = np.sin(along) ** 2 * np.cos(around)
    chord = np.cos(around) / np.sin(along)
    share = [-(weight * np.expm1(-v * chord)).sum() / (weight.sum() * v) for v in x]
    return np.log(x), np.log(share)


LN_X, LN_SHARE = unshaded_share_table()


def ln_packaging(x: np.ndarray, ends: np.ndarray) -> np.ndarray:
    side = np.interp(np.log(np.maximum(x, 1e-6)), LN_X, LN_SHARE)
    return np.minimum(0, side + np.log1p(-ends * np.expm1(-x)))


class Case:
    """One case's pieces and groups; arrays (SETS, PIGMENTS)."""

    def __init__(self, run: dict[str, np.ndarray], i: int) -> None:
        d = dict(zip(FIELDS, run["fields"][i], strict=True))
        mu_a, self.pigment = run["mu_a"][i], run["pigment_mu_a"][i]
        shape = (len(mu_a), len(self.pigment))
        top, bottom = d["top_mm"], d["bottom_mm"]
        edges = np.unique(np.concatenate([[0, d["epidermis_mm"], d["epidermis_mm"] + d["papillary_mm"]], [top, bottom]]))
        lower = np.append(edges[1:], np.inf)
        middle = np.where(np.isinf(lower), edges + 1, 0.5 * (edges + lower))
        layer = np.searchsorted([d["epidermis_mm"], d["epidermis_mm"] + d["papillary_mm"]], middle, side="right")
        self.thickness = lower - edges
        self.inside = (middle > top) & (middle < bottom)
        self.mu_a = mu_a[:, layer]  # (SETS, pieces)
        self.mu_s = np.array([d["mu_s_1"], d["mu_s_2"], d["mu_s_3"]])[layer]
        self.g = d["g"]
        above = middle < top
        inside_mm = self.thickness[self.inside]
        length = bottom - top
        mean_mu_s = (self.mu_s[self.inside] * inside_mm).sum() / length
        mean_mu_a = (self.mu_a[:, self.inside] * inside_mm).sum(1) / length
        thickness_above = self.thickness[above]
        depth_prime = ((self.mu_s[above] * (1 - self.g) + self.mu_a[:, above]) * thickness_above).sum(1)
        shade_above = (self.mu_a[:, above] * thickness_above).sum(1)

        widened = np.hypot(1, 4 * d["edge_sigma_mm"] / d["diameter_mm"])
        diameter = d["diameter_mm"] * widened
        self.cover = min(1.0, np.pi / 4 * (diameter / d["pitch_mm"]) ** 2)
        thinned = np.pi / 4 * (d["diameter_mm"] / d["pitch_mm"]) ** 2 / self.cover
        self.added_mu_a = np.broadcast_to(self.pigment * thinned, shape)
        self.added_mu_s = np.full(shape, d["pigment_mu_s_per_mm"] * thinned)
        self.pigment_g = d["pigment_g"]
        x = self.added_mu_a * diameter
        y = self.added_mu_s * (1 - self.pigment_g) * diameter
        self.ln_packaging = ln_packaging(x, 0.5 * diameter / length)
        self.absorbing, self.scattering = x / (1 + x), (x + y) / (1 + x + y)
        mu_s_prime = mean_mu_s * (1 - self.g)
        column = np.ones((1, shape[1]))
        groups = np.stack(np.broadcast_arrays(
            np.log1p(x),
            np.log1p(y),
            np.log(mu_s_prime * diameter),
            (np.log(mean_mu_a / mu_s_prime))[:, None] * column,
            np.sqrt(self.cover),
            np.log(length / diameter),
            np.log(0.1 + depth_prime)[:, None] * column,
            d["edge_sigma_mm"] / diameter,
            d["blue_noise"],
            self.g,
            np.log(0.1 + shade_above)[:, None] * column,
            x / (x + y + 1e-3),
        ), axis=-1)  # fmt: skip
        self.groups = groups

    def reflectance(self, ln_a: np.ndarray, ln_s: np.ndarray, cover: np.ndarray | float, streams: int = 8) -> np.ndarray:
        """With dots that cover `cover`, their absorption times exp(ln_a), their scattering times exp(ln_s)."""
        shape = ln_a.shape
        added_a = (cover * self.added_mu_a * np.exp(ln_a)).ravel()
        added_s = (cover * self.added_mu_s * np.exp(ln_s)).ravel()
        count = len(self.thickness)
        mu_a = np.repeat(self.mu_a.T, shape[1], axis=1)
        mu_s = np.repeat(self.mu_s[:, None], added_a.size, 1)
        g = np.full((count, added_a.size), self.g)
        mu_a = mu_a + np.where(self.inside[:, None], added_a, 0)
        new = mu_s + np.where(self.inside[:, None], added_s, 0)
        g = (mu_s * g + (new - mu_s) * self.pigment_g) / new
        return undertone.optics.reflectance(self.thickness, mu_a, new, g, 1.4, streams, n_below=1.4).reshape(shape)


# ---- the network: two hidden layers of algebraic sigmoids


def sigmoid(u: np.ndarray) -> np.ndarray:
    return u / np.sqrt(1 + u * u)


class Network:
    def __init__(self, inputs: int, outputs: int, hidden: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        self.shapes = [(hidden, inputs + 1), (hidden, hidden + 1), (outputs, hidden + 1)]
        self.weights = np.concatenate([
            (random.normal(size=shape) * (0.1 if i == 2 else 1 / np.sqrt(shape[1]))).ravel()
            for i, shape in enumerate(self.shapes)
        ])  # fmt: skip

    def matrices(self, weights: np.ndarray) -> list[np.ndarray]:
        result, at = [], 0
        for shape in self.shapes:
            result.append(weights[at : at + shape[0] * shape[1]].reshape(shape))
            at += shape[0] * shape[1]
        return result

    def __call__(self, z: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
        a, b, c = self.matrices(self.weights if weights is None else weights)
        h = sigmoid(z @ a[:, :-1].T + a[:, -1])
        h = sigmoid(h @ b[:, :-1].T + b[:, -1])
        return h @ c[:, :-1].T + c[:, -1]

    def rescale(self, low: np.ndarray, high: np.ndarray, new_low: np.ndarray, new_high: np.ndarray) -> None:
        """The same function of the inputs, which are scaled from other ends now."""
        first = self.matrices(self.weights)[0]
        ratio = (new_high - new_low) / (high - low)
        first[:, -1] += first[:, :-1] @ (2 * (new_low - low) / (high - low) + ratio - 1)
        first[:, :-1] *= ratio

    def rows(self, z: np.ndarray, slopes: np.ndarray) -> np.ndarray:
        """Derivatives (N, parameters) of what changes by `slopes` (N, outputs) with the outputs."""
        a, b, c = (m.astype(np.float32) for m in self.matrices(self.weights))
        one = np.ones((len(z), 1), np.float32)
        z1 = np.hstack([z.astype(np.float32), one])
        h11 = np.hstack([sigmoid(z1 @ a.T), one])
        h21 = np.hstack([sigmoid(h11 @ b.T), one])
        slopes = slopes.astype(np.float32)
        d2 = slopes @ c[:, :-1] * (1 - h21[:, :-1] ** 2) ** 1.5
        d1 = d2 @ b[:, :-1] * (1 - h11[:, :-1] ** 2) ** 1.5
        result, at = np.empty((len(z), self.weights.size), np.float32), 0
        for d, h in ((d1, z1), (d2, h11), (slopes, h21)):
            size = d.shape[1] * h.shape[1]
            np.multiply(d[:, :, None], h[:, None], out=result[:, at : at + size].reshape(len(z), d.shape[1], h.shape[1]))
            at += size
        return result


def bounded(u: np.ndarray) -> np.ndarray:
    """A logarithm of a factor that stays between -MOST and MOST: where nothing depends on it, nothing else would hold it."""
    return u / np.sqrt(1 + (u / MOST) ** 2)


def lightness_slope(reflectance: np.ndarray) -> np.ndarray:
    """dL*/dR."""
    return np.where(reflectance > 0.008856, 116 / 3 * np.maximum(reflectance, 1e-9) ** (-2 / 3), 903.3)


# ---- training


class Problem:
    """Cases stacked: arrays (C, SETS, PIGMENTS)."""

    def __init__(self, cases: list[Case], value: np.ndarray, error: np.ndarray, area: bool) -> None:
        self.cases, self.value, self.area = cases, value, area
        self.groups = np.stack([c.groups for c in cases])
        self.low, self.high = self.groups.min((0, 1, 2)), self.groups.max((0, 1, 2))
        self.cover = np.array([c.cover for c in cases])[:, None, None]
        self.ln_packaging = np.stack([c.ln_packaging for c in cases])
        self.absorbing = np.stack([c.absorbing for c in cases])
        self.scattering = np.stack([c.scattering for c in cases])
        self.scatters = np.array([c.added_mu_s.max() > 0 for c in cases])
        self.slope = lightness_slope(np.maximum(value, 0.003))
        self.weight = 1 / np.hypot(self.slope * error, 0.04 if area else 0.3)
        self.weight[~self.scatters, :, 0] = 0  # bare skin has nothing to teach

    def scaled(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        return 2 * (self.groups - low) / (high - low) - 1

    def model(self, output: np.ndarray) -> np.ndarray:
        """Reflectance from the network's output (C, SETS, PIGMENTS, outputs)."""
        result = np.empty(self.value.shape)
        for i, case in enumerate(self.cases):
            if self.area:
                keep = 1 - self.cover[i] ** 3
                ln_a = keep * (self.ln_packaging[i] + self.absorbing[i] * bounded(output[i, ..., 0]))
                ln_s = keep * (self.ln_packaging[i] + self.scattering[i] * bounded(output[i, ..., 1]))
                result[i] = case.reflectance(ln_a, ln_s, self.cover[i])
            else:
                cover = self.cover[i] + (1 - self.cover[i]) / (1 + np.exp(-output[i, ..., 0]))
                keep = 1 - cover**3
                result[i] = case.reflectance(keep * self.ln_packaging[i], keep * self.ln_packaging[i], cover)
        return result

    def residuals(self, model: np.ndarray) -> np.ndarray:
        """In units of their expected size."""
        return (model - self.value) * self.slope * self.weight


def train(
    problem: Problem, outputs: int, rounds: int, hidden: int = HIDDEN, seed: int = 0, start: Any = None
) -> tuple[Network, np.ndarray, np.ndarray]:
    """`start`: a network with the ends of its inputs, to go on from."""
    low, high = problem.low, problem.high
    z = problem.scaled(low, high)
    shape = problem.value.shape
    flat = z.reshape(-1, z.shape[-1])
    net = Network(z.shape[-1], outputs, hidden, seed)
    if start is not None:
        earlier_net, earlier_low, earlier_high = start
        net.weights = earlier_net.weights.copy()
        net.rescale(earlier_low, earlier_high, low, high)
    damping, decay, delta = 1.0, 0.02, 1e-3

    def evaluate(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        out = net(flat, weights).reshape(*shape, outputs)
        model = problem.model(out)
        r = problem.residuals(model)
        r = np.clip(r, -8, 8)
        return out, model, (r**2).sum() + decay * (weights**2).sum()

    out, model, cost = evaluate(net.weights)
    for step in range(rounds):
        residual = np.clip(problem.residuals(model), -8, 8)
        slopes = []
        for k in range(outputs):
            moved = out.copy()
            moved[..., k] += delta
            slopes.append((problem.model(moved) - model) / delta)
        count = net.weights.size
        normal, gradient = np.zeros((count, count)), np.zeros(count)
        scale = problem.slope * problem.weight
        per = max(1, 24000 // (shape[1] * shape[2]))
        for first in range(0, shape[0], per):
            part = slice(first, first + per)
            by_output = np.stack([(slope * scale)[part].ravel() for slope in slopes], -1)
            rows = net.rows(z[part].reshape(-1, z.shape[-1]), by_output)
            normal += rows.T @ rows
            gradient += rows.T @ residual[part].ravel().astype(np.float32)
        gradient += decay * net.weights
        normal[np.diag_indices(count)] += decay
        for _ in range(8):
            trial = net.weights - np.linalg.solve(normal + damping * np.diag(np.diag(normal)), gradient)
            new_out, new_model, new_cost = evaluate(trial)
            if new_cost < cost:
                break
            damping *= 4
        else:
            break
        gain = 1 - new_cost / cost
        net.weights, out, model, cost = trial, new_out, new_model, new_cost
        damping = max(damping / 5, 1e-7)
        used = problem.weight > 0
        rms = np.sqrt((np.clip(problem.residuals(model), -8, 8)[used] ** 2).mean())
        print(f"round {step}: cost {cost:.0f}, rms {rms:.3f}, damping {damping:.1e}", flush=True)
        if gain < 2e-4:
            break
    return net, low, high


def report(name: str, problem: Problem, net: Network, low: np.ndarray, high: np.ndarray) -> None:
    out = net(problem.scaled(low, high).reshape(-1, len(low))).reshape(*problem.value.shape, -1)
    for label, o in (("packaging alone", out * 0 - (0 if problem.area else 2)), ("learnt", out)):
        model = problem.model(o)
        off = (problem.slope * (model - problem.value))[problem.weight > 0]
        r = problem.residuals(model)[problem.weight > 0]
        print(
            f"{name}, {label}: L* error median {np.median(abs(off)):.3f}, 95 % {np.quantile(abs(off), 0.95):.3f}, worst {abs(off).max():.2f}; weighted rms {np.sqrt((r**2).mean()):.2f}"
        )


def earlier(path: str, index: int, hidden: int) -> tuple[Network, np.ndarray, np.ndarray]:
    """A network and the ends of its inputs, from a saved fit or from a folder of the engine's tables."""
    name, outputs = ("area", "center")[index], 2 - index
    net = Network(len(NAMES), outputs, hidden, 0)
    if path.endswith(".npz"):
        saved = np.load(path)
        net.weights = saved[f"{name}_weights"]
        return net, saved[f"{name}_low"], saved[f"{name}_high"]
    table = np.loadtxt(f"{path}/dot_shading.csv", delimiter=",", skiprows=1)
    net.weights = table[table[:, 0] == index, 4]
    ends = np.loadtxt(f"{path}/dot_shading_groups.csv", delimiter=",", skiprows=1, usecols=(1, 2, 3, 4))
    return net, ends[:, 2 * index], ends[:, 2 * index + 1]


def write(path: str, saved: dict[str, np.ndarray]) -> None:
    """The tables the engine reads, next to each other in data/tissue."""
    with open(f"{path}/dot_shading.csv", "w") as out:
        out.write("network,layer,row,column,weight\n")
        for index, name in enumerate(("area", "center")):
            net = Network(len(NAMES), 2 - index, int(saved["hidden"]), 0)
            for layer, matrix in enumerate(net.matrices(saved[f"{name}_weights"])):
                for (row, column), weight in np.ndenumerate(matrix):
                    out.write(f"{index},{layer},{row},{column},{weight:.7g}\n")
    with open(f"{path}/dot_shading_groups.csv", "w") as out:
        out.write("id,area_low,area_high,center_low,center_high\n")
        ends = [saved[f"{name}_{end}"] for name in ("area", "center") for end in ("low", "high")]
        for name, *row in zip(NAMES, *ends, strict=True):
            out.write(",".join([name, *(f"{value:.7g}" for value in row)]) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs="?", default="data/dots/runs.npz")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--hidden", type=int, default=HIDDEN)
    parser.add_argument("--only", choices=("area", "center"), help="fit this network and keep the other of --start")
    parser.add_argument("--start", help="a saved fit, or the folder of the engine's tables, to go on from")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save", default="build/dot_shading.npz")
    parser.add_argument("--write", help="folder for the engine's tables")
    options = parser.parse_args()
    run = load(options.runs)
    cases = [Case(run, i) for i in range(len(run["fields"]))]
    held = np.arange(len(cases)) % 8 == 0
    saved = {"hidden": np.array(options.hidden)}
    for index, name in enumerate(("area", "center")):
        outputs = 2 - index
        start = earlier(options.start, index, options.hidden) if options.start else None
        if options.only and name != options.only:
            if start is not None:
                saved |= {f"{name}_weights": start[0].weights, f"{name}_low": start[1], f"{name}_high": start[2]}
            continue
        problems = [
            Problem(
                [c for c, h in zip(cases, held, strict=True) if h == want],
                run[name][held == want],
                run[f"{name}_error"][held == want],
                name == "area",
            )
            for want in (False, True)
        ]
        net, low, high = train(problems[0], outputs, options.rounds, options.hidden, options.seed, start)
        report(f"{name} (trained on)", problems[0], net, low, high)
        report(f"{name} (held out)", problems[1], net, low, high)
        saved |= {f"{name}_weights": net.weights, f"{name}_low": low, f"{name}_high": high}
        np.savez(options.save, allow_pickle=False, **saved)
    if options.write:
        write(options.write, saved)
