"""One ensemble by one thread, two threads and two Dask workers: are the numbers the same, what does it cost, how much memory.

``./dev python tests/bench/ensemble_study.py [--members 100000] [--model two_rate]``

Each way runs in a process of its own. CPU seconds count on a machine that others use too; wall seconds are given beside them. The
digest is of every count, sum and status: equal digests are equal bits.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import numpy as np
import undertone as u

WAYS = ("one thread", "two threads", "two Dask workers")


def population() -> tuple[u.EnsembleClient, ...]:
    blend = u.Blend({"dark_brown": 1}, 10)
    return (
        u.EnsembleClient(u.Skin(melanosome_fraction=0.02), u.FadePlan(blend), 3, "light"),
        u.EnsembleClient(u.Skin(melanosome_fraction=0.15), u.FadePlan(blend, habits=u.Habits(outdoor_share=0.1)), 1, "dark"),
    )


def digest(ensemble: u.FadeEnsemble) -> str:
    text = hashlib.sha256(json.dumps([ensemble.status, ensemble.clients, ensemble.worst_mass_error]).encode())
    for name in ensemble.quantities:
        text.update(ensemble._counts[name].tobytes())
        text.update(ensemble.mean[name].tobytes())
    return text.hexdigest()[:16]


def cpu_seconds() -> float:
    """Of this process and of workers that have ended."""
    return sum(
        used.ru_utime + used.ru_stime for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def run(way: str, members: int, model: str) -> dict[str, Any]:
    times = 20 + 365.25 * np.array([0, 0.5, 1, 2, 3, 5, 7, 10])
    u.fade_ensemble(population(), times, 500, model=model)  # what is loaded once is loaded now
    begin, cpu = time.perf_counter(), cpu_seconds()
    with ExitStack() as stack:
        executor: Any = None
        if way == "two threads":
            executor = stack.enter_context(ThreadPoolExecutor(2))
        elif way == "two Dask workers":
            import distributed

            cluster = stack.enter_context(
                distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None)
            )
            executor = stack.enter_context(distributed.Client(cluster)).get_executor()
            begin = time.perf_counter()  # a cluster stands already where one is used
        ensemble = u.fade_ensemble(population(), times, members, model=model, executor=executor)
        wall = time.perf_counter() - begin
    return {
        "digest": digest(ensemble),
        "wall_s": wall,
        "cpu_s": cpu_seconds() - cpu,
        "ok": ensemble.status["ok"],
        "peak_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "worker_peak_MB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--model", default="two_rate")
    parser.add_argument("--way", choices=WAYS, help="only this one, as JSON")
    given = parser.parse_args()
    if given.way:
        print(json.dumps(run(given.way, given.members, given.model)))
        return 0
    print(
        f"{'':<18}{'members':>9}{'ok':>9}{'CPU s':>8}{'wall s':>8}{'members/CPU s':>15}{'peak MB':>9}{'a worker':>9}  digest"
    )
    found = []
    for way, members in [(WAYS[0], given.members // 10), *((way, given.members) for way in WAYS)]:
        command = [sys.executable, __file__, "--way", way, "--members", str(members), "--model", given.model]
        row = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        print(
            f"{way:<18}{members:>9}{row['ok']:>9}{row['cpu_s']:>8.1f}{row['wall_s']:>8.1f}{members / row['cpu_s']:>15.0f}"
            f"{row['peak_MB']:>9.0f}{row['worker_peak_MB']:>9.0f}  {row['digest']}",
            flush=True,
        )
        found.append((members, row["digest"]))
    same = len({value for members, value in found if members == given.members}) == 1
    print("identical to the bit" if same else "THE NUMBERS DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
