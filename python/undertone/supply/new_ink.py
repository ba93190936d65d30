"""The one ink that would add most to a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.people.habits import Habits
from undertone.people.hair import HairMelanin
from undertone.people.skin import Skin
from undertone.supply._people import DEFAULT, population
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
    clients: int = DEFAULT.clients,
    skin_classes: Sequence[str] = (),
    skins: Mapping[str, Skin] | None = None,
    hair_colors: Sequence[str] = (),
    hairs: Mapping[str, HairMelanin] | None = None,
    tolerance_delta_e_2000: float | None = None,
    years: Sequence[float] = tuple(DEFAULT.years),
    fade_draws: int = DEFAULT.fade_draws,
    seed: int = DEFAULT.seed,
    dots: Dots | None = None,
    habits: Habits | None = None,
    max_inks: int = DEFAULT.max_inks,
    never_use: Sequence[str] = (),
    today: str | None = None,
) -> NewInk:
    """The one ink, over colorants and strengths, that would serve most of those whom the line leaves unserved.

    A grid of single colorants and halves of two at three strengths comes first; its best is where the refinement starts, and both are
    judged by the full match on all unserved clients: the answer is no worse than the grid.

    Parameters
    ----------
    line : Line
    covered : LineCoverage
        Of this line.
    colorants : sequence of str
        Ids that the ink may hold; all of the line and of the shipped ones where none is named.
    most_mg_per_ml : float
        Of all its pigment.
    screened_clients, refinements : int
        Unserved clients that trials are judged on, and trials after the grid.
    clients, skin_classes, skins, hair_colors, hairs, tolerance_delta_e_2000, years, fade_draws, seed, dots, habits, max_inks, never_use, today
        The people of ``covered``, as they were given to ``coverage``.

    Raises
    ------
    DomainError
        (a ValueError) for an unknown colorant, and a coverage of other clients or another line.
    """
    options = population(
        clients=clients,
        skin_classes=skin_classes,
        skins=skins,
        hair_colors=hair_colors,
        hairs=hairs,
        tolerance_delta_e_2000=tolerance_delta_e_2000,
        years=years,
        fade_draws=fade_draws,
        seed=seed,
        dots=dots,
        habits=habits,
        max_inks=max_inks,
        never_use=never_use,
        today=today,
    ).options(0)
    return NewInk._from_core(
        _core.suggest_new_ink(
            line._core,
            options,
            covered._to_core(),
            list(colorants),
            most_mg_per_ml,
            screened_clients,
            refinements,
        )
    )
