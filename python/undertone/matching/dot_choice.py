"""Matching with dots that may be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import as_bands
from undertone._base.values import Value
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.matching.recipe import SeenTexture
from undertone.matching.report import MatchReport, report_from
from undertone.matching.search import treatment_options
from undertone.people.skin import Skin


@dataclass(frozen=True)
class DotTrial(Value):
    """Dots, and how good the best recipe for them is. ``usable`` is False where none is acceptable."""

    dots: Dots
    objective: float
    worst_delta_e_2000: float
    usable: bool
    proven: bool
    texture: tuple[SeenTexture, ...] = ()


@dataclass(frozen=True, eq=False)
class DotChoice(Value):
    """What ``match_dots`` answers: all that was tried, which of it is best, and the match for that."""

    trials: tuple[DotTrial, ...]
    best: DotTrial
    report: MatchReport


@checked
def match_dots(
    skin: Skin,
    target: npt.ArrayLike,
    line: Line,
    dots: Dots,
    *,
    diameters_mm: Sequence[float] = (),
    densities_per_cm2: Sequence[float] = (),
    **options: Any,
) -> DotChoice:
    """Match with dots that may be chosen: every pair of a diameter and a density is tried.

    Parameters
    ----------
    skin, target, line, options
        As for ``match``.
    dots : Dots
        Depth and healing; diameter and density where none are given to choose among.
    diameters_mm, densities_per_cm2
        To choose among.

    Returns
    -------
    DotChoice
        The best over the whole grid, proven where each trial is; of equals the one with fewer dots.

    Raises
    ------
    DomainError
        (a ValueError) for a value given twice, dots that would touch, and what ``match`` refuses.
    """
    client = _core.Client("", skin._core, as_bands("target", target), "")
    treatment = treatment_options(dots, options)
    diameters, densities = list(diameters_mm) or [dots.diameter_mm], list(densities_per_cm2) or [dots.density_per_cm2]
    core = _core.match_dots(client, line._core, diameters, densities, treatment)
    return _choice_from(core, client, line, options)


@checked
def match_dilution(
    skin: Skin,
    target: npt.ArrayLike,
    line: Line,
    dots: Dots,
    ink: str,
    *,
    densities_per_cm2: Sequence[float] = (),
    **options: Any,
) -> DotChoice:
    """Match with one ink alone: its dilution and the number of dots are the only unknowns.

    Parameters
    ----------
    skin, target, line, options
        As for ``match``.
    dots : Dots
        Width, depth and healing; the number of dots around which it chooses.
    ink : str
        Its id.
    densities_per_cm2
        To choose among; from six tenths to twice those of ``dots`` where none are given.

    Raises
    ------
    DomainError
        (a ValueError) for an ink that the line does not hold, and what ``match_dots`` refuses.
    """
    client = _core.Client("", skin._core, as_bands("target", target), "")
    core = _core.match_dilution(client, line._core, ink, list(densities_per_cm2), treatment_options(dots, options))
    return _choice_from(core, client, line, {**options, "max_inks": 1, "must_use": [ink]})


def _choice_from(core: _core.DotChoice, client: _core.Client, line: Line, options: dict[str, Any]) -> DotChoice:
    trials = tuple(DotTrial._from_core(trial) for trial in core.trials)
    best = treatment_options(trials[core.best].dots, options)
    return DotChoice(trials, trials[core.best], report_from(core.report, line, best, client))
