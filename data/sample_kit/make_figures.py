"""Makes the figures that README shows beside demo.png: ``./dev python data/sample_kit/make_figures.py``.

years.png is the forecast of the kit's medium skin, dots.png three ways to reckon with dots beside Monte Carlo, coverage.png whom the
demonstration line serves. demo.png is ``./dev demo``'s overview.png.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import undertone as u
from matplotlib.figure import Figure
from PIL import Image
from undertone import optics, plots, supply

KIT = Path(__file__).resolve().parent


def write(figure: Figure, name: str) -> None:
    """In 64 colours: a quarter of the bytes, and no edge looks different."""
    picture = BytesIO()
    figure.savefig(picture, format="png", dpi=90)
    plt.close(figure)
    Image.open(picture).convert("RGB").quantize(64, dither=Image.Dither.NONE).save(KIT / name, optimize=True)
    print(f"{name}: {(KIT / name).stat().st_size / 1000:.0f} kB")


def years() -> None:
    client = u.read_client(KIT / "medium")
    best = u.match_client(client, u.load_line("demo"), u.Dots()).recipes[0]
    plan = u.FadePlan(best.blend)
    times = plan.times_days(np.concatenate([np.linspace(0, 1, 13), np.linspace(1.5, 10, 18)]))
    fan = u.simulate_fade(client.skin, plan, times, draws=200, seed=1, target=client.target)
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.4), layout="constrained")
    for quantity, ax in zip(("contrast_l", "delta_e_2000", "diameter_mm"), axes, strict=True):
        plots.fade_fan(fan, quantity, ax=ax)
    figure.suptitle(
        "Sample kit, medium skin: what becomes of the best mix. Model only; beyond half a year extrapolated", fontsize=10
    )
    write(figure, "years.png")


def dots() -> None:
    skin: dict[str, Any] = {"thickness_mm": [0.08, np.inf], "mu_a_per_mm": [1.0, 0.13], "mu_s_per_mm": 20.0, "g": 0.8}
    field: dict[str, Any] = {"diameter_mm": 0.15, "pitch_mm": 0.6, "top_mm": 0.1, "bottom_mm": 0.6}
    covered = np.pi / 4 * (0.15 / 0.6) ** 2
    bare = optics.reflectance(**skin)[0]

    def even(mu_a: float) -> float:
        return float(optics.reflectance([0.08, 0.02, 0.5, np.inf], [1.0, 0.13, 0.13 + mu_a, 0.13], 20.0, 0.8)[0])

    def pigment(mu_a: object) -> dict[str, Any]:
        return {"pigment_mu_a_per_mm": mu_a, "pigment_mu_s_per_mm": 0.0, "pigment_g": 0.0}

    fine, few = np.geomspace(1, 100, 40), np.array([1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0])
    walked = [optics.monte_carlo(**skin, **field, **pigment(m), photons=100_000, seed=1) for m in few]
    mean, error = np.array(walked)[:, :, 0].T
    figure, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
    ax.plot(fine, [even(covered * m) for m in fine], "--", label="the pigment as an even film")
    ax.plot(fine, [(1 - covered) * bare + covered * even(m) for m in fine], ":", label="skin and dots weighted by area")
    ax.plot(fine, optics.dot_reflectance(**skin, **field, **pigment(fine)), label="Undertone's dot model")
    ax.errorbar(few, mean, 2 * error, fmt="ko", capsize=3, label="photons one by one (Monte Carlo)")
    ax.set(xscale="log", xlabel="absorption inside the dots, 1/mm", ylabel="reflectance of the area")
    ax.legend(fontsize=9)
    write(figure, "dots.png")


def coverage() -> None:
    found = supply.coverage(u.load_line("demo"), clients=300, fade_draws=0, today="2026-12-01")
    figure, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
    found.plot(ax=ax)
    write(figure, "coverage.png")


if __name__ == "__main__":
    years()
    dots()
    coverage()
