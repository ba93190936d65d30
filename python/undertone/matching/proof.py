"""Why the best recipe is the best, and how a random sample bears that out."""

from __future__ import annotations

from dataclasses import dataclass

from undertone._base.values import Value


@dataclass(frozen=True)
class PruneAudit(Value):
    """Recipes drawn at random from all that a search left out, held against the full model.

    ``recipes`` were drawn (0: not audited) with ``seed``; the ``by_`` fields count by what they were left out. ``wrongly_pruned`` of
    them are better than the best returned, the best of these by ``worst_gain``. ``worst_below_bound`` is the largest amount by which an
    objective lies below the bound that left its recipe out; the proof allows for ``margin``. With ``confidence``, no more than
    ``share_at_most`` of all that was left out was left out wrongly (Clopper and Pearson 1934). ``failed`` voids the proof.
    """

    recipes: int = 0
    seed: int = 0
    by_cells: int = 0
    by_dilution: int = 0
    by_darkness: int = 0
    by_color: int = 0
    by_rank: int = 0
    wrongly_pruned: int = 0
    worst_gain: float = 0.0
    worst_below_bound: float = 0.0
    margin: float = 0.0
    confidence: float = 0.95
    share_at_most: float = 1.0
    failed: bool = False
    text: str = "not audited"

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class MatchProof(Value):
    """Why the best recipe is the best: it is within ``gap`` of the optimum on the grid, 0 when proven.

    Nothing that was left out has an objective below ``bound``; ``complete`` is False where some recipes were not evaluated, ``stopped`` True where
    a time budget ended the search; ``audit`` says how far a random sample bears the proof out; ``seconds`` is the whole match's wall
    time.
    """

    method: str
    recipes_covered: int
    recipes_evaluated: int
    recipes_rechecked: int
    ink_sets: int
    surrogate_error: float
    gap: float
    bound: float = 0.0
    complete: bool = True
    seconds: float = 0.0
    stopped: bool = False
    audit: PruneAudit = PruneAudit()

    @property
    def proven(self) -> bool:
        """True where nothing on the grid is better within the stated model."""
        return self.complete and self.gap <= 0 and not self.audit.failed
