"""The guard of speed: two builds of the benchmarks in turns, each pair within seconds of the other. `./dev bench --against REV` runs it.

python tests/bench/against.py OLD-PROGRAM NEW-PROGRAM [--rounds N] [GOOGLE-BENCHMARK-ARGUMENT...]

Prints the ratio new / old of CPU time for each benchmark that both have: its median over the rounds, and the range of the rounds.
Exits with 1 where a median is above 1.10 and every round but one in five says slower, so that one disturbed round decides nothing.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

MOST = 1.10  # slower by more than this is refused
NANOSECONDS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}


def run(program: str, arguments: Sequence[str]) -> dict[str, float]:
    """CPU nanoseconds by the benchmark's name."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "bench.json"
        command = [program, *arguments, f"--benchmark_out={out}", "--benchmark_out_format=json"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found = json.loads(out.read_text())["benchmarks"]
    return {
        one["run_name"]: one["cpu_time"] * NANOSECONDS[one["time_unit"]]
        for one in found
        if one.get("run_type") == "iteration" and not one.get("error_occurred")
    }


def is_slower(ratios: Sequence[float]) -> bool:
    """Past what is allowed, and not by one round alone."""
    return statistics.median(ratios) > MOST and sum(ratio > 1 for ratio in ratios) >= 0.8 * len(ratios)


def main(arguments: list[str]) -> int:
    old, new, *rest = arguments
    rounds = 7
    if rest[:1] == ["--rounds"]:
        rounds, rest = int(rest[1]), rest[2:]
    ratios: dict[str, list[float]] = {}
    times: dict[str, list[float]] = {}
    for number in range(rounds):
        # Who goes first changes, so that a machine that warms up or slows down favours neither.
        order = (old, new) if number % 2 == 0 else (new, old)
        results = {program: run(program, rest) for program in order}
        for name, before in results[old].items():
            if name in results[new]:
                ratios.setdefault(name, []).append(results[new][name] / before)
                times.setdefault(name, []).append(results[new][name])
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    if not ratios:
        print("no benchmark is in both builds: nothing was compared", file=sys.stderr)
        return 2
    width = max(map(len, ratios))
    print(f"{'benchmark':{width}}  new, ms   new / old   lowest  highest")
    slower = []
    for name, found in sorted(ratios.items()):
        middle = statistics.median(found)
        mark = ""
        if is_slower(found):
            slower.append(name)
            mark = "  SLOWER"
        row = f"{statistics.median(times[name]) / 1e6:9.4f}  {middle:9.3f}   {min(found):6.3f}   {max(found):6.3f}"
        print(f"{name:{width}}  {row}{mark}")
    if slower:
        print(f"\n{len(slower)} of {len(ratios)} slower by more than {MOST - 1:.0%}: {', '.join(slower)}")
        return 1
    print(f"\nnone of {len(ratios)} slower by more than {MOST - 1:.0%}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
