"""How the sample kit was made: ``./dev python data/sample_kit/make_kit.py NIST_ODD_SUBJECTS.csv``.

Skin is measured: three readings each of three subjects of Cooksey, Allen and Tsai (2017), linearly interpolated from
3 nm to 5 nm and rounded to 1e-4. Fringes are computed by the stubble model at three hair densities, to stand for three
readings of neighbouring spots, and are marked synthetic.
"""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import undertone

KIT = Path(__file__).parent
SUBJECTS = {"light": 77, "medium": 39, "dark": 17}
CLIENTS = {  # name: whose skin, hair in words, stubble, what it is for
    "light": ("light", "medium_brown", {}, "light skin, medium brown hair, shaved"),
    "medium": ("medium", "dark_brown", {}, "medium skin, dark brown hair, shaved"),
    "dark": ("dark", "black", {}, "dark skin, black hair, shaved"),
    "white_hair": (
        "medium",
        "white",
        {"length_above_mm": 1.5},
        "white hair clipped to 1.5 mm: lighter than the skin, out of any pigment's reach",
    ),
    "red_hair": ("light", "red", {"length_above_mm": 1.0}, "red hair clipped to 1 mm: redder than carbon can make it"),
}
SOURCE = "NIST doi:10.18434/M38597; Cooksey, Allen and Tsai 2017, doi:10.6028/jres.122.026"


def write(path: Path, notes: dict[str, str], columns: Mapping[str, np.ndarray]) -> None:
    lines = [f"# {key}: {value}" for key, value in notes.items()]
    lines.append(",".join(["wavelength_nm", *columns]))
    for i, wavelength in enumerate(undertone.wavelengths_nm):
        lines.append(",".join([f"{wavelength:g}", *(f"{values[i]:.4f}" for values in columns.values())]))
    path.write_text("\n".join(lines) + "\n")


def main(nist: Path) -> None:
    header, *rows = csv.reader(nist.read_text().splitlines())
    table = np.array(rows, float)
    for name, (skin_of, hair, stubble, purpose) in CLIENTS.items():
        folder = KIT / name
        folder.mkdir(exist_ok=True)
        subject = SUBJECTS[skin_of]
        readings = {
            f"reading_{i}": np.interp(
                undertone.wavelengths_nm, table[:, 0], table[:, header.index(f"subject_{subject:03d}_R{i}")]
            )
            for i in (1, 2, 3)
        }
        write(
            folder / "skin.csv",
            {
                "name": f"{name} skin",
                "note": f"measured inner forearm, subject {subject}, 3 nm interpolated to 5 nm; stands in for scalp",
                "source": SOURCE,
                "licence": "US government open data",
                "geometry": "8/d SCI",
                "unit": "fraction",
            },
            readings,
        )
        skin = undertone.fit_skin(undertone.read_measurements(folder / "skin.csv")).skin
        fringes = {
            f"reading_{i}": undertone.fringe_reflectance(
                skin, hair, undertone.Stubble(density_per_cm2=180 * scale, **stubble)
            )
            for i, scale in ((1, 0.95), (2, 1.0), (3, 1.05))
        }
        write(
            folder / "fringe.csv",
            {
                "name": f"{name} fringe",
                "note": f"SYNTHETIC, computed by Undertone's stubble model: {purpose}; three hair densities 171, 180, 189 per cm2",
                "source": "melanin of data/tissue/hair_melanin.csv in the skin beside it",
                "licence": "Apache-2.0",
                "synthetic": "true",
                "geometry": "8/d SCE",
                "unit": "fraction",
            },
            fringes,
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
