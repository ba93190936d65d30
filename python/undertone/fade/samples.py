"""Posterior draws, and how well chains agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from undertone._base.arrays import FloatArray
from undertone._base.ranges import probability as share_of
from undertone._base.values import Value


@dataclass(frozen=True, eq=False)
class FadeSamples(Value):
    """Posterior draws.

    Attributes
    ----------
    values : (chains, draws, P)
        Parameters of the population (of the one client where there is one).
    x : (chains, draws, n)
        Standardised, clients included; what ``FadeFit.log_density`` takes.
    r_hat : (P,)
        Split potential scale reduction (Gelman et al. 2013): above 1.05 draw more.
    acceptance : (chains,)
    """

    names: tuple[str, ...]
    values: FloatArray
    x: FloatArray
    r_hat: FloatArray
    acceptance: FloatArray

    def interval(self, probability: float = 0.9) -> FloatArray:
        """(P, 2) central intervals."""
        share_of("probability", probability)
        tails = [0.5 - probability / 2, 0.5 + probability / 2]
        return np.quantile(self.values.reshape(-1, len(self.names)), tails, axis=0).T

    def to_arviz_dict(self) -> dict[str, FloatArray]:
        """Name to (chains, draws): ``arviz.from_dict(posterior=...)`` takes it."""
        return {name: self.values[..., i] for i, name in enumerate(self.names)}


def _split_r_hat(values: FloatArray) -> FloatArray:
    chains, draws, n = values.shape
    half = draws // 2
    split = values[:, : 2 * half].reshape(chains * 2, half, n)
    within = split.var(axis=1, ddof=1).mean(axis=0)
    between = half * split.mean(axis=1).var(axis=0, ddof=1)
    return np.asarray(np.sqrt(((half - 1) / half * within + between / half) / np.maximum(within, 1e-300)))
