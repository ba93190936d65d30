"""The dot model against Monte Carlo, as colours: cases that the fit has never seen, drawn another way.

    ./dev python data/dots/validate.py                 # the errors, from the photons of held_out.csv
    ./dev python data/dots/validate.py --walk 300      # walks those photons anew

Skins go from very light to very dark, pigments have spectra; 27 wavelengths, 380-770 nm every 15 nm.
For each case: delta E2000 of the area and of the dot close up between model and Monte Carlo under D65, and how much of that is
the Monte Carlo's own noise (from its standard errors, by drawing). The same for the plain models that the design names.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

import numpy as np
import undertone
from undertone import colorimetry, optics

NM = np.arange(380, 771, 15.0)
STRONG = 32.0  # pigment that scatters more than this per mm does so strongly
MOST_PHOTONS = 3_000_000  # what fits into memory
Arguments = dict[str, Any]  # of optics.reflectance and optics.monte_carlo


def skin_absorption(melanin: float, blood: float, oxygen: float) -> tuple[np.ndarray, np.ndarray]:
    """Epidermis and dermis, 1/mm. Melanin and baseline after Jacques (1998), haemoglobin's bands in outline: these cases must be
    like skin, and stay what they are when the engine's own skin changes."""

    def bump(height: float, center: float, width: float) -> np.ndarray:
        return height * np.exp(-(((NM - center) / width) ** 2))

    oxy = 0.2 + bump(140, 414, 14) + bump(4, 470, 50) + bump(27, 541, 13) + bump(28, 577, 9)
    deoxy = 0.4 + bump(120, 433, 16) + bump(26, 555, 20) + bump(3, 600, 40)
    baseline = 0.05 * (0.244 + 85.3 * np.exp(-(NM - 154) / 66.2))
    red = oxygen * oxy + (1 - oxygen) * deoxy
    return melanin * 6.6e10 * NM**-3.33 + baseline, baseline + blood * red / (1 + 0.01 * red)


def draw(index: int, seed: int = 2027) -> tuple[Arguments, Arguments]:
    """Skin and dots of case `index`; everything uniform over the range the model claims, scattering the same at all wavelengths."""
    random = np.random.default_rng([seed, index])

    def log_uniform(low: float, high: float) -> float:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))

    epidermis, dermis = skin_absorption(log_uniform(0.003, 0.45), log_uniform(0.003, 0.04), random.uniform(0.4, 0.95))
    deep = dermis * random.uniform(0.5, 1.5)
    g = random.uniform(0.75, 0.88)
    mu_s = log_uniform(1, 11) / (1 - g)
    while True:
        diameter, density = random.uniform(0.06, 0.35), random.uniform(40, 350)
        pitch = 10 / np.sqrt(density)
        blue_noise = random.random() < 0.5
        if diameter < 0.7 * pitch:
            break
    top = random.uniform(0.05, 0.8)
    mu_a = np.minimum(400, log_uniform(0.5, 400) * (NM / 550) ** -random.uniform(-0.3, 3))
    kind = random.random()  # a third clear, a sixth scattering somewhat, half scattering strongly
    pigment_mu_s = 0 if kind < 1 / 3 else random.uniform(0, STRONG) if kind < 1 / 2 else random.uniform(STRONG, 250)
    pigment_g = random.uniform(0.4, 0.9) if kind > 1 / 2 else random.uniform(0.3, 0.95)
    sigma = 0.0 if random.random() < 0.4 else random.uniform(0, 0.5) * diameter
    dots = {
        "diameter_mm": diameter, "pitch_mm": pitch, "top_mm": top, "bottom_mm": top + random.uniform(0.1, 1.0),
        "pigment_mu_a_per_mm": mu_a, "pigment_mu_s_per_mm": np.full(NM.size, pigment_mu_s), "pigment_g": pigment_g,
        "edge_sigma_mm": sigma, "placement": "blue_noise" if blue_noise else "square_lattice",
    }  # fmt: skip
    layers = {
        "thickness_mm": np.array([random.uniform(0.05, 0.12), 0.2, np.inf]), "mu_a_per_mm": np.stack([epidermis, dermis, deep]),
        "mu_s_per_mm": np.full((3, NM.size), mu_s), "g": np.full((3, NM.size), g), "n": 1.4, "n_below": 1.4,
    }  # fmt: skip
    return layers, dots


def cut(layers: Arguments, dots: Arguments) -> tuple[Arguments, np.ndarray]:
    """The same layers cut at the dots' ends, and which of the pieces lie between them."""
    depth = np.concatenate([[0], np.cumsum(layers["thickness_mm"])])
    edges = np.unique(np.concatenate([depth[:-1], [dots["top_mm"], dots["bottom_mm"]]]))
    source = np.searchsorted(depth, edges, side="right") - 1
    pieces = layers | {name: layers[name][source] for name in ("mu_a_per_mm", "mu_s_per_mm", "g")}
    pieces["thickness_mm"] = np.append(np.diff(edges), np.inf)
    return pieces, (edges >= dots["top_mm"]) & (edges < dots["bottom_mm"])


def lab(reflectance: np.ndarray) -> np.ndarray:
    """From 27 wavelengths, straight lines between them; the last value holds to 780 nm."""
    return colorimetry.lab(np.stack([np.interp(undertone.wavelengths_nm, NM, r) for r in np.atleast_2d(reflectance)]))


def difference(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return colorimetry.delta_e_2000(lab(a), lab(b))


def walked(
    layers: Arguments, dots: Arguments, photons: int, seed: int, over_dot: bool = False
) -> tuple[np.ndarray, np.ndarray]:
    """Mean at each wavelength, and its covariance: scattering is that of all wavelengths, so one set of paths answers them all.

    Even layers of several strengths in the dots' place are control variates: what a photon's path would carry through them is
    close to what it carries through the dots, and its mean is known (adding-doubling, 16 streams). The walk itself has the skin's
    least absorption and at most 2 per mm of the pigment's: else roulette would end the paths that the controls need, their rare
    survivors would weigh too much for their mean to be trusted, and the slopes would carry that into the answer.
    """
    pieces, inside = cut(layers, dots)
    pigment, bent = dots["pigment_mu_a_per_mm"], dots["pigment_mu_s_per_mm"][0] * (1 - dots["pigment_g"])
    cover = np.pi / 4 * (dots["diameter_mm"] / dots["pitch_mm"]) ** 2
    packaged = cover * -np.expm1(-pigment * dots["diameter_mm"]) / dots["diameter_mm"]
    strengths = np.outer([0, 0.4, 1.2, 4.0], packaged)
    known = np.stack([
        optics.reflectance(**pieces | {"mu_a_per_mm": pieces["mu_a_per_mm"] + np.where(inside[:, None], s, 0)}, streams=16)
        for s in strengths
    ])  # fmt: skip
    one = {name: value[:, [0]] if np.ndim(value) == 2 else value for name, value in pieces.items()}
    spot = {name: value[[0]] if np.ndim(value) == 1 else value for name, value in dots.items()}
    one["mu_a_per_mm"] = pieces["mu_a_per_mm"].min(axis=1, keepdims=True)
    spot["pigment_mu_a_per_mm"] = np.minimum(pigment.min(keepdims=True), 2.0)
    shifts = 1 if over_dot else 6 if bent > 0 else 16
    paths = optics.monte_carlo_paths(
        **one, **spot, photons=photons, seed=seed, threads=1, start_over_dot=over_dot, twins=True, shifts=shifts
    )
    met = paths.twin_layer_mm[:, inside].sum(1)
    mean, rests = np.empty(NM.size), np.empty((NM.size, photons), np.float32)
    for band, mu_a in enumerate(pieces["mu_a_per_mm"].T):
        twin = paths.twin_weight * np.exp(-paths.twin_layer_mm @ mu_a)
        control = np.stack([twin * np.exp(-s * met) for s in strengths[:, band]])
        if paths.twin_dot_mm.size:  # its own place less the mean of others: zero on average, and it tells who met a dot
            for strength in pigment[band] + np.array([0, 1, 4]) * bent:
                passed = np.exp(-strength * paths.twin_dot_mm)
                control = np.vstack([control, twin * (passed[:, 0] - passed[:, 1:].mean(1))])
        weight = paths.weight * np.exp(-paths.layer_mm @ mu_a) * np.exp(-paths.dot_mm * pigment[band]).mean(1)
        off = ((0, 0), (0, photons - weight.size))  # those that never came back
        means = np.zeros((len(control), 1))
        means[: len(known), 0] = known[:, band]
        weight, control = np.pad(weight, off[1]), np.pad(control, off) - means
        normal = np.vstack([control, np.ones(photons)])
        slopes = np.linalg.lstsq(normal @ normal.T, normal @ weight, rcond=1e-9)[0]
        rest = weight - slopes[:-1] @ control
        mean[band] = rest.mean()
        rests[band] = rest - mean[band]
    return mean, (rests @ rests.T).astype(float) / photons / (photons - len(slopes))


def plain_models(layers: Arguments, dots: Arguments) -> tuple[np.ndarray, np.ndarray]:
    """Homogenised (the pigment spread evenly) and area-weighted (Murray and Davies)."""
    cover = np.pi / 4 * (dots["diameter_mm"] / dots["pitch_mm"]) ** 2
    pieces, inside = cut(layers, dots)

    def spread(share: float) -> np.ndarray:
        old = pieces["mu_s_per_mm"]
        added = np.where(inside[:, None], share * dots["pigment_mu_s_per_mm"], 0)
        changed = pieces | {
            "mu_a_per_mm": pieces["mu_a_per_mm"] + np.where(inside[:, None], share * dots["pigment_mu_a_per_mm"], 0),
            "mu_s_per_mm": old + added, "g": (old * pieces["g"] + added * dots["pigment_g"]) / (old + added),
        }  # fmt: skip
        return optics.reflectance(**changed)

    return spread(cover), (1 - cover) * optics.reflectance(**layers) + cover * spread(1.0)


def walk(index: int, limit: float, photons: int) -> list[float]:
    """A row of held_out.csv: the area from as many photons as its noise takes, `photons` to find out how many. How many that is
    follows from standard errors alone; the model's error plays no part."""
    layers, dots = draw(index)
    mean, covariance = walked(layers, dots, photons, 10 * index)
    count, aim = photons, 0.9 * limit
    while (noise := noise_of(mean, covariance, index)) > limit:
        if count >= MOST_PHOTONS:
            raise RuntimeError(f"case {index} stays noisier than {limit}")
        count = int(min(MOST_PHOTONS, count * max(1.5, (noise / aim) ** 2)))
        mean, covariance = walked(layers, dots, count, 10 * index)
    center, center_covariance = walked(layers, dots, photons, 10 * index + 5, over_dot=True)
    close_up_noise = noise_of(center, center_covariance, index)
    errors = [np.sqrt(np.diag(c)) for c in (covariance, center_covariance)]
    return [index, noise, close_up_noise, *mean, *errors[0], *center, *errors[1]]


def columns() -> list[str]:
    names = ("area", "area_error", "center", "center_error")
    return ["case", "noise", "close_up_noise", *(f"{name}_{nm:.0f}" for name in names for nm in NM)]


def read(path: str) -> dict[str, np.ndarray]:
    """held_out.csv: case, noise, close_up_noise (N,), area, area_error, center, center_error (N, 27)."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    parts = np.split(table[:, 3:], 4, axis=1)
    result = {"case": table[:, 0].astype(int), "noise": table[:, 1], "close_up_noise": table[:, 2]}
    return result | dict(zip(("area", "area_error", "center", "center_error"), parts, strict=True))


def noise_of(mean: np.ndarray, covariance: np.ndarray, seed: int) -> float:
    """Mean delta E2000 that the Monte Carlo's scatter alone would give; what wavelengths share of it hardly moves chroma."""
    values, vectors = np.linalg.eigh(covariance)
    steps = np.random.default_rng(seed).normal(size=(200, NM.size)) * np.sqrt(np.maximum(values, 0))
    return float(difference(np.maximum(mean + steps @ vectors.T, 0), mean).mean())


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
            "pigment_mu_s": float(dots["pigment_mu_s_per_mm"][0]), "pigment_g": float(dots["pigment_g"]),
            "delta_e": float(difference(optics.dot_reflectance(**layers, **dots), area)[0]),
            "noise": float(truth["noise"][i]),
            "even": float(difference(even, area)[0]), "area_weighted": float(difference(weighted, area)[0]),
            "close_up": float(difference(close, center)[0]),
            "close_up_noise": float(truth["close_up_noise"][i]),
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
    parser.add_argument("--walk", type=int, metavar="CASES", help="walk the photons anew (half an hour for 300 on one core)")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--noise", type=float, default=0.05, help="delta E2000 that the photons of an area may leave")
    parser.add_argument("--photons", type=int, default=3000, help="to find out how many that takes, and for the close-up")
    parser.add_argument("--table", default=str(Path(__file__).with_name("held_out.csv")))
    parser.add_argument("--errors", help="write the error of each case there")
    options = parser.parse_args()
    if options.walk:
        with open(options.table, "w") as out:
            print(*columns(), sep=",", file=out)
            for index in range(options.first, options.first + options.walk):
                row = walk(index, options.noise, options.photons)
                print(*(f"{value:.5g}" for value in row), sep=",", file=out, flush=True)
    rows = compare(read(options.table))
    print(summary(rows))
    print("Pigment that scatters strongly:", summary([row for row in rows if row["pigment_mu_s"] > STRONG]))
    if options.errors:
        with open(options.errors, "w", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows({k: f"{v:.4g}" for k, v in row.items()} for row in rows)


if __name__ == "__main__":
    main()
