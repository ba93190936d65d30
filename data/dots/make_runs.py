"""Photon paths through dots in skin, over the whole range of scalp micropigmentation: what `fit.py` learns from.

    ./dev python data/dots/make_runs.py build/weak.npz --count 1800                  # half an hour on one core
    ./dev python data/dots/make_runs.py build/strong.npz --first 10000 --count 1500  # the same
    ./dev python data/dots/make_runs.py build/wide.npz --first 20000 --count 1500    # the same
    ./dev python data/dots/make_runs.py data/dots/runs.npz --join build/weak.npz build/strong.npz build/wide.npz

Each case is one geometry and one scattering, drawn from its own seed. The paths of its photons answer several absorptions of the
skin and of the pigment at once (`optics.monte_carlo_paths`). Layers without dots are known from adding-doubling, and what the same
photons carry through them is close to what they carry through dots: control variates that take most of the noise off.
"""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
from undertone import _core

SETS, PIGMENTS = 4, 8
STRONG, WIDE = 10_000, 20_000
LAYERS = 3
FIELDS = (
    "epidermis_mm", "papillary_mm", "mu_s_1", "mu_s_2", "mu_s_3", "g", "diameter_mm", "pitch_mm", "top_mm", "bottom_mm",
    "edge_sigma_mm", "blue_noise", "pigment_mu_s_per_mm", "pigment_g",
)  # fmt: skip


def draw(index: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Case `index`: its fields, absorption of the skin (SETS, LAYERS) and of the pigment (PIGMENTS,), all 1/mm.

    From STRONG on, pigments scatter and absorb strongly; from WIDE on, so do dots that are wide and close: what is hard to learn.
    """
    random = np.random.default_rng([seed, index])

    def log_uniform(low: float, high: float, size: int | None = None) -> Any:
        return np.exp(random.uniform(np.log(low), np.log(high), size))

    g = random.uniform(0.7, 0.9)
    mu_s_prime = log_uniform(0.7, 14)
    scattering = mu_s_prime / (1 - g) * np.array([log_uniform(0.7, 1.5), 1.0, log_uniform(0.7, 1.4)])
    draw_dots = log_uniform if index < WIDE else random.uniform
    diameter, density = draw_dots(0.055, 0.37), draw_dots(35, 380)
    pitch = 10 / np.sqrt(density)
    top = 0.0 if random.random() < 0.08 else log_uniform(0.04, 0.85)
    length = log_uniform(0.08, 1.1) if random.random() < 0.9 else random.uniform(1, 2)
    sigma = 0.0 if random.random() < 0.4 else random.uniform(0.02, 0.55) * diameter
    blue_noise = random.random() < 0.4 and diameter < 0.8 * pitch
    if index < STRONG:
        pigment_mu_s = 0.0 if random.random() < 0.35 else random.uniform(0, 32)
    else:
        pigment_mu_s = 0.0 if random.random() < 0.12 else random.choice([random.uniform(0, 265), log_uniform(4, 265)])
    most_mu_a = 170 if index < STRONG else 440
    fields = np.array([
        log_uniform(0.04, 0.15), random.uniform(0.1, 0.3), *scattering, g, diameter, pitch, top, top + length,
        sigma, blue_noise, pigment_mu_s, random.uniform(0.2, 0.95),
    ])  # fmt: skip
    # The least absorption comes first: the run is made with it, the others cost nothing.
    dermis, epidermis = log_uniform(0.02, 0.8), log_uniform(0.03, 2.0)
    steps = np.concatenate([[1.0], np.sort(log_uniform(1, 10, SETS - 1))])
    mu_a = np.column_stack([
        epidermis * np.concatenate([[1.0], log_uniform(1, 25, SETS - 1)]),
        dermis * steps, dermis * steps * np.concatenate([[1.0], log_uniform(0.7, 1.5, SETS - 1)]),
    ])  # fmt: skip
    pigment = np.concatenate(
        [[0.0], np.exp(np.linspace(np.log(0.4), np.log(most_mu_a), PIGMENTS - 1) + random.uniform(-0.3, 0.1))]
    )
    return fields, np.maximum(mu_a, mu_a[0]), pigment


def field(fields: np.ndarray, pigment: np.ndarray) -> _core.DotField:
    d = dict(zip(FIELDS, fields, strict=True))
    full = np.ones_like(pigment)
    return _core.DotField(
        d["diameter_mm"], d["pitch_mm"], d["top_mm"], d["bottom_mm"], pigment, d["pigment_mu_s_per_mm"] * full,
        d["pigment_g"] * full, d["edge_sigma_mm"], bool(d["blue_noise"]),
    )  # fmt: skip


def answers(
    paths: Any,
    layers: Any,
    inside: np.ndarray,
    mu_a: np.ndarray,
    pigment: np.ndarray,
    dots: dict[str, Any],
    error_floor: float = 1e-5,
) -> tuple[np.ndarray, np.ndarray]:
    """Reflectance and standard error, (SETS, PIGMENTS).

    Even layers of several strengths in the dots' place are control variates: their mean over all photons is known.
    """
    value, error = np.empty((2, len(mu_a), len(pigment)))
    cover = np.pi / 4 * (dots["diameter_mm"] / dots["pitch_mm"]) ** 2
    packaged = cover * -np.expm1(-pigment * dots["diameter_mm"]) / dots["diameter_mm"]
    strengths = np.outer(packaged, [0, 0.6, 2.0])
    known = np.empty((len(mu_a), *strengths.shape))
    for i, absorption in enumerate(mu_a):
        even = absorption[:, None] + np.where(inside[:, None], strengths.ravel(), 0)
        wide = even.shape[1]
        stack_of = _core.LayerStack(
            layers.thickness_mm, even, np.repeat(layers.mu_s_per_mm, wide, 1), np.repeat(layers.g, wide, 1), 1.4, 1.4
        )
        known[i] = _core.reflectance(stack_of, 16).reshape(strengths.shape)
    n = paths.photons
    one = np.ones(n)
    met = paths.twin_layer_mm[:, inside].sum(1).astype(float)
    for i, absorption in enumerate(mu_a):
        skin = paths.weight * np.exp(-paths.layer_mm.astype(float) @ absorption)
        twin = paths.twin_weight * np.exp(-paths.twin_layer_mm.astype(float) @ absorption)
        for j, mu in enumerate(pigment):
            columns = strengths[j] if mu > 0 else strengths[j][:1]
            control = np.zeros((len(columns) + 1, n))
            control[:-1, : len(twin)] = twin * np.exp(-np.outer(columns, met))
            control[:-1] -= known[i, j, : len(columns), None]
            control[-1] = one
            weight = np.zeros(n)
            weight[: len(skin)] = skin * np.exp(-mu * paths.dot_mm.astype(float)).mean(1)
            normal = control @ control.T
            slopes = np.linalg.lstsq(normal, control @ weight, rcond=1e-9)[0]
            rest = weight - slopes[:-1] @ control[:-1]
            value[i, j], error[i, j] = rest.mean(), max(rest.std() / np.sqrt(n), error_floor)
    return value, error


def cut(fields: np.ndarray, mu_a: np.ndarray) -> tuple[Any, np.ndarray, np.ndarray]:
    """The skin cut at the dots' ends: the run's stack, absorption of its pieces (SETS, pieces), which lie between the ends."""
    d = dict(zip(FIELDS, fields, strict=True))
    depth = np.array([0, d["epidermis_mm"], d["epidermis_mm"] + d["papillary_mm"]])
    edges = np.unique(np.concatenate([depth, [d["top_mm"], d["bottom_mm"]]]))
    layer = np.searchsorted(depth, edges, side="right") - 1
    inside = (edges >= d["top_mm"]) & (edges < d["bottom_mm"])
    pieces = mu_a[:, layer]
    layers = _core.LayerStack(
        np.append(np.diff(edges), np.inf), pieces[:1].T, fields[2:5][layer, None], np.full((len(layer), 1), d["g"]), 1.4, 1.4
    )
    return layers, pieces, inside


def run(index: int, photons: int, center_photons: int, seed: int = 1) -> dict[str, Any]:
    fields, mu_a, pigment = draw(index, seed)
    layers, pieces, inside = cut(fields, mu_a)
    d = dict(zip(FIELDS, fields, strict=True))
    # Pigment of the run itself: none where paths are laid over the dots many times, else little.
    scatters = d["pigment_mu_s_per_mm"] > 0
    dots = field(fields, pigment[1:2] * (0.5 if scatters else 0.0))
    number, shifts = (photons, 1) if scatters else (photons // 3, 8)
    paths = _core.monte_carlo_paths(layers, dots, number, index + 1, 1, False, 64, None, shifts, True, None)
    value, error = answers(paths, layers, inside, pieces, pigment, d)
    over = _core.monte_carlo_paths(layers, dots, center_photons, index + 7_000_001, 1, True, 64, None, 1, True, None)
    center, center_error = answers(over, layers, inside, pieces, pigment, d)
    return {"index": index, "area": value, "area_error": error, "center": center, "center_error": center_error}


def save(path: str, rows: list[dict[str, np.ndarray]], seed: int) -> None:
    """Reflectance in 1/65535, standard errors in sixteenths of an octave above 1e-5; what was drawn follows from the index."""
    table = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    packed: dict[str, Any] = {"index": table["index"].astype(np.uint16), "seed": np.array(seed)}
    for name in ("area", "center"):
        packed[name] = np.clip(np.round(table[name] * 65535), 0, 65535).astype(np.uint16)
        packed[f"{name}_error"] = np.clip(np.round(16 * np.log2(table[f"{name}_error"] / 1e-5)), 0, 255).astype(np.uint8)
    np.savez_compressed(path, allow_pickle=False, **packed)


def join(path: str, parts: list[str]) -> None:
    """Writes what several files hold into one; an index that several have is taken from the last."""
    files = [np.load(part) for part in parts]
    index = np.concatenate([file["index"] for file in files])
    last = np.sort(index.size - 1 - np.unique(index[::-1], return_index=True)[1])
    packed = {name: np.concatenate([file[name] for file in files])[last] for name in files[0].files if name != "seed"}
    np.savez_compressed(path, allow_pickle=False, seed=files[0]["seed"], **packed)


def load(path: str) -> dict[str, Any]:
    """fields (N, 14), mu_a (N, SETS, LAYERS), pigment_mu_a (N, PIGMENTS); area, center and errors (N, SETS, PIGMENTS)."""
    packed = np.load(path)
    drawn = [draw(int(index), int(packed["seed"])) for index in packed["index"]]
    result = {name: np.array([d[i] for d in drawn]) for i, name in enumerate(("fields", "mu_a", "pigment_mu_a"))}
    for name in ("area", "center"):
        result[name] = packed[name] / 65535
        result[f"{name}_error"] = 1e-5 * 2.0 ** (packed[f"{name}_error"] / 16)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=2200)
    parser.add_argument("--photons", type=int, default=20000)
    parser.add_argument("--center-photons", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--join", nargs="+", metavar="FILE", help="walk nothing: put what these hold together")
    options = parser.parse_args()
    if options.join:
        join(options.out, options.join)
        return
    rows: list[dict[str, np.ndarray]] = []
    for index in range(options.first, options.first + options.count):
        rows.append(run(index, options.photons, options.center_photons, options.seed))
        if len(rows) % 50 == 0 or len(rows) == options.count:
            save(options.out, rows, options.seed)
            print(f"{len(rows)} of {options.count}", flush=True)


if __name__ == "__main__":
    main()
