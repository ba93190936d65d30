"""Photon paths through dots in skin, over the whole range of scalp micropigmentation: what `fit.py` learns from.

    ./dev python data/dots/make_runs.py OUT.npz --first 0 --count 2500

Each case is one geometry and one scattering, drawn from its own seed. The paths of its photons answer several absorptions of the
skin and of the pigment at once (`optics.monte_carlo_paths`). Where the pigment does not scatter, the same paths without pigment are
bare skin, whose reflectance adding-doubling knows: the difference takes most of the noise off (a control variate).
"""

from __future__ import annotations

import argparse

import numpy as np

from undertone import _core

SETS, PIGMENTS, BINS = 4, 8, 8
LAYERS = 3
FIELDS = (
    "epidermis_mm", "papillary_mm", "mu_s_1", "mu_s_2", "mu_s_3", "g", "diameter_mm", "pitch_mm", "top_mm", "bottom_mm",
    "edge_sigma_mm", "blue_noise", "pigment_mu_s_per_mm", "pigment_g",
)  # fmt: skip


def draw(index: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Case `index`: its fields, absorption of the skin (SETS, LAYERS) and of the pigment (PIGMENTS,), all 1/mm."""
    random = np.random.default_rng([seed, index])

    def log_uniform(low: float, high: float, size=None):
        return np.exp(random.uniform(np.log(low), np.log(high), size))

    g = random.uniform(0.7, 0.9)
    mu_s_prime = log_uniform(0.7, 14)
    scattering = mu_s_prime / (1 - g) * np.array([log_uniform(0.7, 1.5), 1.0, log_uniform(0.7, 1.4)])
    diameter, density = log_uniform(0.055, 0.37), log_uniform(35, 380)
    pitch = 10 / np.sqrt(density)
    top = 0.0 if random.random() < 0.08 else log_uniform(0.04, 0.85)
    length = log_uniform(0.08, 1.1) if random.random() < 0.9 else random.uniform(1, 2)
    sigma = 0.0 if random.random() < 0.4 else random.uniform(0.02, 0.55) * diameter
    blue_noise = random.random() < 0.4 and diameter < 0.8 * pitch
    pigment_mu_s = 0.0 if random.random() < 0.35 else random.uniform(0, 32)
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
    pigment = np.concatenate([[0.0], np.exp(np.linspace(np.log(0.4), np.log(170), PIGMENTS - 1) + random.uniform(-0.3, 0.1))])
    return fields, np.maximum(mu_a, mu_a[0]), pigment


def stack(fields: np.ndarray, mu_a: np.ndarray) -> _core.LayerStack:
    """The layers with absorption (W, LAYERS)."""
    wide = len(mu_a)
    thickness = np.array([fields[0], fields[1], np.inf])
    scattering = np.repeat(fields[2:5, None], wide, 1)
    return _core.LayerStack(thickness, mu_a.T, scattering, np.full((LAYERS, wide), fields[5]), 1.4, 1.4)


def field(fields: np.ndarray, pigment: np.ndarray) -> _core.DotField:
    d = dict(zip(FIELDS, fields, strict=True))
    full = np.ones_like(pigment)
    return _core.DotField(
        d["diameter_mm"], d["pitch_mm"], d["top_mm"], d["bottom_mm"], pigment, d["pigment_mu_s_per_mm"] * full,
        d["pigment_g"] * full, d["edge_sigma_mm"], bool(d["blue_noise"]),
    )  # fmt: skip


def answers(paths: _core.PhotonPaths, mu_a: np.ndarray, pigment: np.ndarray, bare: np.ndarray | None):
    """Reflectance and standard error, (SETS, PIGMENTS)."""
    value, error = np.empty((2, len(mu_a), len(pigment)))
    layers, dot, weight = paths.layer_mm.astype(float), paths.dot_mm[:, 0].astype(float), paths.weight.astype(float)
    for i, absorption in enumerate(mu_a):
        skin = weight * np.exp(-layers @ absorption)
        for j, mu in enumerate(pigment):
            w = skin * np.exp(-mu * dot)
            if bare is not None:
                mean, known = skin.sum() / paths.photons, bare[i]
                slope = np.cov(w, skin)[0, 1] / skin.var()
                w = w - slope * skin
                value[i, j] = w.sum() / paths.photons + slope * known
            else:
                value[i, j] = w.sum() / paths.photons
            mean = w.sum() / paths.photons
            error[i, j] = np.sqrt(max((w**2).sum() / paths.photons - mean**2, 0) / paths.photons)
    return value, error


def run(index: int, photons: int, center_photons: int, seed: int = 1) -> dict[str, np.ndarray]:
    fields, mu_a, pigment = draw(index, seed)
    layers = stack(fields, mu_a[:1])
    dots = field(fields, pigment[1:2] * 0.5)
    d = dict(zip(FIELDS, fields, strict=True))
    walk = (1, False, 64, None, 1, False, None)
    paths = _core.monte_carlo_paths(layers, dots, photons, index + 1, *walk)
    bare = _core.reflectance(stack(fields, mu_a), 16) if d["pigment_mu_s_per_mm"] == 0 else None
    value, error = answers(paths, mu_a, pigment, bare)
    over = _core.monte_carlo_paths(layers, dots, center_photons, index + 7_000_001, 1, True, 64, None, 1, False, None)
    center, center_error = answers(over, mu_a, pigment, None)
    # Where the area's deficit comes from: photons by their distance from the nearest dot, for the first skin.
    edges = np.linspace(0, 0.75 * d["pitch_mm"], BINS + 1)
    skin = paths.weight * np.exp(-paths.layer_mm @ mu_a[0])
    profile = np.array([
        np.histogram(paths.start_mm, edges, weights=skin * np.exp(-mu * paths.dot_mm[:, 0]))[0] / photons for mu in pigment
    ])  # fmt: skip
    return {
        "fields": fields, "mu_a": mu_a, "pigment_mu_a": pigment, "area": value, "area_error": error,
        "center": center, "center_error": center_error, "profile": profile,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=2500)
    parser.add_argument("--photons", type=int, default=20000)
    parser.add_argument("--center-photons", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows: list[dict[str, np.ndarray]] = []
    for index in range(options.first, options.first + options.count):
        rows.append(run(index, options.photons, options.center_photons, options.seed))
        if len(rows) % 50 == 0 or len(rows) == options.count:
            np.savez(options.out, **{name: np.array([row[name] for row in rows]) for name in rows[0]})
            print(f"{len(rows)} of {options.count}", flush=True)


if __name__ == "__main__":
    main()
