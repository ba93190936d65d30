"""What data know of parameters: combinations, profiles, and what a further visit would teach."""

from __future__ import annotations

from typing import NamedTuple

from undertone._base.arrays import FloatArray
from undertone._base.values import value_tuple


@value_tuple
class Direction(NamedTuple):
    """A combination of parameters, and how well the data know it.

    ``information`` is that of the data over that of the prior: 1 halves the prior's variance, 0 is nothing at all. ``weights``
    maps parameters to their exponents in the combination.
    """

    information: float
    weights: dict[str, float]
    words: str


@value_tuple
class Profile(NamedTuple):
    """Along one parameter, all others re-optimised: minus the log posterior, and minus the log-likelihood, over their minima."""

    values: FloatArray
    posterior: FloatArray
    likelihood: FloatArray


@value_tuple
class NextVisit(NamedTuple):
    """How much a visit at ``time_days`` would teach: expected information in nats, and shares of the variance of each parameter
    that it would take away."""

    time_days: float
    information_nats: float
    variance_removed: dict[str, float]


def _in_words(information: float, weights: dict[str, float]) -> str:
    names = list(weights)
    combination = " x ".join(name if w == 1 else f"{name}^{w:.2g}" for name, w in weights.items())
    if information > 10:
        return f"well known: {combination}"
    if information > 1:
        return f"known better by the data than by the prior: {combination}"
    if information > 1e-3:
        return f"hardly known: {combination}"
    if len(names) == 1:
        return f"not known at all: {names[0]}"
    opposite = any(w < 0 for w in weights.values())
    if len(names) == 2:
        kept = "product" if opposite else "ratio"
        if opposite and abs(abs(list(weights.values())[1]) - 1) > 0.05:
            kept = f"combination with exponents 1 and {abs(1 / list(weights.values())[1]):.2g}"
        return f"{names[0]} and {names[1]} cannot be told apart: the data fix only their {kept}"
    return "not known at all, and not separable: " + combination
