"""How the sample line was made: ``./dev python data/sample_line/make_line.py``. Everything in it is synthetic.

Three inks of the shipped colorants are laid as films by the engine's own model of films, their thickness off by 3 %, the readings by the
noise that readings of films have: lightness from spot to spot, a part in each band by itself. Batches of the brown are laid as opaque
tints, one part in three of a white base: one as the master, one 18 % weak, one with a fifth of the red in it, one that is the red in a bottle labelled brown.
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
WHITE_BASE_MG_PER_ML = 250
rng = np.random.default_rng(2027)


def read(truth: np.ndarray, repeat_delta_e: float = 0.3) -> np.ndarray:
    """One reading: L* off by as much as films are uneven, half as much again in each band by itself."""
    spot = repeat_delta_e / 38.7 * truth ** (2 / 3)
    return truth + spot * (rng.normal() + 0.5 * rng.normal(size=81))


def film(blend: undertone.Blend, card: np.ndarray) -> list[np.ndarray]:
    thickness = BAR_MM * np.exp(0.03 * rng.normal())
    truth = np.asarray(undertone.film_reflectance(blend, card, thickness))
    return [read(truth) for _ in range(3)]


def tint(line: undertone.Line, parts: dict[str, float]) -> list[np.ndarray]:
    """An opaque film of one part of ink in three of a white base: thin enough in colour for its strength to show."""
    mixed: dict[str, float] = {"titanium_dioxide": 3 * WHITE_BASE_MG_PER_ML}
    for name, share in parts.items():
        for colorant, mg in line[name].mg_per_ml.items():
            mixed[colorant] = mixed.get(colorant, 0) + share * mg
    truth = np.asarray(undertone.masstone(line, mixed))
    return [read(truth, 0.2) for _ in range(4)]


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
    bottles.append(undertone.Ink("weak_brown", {name: 0.82 * mg for name, mg in INKS["sample_brown"].items()}))
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
    masters: dict[str, dict[str, float]] = {"master": {"sample_brown": 1}, "master_red": {"sample_red": 1}}
    batches: dict[str, dict[str, float]] = {
        "B001": {"sample_brown": 1}, "B002": {"weak_brown": 1}, "B003": {"sample_brown": 0.8, "sample_red": 0.2}, "B004": {"sample_red": 1},
    }  # fmt: skip
    for lot, parts in {**masters, **batches}.items():
        write(LINE / f"batches/{lot}.csv", {lot: tint(line, parts)})


if __name__ == "__main__":
    main()
