"""Matching beside the script a good engineer would write: SLSQP from several starts, then rounding to what can be poured.

``./dev python tests/bench/slsqp_match.py [--targets 100] [--later-years 3]``

Same forward model (``undertone.appearance``, and ``simulate_fade`` for the later years), same objective (mean CIEDE2000 under D65, A
and F11, healed and, at half the weight, in later years; healed never darker than the target), same dosing grid. The script mixes all
inks freely, keeps the three that count most, mixes again, and looks at the roundings around. Both are judged by the script's own
forward model, so that neither gains by how it counts.
"""

from __future__ import annotations

import argparse
import itertools
import math
import time

import numpy as np
import undertone as u
from scipy.optimize import minimize
from undertone.colorimetry import delta_e_2000, lab

LINE = u.load_line("demo")
INKS = list(LINE)
LIGHTS = ("D65", "A", "F11")
DOTS = u.Dots(0.15, 200, 0.2, 0.7)
CUP_STEPS, PIGMENT_STEPS, DARKER = 200, 20, 0.05
LATER_WEIGHT, DAYS_PER_YEAR = 0.5, 365.25


class Problem:
    def __init__(self, seed: int, later_years: float) -> None:
        self.later_years = later_years
        random = np.random.default_rng([6, seed])
        self.skin = u.Skin(melanosome_fraction=float(random.uniform(0.015, 0.2)))
        names = random.choice(INKS, 3, replace=False)
        blend = u.Blend(dict(zip(names, random.uniform(0.2, 1, 3), strict=True)), float(random.uniform(3, 20)), line=LINE)
        tilt = 1 + 0.02 * random.normal() * (u.wavelengths_nm - 580) / 200
        self.target = u.appearance(self.skin, blend, DOTS).area * tilt
        self.wanted = [lab(self.target, light) for light in LIGHTS]

    def judge(self, parts: dict[str, float], water_parts: float) -> tuple[float, float]:
        """Mean delta E, and by how much the mix is too dark."""
        blend = u.Blend(parts, water_parts, line=LINE)
        error, dark = self.distance(u.appearance(self.skin, blend, DOTS).area)
        if self.later_years > 0:
            plan = u.FadePlan(blend, DOTS)
            then = plan.last_session_days + self.later_years * DAYS_PER_YEAR
            later, _ = self.distance(u.simulate_fade(self.skin, plan, [then]).area[0])
            error = (error + LATER_WEIGHT * later) / (1 + LATER_WEIGHT)
        return error, dark

    def distance(self, area: np.ndarray) -> tuple[float, float]:
        seen = [lab(area, light) for light in LIGHTS]
        error = float(np.mean([delta_e_2000(a, b) for a, b in zip(seen, self.wanted, strict=True)]))
        return error, max(float(b[0] - a[0]) for a, b in zip(seen, self.wanted, strict=True)) - DARKER


def solve(problem: Problem, inks: list[str], starts: int, seed: int) -> np.ndarray:
    """Shares of the cup of each ink."""
    random = np.random.default_rng(seed)

    def split(x: np.ndarray) -> tuple[dict[str, float], float]:
        x = np.maximum(x, 1e-9)
        return dict(zip(inks, x / x.sum(), strict=True)), max(0.0, 1 / x.sum() - 1)

    best, found = math.inf, np.full(len(inks), 0.05 / len(inks))
    for _ in range(starts):
        x = random.dirichlet(np.ones(len(inks))) * random.uniform(0.03, 0.3)
        done = minimize(
            lambda x: problem.judge(*split(x))[0], x, method="SLSQP", bounds=[(0, 0.5)] * len(inks),
            constraints={"type": "ineq", "fun": lambda x: -problem.judge(*split(x))[1]}, options={"maxiter": 60},
        )  # fmt: skip
        if done.fun < best and problem.judge(*split(done.x))[1] <= 1e-6:
            best, found = done.fun, done.x
    return found


def script(problem: Problem, seed: int) -> float:
    """Its best pourable recipe's mean delta E; infinite where rounding leaves none that is light enough."""
    free = solve(problem, INKS, 4, seed)
    kept = [INKS[i] for i in np.argsort(-free)[:3]]
    shares = np.maximum(solve(problem, kept, 3, seed), 0)
    best = math.inf
    for total in range(1, PIGMENT_STEPS + 1):
        ideal = shares / shares.sum() * total
        for up in itertools.product((0, 1), repeat=len(kept)):
            steps = np.floor(ideal).astype(int) + np.array(up)
            if steps.sum() != total:
                continue
            water = 1 / shares.sum() - 1
            for parts in {math.floor(water), math.ceil(water)}:
                if parts < 1 or parts > 60 or total * (parts + 1) > CUP_STEPS:
                    continue
                error, dark = problem.judge({i: float(k) for i, k in zip(kept, steps, strict=True) if k}, float(parts))
                if dark <= 0:
                    best = min(best, error)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--targets", type=int, default=100)
    parser.add_argument("--later-years", type=float, default=3.0)
    options = parser.parse_args()
    ours, theirs, our_s, their_s, proven = [], [], [], [], 0
    for seed in range(options.targets):
        problem = Problem(seed, options.later_years)
        start = time.process_time()
        report = u.match(
            problem.skin, problem.target, LINE, DOTS, later_years=options.later_years, extra_ink_penalty=0, pigment_penalty=0,
            darker_tolerance_l=DARKER, recipe_count=1,
        )  # fmt: skip
        our_s.append(time.process_time() - start)
        proven += report.proof.proven
        best = (report.recipes or report.nearest)[0].blend
        ours.append(problem.judge(best.parts, best.water_parts)[0])
        start = time.process_time()
        theirs.append(script(problem, seed))
        their_s.append(time.process_time() - start)
    ours, theirs = np.array(ours), np.array(theirs)
    later = f", healed and after {options.later_years:g} years" if options.later_years > 0 else ""
    print(f"{options.targets} targets, mean delta E2000 under {', '.join(LIGHTS)}{later}; CPU time")
    print(
        f"match   median {np.median(ours):.3f}, 95 % {np.quantile(ours, 0.95):.3f}, {np.median(our_s):.3f} s, {proven} proven"
    )
    print(f"script  median {np.median(theirs):.3f}, 95 % {np.quantile(theirs, 0.95):.3f}, {np.median(their_s):.3f} s")
    print(
        f"worse than the script by more than 0.001 in {int((ours > theirs + 1e-3).sum())}, "
        f"faster by {np.median(their_s) / np.median(our_s):.0f}"
    )


if __name__ == "__main__":
    main()
