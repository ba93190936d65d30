"""How the sample line was made: ``./dev python data/sample_line/make_line.py``. Everything in it is synthetic.

Three inks of the shipped colorants are laid as films by the engine's own model of films, their thickness off by 3 %, the readings by the
noise that readings of films have: lightness from spot to spot, a part in each band by itself. Batches of the brown are laid likewise:
one as the master, one 12 % weak, one with a tenth of the red in it, one that is the red in a bottle labelled brown.
"""

from pathlib import Path

import numpy as np
import undertone

LINE = Path(__file__).parent
WHITE, BLACK = np.full(81, 0.84), np.full(81, 0.035)
INKS = {
    "sample_black": {"carbon_black": 120},
    "sample_brown": {"carbon_black": 12, "hematite": 60, "yellow_oxide": 90},
    "sample_red": {"hematite": 100, "yellow_oxide": 40, "titanium_dioxide": 30},
}
DILUTIONS = (8, 30, 100)
BAR_MM = 0.1
rng = np.random.default_rng(2027)


def read(truth: np.ndarray, repeat_delta_e: float = 0.3) -> np.ndarray:
    """One reading: L* off by as much as films are uneven, half as much again in each band by itself."""
    spot = repeat_delta_e / 38.7 * truth ** (2 / 3)
    return truth + spot * (rng.normal() + 0.5 * rng.normal(size=81))


def film(blend: undertone.Blend, card: np.ndarray) -> list[np.ndarray]:
    thickness = BAR_MM * np.exp(0.03 * rng.normal())
    truth = np.asarray(undertone.film_reflectance(blend, card, thickness))
    return [read(truth) for _ in range(3)]


def write(path: Path, columns: dict[str, list[np.ndarray]]) -> None:
    lines = ["# synthetic: films computed by Undertone, noise added (make_line.py)", "# geometry: 8/d SCE"]
    names = [f"{name} {i + 1}" for name, some in columns.items() for i in range(len(some))]
    lines.append(",".join(["wavelength_nm", *names]))
    spectra = np.array([one for some in columns.values() for one in some])
    for i, nm in enumerate(undertone.wavelengths_nm):
        if 400 <= nm <= 700 and nm % 10 == 0:
            lines.append(",".join([f"{nm:g}", *(f"{value:.4f}" for value in spectra[:, i])]))
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n")


def main() -> None:
    bottles = [undertone.Ink(name, amounts) for name, amounts in INKS.items()]
    bottles.append(undertone.Ink("weak_brown", {name: 0.88 * mg for name, mg in INKS["sample_brown"].items()}))
    line = undertone.Line(inks=bottles)
    write(
        LINE / "films/cards.csv",
        {"white": [read(WHITE, 0.1) for _ in range(3)], "black": [read(BLACK, 0.1) for _ in range(3)]},
    )
    for name in INKS:
        blends = {n: undertone.Blend({name: 1}, n, line=line) for n in DILUTIONS}
        columns = {
            f"{n}:1 {card}": film(blends[n], WHITE if card == "white" else BLACK)
            for n in DILUTIONS
            for card in ("white", "black")
        }
        write(LINE / f"films/{name}.csv", columns)
    mixtures = {
        "black and brown": {"sample_black": 1, "sample_brown": 3},
        "brown and red": {"sample_brown": 1, "sample_red": 1},
    }
    write(
        LINE / "films/mixtures.csv",
        {name: film(undertone.Blend(parts, 20, line=line), WHITE) for name, parts in mixtures.items()},
    )
    batches: dict[str, dict[str, float]] = {
        "B001": {"sample_brown": 1}, "B002": {"weak_brown": 1}, "B003": {"sample_brown": 0.9, "sample_red": 0.1}, "B004": {"sample_red": 1},
    }  # fmt: skip
    write(LINE / "batches/master.csv", {"master": film(undertone.Blend({"sample_brown": 1}, 8, line=line), WHITE)})
    for lot, parts in batches.items():
        write(LINE / f"batches/{lot}.csv", {lot: film(undertone.Blend(parts, 8, line=line), WHITE)})


if __name__ == "__main__":
    main()
