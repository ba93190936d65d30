"""More of the same mixture: a cup of the same ratio that can be poured."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, lcm

from undertone._base.arguments import checked
from undertone._base.ranges import in_range
from undertone.inks.blend import Blend
from undertone.inks.dosing import Cup


@checked
def mix_more(blend: Blend, least_ml: float, *, step_ml: float = 0.05, drops_per_ml: float = 20.0) -> Cup:
    """A cup of at least so much of the mixture, in whole steps of the syringe where a cup up to twice as large allows it.

    The ratio is kept in any case. ``Cup.whole_steps`` is False where no such cup falls on the steps: weigh it, or mix more.

    Raises
    ------
    DomainError
        No volume, or no step.
    """
    in_range("least_ml", least_ml, 1e-3, 1e4)
    in_range("step_ml", step_ml, 1e-4, 1e3)
    inks = sum(blend.parts.values())
    shares = [amount / inks / (1 + blend.water_parts) for amount in blend.parts.values()]
    exact = [Fraction(share).limit_denominator(100_000) for share in shares]
    unit = step_ml * _common_denominator(exact)  # the smallest cup in whole steps
    whole = unit * ceil(least_ml / unit - 1e-9)
    return blend.cup(whole if whole <= 2 * least_ml + 1e-9 else least_ml, step_ml, drops_per_ml)


def _common_denominator(shares: list[Fraction]) -> int:
    return lcm(*(share.denominator for share in shares))
