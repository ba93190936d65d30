"""Which skins and hair a line of inks serves, for how long and by what, on any number of workers with the same numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.people.habits import Habits
from undertone.people.hair import HairMelanin
from undertone.people.skin import Skin
from undertone.show._axes import axes_or_new
from undertone.supply._people import DEFAULT, Population, population

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SKINS_AT_ONCE = 8
"""Between two calls of ``progress``. No part of what defines the numbers."""


@dataclass(frozen=True)
class CoveredClient(Value):
    """One client: who it is, what the best recipe of the line comes to, how long it lasts, and what is missing.

    Attributes
    ----------
    outcome : str
        ``"served"``, ``"unserved"``, or ``"needs_none"`` where nobody can tell the fringe from bare skin.
    delta_e_2000, delta_e_ab, bare_delta_e_2000 : float
        Healed area, and bare skin, to the shaved fringe, under the worst light.
    tolerance_delta_e_2000, acceptable_delta_e_ab : float
        What served it: not seen below the first, or accepted up to the second (0: the first alone counts).
    inks, parts, water_parts
        The best recipe; ``as_good`` are other sets of inks within delta E 0.1.
    years_within, years_low, years_high : float
        Until the area leaves the tolerance, without touch-up: at the priors' medians, and 80 % of fading's draws.
        ``beyond_horizon``: still within after ten years.
    needs, needs_by, in_the_way, why
        Of an unserved client: "less red" by so much of a*, kept from it by "hue", "dilution", "strength", "skin" or "rules".
    texture_seen_from_m : float
        From how far dots look unlike hair; 0 from nowhere.
    """

    index: int
    skin: str
    skin_class: str
    hair: str
    ita_deg: float
    outcome: str
    bare_delta_e_2000: float
    delta_e_2000: float
    delta_e_ab: float
    tolerance_delta_e_2000: float
    acceptable_delta_e_ab: float
    shortfall_delta_e_2000: float
    inks: tuple[str, ...]
    parts: tuple[float, ...]
    water_parts: float
    as_good: tuple[str, ...]
    years_within: float
    years_low: float
    years_high: float
    beyond_horizon: bool
    needs: str
    needs_by: float
    in_the_way: str
    why: str
    texture_seen_from_m: float


@dataclass(frozen=True)
class ShareServed(Value):
    """A share with its n, ``clients``, and its 95 % interval (Wilson 1927). ``needs_none`` are left out of n."""

    group: str
    clients: int
    served: int
    share: float
    low: float
    high: float
    needs_none: int


@dataclass(frozen=True)
class MapCell(Value):
    """One class of skin with one hair. ``needs`` and ``in_the_way`` are those of most of its unserved; medians are 0 for none."""

    skin_class: str
    hair: str
    served: ShareServed
    median_delta_e_2000: float
    median_years: float
    needs: str
    in_the_way: str


@dataclass(frozen=True)
class YearShare(Value):
    """Served when healed and still so after these years."""

    years: float
    served: ShareServed


@dataclass(frozen=True)
class InkUse(Value):
    """Served clients whose best recipe holds the ink, those with no other ink, and those with a tie that does without it."""

    ink: str
    clients: int
    alone: int
    replaceable: int


@dataclass(frozen=True)
class InkTie(Value):
    """Two sets of inks that come to the same, within delta E 0.1, for so many clients."""

    best: str
    as_good: str
    clients: int


@dataclass(frozen=True)
class LimitCount(Value):
    """What so many unserved clients need, and what is in the way of it."""

    needs: str
    in_the_way: str
    clients: int
    median_shortfall_delta_e_2000: float


@dataclass(frozen=True, eq=False)
class LineCoverage(Printed):
    """What a line serves: ``population``, ``tolerance`` and ``method`` say in words of whom, by what and how.

    Attributes
    ----------
    overall : ShareServed
    by_class, by_hair : tuple of ShareServed
    map : tuple of MapCell
        Classes by hairs, row by row.
    by_years : tuple of YearShare
    inks, ties, limits
    clients : tuple of CoveredClient
    options : Population
        As asked; None in a coverage that was kept before it was noted.
    """

    line: str
    line_version: str
    population: str
    tolerance: str
    method: str
    seed: int
    skins: int
    least_ita_deg: float
    most_ita_deg: float
    overall: ShareServed
    by_class: tuple[ShareServed, ...]
    by_hair: tuple[ShareServed, ...]
    map: tuple[MapCell, ...]
    by_years: tuple[YearShare, ...]
    inks: tuple[InkUse, ...]
    ties: tuple[InkTie, ...]
    limits: tuple[LimitCount, ...]
    clients: tuple[CoveredClient, ...]
    diagnostics: tuple[Diagnostic, ...]
    options: Population | None = None

    def _to_core(self, **given: Any) -> Any:
        return super()._to_core(**({} if self.options else {"options": _core.CoverageOptions()}), **given)

    @property
    def unserved(self) -> tuple[CoveredClient, ...]:
        """Clients who need pigment and whom no recipe of the line serves, worst first."""
        found = [one for one in self.clients if one.outcome == "unserved"]
        return tuple(sorted(found, key=lambda one: -one.shortfall_delta_e_2000))

    def __repr__(self) -> str:
        all_of_them = self.overall
        return (
            f"<LineCoverage of {self.line}: {all_of_them.served} of {all_of_them.clients} served "
            f"({all_of_them.share:.0%}, 95 % {all_of_them.low:.0%} to {all_of_them.high:.0%}), {self.skins} skins>"
        )

    @checked
    def plot(self, *, ax: Axes | None = None) -> Axes:
        """The map: classes of skin by hair, the share served and its n in each cell. Darker is less served, also in grey."""
        ax = axes_or_new(ax)
        columns, rows = [one.group for one in self.by_hair], [one.group for one in self.by_class]
        for at, cell in enumerate(self.map):
            row, column = divmod(at, len(columns))
            nobody = cell.served.clients == 0
            grey = 1.0 if nobody else 0.35 + 0.6 * cell.served.share
            ax.fill([column, column + 1, column + 1, column], [row, row, row + 1, row + 1], color=(grey, grey, grey))
            said = "no pigment\nneeded" if nobody else f"{cell.served.share:.0%}\nn {cell.served.clients}"
            ink = "#777777" if nobody else "white" if grey < 0.6 else "black"
            ax.text(column + 0.5, row + 0.5, said, ha="center", va="center", color=ink, fontsize=7 if nobody else 8)
        ax.set(xlim=(0, len(columns)), ylim=(len(rows), 0), ylabel="skin")
        ax.set_xticks(
            [i + 0.5 for i in range(len(columns))], [one.replace("_", " ") for one in columns], rotation=30, ha="right"
        )
        ax.set_yticks([i + 0.5 for i in range(len(rows))], [one.replace("_", " ") for one in rows])
        ax.tick_params(length=0)
        n, share = self.overall.clients, self.overall.share
        ax.set_title(f"{self.line}: {share:.0%} of {n} served when healed (model only)", fontsize=9)
        return ax


@dataclass(frozen=True, eq=False)
class CoverageComparison(Printed):
    """Two lines for the same clients, client by client. ``chance_if_alike`` is McNemar's exact test; ties are within delta E 0.1."""

    first: str
    second: str
    clients: int
    both: int
    first_only: int
    second_only: int
    neither: int
    first_served: ShareServed
    second_served: ShareServed
    chance_if_alike: float
    first_nearer: int
    second_nearer: int
    ties: int
    first_by_class: tuple[ShareServed, ...]
    second_by_class: tuple[ShareServed, ...]
    first_by_hair: tuple[ShareServed, ...]
    second_by_hair: tuple[ShareServed, ...]
    verdict: str
    diagnostics: tuple[Diagnostic, ...]


def _cover(line: Line, population: Population, first: int, skins: int, threads: int) -> tuple[CoveredClient, ...]:
    found = _core.cover_clients(line._core, population.options(threads), first, skins)
    return tuple(CoveredClient._from_core(one) for one in found)


@checked
def coverage(
    line: Line,
    *,
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
    executor: Executor | None = None,
    in_flight: int = 16,
    progress: Callable[[int, int], None] | None = None,
) -> LineCoverage:
    """Match every client of a population with a line, and follow what was matched over the years.

    Client i has skin i // hairs and hair i % hairs; both are drawn by (``seed``, number) alone, so the numbers are the same to the last
    bit in any pieces, on any number of threads and workers. Each client is matched as ``match`` does, over the whole dosing grid, for the
    healed colour at the median retention and depth, without the audit of the proof and without a later year.

    Parameters
    ----------
    line : Line
    clients : int
        How many, 2000 where not given. Skins of all classes alike, which is no country's population.
    skin_classes : sequence of str
        "very_light", "light", "intermediate", "tan", "brown", "dark" (Del Bino and Bernerd 2013); all where none is named.
    skins : mapping of names to Skin
        The supplier's own people, in place of skins drawn: each with every hair.
    hair_colors : sequence of str
        Words of ``HairMelanin.of``; all where none is named. People of one word differ by a factor of 1.5 in melanin (80 %).
    hairs : mapping of names to HairMelanin
        Hair by its melanin, beside the words.
    tolerance_delta_e_2000 : float, optional
        Healed area to shaved fringe under the worst light. None: as ``match`` judges, not seen or accepted by skin tone.
    years : sequence of float
        After the last session, at which shares are stated; up to 10.
    fade_draws : int
        Per skin, for the range of years.
    seed, dots, habits, max_inks, never_use
    today : str, optional
        Lots past it are left out; this computer's date where not given, "" checks nothing.
    executor : concurrent.futures.Executor, optional
        Anything with ``submit``: a ProcessPoolExecutor, or ``distributed.Client(...).get_executor()`` for many machines. By default this
        process, on all its cores.
    in_flight : int
        Jobs handed out at once, each of 8 skins.
    progress : callable, optional
        Called with clients done and clients in all. Whatever it raises ends the coverage, as Ctrl-C does.

    Raises
    ------
    DomainError
        (a ValueError) for no clients, a tolerance of 0 or less or below what readings repeat to, an unknown class or hair, a line without
        usable inks.
    """
    if not 1 <= in_flight <= 10_000:
        raise DomainError("in_flight", in_flight, "1 to 10000")
    asked = population(
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
    )
    options = asked.options(0)
    options.validate(line._core)
    in_all_skins, in_all = options.skin_count(), options.client_count()
    jobs = [(first, min(SKINS_AT_ONCE, in_all_skins - first)) for first in range(0, in_all_skins, SKINS_AT_ONCE)]
    found: list[CoveredClient] = []
    pending: deque[Any] = deque()
    handed = 0
    try:
        for job in jobs:
            if executor is None:
                found += _cover(line, asked, *job, 0)
            else:
                while handed < len(jobs) and len(pending) < in_flight:
                    pending.append(executor.submit(_cover, line, asked, *jobs[handed], 1))
                    handed += 1
                found += pending.popleft().result()
            if progress is not None:
                progress(len(found), in_all)
    finally:
        for future in pending:
            future.cancel()
    summed = _core.summarise_coverage(line._core, options, [one._to_core() for one in found])
    return LineCoverage._from_core(summed, options=asked)


@checked
def compare_coverage(first: LineCoverage, second: LineCoverage) -> CoverageComparison:
    """Two lines for the same clients: who is served by both, by one alone, by none; ties shown as ties.

    Raises
    ------
    DomainError
        (a ValueError) where the two are not of the same clients and tolerance.
    """
    return CoverageComparison._from_core(_core.compare_coverage(first._to_core(), second._to_core()))
