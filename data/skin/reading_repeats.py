"""Makes data/tissue/reading_repeats.csv: how repeated readings of one spot of skin differ, as four shapes and a rest.

``./dev python data/skin/reading_repeats.py [--write]`` over the 50 odd-numbered subjects of NIST's skin data (Cooksey,
Allen and Tsai 2017), three readings each, the instrument taken off and set down again. Per band the logarithm of the reflectance
(surface reflection taken off) about the mean of the three; principal components of the pooled covariance; what is left per
band is `rest`. All is scaled so that one reading lies CIEDE2000 1 from the truth on average (D65, mean skin).
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
import undertone as u
from undertone.colorimetry import delta_e_2000, lab

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared/data/skin/nist_odd_subjects.csv"
SHAPES = 4
DRAWS = 4000


def readings() -> tuple[np.ndarray, np.ndarray]:
    """Wavelengths, and (subjects, 3, wavelengths) of reflectance without the surface."""
    with SOURCE.open(newline="") as file:
        rows = [[float(cell) for cell in row] for row in list(csv.reader(file))[1:]]
    table = np.array([row for row in rows if 374 <= row[0] <= 786])
    three = np.array([table[:, first : first + 3].T for first in range(1, table.shape[1], 4)])
    return table[:, 0], three - u.optics.specular_reflectance(1.4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    at_nm, reflectance = readings()
    grid = u.wavelengths_nm
    logs = np.array([[np.interp(grid, at_nm, np.log(one)) for one in spot] for spot in reflectance])
    about_mean = (logs - logs.mean(axis=1, keepdims=True)) * np.sqrt(3 / 2)  # two degrees of freedom of three
    pooled = about_mean.reshape(-1, grid.size)
    covariance = pooled.T @ pooled / len(pooled)
    values, vectors = np.linalg.eigh(covariance)
    shapes = (vectors * np.sqrt(np.maximum(values, 0)))[:, ::-1][:, :SHAPES]
    shapes *= np.sign(shapes.sum(axis=0))
    rest = np.sqrt(np.maximum(np.diag(covariance) - (shapes**2).sum(axis=1), 0))

    rng = np.random.default_rng(0)
    mean = np.exp(logs.mean(axis=(0, 1)))
    errors = rng.normal(size=(DRAWS, SHAPES)) @ shapes.T + rng.normal(size=(DRAWS, grid.size)) * rest
    typical = float(np.mean(delta_e_2000(lab(mean * np.exp(errors)), lab(mean))))
    measured = float(np.mean(delta_e_2000(lab(np.exp(logs)), lab(np.exp(logs.mean(axis=1, keepdims=True))))))
    print(f"one reading lies CIEDE2000 {typical:.3f} from the truth on average; {measured:.3f} from the mean of three")
    print(f"shapes hold {1 - (rest**2).sum() / np.trace(covariance):.1%} of the variance")
    if write:
        columns = np.column_stack([grid, shapes / typical, rest / typical])
        path = ROOT / "data/tissue/reading_repeats.csv"
        header = ",".join(["wavelength_nm", *(f"shape_{i + 1}" for i in range(SHAPES)), "rest"])
        np.savetxt(path, columns, fmt=["%d"] + ["%.5f"] * (SHAPES + 1), delimiter=",", header=header, comments="")


if __name__ == "__main__":
    main()
