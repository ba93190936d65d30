"""A practitioner's own bias, learnt from clients that healed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.inks.dots import Dots, LogNormal
from undertone.learning.healing import HealedReading, HealingBelief
from undertone.learning.standing import _line_of


@dataclass(frozen=True, eq=False)
class PractitionerBias(Value):
    """Factors on the retention and depth assumed, learnt from clients that healed. Nothing applies it but ``apply``.

    ``*_identified`` is the share of the prior variance that the clients removed: 0 untouched, 1 known. ``error_before`` and
    ``error_after`` are CIEDE2000 between predicted and read, per client, the bias learnt from all the others.
    """

    retention: LogNormal
    depth: LogNormal
    retention_identified: float
    depth_identified: float
    pairs: int
    error_before: tuple[float, ...]
    error_after: tuple[float, ...]
    median_error_before: float
    median_error_after: float
    sentence: str
    diagnostics: tuple[Diagnostic, ...]

    def helps(self) -> bool:
        """True where clients left out are predicted better with it."""
        return self.median_error_after < self.median_error_before

    def apply(self, prior: Dots) -> Dots:
        """The prior moved by the bias."""
        return Dots._from_core(self._to_core().apply(prior._to_core()))

    def __str__(self) -> str:
        return self.sentence

    def __repr__(self) -> str:
        return f"<PractitionerBias: {self.sentence}>"


@checked
def practitioner_bias(pairs: Iterable[tuple[HealingBelief, HealedReading]]) -> PractitionerBias:
    """Own bias from at least five clients: what was believed before, and the first healed reading.

    Raises
    ------
    DomainError
        Fewer than five pairs.
    """
    many = list(pairs)
    line = _line_of([s for _, reading in many for s in reading.standing])
    core = _core.practitioner_bias([b._core for b, _ in many], [r._to_core() for _, r in many], line._core)
    return PractitionerBias._from_core(core)
