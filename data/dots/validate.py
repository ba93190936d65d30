"""The dot model against Monte Carlo, as colours: cases that the fit has never seen, drawn another way.

    ./dev python data/dots/validate.py                 # the errors, from the photons of held_out.csv
    ./dev python data/dots/validate.py --walk 300      # walks those photons anew

Skins are those of `undertone.Skin` from very light to very dark, pigments have spectra; 27 wavelengths, 380-770 nm every 15 nm.
For each case: delta E2000 of the area and of the dot close up between model and Monte Carlo under D65, and how much of that is
the Monte Carlo's own noise (from its standard errors, by drawing). The same for the plain models that the design names.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np

import undertone
from undertone import colorimetry, optics

NM = np.arange(380, 771, 15.0)
BANDS = np.arange(0, 79, 3)


def draw(index: int, seed: int = 2026):
    """Skin and dots of case `index`; everything uniform over the range the model claims."""
    random = np.random.default_rng([seed, index])

    def log_uniform(low: float, high: float) -> float:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))

    skin = undertone.Skin(
        melanosome_fraction=log_uniform(0.003, 0.45), blood_fraction=log_uniform(0.003, 0.05),
        deep_blood_fraction=log_uniform(0.003, 0.03), oxygen_saturation=random.uniform(0.4, 0.95),
        scattering_a_per_mm=random.uniform(2.5, 7), scattering_b=random.uniform(0.8, 2.2),
        epidermis_thickness_mm=random.uniform(0.05, 0.12),
    )  # fmt: skip
    while True:
        diameter, density = random.uniform(0.06, 0.35), random.uniform(40, 350)
        pitch = 10 / np.sqrt(density)
        blue_noise = random.random() < 0.5
        if diameter < 0.7 * pitch:
            break
    top = random.uniform(0.05, 0.8)
    mu_a = np.minimum(150, log_uniform(0.5, 150) * (NM / 550) ** -random.uniform(-0.3, 3))
    scatters = random.random() < 0.6
    mu_s = np.minimum(30, (random.uniform(0, 30) if scatters else 0) * (NM / 550) ** -random.uniform(0, 1.5))
    sigma = 0.0 if random.random() < 0.4 else random.uniform(0, 0.5) * diameter
    dots = {
        "diameter_mm": diameter, "pitch_mm": pitch, "top_mm": top, "bottom_mm": top + random.uniform(0.1, 1.0),
        "pigment_mu_a_per_mm": mu_a, "pigment_mu_s_per_mm": mu_s, "pigment_g": random.uniform(0.3, 0.95),
        "edge_sigma_mm": sigma, "placement": "blue_noise" if blue_noise else "square_lattice",
    }  # fmt: skip
    stack = skin.layers
    layers = {
        "thickness_mm": stack.thickness_mm, "mu_a_per_mm": stack.mu_a_per_mm[:, BANDS],
        "mu_s_per_mm": stack.mu_s_per_mm[:, BANDS], "g": stack.g[:, BANDS], "n": 1.4, "n_below": 1.4,
    }  # fmt: skip
    return layers, dots


def lab(reflectance: np.ndarray) -> np.ndarray:
    """From 27 wavelengths, straight lines between them; the last value holds to 780 nm."""
    return colorimetry.lab(np.stack([np.interp(undertone.wavelengths_nm, NM, r) for r in np.atleast_2d(reflectance)]))


def difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return colorimetry.delta_e_2000(lab(a), lab(b))


def walked(layers, dots, photons: int, seed: int, over_dot: bool = False):
    """Mean and standard error; with bare skin as control variate where the pigment does not scatter."""
    if dots["pigment_mu_s_per_mm"].max() > 0 or over_dot:
        return optics.monte_carlo(**layers, **dots, photons=photons, seed=seed, threads=1, start_over_dot=over_dot)
    known = optics.reflectance(**layers, streams=16)
    mean, error = np.empty((2, NM.size))
    for band in range(NM.size):
        one = {name: value[:, [band]] if np.ndim(value) == 2 else value for name, value in layers.items()}
        spot = {name: value[[band]] if np.ndim(value) == 1 else value for name, value in dots.items()}
        paths = optics.monte_carlo_paths(**one, **spot, photons=photons, seed=seed + band, threads=1)
        skin = paths.weight * np.exp(-paths.layer_mm @ one["mu_a_per_mm"][:, 0])
        weight = skin * np.exp(-paths.dot_mm * spot["pigment_mu_a_per_mm"][0])
        off = photons - len(skin)  # those that never came back
        skin, weight = np.pad(skin, (0, off)), np.pad(weight, (0, off))
        slope = np.cov(weight, skin)[0, 1] / skin.var()
        rest = weight - slope * skin
        mean[band], error[band] = rest.mean() + slope * known[band], rest.std() / np.sqrt(photons)
    return mean, error


def plain_models(layers, dots):
    """Homogenised (the pigment spread evenly) and area-weighted (Murray and Davies)."""
    cover = np.pi / 4 * (dots["diameter_mm"] / dots["pitch_mm"]) ** 2
    depth = np.concatenate([[0], np.cumsum(layers["thickness_mm"])])
    edges = np.unique(np.concatenate([depth[:-1], [dots["top_mm"], dots["bottom_mm"]]]))
    source = np.searchsorted(depth, edges, side="right") - 1
    thickness = np.append(np.diff(edges), np.inf)
    inside = ((edges >= dots["top_mm"]) & (edges < dots["bottom_mm"]))[:, None]

    def spread(share: float) -> np.ndarray:
        mu_a = layers["mu_a_per_mm"][source] + np.where(inside, share * dots["pigment_mu_a_per_mm"], 0)
        old = layers["mu_s_per_mm"][source]
        added = np.where(inside, share * dots["pigment_mu_s_per_mm"], 0)
        g = (old * layers["g"][source] + added * dots["pigment_g"]) / (old + added)
        return optics.reflectance(thickness, mu_a, old + added, g, 1.4, n_below=1.4)

    return spread(cover), (1 - cover) * optics.reflectance(**layers) + cover * spread(1.0)


def walk(index: int, photons: int, center_photons: int) -> list[float]:
    """A row of held_out.csv."""
    layers, dots = draw(index)
    scatters = dots["pigment_mu_s_per_mm"].max() > 0
    area = walked(layers, dots, photons if scatters else photons // 2, 1000 * index)
    center = walked(layers, dots, center_photons, 1000 * index + 500, over_dot=True)
    return [index, *np.concatenate([*area, *center])]


def columns() -> list[str]:
    names = ("area", "area_error", "center", "center_error")
    return ["case", *(f"{name}_{nm:.0f}" for name in names for nm in NM)]


def read(path: str) -> dict[str, np.ndarray]:
    """held_out.csv: case (N,), area, area_error, center, center_error (N, 27)."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    parts = np.split(table[:, 1:], 4, axis=1)
    return {"case": table[:, 0].astype(int)} | dict(zip(("area", "area_error", "center", "center_error"), parts, strict=True))


def noise_of(mean: np.ndarray, error: np.ndarray, seed: int) -> float:
    """Mean delta E2000 that the standard errors alone would give."""
    drawn = mean + np.random.default_rng(seed).normal(size=(40, NM.size)) * error
    return float(difference(np.maximum(drawn, 0), mean).mean())


def compare(truth: dict[str, np.ndarray]) -> list[dict[str, float]]:
    """One row per case: what it is, and the error of each model as delta E2000 under D65."""
    rows = []
    for i, index in enumerate(truth["case"]):
        layers, dots = draw(int(index))
        area, center = truth["area"][i], truth["center"][i]
        even, weighted = plain_models(layers, dots)
        close = optics.dot_center_reflectance(**layers, **dots)
        rows.append({
            "case": int(index), "bare_l": float(lab(optics.reflectance(**layers))[0, 0]), "area_l": float(lab(area)[0, 0]),
            **{name: float(dots[name]) for name in ("diameter_mm", "pitch_mm", "top_mm", "bottom_mm", "edge_sigma_mm")},
            "blue_noise": float(dots["placement"] == "blue_noise"),
            "pigment_mu_a_at_545": float(dots["pigment_mu_a_per_mm"][11]),
            "pigment_mu_s_at_545": float(dots["pigment_mu_s_per_mm"][11]),
            "delta_e": float(difference(optics.dot_reflectance(**layers, **dots), area)[0]),
            "noise": noise_of(area, truth["area_error"][i], int(index)),
            "even": float(difference(even, area)[0]), "area_weighted": float(difference(weighted, area)[0]),
            "close_up": float(difference(close, center)[0]),
            "close_up_noise": noise_of(center, truth["center_error"][i], int(index)),
            "close_up_rms": float(np.sqrt(max(0.0, ((close - center) ** 2 - truth["center_error"][i] ** 2).mean()))),
        })  # fmt: skip
    return rows


def summary(rows: list[dict[str, float]]) -> str:
    def line(name: str) -> str:
        values = np.array([row[name] for row in rows])
        return f"{name:15s} median {np.median(values):.3f}, 95 % {np.quantile(values, 0.95):.3f}, worst {values.max():.3f}"

    names = ("delta_e", "noise", "even", "area_weighted", "close_up", "close_up_noise", "close_up_rms")
    return f"{len(rows)} cases, delta E2000 against Monte Carlo\n" + "\n".join(line(name) for name in names)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--walk", type=int, metavar="CASES", help="walk the photons anew (an hour for 300 on one core)")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--photons", type=int, default=12000, help="per wavelength")
    parser.add_argument("--center-photons", type=int, default=1500)
    parser.add_argument("--table", default=str(Path(__file__).with_name("held_out.csv")))
    parser.add_argument("--errors", help="write the error of each case there")
    options = parser.parse_args()
    if options.walk:
        with open(options.table, "w") as out:
            print(*columns(), sep=",", file=out)
            for index in range(options.first, options.first + options.walk):
                row = walk(index, options.photons, options.center_photons)
                print(*(f"{value:.5g}" for value in row), sep=",", file=out, flush=True)
    rows = compare(read(options.table))
    print(summary(rows))
    if options.errors:
        with open(options.errors, "w", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows({k: f"{v:.4g}" for k, v in row.items()} for row in rows)


if __name__ == "__main__":
    main()
