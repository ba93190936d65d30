"""Times peers from PyPI on the work that table.py describes; run by it with the Python of build/bench-venv.

    python peers.py WORK.json OUT.json

Each peer gets the fastest way its documentation offers: arrays where it takes arrays, compiled code where it has it. For each
piece of work OUT.json holds its version, the median of CPU time, ms, and what it computed; a peer that is missing is left out.
"""

from __future__ import annotations

import importlib.metadata
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

# All three are read at import. One thread: CPU time would count threads that wait for each other, which small matrices make do.
os.environ |= {"MIEPYTHON_USE_JIT": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

import numpy as np


def median_ms(work: Callable[[], Any], least_runs: int = 5, least_seconds: float = 0.5) -> float:
    work()  # compiles, fills caches
    times: list[float] = []
    while len(times) < least_runs or sum(times) < least_seconds:
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return 1e3 * statistics.median(times)


def color_difference(work: dict[str, Any]) -> dict[str, Any]:
    import colour

    first, second = (np.array(work["lab"][name]) for name in ("first", "second"))

    def run() -> np.ndarray:
        return colour.difference.delta_E_CIE2000(first, second)

    return {"peer": "colour-science", "ms": median_ms(run), "values": run().tolist()}


def tristimulus(work: dict[str, Any]) -> dict[str, Any]:
    import colour

    shape = colour.SpectralShape(380, 780, 5)
    observer = colour.MSDS_CMFS["CIE 1931 2 Degree Standard Observer"].copy().align(shape)
    light = colour.SDS_ILLUMINANTS["D65"].copy().align(shape)
    spectra = np.array(work["spectra"])

    def run() -> np.ndarray:
        return colour.msds_to_XYZ(spectra, observer, light, method="Integration", shape=shape)

    return {"peer": "colour-science", "ms": median_ms(run), "values": run().tolist()}


def spheres(work: dict[str, Any]) -> dict[str, Any]:
    import miepython

    index = complex(*work["mie"]["index"]).conjugate()  # absorbs with a negative imaginary part
    sizes = np.array(work["mie"]["sizes"])

    def run() -> np.ndarray:
        extinction, scattering, _, asymmetry = miepython.efficiencies_mx(index, sizes)
        return np.array([extinction, scattering, asymmetry])

    return {"peer": "miepython", "ms": median_ms(run), "values": run().tolist()}


def one_layer(work: dict[str, Any], streams: int) -> dict[str, Any]:
    import iadpython

    layer = work["layer"]

    def run() -> list[float]:
        reflected = []
        for mu_a in layer["mu_a_per_mm"]:
            mu_t = mu_a + layer["mu_s_per_mm"]
            sample = iadpython.Sample(
                a=layer["mu_s_per_mm"] / mu_t, b=mu_t * layer["thickness_mm"], g=layer["g"], n=layer["n"], quad_pts=streams
            )
            reflected.append(float(sample.rt()[0]) - ((layer["n"] - 1) / (layer["n"] + 1)) ** 2)
        return reflected

    return {"peer": "iadpython", "ms": median_ms(run, 3), "values": run()}


def main() -> None:
    with open(sys.argv[1]) as file:
        work = json.load(file)
    runs: dict[str, Callable[[], dict[str, Any]]] = {
        "color_difference": lambda: color_difference(work),
        "tristimulus": lambda: tristimulus(work),
        "spheres": lambda: spheres(work),
    } | {f"one_layer/{n}": lambda n=n: one_layer(work, n) for n in (4, 8, 16)}
    found = {}
    for name in set(runs) & set(work["wanted"]):
        try:
            found[name] = runs[name]()
            found[name]["version"] = importlib.metadata.version(found[name]["peer"])
        except Exception as problem:
            print(f"peers: {name} left out: {problem!r}", file=sys.stderr)
    with open(sys.argv[2], "w") as file:
        json.dump(found, file)


if __name__ == "__main__":
    main()
