"""Do the calibration's 90 % intervals hold the truth? Simulated studies of 20 clients, 6 visits, 3 years, 5 % noise.

``./dev python tests/bench/fade_coverage_study.py [--studies 10] [--first 200]``

A parameter counts where the data inform it: an interval narrower than 0.7 of the prior's.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import undertone

sys.path.insert(0, str(Path(__file__).parents[1] / "python"))
from test_fade_fit import studies


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=10)
    parser.add_argument("--first", type=int, default=200)
    options = parser.parse_args()
    skin = undertone.Skin()
    held = informed = converged = 0
    for seed in range(options.first, options.first + options.studies):
        series, problem, x = studies(skin, 20, seed=seed)
        fit = undertone.fit_fade(series)
        prior_sd = np.sqrt(problem.spread**2 + problem.tau**2)
        inside = total = 0
        for client in range(20):
            low, high = np.log(fit.interval(client=client)).T
            true = problem.logs(x, client)
            counts = (high - low) / (2 * 1.645 * prior_sd) < 0.7
            inside += int(((low < true) & (true < high))[counts].sum())
            total += int(counts.sum())
        print(
            f"study {seed}: {inside} of {total} held, {inside / total:.0%}{'' if fit.converged else '; NOT CONVERGED'}",
            flush=True,
        )
        held, informed, converged = held + inside, informed + total, converged + fit.converged
    print(f"all: {held} of {informed}, {held / informed:.1%}; {converged} of {options.studies} converged")


if __name__ == "__main__":
    main()
