"""After the benchmarks: one table of our times, floors, errors, and the peers' on the same work. `./dev bench` runs it.

python tests/bench/table.py BENCH.json TABLE.md [PYTHON-OF-THE-PEERS]
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import undertone as u
from undertone import colorimetry, optics

FloatArray = npt.NDArray[np.float64]

HERE = Path(__file__).parent
STREAMS = (4, 8, 16)
IN_MS = {"ns": 1e-6, "us": 1e-3, "ms": 1.0, "s": 1e3}


@dataclass
class Row:
    work: str
    ms: float
    goal_ms: float | None = None
    floor_ms: float | None = None
    error: str = ""
    peer: str = ""
    peer_ms: float | None = None
    peer_error: str = ""


# ---- what was measured


def read_benchmarks(path: str) -> tuple[dict[str, dict[str, float]], dict[str, Any]]:
    """Median over the repetitions of CPU ms and of every counter, by name; and what google-benchmark says of the machine."""
    with open(path) as file:
        report = json.load(file)
    by_name: dict[str, list[dict[str, Any]]] = {}
    for run in report["benchmarks"]:
        if run.get("run_type") == "iteration" and not run.get("error_occurred"):
            by_name.setdefault(run["run_name"].split("/repeats:")[0], []).append(run)
    known = (
        "GFlop/s",
        "floor_ms",
        "items_per_second",
        "reflectance",
        "standard_error",
        "expected",
        "rms",
        "steps",
        "proven",
        "delta_e",
    )
    found = {}
    for name, runs in by_name.items():
        found[name] = {key: statistics.median(run[key] for run in runs) for key in known if key in runs[0]}
        found[name]["ms"] = statistics.median(run["cpu_time"] * IN_MS[run["time_unit"]] for run in runs)
    return found, report["context"]


# ---- the same work as in tests/bench/*.cpp, for errors and for the peers


def five_layers() -> dict[str, Any]:
    relative = u.wavelengths_nm / 500
    return {
        "thickness_mm": [0.08, 0.15, 0.1, 1.2, np.inf],
        "mu_a_per_mm": np.outer([1.2, 0.08, 0.3, 0.1, 0.05], relative**-3.0),
        "mu_s_per_mm": np.outer([25, 20, 20, 18, 12], relative**-1.2),
        "g": 0.8,
        "n_below": 1.4,
    }


def one_layer() -> dict[str, Any]:
    mu_a = np.linspace(0.02, 0.3, u.wavelengths_nm.size)
    return {"thickness_mm": [2.0], "mu_a_per_mm": mu_a[None], "mu_s_per_mm": 20.0, "g": 0.8}


def work_for_peers() -> dict[str, Any]:
    random = np.random.default_rng(1)
    first = random.uniform([30, 2, 4], [70, 16, 22], (1024, 3))
    ends = 0.3 + 0.0005 * np.arange(1024)
    return {
        "lab": {"first": first.tolist(), "second": (first + 2 * random.normal(size=first.shape)).tolist()},
        "spectra": np.linspace(0.1, ends, u.wavelengths_nm.size, axis=1).tolist(),
        "mie": {"index": [1.3, 0.4], "sizes": np.linspace(0.2, 20, 81).tolist()},
        "layer": {
            "thickness_mm": 2.0,
            "mu_a_per_mm": one_layer()["mu_a_per_mm"][0].tolist(),
            "mu_s_per_mm": 20.0,
            "g": 0.8,
            "n": 1.4,
        },
    }


def ask_peers(python: str | None, work: dict[str, Any]) -> dict[str, Any]:
    """Empty where there is no Python for them."""
    if not (python and Path(python).exists() and work["wanted"]):
        return {}
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder, "work.json"), Path(folder, "peers.json")
        given.write_text(json.dumps(work))
        done = subprocess.run([python, str(HERE / "peers.py"), str(given), str(answer)], check=False)
        return json.loads(answer.read_text()) if done.returncode == 0 and answer.exists() else {}


def worst(a: Any, b: Any) -> float:
    return float(np.abs(np.asarray(a) - np.asarray(b)).max())


# ---- the rows


def solver_rows(found: dict[str, dict[str, float]]) -> list[Row]:
    rows = []
    skin = five_layers()
    best = optics.reflectance(**skin, streams=32)
    changed = skin | {"mu_a_per_mm": skin["mu_a_per_mm"] * np.array([1, 1, 3, 1, 1])[:, None]}

    def off(truth: Any, values: Any) -> str:
        return f"{worst(truth, values):.0e}"

    truth = {
        "reflectance, 5 layers, 81 bands": (lambda n: optics.reflectance(**skin, streams=n), best),
        "reflectance, 1 layer of 5 changed": (
            lambda n: optics.reflectance(**changed, streams=n),
            optics.reflectance(**changed, streams=32),
        ),
        "reflectance and 19 derivatives, 5 layers, 81 bands": (
            lambda n: optics.reflectance_with_derivatives(**skin, streams=n).value,
            best,
        ),
        "fluxes, 5 layers, 81 bands": (
            lambda n: optics.radiative_transfer(**skin, streams=n).reflectance,
            optics.radiative_transfer(**skin, streams=32).reflectance,
        ),
    }
    for name, (ours, known) in truth.items():
        for n in STREAMS:
            if run := found.get(f"{name}, streams/{n}"):
                rows.append(
                    Row(
                        f"{name.replace(', 81 bands', '')}, {n} streams",
                        run["ms"],
                        floor_ms=run["floor_ms"],
                        error=f"dR {off(known, ours(n))}",
                    )
                )
    if run := found.get("45/0, 5 layers, 81 bands, 8 streams"):
        error = off(optics.radiance_factor(**skin, streams=32), optics.radiance_factor(**skin, streams=8))
        rows.append(Row("45/0, 5 layers, 8 streams", run["ms"], floor_ms=run["floor_ms"], error=f"dR {error}"))
    return rows


def one_layer_rows(found: dict[str, dict[str, float]], peers: dict[str, Any]) -> list[Row]:
    rows = []
    known = optics.reflectance(**one_layer(), streams=32)
    for n in STREAMS:
        if not (run := found.get(f"reflectance, 1 layer, 81 bands, streams/{n}")):
            continue
        error = f"dR {worst(optics.reflectance(**one_layer(), streams=n), known):.0e}"
        row = Row(
            f"reflectance, 1 layer, {n} streams [1]", run["ms"], floor_ms=run["floor_ms"], error=error, peer="iadpython"
        )
        if peer := peers.get(f"one_layer/{n}"):
            row.peer, row.peer_ms = f"iadpython {peer['version']}", peer["ms"]
            row.peer_error = f"dR {worst(peer['values'], known):.0e}"
        rows.append(row)
    return rows


def dot_rows(found: dict[str, dict[str, float]]) -> list[Row]:
    even = found.get("dots: the same layers without dots, 8 streams")
    rows = []
    if even:
        rows.append(Row("7 layers cut at the dots' ends, no dots, 8 streams", even["ms"], floor_ms=even["floor_ms"]))
    for name, title in (("dots: area, 8 streams", "with dots: area"), ("dots: close up, 8 streams", "with dots: close up")):
        if run := found.get(name):
            times = f" = {run['ms'] / even['ms']:.2f} x without" if even else ""
            rows.append(Row(f"{title}{times}", run["ms"], floor_ms=even["floor_ms"] if even else None, error="[2]"))
    return rows


def monte_carlo_rows(found: dict[str, dict[str, float]]) -> list[Row]:
    rows = []
    titles = {
        "Monte Carlo, 3 layers, 1e5 photons": "3 layers",
        "Monte Carlo, 3 layers with dots, 1e5 photons": "3 layers with dots",
    }
    for name, title in titles.items():
        if run := found.get(name):
            sigma = run["standard_error"]
            off = run["reflectance"] - run["expected"]
            against = "32 streams" if "dots" not in title else "dot model"
            rate = f"{run['items_per_second'] / 1e3:.0f}k photons/s"
            error = f"{rate}; SE {sigma / np.sqrt(10):.1e}, {off / sigma:+.1f} SE off {against}"
            rows.append(Row(f"Monte Carlo, {title}, 1e6 photons [3]", 10 * run["ms"], error=error))
    return rows


def other_rows(found: dict[str, dict[str, float]], peers: dict[str, Any], work: dict[str, Any]) -> list[Row]:
    rows = []
    if run := found.get("fit_skin, 81 bands"):
        rows.append(Row(f"skin fit, measured forearm, {run['steps']:.0f} steps", run["ms"], error=f"rms {run['rms']:.4f}"))
    first, second = (np.array(work["lab"][name]) for name in ("first", "second"))
    pairs, lcms = found.get("CIEDE2000, 1024 pairs/undertone, as rows"), found.get("CIEDE2000, 1024 pairs/lcms2")
    if pairs:
        row = Row("CIEDE2000, 1024 pairs", pairs["ms"], peer="colour-science")
        if peer := peers.get("color_difference"):
            row.peer, row.peer_ms = f"colour-science {peer['version']}", peer["ms"]
            row.error = f"apart {worst(colorimetry.delta_e_2000(first, second), peer['values']):.0e}"
        rows.append(row)
        if lcms:
            rows.append(Row("CIEDE2000, 1024 pairs", pairs["ms"], peer="Little CMS (C)", peer_ms=lcms["ms"]))
    if run := found.get("XYZ of 1024 spectra"):
        row = Row("XYZ of 1024 spectra, D65", run["ms"], peer="colour-science")
        if peer := peers.get("tristimulus"):
            row.peer, row.peer_ms = f"colour-science {peer['version']}", peer["ms"]
            row.error = f"apart {worst(colorimetry.xyz(np.array(work['spectra'])), peer['values']):.0e} of 100"
        rows.append(row)
    if run := found.get("Mie, 81 spheres"):
        row = Row("Mie, 81 spheres, size parameter 0.2-20", run["ms"], peer="miepython")
        if peer := peers.get("spheres"):
            row.peer, row.peer_ms = f"miepython {peer['version']} (JIT)", peer["ms"]
            ours = [optics.mie(x, complex(*work["mie"]["index"])) for x in work["mie"]["sizes"]]
            row.error = f"apart {worst(np.transpose(ours), peer['values']):.0e}"
        rows.append(row)
    return rows


LSODA_GOAL = 90  # times as fast


def by_lsoda(model: u.FadeModel, months: FloatArray) -> tuple[float, FloatArray]:
    """SciPy's LSODA on our right-hand side, restarted after each session: median ms of CPU time, and the states (T, S)."""
    import time

    from scipy.integrate import solve_ivp

    def run() -> FloatArray:
        y, t, seen = np.zeros(model.n_states), 0.0, []
        stops = [*(float(day) for day in model.sessions_days[1:]), float(months[-1])]
        y = model.apply(0, y)
        for session, stop in enumerate(stops, 1):
            inside = months[(months > t) & (months <= stop)]
            out = np.append(inside, stop) if not inside.size or inside[-1] < stop else inside
            found = solve_ivp(model._core.rhs, (t, stop), y, method="LSODA", t_eval=out, rtol=1e-6, atol=1e-9).y
            seen.append(found[:, : inside.size])
            y, t = found[:, -1], stop
            if session < model.sessions_days.size:
                y = model.apply(session, y)
                if inside.size and inside[-1] == stop:
                    seen[-1][:, -1] = y
        return np.concatenate(seen, axis=1).T

    times = []
    for _ in range(15):
        start = time.process_time()
        states = run()
        times.append(1e3 * (time.process_time() - start))
    return statistics.median(times), states


def treatment(colorants: int) -> u.FadePlan:
    """Three sessions, two touch-ups; the work of tests/bench/fade_bench.cpp for 2 colorants, and for the 5 of the demonstration line."""
    blend = u.Blend({"pure_black": 1}, 20)
    if colorants == 2:
        water = 'name = "water"\ndensity_g_per_ml = 1.0\n'
        components = '[{ colorant = "carbon_black", mg_per_ml = 105 }, { colorant = "hematite", mg_per_ml = 63 }]'
        facts = 'title = "Two colorants"\nid = "two"\nname = "two"\nmaker = "none"\nversion = "1"\nsource = "none"\nlicence = "none"\n'
        ink = f'[[inks]]\nid = "brown"\nname = "brown"\ncomponents = {components}\n'
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "two.toml")
            path.write_text(f"{facts}[carrier]\n{water}[diluent]\n{water}{ink}")
            blend = u.Blend({"brown": 1}, 20, line=u.load_line(str(path)))
    return u.FadePlan(blend, touch_ups=(u.TouchUp(4 * 365.25), u.TouchUp(7 * 365.25)))


def fade_rows(found: dict[str, dict[str, float]]) -> list[Row]:
    rows = []
    months = np.arange(1, 121) * 365.25 / 12
    for name in ("two_rate", "mechanistic"):
        for colorants in (2, 5):
            run = found.get(f"fade_ten_year_trajectory/{name}{'_5' if colorants == 5 else ''}")
            if not run:
                continue
            title = f"fading, ten years, 120 outputs, {name}, {colorants} colorants"
            model = u.FadeModel(u.Skin(), treatment(colorants), name)

            def states(rtol: float, model: u.FadeModel = model) -> FloatArray:
                known = model.simulate_many(model.medians, months, rtol=rtol, keep_states=True).states
                assert known is not None
                return known[0]

            truth = states(1e-12)

            def off(values: FloatArray, truth: FloatArray = truth) -> str:
                return f"{np.abs((values - truth) / (np.abs(truth) + 1e-3)).max():.0e} [4]"

            peer_ms, theirs = by_lsoda(model, months)
            error = off(states(1e-6))
            rows.append(Row(title, run["ms"], peer_ms / LSODA_GOAL, None, error, "SciPy LSODA [4]", peer_ms, off(theirs)))
            for method in ("bdf", "adams"):
                cvode = found.get(f"fade_ten_year_trajectory_by_cvode/{method}")
                if cvode and name == "mechanistic" and colorants == 2:
                    rows.append(Row(title, run["ms"], error=error, peer=f"SUNDIALS CVODE, {method}", peer_ms=cvode["ms"]))
    others = {
        "fade_sensitivities/two_rate": ("fading, two_rate, 2 colorants, with derivatives to 12 parameters", None),
        "fade_sensitivities/mechanistic": ("fading, mechanistic, 2 colorants, with derivatives to 23 parameters", None),
        "fade_1000_draws_one_thread/two_rate": ("fading, 1000 draws, 8 outputs, two_rate", 300),
        "fade_1000_draws_one_thread/mechanistic": ("fading, 1000 draws, 8 outputs, mechanistic", 300),
        "fade_forecast_200_draws_one_thread": ("fading, forecast of colours, 200 draws", None),
    }
    for name, (title, goal) in others.items():
        if run := found.get(name):
            cvode = (
                found.get("fade_ten_year_trajectory_by_cvode/bdf") if name.endswith("draws_one_thread/mechanistic") else None
            )
            peer = {"peer": "SUNDIALS CVODE, 1000 times one [5]", "peer_ms": 1000 * cvode["ms"]} if cvode else {}
            rows.append(Row(title, run["ms"], goal, **peer))
    return rows


def matching_rows(found: dict[str, dict[str, float]]) -> list[Row]:
    rows = []
    for inks in (8, 12, 40):
        if run := next((run for name, run in found.items() if name.split("/")[:2] == ["Match, inks", str(inks)]), None):
            error = f"proven {run['proven']:.0%}, dE {run['delta_e']:.2f}"
            title = f"match, 3 of {inks} inks, 3 lights and year 3, proven best"
            peer = (
                {"peer": "SciPy SLSQP, not proven [6]", "peer_ms": 354.0, "peer_error": "dE up to 0.7 above"}
                if inks == 12
                else {}
            )
            rows.append(Row(title, run["ms"], {12: 200, 40: 2000}.get(inks), error=error, **peer))
    if run := next((run for name, run in found.items() if name.startswith("Match again after a slider, inks/12")), None):
        rows.append(Row("match again after a slider, 12 inks", run["ms"], 50, error=f"proven {run['proven']:.0%}"))
    return rows


# ---- printing

HEAD = ("work", "ours, ms", "goal, ms", "floor, ms", "x floor", "our error", "peer", "peer, ms", "x ours", "peer's error")


def number(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}" if value < 100 else f"{value:.0f}"


def cells(row: Row) -> tuple[str, ...]:
    ratio = "" if row.floor_ms is None else f"{row.ms / row.floor_ms:.1f}"
    faster = "" if row.peer_ms is None else number(row.peer_ms / row.ms)
    peer_ms = "not installed" if row.peer and row.peer_ms is None else number(row.peer_ms)
    return (
        row.work,
        number(row.ms),
        number(row.goal_ms),
        number(row.floor_ms),
        ratio,
        row.error,
        row.peer,
        peer_ms,
        faster,
        row.peer_error,
    )


def markdown(rows: list[Row]) -> str:
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    right = {1, 2, 3, 4, 7, 8}

    def text(line: tuple[str, ...]) -> str:
        return (
            "| "
            + " | ".join(c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(line, widths, strict=True)))
            + " |"
        )

    rule = "|" + "|".join("-" * (w + 1) + ":" if i in right else "-" * (w + 2) for i, w in enumerate(widths)) + "|"
    return "\n".join([text(HEAD), rule, *map(text, lines[1:])])


NOTES = """\
Times are medians of CPU time on one core; peers were timed in the same command, on the same work. Floor: the flops the method asks
for at 39.2 GFlop/s, which is two multiply-adds of four doubles a cycle (AVX2) at 2.45 GHz; it is assumed, not measured, so a
machine with a faster clock or AVX-512 may come nearer to it, or below. dR: largest error of a reflectance over the bands, against
ours at 32 streams. SE: standard error. "apart": largest difference from the peer. Reflectances are of 81 wavelengths, Monte Carlo is
of one.

[1] iadpython solves one layer here; streams are its quadrature points; its surface reflection was taken off. It is no peer for skin:
    0.5.3, the newest on PyPI, takes lists of layers for separate samples; 0.7.0, which only its repository has, lights a stack from
    its last layer and takes it for symmetric.
[2] Against Monte Carlo: data/dots/validate.py and notebooks/04_is_the_optics_true.ipynb.
[3] Timed with 1e5 photons, times ten; "off" is of those 1e5. MCML 1.2.2, of which there is no package, took 26 s when we built
    it on such a machine, and its random numbers bias the mean by 9e-4.
[4] On our right-hand side, called from Python; same sessions, outputs and tolerance (1e-6, 1e-9). The goal is a ninetieth of its time.
    Errors are the largest of any state and output, |dy| / (|y| + 1e-3), against ours at 1e-12.
[5] With 120 outputs, ours with 8; the goal is for one core.
[6] Measured before this project matched on skin, on plain Kubelka-Munk, one target; tests/bench/slsqp_match.py does the like with our
    skin and dots.
"""


def main() -> None:
    bench, out, *peer_python = sys.argv[1:]
    found, context = read_benchmarks(bench)
    needs = {"color_difference": "CIEDE2000, 1024 pairs/undertone, as rows", "tristimulus": "XYZ of 1024 spectra"}
    needs |= {"spheres": "Mie, 81 spheres"} | {
        f"one_layer/{n}": f"reflectance, 1 layer, 81 bands, streams/{n}" for n in STREAMS
    }
    work = work_for_peers() | {"wanted": [name for name, ours in needs.items() if ours in found]}
    peers = ask_peers(peer_python[0] if peer_python else None, work)
    rows = solver_rows(found) + one_layer_rows(found, peers) + dot_rows(found)
    rows += monte_carlo_rows(found) + other_rows(found, peers, work) + matching_rows(found) + fade_rows(found)
    if not rows:
        print("table.py: no benchmark that it knows was run")
        return
    machine = f"{context['num_cpus']} processors at {context['mhz_per_cpu'] / 1000:.2f} GHz, {context['date'][:10]}"
    text = f"# Benchmarks\n\n{machine}\n\n{markdown(rows)}\n\n{NOTES}"
    Path(out).write_text(text)
    print("\n" + text)


if __name__ == "__main__":
    main()
