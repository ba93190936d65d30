"""Are inks found again, and mixtures predicted? ``./dev python tests/bench/ink_study.py [--inks 100] [--shared ../shared]``

1. Inks drawn from the shipped colorants, laid at 8:1, 30:1 and 100:1 on white and black, thickness measured to 3 %, with the noise
   that films are taken to have: errors of absorption and scattering where informed (their own standard deviation below 6 %),
   coverage of the 90 % intervals, colour of a healed area at 5:1, seconds.
2. Kimera's acrylics (13 masstones, 12 tints, three replicates): fit of the tints that characterise, and each tint predicted from its
   masstone alone, with Kubelka and Munk beside it.
3. RIT's two-constant paints: masstone and one tint (1:9) made by their own K and S characterise each paint; tints of 1:1 and 1:49 and
   mixtures of two paints, made by the same K and S, are predicted. The truth there is Kubelka and Munk's.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from pathlib import Path

import numpy as np
import undertone as u
from undertone import _core, supply
from undertone.colorimetry import delta_e_2000, lab

WHITE, BLACK = np.full(81, 0.85), np.full(81, 0.03)


def of_line(line: u.Line, water_parts: float) -> u.Blend:
    return u.Blend({"ink": 1}, water_parts, line=line)


def drawn_films(line: u.Line, rng: np.random.Generator) -> list[supply.InkFilm]:
    films = []
    for water in (8, 30, 100):
        for card in (WHITE, BLACK):
            truth = np.asarray(u.film_reflectance(of_line(line, water), card, 0.1 * np.exp(0.03 * rng.normal())))
            noise = np.linalg.cholesky(_core.film_covariance(truth, 3, 0.5)) @ rng.normal(size=81)
            films.append(
                supply.InkFilm(
                    np.maximum(truth + noise, 2e-4), card, water_parts=water, wet_thickness_mm=0.1, thickness_measured=True
                )
            )
    return films


def synthetic(count: int) -> None:
    off_a, off_s, inside, healed, seconds = [], [], [], [], []
    skin, dots = u.Skin(), u.Dots()
    for index in range(count):
        rng = np.random.default_rng([19, index])
        third = ("yellow_oxide", "titanium_dioxide")[index % 2]
        amounts = {
            "carbon_black": 0.5 + 150 * rng.random() ** 3,
            "hematite": 1 + 120 * rng.random(),
            third: 1 + 120 * rng.random(),
        }
        line = u.Line(inks=[u.Ink("ink", amounts)])
        films = drawn_films(line, rng)
        begin = time.process_time()
        found = supply.characterise_ink(films)
        seconds.append(time.process_time() - begin)
        mu_a = sum(line[i].mg_per_ml.get(c.id, 0) * c.mu_a_per_mm for i in line for c in line.colorants)
        mu_s = sum(line[i].mg_per_ml.get(c.id, 0) * c.mu_s_per_mm * (1 - c.g) for i in line for c in line.colorants)
        bands = slice(4, 65)
        a, s = np.log(found.mu_a_per_mm / mu_a)[bands], np.log(found.mu_s_reduced_per_mm / mu_s)[bands]
        sd_a, sd_s = found.mu_a_log_sd[bands], found.mu_s_reduced_log_sd[bands]
        off_a.extend(abs(a[sd_a < 0.06]))
        off_s.extend(abs(s[sd_s < 0.06]))
        inside += [np.mean(abs(a) < 1.6449 * sd_a), np.mean(abs(s) < 1.6449 * sd_s)]
        as_found = u.Line(inks=[found.ink()], colorants=[found.colorant])
        own = u.appearance(skin, u.Blend({"ink": 1}, 5, line=as_found), dots).area
        healed.append(float(delta_e_2000(lab(own), lab(u.appearance(skin, of_line(line, 5), dots).area))))
    print(f"{count} inks, bands 400-700 nm")
    print(f"absorption where informed: median error {np.median(off_a):.3f}, 90 % within {np.quantile(off_a, 0.9):.3f}")
    print(f"scattering where informed: median error {np.median(off_s):.3f}, 90 % within {np.quantile(off_s, 0.9):.3f}")
    print(f"90 % intervals hold {np.mean(inside):.1%} of the bands")
    print(f"healed area at 5:1: delta E2000 median {np.median(healed):.2f}, 90 % within {np.quantile(healed, 0.9):.2f}")
    print(f"seconds of computing per ink: median {np.median(seconds):.2f}, most {max(seconds):.2f}")


# ---- acrylics


def opaque(reflectance: np.ndarray, **given: object) -> supply.InkFilm:
    return supply.InkFilm(np.clip(reflectance, 2e-4, 0.98), None, **given)


def per_ml(found: supply.InkCharacterisation) -> u.Colorant:
    """The undiluted ink as a colorant per ml of it, for tints."""
    c = found.colorant
    scale = found.pigment_mg_per_ml * 400 / np.median(found.mu_s_reduced_per_mm)  # a masstone knows only the ratio
    return u.Colorant("white", "White", "", c.mu_a_per_mm * scale, c.mu_s_per_mm * scale, c.g, 2.0)


def two_constant(masstone: np.ndarray, tint: np.ndarray, share: float, white: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """K and S of a pigment over the white's S, from K/S of masstone and tint (`share` of pigment); Saunderson taken off before."""
    m, t, w = masstone, tint, white
    s = np.maximum((1 - share) * (w - t) / (share * (t - m)), 1e-4)
    return m * s, s


def k_over_s(read: np.ndarray) -> np.ndarray:
    within = read / ((1 - 0.04) * (1 - 0.6) + 0.6 * read)
    return (1 - within) ** 2 / (2 * within)


def read_of(ratio: np.ndarray) -> np.ndarray:
    within = 1 / (1 + ratio + np.sqrt(ratio**2 + 2 * ratio))
    return 0.96 * 0.4 * within / (1 - 0.6 * within)


def on_grid(nm: np.ndarray, values: np.ndarray) -> np.ndarray:
    grid = np.asarray(u.wavelengths_nm, float)
    out = np.interp(grid, nm, values)
    out[(grid < nm[0] - 2.5) | (grid > nm[-1] + 2.5)] = np.nan
    return out


def color(values: np.ndarray) -> np.ndarray:
    known = np.flatnonzero(~np.isnan(values))
    return lab(np.interp(np.arange(81), known, values[known]))


def kimera(folder: Path) -> None:
    tables = {}
    for name in ("masstone", "mix1"):
        entries = json.loads((folder / f"{name}.json").read_text())
        nm = np.array(entries[0]["values"])
        for entry in entries[1:]:
            tables.setdefault((name, entry["name"]), []).append((entry, on_grid(nm, np.array(entry["reflectance"]) / 100)))
    mean = {key: np.mean([one[1] for one in some], axis=0) for key, some in tables.items()}
    white_read = mean["masstone", "white"]
    white = per_ml(supply.characterise_ink(opaque(white_read), g_sd=0.0))
    fitted, blind, beside = [], [], []
    for (kind, name), some in tables.items():
        if kind != "mix1":
            continue
        parts = some[0][0]["components"]
        pigment = next(p for p in parts if p != "white")
        masstone, tint = mean["masstone", pigment], mean[kind, name]
        ratio = parts["white"] / parts[pigment]
        found = supply.characterise_ink([opaque(masstone), opaque(tint, tint=white, tint_parts=ratio)], g_sd=0.0)
        fitted.append(found.films[1].delta_e)
        alone = supply.characterise_ink(opaque(masstone), g_sd=0.0)
        # Masstone alone tells the ratio of absorption to scattering; scattering is taken to be the white's.
        white_s = white.mu_s_per_mm * (1 - white.g)
        mixed_a = alone.mu_a_per_mm / alone.mu_s_reduced_per_mm * white_s + ratio * white.mu_a_per_mm
        mixed_s = white_s * (1 + ratio)
        line = u.Line(
            colorants=[u.Colorant("mix", "Mix", "", mixed_a / 100, mixed_s / (1 - white.g) / 100, white.g, 2.0)],
            inks=[u.Ink("mix", {"mix": 100.0})],
        )
        blind.append(float(delta_e_2000(color(np.asarray(u.masstone(line, {"mix": 1}))), color(tint))))
        share = 1 / (1 + ratio)
        km = share * k_over_s(masstone) + (1 - share) * k_over_s(white_read)
        beside.append(float(delta_e_2000(color(read_of(km)), color(tint))))
    print(
        f"\nKimera, {len(fitted)} tints: characterised from masstone and tint, delta E2000 of the tint median {np.median(fitted):.2f}, worst {max(fitted):.2f}"
    )
    print(
        f"each tint left out (masstone alone, scattering as the white's): median {np.median(blind):.1f}; Kubelka-Munk alike {np.median(beside):.1f}"
    )


def rit(file: Path) -> None:
    rows = [row for row in csv.reader(file.read_text().splitlines()) if row and not row[0].startswith("#")]
    nm = np.array(rows[0][3:], float)
    k = {row[0]: np.array(row[3:], float) for row in rows[1:] if row[2] == "K"}
    s = {row[0]: np.array(row[3:], float) for row in rows[1:] if row[2] == "S"}

    def saunderson(ratio: np.ndarray) -> np.ndarray:
        within = 1 / (1 + ratio + np.sqrt(ratio**2 + 2 * ratio))
        return on_grid(nm, (1 - 0.03) * (1 - 0.65) * within / (1 - 0.65 * within))

    white_name = next(name for name in k if "White" in name)
    paints = [name for name in k if name != white_name]

    def truth(parts: dict[str, float]) -> np.ndarray:
        return saunderson(sum(p * k[n] for n, p in parts.items()) / sum(p * s[n] for n, p in parts.items()))

    white_found = supply.characterise_ink(opaque(truth({white_name: 1})), g_sd=0.0)
    white = per_ml(white_found)
    inks = {white_name: white_found}
    for name in paints:
        tint = opaque(truth({name: 1, white_name: 9}), tint=white, tint_parts=9.0)
        inks[name] = supply.characterise_ink([opaque(truth({name: 1})), tint], id="ink", g_sd=0.0)
    errors = []
    rng = np.random.default_rng(5)
    tests = [{name: 1, white_name: n} for name in paints for n in (1, 49)]
    for _ in range(60):
        a, b = rng.choice(len(paints), 2, replace=False)
        tests.append(
            {
                paints[a]: float(rng.integers(1, 4)),
                paints[b]: float(rng.integers(1, 4)),
                white_name: float(rng.integers(0, 12)),
            }
        )
    scale = np.median(
        white.mu_s_per_mm * (1 - white.g) / white_found.mu_s_reduced_per_mm
    )  # tints have set it for the paints
    optics = {name: (found.mu_a_per_mm, found.mu_s_reduced_per_mm) for name, found in inks.items()}
    optics[white_name] = (scale * white_found.mu_a_per_mm, scale * white_found.mu_s_reduced_per_mm)
    for parts in tests:
        mu_a = sum(p * optics[n][0] for n, p in parts.items() if p > 0)
        mu_s = sum(p * optics[n][1] for n, p in parts.items() if p > 0)
        line = u.Line(
            colorants=[u.Colorant("mix", "Mix", "", mu_a / 1000, mu_s / 0.35 / 1000, np.full(81, 0.65), 2.0)],
            inks=[u.Ink("mix", {"mix": 100.0})],
        )
        errors.append(float(delta_e_2000(color(np.asarray(u.masstone(line, {"mix": 1}))), color(truth(parts)))))
    print(
        f"RIT, {len(paints)} paints, {len(tests)} mixtures made by their K and S: delta E2000 median {np.median(errors):.2f}, 95 % {np.quantile(errors, 0.95):.2f}, worst {max(errors):.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--inks", type=int, default=100)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    options = parser.parse_args()
    if options.inks:
        synthetic(options.inks)
    pigments = options.shared / "data/pigments"
    if pigments.exists():
        kimera(pigments / "kimera")
        rit(pigments / "rit_artist_paint_K_S.csv")


if __name__ == "__main__":
    main()
