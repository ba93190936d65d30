"""The one ink that would add most to a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.line import Line
from undertone.supply.line_coverage import LineCoverage, ShareServed


@dataclass(frozen=True)
class InkComponentText(Value):
    """A colorant of an ink, and its concentration."""

    colorant: str
    color_index: str
    mg_per_ml: float


@dataclass(frozen=True)
class NewInkTrial(Value):
    """An ink that was judged: unserved clients that it serves, and the shortfall of the others, summed."""

    components: tuple[InkComponentText, ...]
    served: int
    shortfall_delta_e_2000: float


@dataclass(frozen=True, eq=False)
class NewInk(Value):
    """The one ink that would add most, beside the best of the grid that the search began with, both by the full match."""

    line: str
    unserved: int
    best: NewInkTrial
    grid_best: NewInkTrial
    shortfall_before_delta_e_2000: float
    before: ShareServed
    after: ShareServed
    grid_trials: int
    trials: int
    screened_clients: int
    text: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def json(self) -> str:
        """As ``undertone line coverage --new-ink --json`` prints it."""
        return str(self._to_core().json())

    def __str__(self) -> str:
        return str(self._to_core().as_text())


@checked
def suggest_new_ink(
    line: Line,
    covered: LineCoverage,
    *,
    colorants: Sequence[str] = (),
    most_mg_per_ml: float = 300.0,
    screened_clients: int = 12,
    refinements: int = 48,
) -> NewInk:
    """The one ink, over colorants and strengths, that would serve most of those whom the line leaves unserved.

    A grid of single colorants and halves of two at three strengths comes first; its best is where the refinement starts, and both are
    judged by the full match on all unserved clients: the answer is no worse than the grid.

    Parameters
    ----------
    line : Line
    covered : LineCoverage
        Of this line; its people and what serves them are those of the trials.
    colorants : sequence of str
        Ids that the ink may hold; all of the line and of the shipped ones where none is named.
    most_mg_per_ml : float
        Of all its pigment.
    screened_clients, refinements : int
        Unserved clients that trials are judged on, and trials after the grid.

    Raises
    ------
    DomainError
        (a ValueError) for an unknown colorant, and a coverage of another line.
    """
    if covered.options is None:
        raise DomainError("covered", "kept without its options", "what coverage gives now", "cover the line again")
    return NewInk._from_core(
        _core.suggest_new_ink(
            line._core,
            covered._to_core(),
            list(colorants),
            most_mg_per_ml,
            screened_clients,
            refinements,
        )
    )
