"""How the dots of the finished scalp are spread over the sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from undertone._base.arguments import check_fields
from undertone._base.ranges import at_most, in_range
from undertone._base.values import Value
from undertone.errors import DomainError


@dataclass(frozen=True)
class SessionShares(Value):
    """Shares of the finished dots, by session: those ``added``, which sum to 1, or those ``standing`` afterwards, which end at 1.

    ``SessionShares(added=(0.3, 0.4, 0.3))`` and ``SessionShares.of_standing((0.3, 0.7, 1))`` are the same. ``FadePlan`` and ``match``
    both take either.

    Raises
    ------
    DomainError
        For no shares, shares below 0, and shares that do not sum to 1.
    """

    added: tuple[float, ...]

    def __post_init__(self) -> None:
        check_fields(self)
        object.__setattr__(self, "added", tuple(self.added))
        at_most("added", len(self.added), 1000, "sessions")
        for i, share in enumerate(self.added):
            in_range(f"added[{i}]", share, 0, 1)
        if abs(sum(self.added) - 1) > 1e-6:
            raise DomainError("added", f"shares that sum to {sum(self.added):g}", "shares that sum to 1")

    @classmethod
    def of_standing(cls, shares: Sequence[float]) -> SessionShares:
        """From the shares that stand after each session."""
        for i, (before, after) in enumerate(pairwise(shares), start=1):
            if after < before:
                raise DomainError(f"shares[{i}]", f"{after:g}", f"at least {before:g}", "dots that stand do not go away")
        return cls(tuple(round(after - before, 12) for before, after in pairwise((0.0, *shares))))

    @property
    def standing(self) -> tuple[float, ...]:
        """Shares that stand after each session."""
        return (*accumulate(self.added[:-1]), 1.0)
