"""A part of an ensemble: its members followed, and counted in bins."""

from __future__ import annotations

import pickle
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields
from undertone._base.arrays import FloatArray
from undertone._base.ranges import in_range
from undertone._base.values import Value
from undertone.colorimetry import delta_e_2000, viewing
from undertone.errors import NumericalError
from undertone.fade.models import FadeModel
from undertone.fade.plan import FadePlan
from undertone.people.skin import Skin

CHUNK = 500  # members; part of what defines the numbers only through which members share their steps

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
        return made, None, client.skin.lab()  # no member to learn the colours from: an error once a colour is needed
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


def _sum(a: _Counts, b: _Counts) -> _Counts:
    for name in a.counts:
        a.counts[name] += b.counts[name]
        a.outside[name] += b.outside[name]
        a.sums[name] += b.sums[name]
    a.status += b.status
    a.clients += b.clients
    a.worst_mass_error = max(a.worst_mass_error, b.worst_mass_error)
    return a
