"""Many people's fading at once: any number of members, on any number of workers, with the same numbers.

The ensemble is cut into chunks of fixed size, whatever the workers. Member ``i`` draws its client and its parameters from
``(seed, i)`` alone; quantiles come from counts in fixed bins, which add up exactly in any order. So memory does not grow with the
number of members, and one process, two threads and a cluster agree to the last bit.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undertone._base.arguments import checked
from undertone._base.arrays import FloatArray, as_floats
from undertone._base.optional import need
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.fade._times import times_from
from undertone.fade.members import BINS, CHUNK, QUANTITIES, EnsembleClient, _Counts, _prepared, _run_chunks, _sum, _Task

if TYPE_CHECKING:
    import xarray


MOST_CHUNKS = 8  # handed out at once where there are very many: what comes back is as large for all as for one

MOST_MEMBERS = 10_000_000


@dataclass(frozen=True, eq=False)
class FadeEnsemble(Value):
    """What became of the members.

    Attributes
    ----------
    times_days : (T,)
        Days since the first session.
    members : int
        Asked for; ``status`` counts how they ended. Only those that are ``"ok"`` are in ``mean`` and the quantiles: ``used`` of them.
    mean : dict of (T,)
        nan where no member could be used, as are the quantiles.
    worst_mass_error : float
    """

    times_days: FloatArray
    members: int
    model: str
    seed: int
    status: dict[str, int]
    clients: dict[str, int]
    mean: dict[str, FloatArray]
    worst_mass_error: float
    diagnostics: tuple[Diagnostic, ...]
    _counts: dict[str, npt.NDArray[np.int64]]

    def __repr__(self) -> str:
        return (
            f"<FadeEnsemble {self.model}: {self.used} of {self.members} members, "
            f"{self.times_days.size} times, day {self.times_days[0]:.0f} to {self.times_days[-1]:.0f} after the first session>"
        )

    @property
    def used(self) -> int:
        """Members that the numbers come from."""
        return self.status.get("ok", 0)

    @property
    def quantities(self) -> tuple[str, ...]:
        """What there are quantiles of."""
        return tuple(self._counts)

    def quantile(self, quantity: str, q: npt.ArrayLike) -> FloatArray:
        """(Q, T) quantiles, good to ``resolution(quantity)``; nan where no member could be used."""
        if quantity not in self._counts:
            raise DomainError("quantity", repr(quantity), ", ".join(self._counts), "colours need colour=True")
        wanted = np.atleast_1d(as_floats("q", q))
        if wanted.ndim != 1 or not 1 <= wanted.size <= 100_000:
            raise DomainError("q.shape", wanted.shape, "(Q,): 1 to 100000 of them")
        if not ((wanted >= 0) & (wanted <= 1)).all():
            raise DomainError("q", wanted, "0 to 1")
        _, low, high = QUANTITIES[quantity]
        edges = np.linspace(low, high, BINS + 1)
        out = np.empty((wanted.size, self.times_days.size))
        for t, counts in enumerate(self._counts[quantity]):
            all_of_them = counts.sum()
            if not all_of_them:
                out[:, t] = np.nan
                continue
            out[:, t] = np.interp(wanted, np.concatenate([[0], np.cumsum(counts)]) / all_of_them, edges)
        return out

    @staticmethod
    def resolution(quantity: str) -> float:
        """Width of a bin."""
        if quantity not in QUANTITIES:
            raise DomainError("quantity", repr(quantity), ", ".join(QUANTITIES))
        _, low, high = QUANTITIES[quantity]
        return (high - low) / BINS

    def to_xarray(self, q: Sequence[float] = (0.05, 0.1, 0.5, 0.9, 0.95)) -> xarray.Dataset:
        """Quantiles as a Dataset with units; ``undertone.write_netcdf`` writes it. Needs xarray."""
        library = need("xarray", "FadeEnsemble.to_xarray")
        data: xarray.Dataset = library.Dataset(
            {
                name: (("quantile", "time_days"), self.quantile(name, q), {"units": QUANTITIES[name][0]})
                for name in self.quantities
            },
            coords={"quantile": list(q), "time_days": ("time_days", self.times_days, {"units": "day"})},
            attrs={
                "model": self.model,
                "members": self.members,
                "seed": self.seed,
                "used": self.used,
                "failed": self.members - self.used,
                "status": ", ".join(f"{n} {status}" for status, n in self.status.items()),
            },
        )
        return data


@checked
def fade_ensemble(
    clients: Sequence[EnsembleClient] | EnsembleClient,
    times_days: npt.ArrayLike | None = None,
    members: int = 1000,
    *,
    model: str = "two_rate",
    seed: int = 0,
    colour: bool = False,
    rtol: float = 1e-6,
    executor: Executor | None = None,
    in_flight: int = 16,
    progress: Callable[[int, int], None] | None = None,
    years: npt.ArrayLike | None = None,
) -> FadeEnsemble:
    """Draw members over clients and priors, and follow them.

    Parameters
    ----------
    clients : sequence of EnsembleClient
        Drawn by weight.
    times_days : (T,), ascending
        Days since each client's first session.
    years : (T,), ascending, instead of ``times_days``
        Years after the last session, which then has to be on the same day for all clients.
    members : int
    colour : bool
        Also the colours, at some twenty times the cost.
    executor : concurrent.futures.Executor, optional
        Anything with ``submit``: a ThreadPoolExecutor, a ProcessPoolExecutor, or ``distributed.Client(...).get_executor()`` for
        many machines. By default this thread.
    in_flight : int
        Jobs handed out at once, each of 500 to 4000 members: bounds the memory.
    progress : callable, optional
        Called with members done and members in all. Whatever it raises ends the ensemble, as Ctrl-C does.
    """
    people = (clients,) if isinstance(clients, EnsembleClient) else tuple(clients)
    if not people:
        raise DomainError("clients", "empty", "at least one client")
    for i, one in enumerate(people):
        if not 1e-6 <= one.weight <= 1e6:
            raise DomainError(f"clients[{i}].weight", one.weight, "1e-6 to 1e6")
    if not 1 <= members <= MOST_MEMBERS:
        raise DomainError("members", members, f"1 to {MOST_MEMBERS}")
    if not 1 <= in_flight <= 10_000:
        raise DomainError("in_flight", in_flight, "1 to 10000")
    ends = {one.plan.last_session_days for one in people}
    if years is not None and len(ends) > 1:
        what = "clients whose last sessions are on one day"
        raise DomainError("years", f"last sessions on days {sorted(ends)}", what, "give times_days, or an ensemble for each")
    times = times_from(max(ends), times_days, years)
    pickled = tuple(pickle.dumps(one) for one in people)
    task = _Task(pickled, tuple(one.weight for one in people), tuple(times.tolist()), members, model, seed, colour, rtol)
    # What is wrong with the input is said here, not by a worker.
    for each in pickled:
        made = _prepared(each, model, False)[0]
        made.simulate_many(np.empty((0, len(made.parameters))), times)
    chunks = (members + CHUNK - 1) // CHUNK
    per_job = 1 if executor is None else min(MOST_CHUNKS, max(1, chunks // (4 * in_flight)))
    jobs = [range(first, min(first + per_job, chunks)) for first in range(0, chunks, per_job)]
    total: _Counts | None = None
    pending: deque[Any] = deque()
    try:
        handed = 0
        for job in jobs:
            if executor is None:
                result = _run_chunks(task, job)
            else:
                while handed < len(jobs) and len(pending) < in_flight:
                    pending.append(executor.submit(_run_chunks, task, jobs[handed]))
                    handed += 1
                result = pending.popleft().result()
            total = result if total is None else _sum(total, result)
            for sums in total.sums.values():
                sums[:] = [np.add.accumulate(sums)[-1]]
            if progress is not None:
                progress(min(job.stop * CHUNK, members), members)
    finally:
        for future in pending:
            future.cancel()
    assert total is not None
    good = total.status["ok"]
    diagnostics = []
    if good < members:
        failed = ", ".join(f"{n} {status}" for status, n in sorted(total.status.items()) if status != "ok")
        diagnostics.append(
            Diagnostic(
                "warning",
                "members_failed",
                f"{members - good} of {members} members failed: {failed}; all numbers come from the other {good}.",
            )
            if good
            else Diagnostic(
                "error",
                "all_members_failed",
                f"All {members} members failed: {failed}. There are no numbers: mean and quantiles are nan.",
            )
        )
    for name, outside in total.outside.items():
        if outside:
            diagnostics.append(
                Diagnostic(
                    "warning",
                    "outside_bins",
                    f"{outside} values of {name} lie outside {QUANTITIES[name][1:]}, counted at its ends.",
                )
            )
    return FadeEnsemble(
        times,
        members,
        model,
        seed,
        {"ok": good, **{k: v for k, v in sorted(total.status.items()) if k != "ok"}},
        {people[i].name or f"client {i}": n for i, n in sorted(total.clients.items())},
        {name: sums[0] / good if good else np.full(times.size, np.nan) for name, sums in total.sums.items()},
        total.worst_mass_error,
        tuple(diagnostics),
        total.counts,
    )
