"""The dot model against Monte Carlo, as colours: cases that the fit has never seen, drawn another way.

    ./dev python data/dots/validate.py                 # the errors, from the photons of held_out.csv
    ./dev python data/dots/validate.py --walk 300      # walks those photons anew
    ./dev python data/dots/validate.py --quiet 0.05    # walks more of them where the noise is above that

Skins go from very light to very dark, pigments have spectra; 27 wavelengths, 380-770 nm every 15 nm.
For each case: delta E2000 of the area and of the dot close up between model and Monte Carlo under D65, and how much of that is
the Monte Carlo's own noise (from its standard errors, by drawing). The same for the plain models that the design names.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import undertone
from undertone import colorimetry, optics

NM = np.arange(380, 771, 15.0)
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


def draw(index: int, seed: int = 2026) -> tuple[Arguments, Arguments]:
    """Skin and dots of case `index`; everything uniform over the range the model claims."""
    random = np.random.default_rng([seed, index])

    def log_uniform(low: float, high: float) -> float:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))

    epidermis, dermis = skin_absorption(log_uniform(0.003, 0.45), log_uniform(0.003, 0.04), random.uniform(0.4, 0.95))
    deep = dermis * random.uniform(0.5, 1.5)
    g = random.uniform(0.75, 0.88)
    mu_s = random.uniform(2.5, 7) * (NM / 500) ** -random.uniform(0.8, 2.2) / (1 - g)
    while True:
        diameter, density = random.uniform(0.06, 0.35), random.uniform(40, 350)
        pitch = 10 / np.sqrt(density)
        blue_noise = random.random() < 0.5
        if diameter < 0.7 * pitch:
            break
    top = random.uniform(0.05, 0.8)
    mu_a = np.minimum(150, log_uniform(0.5, 150) * (NM / 550) ** -random.uniform(-0.3, 3))
    scatters = random.random() < 0.35
    pigment_mu_s = np.minimum(30, (random.uniform(0, 30) if scatters else 0) * (NM / 550) ** -random.uniform(0, 1.5))
    sigma = 0.0 if random.random() < 0.4 else random.uniform(0, 0.5) * diameter
    dots = {
        "diameter_mm": diameter, "pitch_mm": pitch, "top_mm": top, "bottom_mm": top + random.uniform(0.1, 1.0),
        "pigment_mu_a_per_mm": mu_a, "pigment_mu_s_per_mm": pigment_mu_s, "pigment_g": random.uniform(0.3, 0.95),
        "edge_sigma_mm": sigma, "placement": "blue_noise" if blue_noise else "square_lattice",
    }  # fmt: skip
    layers = {
        "thickness_mm": np.array([random.uniform(0.05, 0.12), 0.2, np.inf]), "mu_a_per_mm": np.stack([epidermis, dermis, deep]),
        "mu_s_per_mm": np.tile(mu_s, (3, 1)), "g": np.full((3, NM.size), g), "n": 1.4, "n_below": 1.4,
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
    layers: Arguments, dots: Arguments, photons: int | np.ndarray, seed: int, over_dot: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard error and seconds taken at each wavelength; `photons` for all of them or for each, 0 for none.

    Even layers of several strengths in the dots' place are control variates: what a photon's path would carry through them is
    close to what it carries through the dots, and its mean is known (adding-doubling, 16 streams). The walk itself has at most 2 per mm of
    the pigment's absorption: else roulette would end the paths that the controls need, their rare survivors would weigh too much for
    their mean to be trusted, and the slopes would carry that into the answer.
    """
    pieces, inside = cut(layers, dots)
    x = dots["pigment_mu_a_per_mm"] * dots["diameter_mm"]
    cover = np.pi / 4 * (dots["diameter_mm"] / dots["pitch_mm"]) ** 2
    packaged = cover * -np.expm1(-x) / dots["diameter_mm"]
    strengths = np.outer([0, 0.4, 1.2, 4.0], packaged)
    known = np.stack([
        optics.reflectance(**pieces | {"mu_a_per_mm": pieces["mu_a_per_mm"] + np.where(inside[:, None], s, 0)}, streams=16)
        for s in strengths
    ])  # fmt: skip
    mean, error, seconds = np.full((3, NM.size), np.nan)
    for band, number in enumerate(np.broadcast_to(photons, NM.size).tolist()):
        if number == 0:
            continue
        start = perf_counter()
        one = {name: value[:, [band]] if np.ndim(value) == 2 else value for name, value in pieces.items()}
        spot = {name: value[[band]] if np.ndim(value) == 1 else value for name, value in dots.items()}
        scatters = spot["pigment_mu_s_per_mm"][0] > 0
        shifts = 1 if over_dot else 4 if scatters else 8
        clear = spot | {"pigment_mu_a_per_mm": np.minimum(spot["pigment_mu_a_per_mm"], 2.0)}
        paths = optics.monte_carlo_paths(
            **one, **clear, photons=number, seed=seed, threads=1, start_over_dot=over_dot, twins=True, shifts=shifts
        )
        mu_a = one["mu_a_per_mm"][:, 0]
        twin = paths.twin_weight * np.exp(-paths.twin_layer_mm @ mu_a)
        met = paths.twin_layer_mm[:, inside].sum(1)
        control = np.stack([twin * np.exp(-s * met) for s in strengths[:, band]])
        if paths.twin_dot_mm.size:  # its own place less the mean of others: zero on average, and it tells who met a dot
            bent = spot["pigment_mu_s_per_mm"][0] * (1 - spot["pigment_g"])
            for strength in spot["pigment_mu_a_per_mm"][0] + np.array([0, 1, 4]) * bent:
                passed = np.exp(-strength * paths.twin_dot_mm)
                place = twin * (passed[:, 0] - passed[:, 1:].mean(1))
                control = np.vstack([control, place])
        weight = (
            paths.weight * np.exp(-paths.layer_mm @ mu_a) * np.exp(-paths.dot_mm * spot["pigment_mu_a_per_mm"][0]).mean(1)
        )
        off = ((0, 0), (0, number - weight.size))  # those that never came back
        means = np.zeros((len(control), 1))
        means[: len(known), 0] = known[:, band]
        weight, control = np.pad(weight, off[1]), np.pad(control, off) - means
        slopes = np.linalg.lstsq(np.vstack([control, np.ones(number)]).T, weight, rcond=1e-6)[0]
        rest = weight - slopes[:-1] @ control
        mean[band], error[band] = rest.mean(), rest.std() / np.sqrt(number - len(slopes))
        seconds[band] = perf_counter() - start
    return mean, error, seconds


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


def walk(index: int, photons: int, center_photons: int) -> list[float]:
    """A row of held_out.csv."""
    layers, dots = draw(index)
    scatters = dots["pigment_mu_s_per_mm"].max() > 0
    area = walked(layers, dots, photons if scatters else 2 * photons // 5, 1000 * index)
    center = walked(layers, dots, center_photons, 1000 * index + 500, over_dot=True)
    return [index, *np.concatenate([*area[:2], *center[:2]])]


def shares(mean: np.ndarray, error: np.ndarray, seconds: np.ndarray, limit: float) -> np.ndarray:
    """How many times the photons behind `error` each wavelength needs for a noise of `limit` in least time: as its photons' scatter
    and weight in the colour, by the root of what one costs (Neyman 1934). The ends of the spectrum hardly count, and the red is dear."""
    step = 1e-3
    weight = difference(mean + step * np.eye(NM.size), mean) / step
    share = weight * error / np.sqrt(seconds)
    return share * ((weight * error) ** 2 / share).sum() / limit**2


def quieten(path: str, limit: float, photons: int) -> None:
    """Walks the area of each case whose noise is above `limit` anew, each wavelength with as many photons as that takes, the least
    noisy case first. Errors play no part."""
    with open(path) as table:
        lines = table.read().splitlines()

    def area_of(line: str) -> tuple[int, np.ndarray]:
        index, *values = line.split(",")[: 1 + 2 * NM.size]
        return int(index), np.array(values, dtype=float).reshape(2, -1)

    def noise(line: str) -> float:
        index, (mean, error) = area_of(line)
        return noise_of(mean, error, index)

    for i in sorted(range(1, len(lines)), key=lambda i: noise(lines[i])):
        if noise(lines[i]) <= limit:
            continue
        index, area = area_of(lines[i])
        layers, dots = draw(index)
        mean, error, seconds = walked(layers, dots, photons, 1000 * index)
        aim = limit
        while noise(lines[i]) > limit:
            needed = error / np.sqrt(shares(mean, error, seconds, aim))  # what each wavelength's error may be
            again = np.where(needed < area[1], photons * (error / needed) ** 2, 0).astype(int)
            new = np.stack(walked(layers, dots, again, 1000 * index)[:2])
            area = np.where((again > 0) & (new[1] < area[1]), new, area)
            lines[i] = ",".join(
                [str(index), *(f"{value:.5g}" for value in area.ravel()), *lines[i].split(",")[1 + 2 * NM.size :]]
            )
            Path(path).write_text("\n".join(lines) + "\n")
            aim *= 0.95


def columns() -> list[str]:
    names = ("area", "area_error", "center", "center_error")
    return ["case", *(f"{name}_{nm:.0f}" for name in names for nm in NM)]


def read(path: str) -> dict[str, np.ndarray]:
    """held_out.csv: case (N,), area, area_error, center, center_error (N, 27)."""
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    parts = np.split(table[:, 1:], 4, axis=1)
    return {"case": table[:, 0].astype(int)} | dict(
        zip(("area", "area_error", "center", "center_error"), parts, strict=True)
    )


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
    parser.add_argument("--quiet", type=float, metavar="NOISE", help="walk the noisier cases with more photons (some hours)")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument(
        "--photons", type=int, default=5000, help="per wavelength, where the pigment scatters; two fifths else"
    )
    parser.add_argument("--center-photons", type=int, default=600)
    parser.add_argument("--table", default=str(Path(__file__).with_name("held_out.csv")))
    parser.add_argument("--errors", help="write the error of each case there")
    options = parser.parse_args()
    if options.walk:
        with open(options.table, "w") as out:
            print(*columns(), sep=",", file=out)
            for index in range(options.first, options.first + options.walk):
                row = walk(index, options.photons, options.center_photons)
                print(*(f"{value:.5g}" for value in row), sep=",", file=out, flush=True)
    if options.quiet:
        quieten(options.table, options.quiet, options.photons)
    rows = compare(read(options.table))
    print(summary(rows))
    if options.errors:
        with open(options.errors, "w", newline="") as out:
            writer = csv.DictWriter(out, rows[0].keys())
            writer.writeheader()
            writer.writerows({k: f"{v:.4g}" for k, v in row.items()} for row in rows)


if __name__ == "__main__":
    main()
