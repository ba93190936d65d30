"""Measures how far results lie from what they are held against: ``./dev python notebooks/docs/make/accuracy.py`` writes notebooks/docs/accuracy.csv anew.

tests/python/test_accuracy.py measures again and compares, so that the page made from that file stays true.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import undertone as u
from undertone import optics
from undertone.colorimetry import delta_e_2000

ROOT = Path(__file__).resolve().parents[3]
TABLE = ROOT / "notebooks" / "docs" / "accuracy.csv"
SHARED = Path(os.environ.get("UNDERTONE_SHARED", ROOT.parent / "shared"))  # files that are not ours to publish
KIT = ROOT / "data" / "sample_kit"


@dataclass(frozen=True)
class Figure:
    """One line of the page."""

    subject: str
    quantity: str
    value: float
    unit: str
    cases: int
    against: str
    made_by: str


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def color_difference() -> Iterator[Figure]:
    pairs = rows(SHARED / "data" / "colorimetry" / "ciede2000_sharma_34_pairs.csv")
    first, second = (np.array([[float(row[f"{axis}{n}"]) for axis in "Lab"] for row in pairs]) for n in "12")
    worst = np.abs(delta_e_2000(first, second) - [float(row["dE00"]) for row in pairs]).max()
    yield Figure(
        "Colour",
        "CIEDE2000, largest error (four decimals are published)",
        worst,
        "delta E",
        len(pairs),
        "Sharma, Wu and Dalal 2005",
        "color_difference",
    )


def stack(row: dict[str, str]) -> dict[str, Any]:
    layers = json.loads(row["layers"])
    return {
        "thickness_mm": [math.inf if layer["d"] >= 1e5 else layer["d"] for layer in layers],
        "mu_a_per_mm": [layer["mua"] for layer in layers],
        "mu_s_per_mm": [layer["mus"] for layer in layers],
        "g": [layer["g"] for layer in layers],
        "n": layers[0]["n"],
        "n_below": float(row["n_below"]),
    }


def transfer_of_skin() -> Iterator[Figure]:
    cases = [
        row for row in rows(SHARED / "data" / "optics" / "mcml_skin_cases.csv") if row["quantity"] == "Rd_excl_specular"
    ]
    known = np.array([float(row["value"]) for row in cases])
    error = np.array([float(row["std_err"]) for row in cases])
    by_streams = {n: np.array([optics.reflectance(**stack(row), streams=n)[0] for row in cases]) for n in (8, 16, 32)}
    against = "MCML, 4 million photons a case (Wang, Jacques and Zheng 1995)"
    yield Figure(
        "Light in even layers",
        "32 streams, largest difference in standard errors of the Monte Carlo",
        (np.abs(by_streams[32] - known) / error).max(),
        "standard errors",
        len(cases),
        against,
        "transfer_of_skin",
    )
    for streams in (8, 16):
        worst = np.abs(by_streams[streams] - by_streams[32]).max()
        yield Figure(
            "Light in even layers",
            f"{streams} streams, largest difference from 32",
            worst,
            "reflectance",
            len(cases),
            "itself",
            "transfer_of_skin",
        )


def spheres() -> Iterator[Figure]:
    extinction, _, g = optics.mie(2 * np.pi * 0.525 / 0.6328, 1.55)
    worst = max(abs(extinction - 3.10543), abs(g - 0.63314))
    yield Figure(
        "Light and one sphere",
        "extinction efficiency and mean cosine, larger error (five decimals are published)",
        worst,
        "1",
        1,
        "Bohren and Huffman 1983, appendix A",
        "spheres",
    )


def dots() -> Iterator[Figure]:
    table = np.genfromtxt(ROOT / "data" / "dots" / "error_map.csv", delimiter=",", names=True)
    against = "3-D Monte Carlo of held-out cases, its noise of up to 0.05 included"
    for name, chosen in (("all", np.ones(len(table), bool)), ("strongly scattering pigment", table["pigment_mu_s"] > 32)):
        errors = table["delta_e"][chosen]
        for what, value in (("median", np.median(errors)), ("95 %", np.quantile(errors, 0.95)), ("worst", errors.max())):
            yield Figure("Dots", f"colour of the area, {name}: {what}", value, "delta E2000", len(errors), against, "dots")
    for what, column in (("the same pigment spread evenly", "even"), ("skin and dots weighted by area", "area_weighted")):
        value = np.median(table[column])
        yield Figure("Dots", f"for comparison, {what}: median", value, "delta E2000", len(table), against, "dots")
    close_up = np.quantile(table["close_up_rms"], 0.95)
    yield Figure("Dots", "a dot close up: 95 %", close_up, "reflectance", len(table), against, "dots")


def skins_measured() -> Iterator[Figure]:
    """By data/skin/skin_fit_report.py over NIST's subjects."""
    script = ROOT / "data" / "skin" / "skin_fit_report.py"
    command = [sys.executable, str(script), "--data", str(SHARED / "data" / "skin")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    against = "NIST's skin spectra (Cooksey, Allen and Tsai 2017)"
    lines = [re.findall(r"[\d.]+", line) for line in said.splitlines() if line.startswith("  all  ")]
    rms, lab_only, spread = lines[0], lines[1], lines[-1]
    people = int(rms[0])
    of = (
        *(
            ("Skin", f"spectrum of the fitted skin, rms: {w}", float(v), "reflectance")
            for w, v in zip(("median", "worst"), rms[1:], strict=True)
        ),
        *(
            ("Skin", f"spectrum inferred from Lab alone, seen under {light}: {w}", float(v), "delta E2000")
            for light, pair in zip(("A", "F11", "LED-B3"), (lab_only[1:3], lab_only[3:5], lab_only[5:7]), strict=True)
            for w, v in zip(("median", "worst"), pair, strict=True)
        ),
        ("Skin", "for comparison, readings of one spot from their mean: median", float(spread[1]), "delta E2000"),
    )
    for subject, quantity, value, unit in of:
        yield Figure(subject, quantity, value, unit, people, against, "skins_measured")


def sample_kit_matches() -> Iterator[Figure]:
    people = ("light", "medium", "dark")
    reports = [u.match_client(u.read_client(KIT / name), u.load_line("demo"), u.Dots()) for name in people]
    proofs = [report.proof for report in reports]
    yield Figure(
        "Search",
        "quick model against the full one, largest difference in the objective",
        max(proof.surrogate_error for proof in proofs),
        "delta E2000",
        sum(p.recipes_rechecked for p in proofs),
        "the full model, recipes of the sample kit",
        "sample_kit_matches",
    )
    yield Figure(
        "Search",
        "gap to the best recipe of the grid, largest (0: proven best)",
        max(p.gap for p in proofs),
        "delta E2000",
        len(proofs),
        "bounds, see the proof",
        "sample_kit_matches",
    )
    yield Figure(
        "Search",
        "recipes drawn from those ruled out that turned out better",
        sum(p.audit.wrongly_pruned for p in proofs),
        "recipes",
        sum(p.audit.recipes for p in proofs),
        "the full model",
        "sample_kit_matches",
    )


def fading() -> Iterator[Figure]:
    from scipy.integrate import solve_ivp

    skin = u.read_client(KIT / "medium").skin
    for name in ("two_rate", "mechanistic"):
        plan = u.FadePlan(u.Blend({"dark_brown": 1}, 10), session_shares=(1.0,))
        model = u.FadeModel(skin, plan, name)
        start, times = float(model.sessions_days[0]), [30.0, 365.25, 3652.5]
        states = model.simulate_many(model.medians, [start, *times], keep_states=True).states
        assert states is not None
        ours = states[0]
        core = model.at(None)
        theirs = solve_ivp(core.rhs, (start, times[-1]), ours[0], method="DOP853", t_eval=times, rtol=1e-11, atol=1e-14).y.T
        worst = (np.abs(ours[1:] - theirs) / np.abs(theirs).max()).max()
        yield Figure(
            "Fading",
            f"{name}, states over ten years, largest error at the usual tolerance",
            worst,
            "of the largest state",
            len(times),
            "SciPy's DOP853 at 1e-11",
            "fading",
        )


ALONE: tuple[Callable[[], Iterator[Figure]], ...] = (spheres, dots, sample_kit_matches, fading)
WITH_SHARED_FILES: tuple[Callable[[], Iterator[Figure]], ...] = (color_difference, transfer_of_skin, skins_measured)


def pinned() -> list[Figure]:
    return [
        Figure(r["subject"], r["quantity"], float(r["value"]), r["unit"], int(r["cases"]), r["against"], r["made_by"])
        for r in rows(TABLE)
    ]


def main() -> None:
    figures = [figure for make in (*WITH_SHARED_FILES, *ALONE) for figure in make()]
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(field.name for field in fields(Figure))
        out.writerows([f"{v:.3g}" if isinstance(v, float) else v for v in astuple(figure)] for figure in figures)


if __name__ == "__main__":
    main()
