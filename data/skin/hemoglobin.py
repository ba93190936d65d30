"""Makes data/tissue/hemoglobin.csv: what whole blood absorbs that is spread evenly, flattened by nothing.

``./dev python data/skin/hemoglobin.py [--write]``. Prahl's compilation was measured on solutions and is taken as it is. Bosschaart's
was measured on cells and holds their flattening, which is taken off: light crosses a red cell (90 um3, 135 um2) along 2.7 um on
average, and haemoglobin stands in it at 330 g/l. The table is the mean of the two.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import undertone as u

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared/data/chromophores"
BLOOD_G_PER_L, CELL_G_PER_L, G_PER_MOL = 150.0, 330.0, 64500.0
CHORD_MM = 4 * 90 / 135 * 1e-3  # of a convex body on average: four times its volume over its surface
HALF_WIDTH_NM = 5.0


def read(name: str) -> np.ndarray:
    """Wavelength, oxygenated, deoxygenated."""
    table = np.genfromtxt(SOURCE / name, skip_header=1, usecols=(0, 1, 2), encoding="utf-8")
    return np.asarray(table[np.isfinite(table).all(axis=1)])


def on_grid(at_nm: np.ndarray, values: np.ndarray) -> np.ndarray:
    weight = np.clip(1 - np.abs(at_nm[:, None] - np.asarray(u.wavelengths_nm)) / HALF_WIDTH_NM, 0, None)
    return np.asarray(weight.T @ values / weight.sum(axis=0)[:, None])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    prahl, bosschaart = read("hemoglobin_prahl.txt"), read("oxy_and_deo_Bosschaart.txt")
    prahl[:, 1:] *= np.log(10) * BLOOD_G_PER_L / G_PER_MOL / 10  # 1/cm per mol/l, decadic, to 1/mm
    along = np.array([np.interp(bosschaart[:, 0], prahl[:, 0], column) for column in prahl[:, 1:].T]).T
    along *= CELL_G_PER_L / BLOOD_G_PER_L * CHORD_MM
    bosschaart[:, 1:] *= along / -np.expm1(-along)
    one, other = on_grid(prahl[:, 0], prahl[:, 1:]), on_grid(bosschaart[:, 0], bosschaart[:, 1:])
    table = (one + other) / 2
    grid = np.asarray(u.wavelengths_nm)
    print("   nm   Prahl, Bosschaart unflattened: oxygenated, deoxygenated, 1/mm")
    for nm in (415, 430, 500, 540, 560, 575, 600, 620, 660, 700):
        i = int(np.flatnonzero(grid == nm)[0])
        print(f"{nm:>5}  {one[i, 0]:8.2f} {other[i, 0]:8.2f}   {one[i, 1]:8.2f} {other[i, 1]:8.2f}")
    if write:
        lines = [f"{nm:.0f},{oxy:.5g},{deoxy:.5g}" for nm, (oxy, deoxy) in zip(grid, table, strict=True)]
        (ROOT / "data/tissue/hemoglobin.csv").write_text("wavelength_nm,oxy_per_mm,deoxy_per_mm\n" + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
