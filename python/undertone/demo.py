"""The main job on the sample kit: mix cards, forecasts and pictures for three people and two hard cases.

Run by ``./dev demo``, or ``python -m undertone.demo KIT OUTPUT`` with the command line tool on the path.
"""

from __future__ import annotations

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

from undertone import _core

PEOPLE = ("light", "medium", "dark")

HARD_CASES = ("white_hair", "red_hair")

MOMENTS = ("day_0", "week_06", "year_01", "year_03", "year_05", "year_10")

TITLES = ("day 0", "healed, 6 weeks", "1 year", "3 years", "5 years", "10 years")


def run(*arguments: str | Path) -> str:
    """Run the command line tool; 0 and 2 (no acceptable answer) are both results."""
    tool = os.environ.get("UNDERTONE_CLI", "undertone")
    done = subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 2):
        raise SystemExit(f"{' '.join(map(str, arguments))} failed ({done.returncode}):\n{done.stderr}")
    return done.stdout


def write(path: Path, content: bytes) -> None:
    """The demo's own files are made anew."""
    _core.write_output_file(str(path), content, "the file", overwrite=True, owner_only=False)


def overview(output: Path, path: Path) -> None:
    """One page of all pictures: a row a person, a column a moment."""
    import matplotlib.pyplot as plt
    from matplotlib.image import imread

    figure, axes = plt.subplots(
        len(PEOPLE), len(MOMENTS), figsize=(16, 5.6), facecolor="#777777", gridspec_kw={"wspace": 0.02, "hspace": 0.02}
    )
    for person, row in zip(PEOPLE, axes, strict=True):
        for moment, title, axis in zip(MOMENTS, TITLES, row, strict=True):
            axis.imshow(imread(output / person / f"{person}_{moment}.png"))
            axis.set_xticks([])
            axis.set_yticks([])
            axis.spines[:].set_visible(False)
            if person == PEOPLE[0]:
                axis.set_title(title, color="white", fontsize=11)
        row[0].set_ylabel(f"{person} skin", color="white", fontsize=11)
    figure.suptitle(
        "Target (left of each pair) and predicted result (right); 8 mm of scalp a side, D65, model only, "
        "beyond 6 months extrapolated",
        color="white",
        fontsize=11,
    )
    picture = BytesIO()
    figure.savefig(picture, format="png", dpi=110, bbox_inches="tight", facecolor=figure.get_facecolor())
    plt.close(figure)
    write(path, picture.getvalue())


def main(kit: Path, output: Path) -> None:
    """Write cards, forecasts and pictures of every client of the kit below ``output``."""
    for name in (*PEOPLE, *HARD_CASES):
        folder = output / name
        folder.mkdir(parents=True, exist_ok=True)
        print(run("match", kit / name, "--card", folder / "mix_card.html", "--force"))
        write(folder / "mix_card.txt", run("match", kit / name, "--full").encode())
        forecast = run("fade", kit / name, "--png", folder, "--csv", folder / "forecast.csv", "--force")
        if name in PEOPLE:
            print(forecast)
        write(folder / "forecast.txt", forecast.encode())
    overview(output, output / "overview.png")
    print(f"Pictures, tables and printable cards are in {output}/; all of them at a glance: {output}/overview.png")


if __name__ == "__main__":
    arguments = [Path(argument) for argument in sys.argv[1:]]
    main(*(arguments or (Path("data/sample_kit"), Path("demo"))))
