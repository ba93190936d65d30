"""Many people's fading at once: any number of members, on any number of workers, with the same numbers.

The ensemble is cut into chunks of fixed size, whatever the workers. Member ``i`` draws its client and its parameters from
``(seed, i)`` alone; quantiles come from counts in fixed bins, which add up exactly in any order. So memory does not grow with the
number of members, and one process, two threads and a cluster agree to the last bit.
"""

from __future__ import annotations

import pickle
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._arguments import check_fields, checked
from undertone._arrays import FloatArray, as_floats
from undertone._optional import need
from undertone._ranges import in_range
from undertone._times import times_from
from undertone._values import Value
from undertone.colorimetry import delta_e_2000, viewing
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError, NumericalError
from undertone.fade_models import FadeModel

if TYPE_CHECKING:
    import xarray

    from undertone.fade import FadePlan
    from undertone.skin import Skin

__all__ = ["EnsembleClient", "FadeEnsemble", "fade_ensemble"]

CHUNK = 500  # members; part of what defines the numbers only through which members share their steps
MOST_CHUNKS = 8  # handed out at once where there are very many: what comes back is as large for all as for one
BINS = 4000
# Ranges of the bins: unit, low, high. What lies outside is counted in the last bin and reported.
QUANTITIES = {
    "pigment_left": ("1", 0.0, 1.0),
    "diameter_mm": ("mm", 0.0, 2.0),
    "contrast_l": ("L*", -5.0, 45.0),
    "delta_e_2000_to_first": ("1", 0.0, 40.0),
    "area_l": ("L*", 0.0, 100.0),
    "area_b": ("b*", -20.0, 60.0),
}
PLAIN = ("pigment_left", "diameter_mm")


@dataclass(frozen=True, eq=False)
class EnsembleClient(Value):
    """One kind of person in the population: skin, treatment and habits (in the plan), and how many there are of them."""

    skin: Skin
    plan: FadePlan
    weight: float = 1.0
    name: str = ""

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("weight", self.weight, -1e6, 1e6)  # of which the ensemble takes those above 0


MOST_MEMBERS = 10_000_000


@dataclass(frozen=True, eq=False)
class _Task:
    """What a worker needs; small to pickle."""

    clients: tuple[bytes, ...]  # pickled once; a worker makes each client's model once, however many chunks it gets
    weights: tuple[float, ...]
    times_days: tuple[float, ...]
    members: int
    model: str
    seed: int
    colour: bool
    rtol: float


@dataclass(eq=False)
class _Counts:
    """Of some chunks, or of all."""

    counts: dict[str, npt.NDArray[np.int64]]
    outside: dict[str, int]
    sums: dict[str, list[FloatArray]]  # of each chunk: added up in their order alone, whoever had which
    status: Counter[str] = field(default_factory=Counter)
    clients: Counter[int] = field(default_factory=Counter)
    worst_mass_error: float = 0.0


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


@lru_cache(maxsize=64)
def _prepared(pickled: bytes, model: str, colour: bool) -> tuple[FadeModel, Any, FloatArray]:
    """Kept per process, by content."""
    client: EnsembleClient = pickle.loads(pickled)
    made = FadeModel(client.skin, client.plan, model)
    if not colour:
        return made, None, np.empty(3)
    last = client.plan.last_session_days
    examples = made.simulate_many(made.draw(40, seed=97), last + np.array([0.0, 42, 400, 1500, 4000])).seen
    good = np.isfinite(examples).all(axis=(1, 2))
    if not (good.any() and (examples[good][..., -4] > 0).any()):
        return made, None, client.skin.lab()  # nobody to learn the colours from; said if anyone is to be shown
    optics = _core.ReducedAppearance(
        client.skin._core, made._line, examples[good].reshape(-1, examples.shape[-1]), client.plan.dots._to_core(), 1
    )
    return made, optics, client.skin.lab()


def _run_chunk(task: _Task, chunk: int) -> _Counts:
    first = chunk * CHUNK
    count = min(CHUNK, task.members - first)
    T = len(task.times_days)
    names = tuple(QUANTITIES) if task.colour else PLAIN
    total = _Counts(
        {n: np.zeros((T, BINS), np.int64) for n in names}, dict.fromkeys(names, 0), {n: [np.zeros(T)] for n in names}
    )
    weights = np.array(task.weights)
    # All CHUNK members choose, so that a member's choice does not depend on how many there are.
    choice = np.random.Generator(np.random.Philox(key=[task.seed, chunk])).choice(
        len(task.clients), size=CHUNK, p=weights / weights.sum()
    )[:count]
    eye = viewing("D65", "1931_2deg")
    for index in range(len(task.clients)):
        mine = np.flatnonzero(choice == index)
        if not mine.size:
            continue
        total.clients[index] += int(mine.size)
        model, optics, bare = _prepared(task.clients[index], task.model, task.colour)
        values = np.vstack([model.draw(1, task.seed, first + int(i)) for i in mine])
        run = model.simulate_many(values, task.times_days, rtol=task.rtol, threads=1)
        good = run.ok
        total.status.update(
            "not_finite" if status == "ok" and not fine else status for status, fine in zip(run.status, good, strict=True)
        )
        if not good.any():
            continue
        total.worst_mass_error = max(total.worst_mass_error, float(run.worst_mass_error[good].max()))
        seen = run.seen[good]
        shown = {"pigment_left": run.pigment_left[good], "diameter_mm": 4 * np.sqrt(seen[..., -3])}
        if task.colour:
            if optics is None:
                raise NumericalError(
                    f"the colours of {model.name!r} cannot be had: not one of 40 members drawn for it could be followed to dots",
                    ", ".join(sorted(set(run.status))),
                )
            rows = np.ascontiguousarray(seen.reshape(-1, seen.shape[-1]))
            spectra = np.where(
                rows[:, -4:-3] > 0, optics.spectra(rows, model.plan.dots._to_core()), np.asarray(model.skin.reflectance)
            )
            labs = eye.lab(spectra).reshape(*seen.shape[:2], 3)
            start = int(np.argmax(seen[0, :, -4] > 0))
            shown["contrast_l"] = bare[0] - labs[..., 0]
            shown["delta_e_2000_to_first"] = delta_e_2000(labs, np.broadcast_to(labs[:, start : start + 1], labs.shape))
            shown["area_l"], shown["area_b"] = labs[..., 0], labs[..., 2]
        for name in names:
            _, low, high = QUANTITIES[name]
            place = np.floor((shown[name] - low) / (high - low) * BINS)
            total.outside[name] += int(((place < 0) | (place > BINS)).sum())
            place = np.clip(place, 0, BINS - 1).astype(np.int64)
            for t in range(T):
                total.counts[name][t] += np.bincount(place[:, t], minlength=BINS)
            total.sums[name][0] += shown[name].sum(axis=0)
    return total


def _run_chunks(task: _Task, chunks: range) -> _Counts:
    total = _run_chunk(task, chunks[0])
    for chunk in chunks[1:]:
        total = _sum(total, _run_chunk(task, chunk))
    return total


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


def _sum(a: _Counts, b: _Counts) -> _Counts:
    for name in a.counts:
        a.counts[name] += b.counts[name]
        a.outside[name] += b.outside[name]
        a.sums[name] += b.sums[name]
    a.status += b.status
    a.clients += b.clients
    a.worst_mass_error = max(a.worst_mass_error, b.worst_mass_error)
    return a
