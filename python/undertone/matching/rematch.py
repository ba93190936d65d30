"""Matches of one skin and one line, again and again."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import as_bands
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.matching.report import MatchReport, report_from
from undertone.matching.search import treatment_options
from undertone.people.skin import Skin


class Rematch:
    """Matches of one skin and one line, again and again, as when sliders move.

    What depends on neither the target nor the dots is worked out once, and with ``recipe_count=1`` the last answer is a first guess
    of the next, so a second match takes half the time of ``match`` or less; its answers are the same. Threads may share one.

    Parameters
    ----------
    skin : Skin
    line : Line
    """

    @checked
    def __init__(self, skin: Skin, line: Line) -> None:
        self._of = (skin, line)
        self._line = line
        self._skin = skin._core
        self._core = _core.Rematch(skin._core, line._core)

    def __reduce__(self) -> tuple[type[Rematch], tuple[Skin, Line]]:
        return Rematch, self._of

    @checked
    def match(self, target: npt.ArrayLike, dots: Dots, **options: Any) -> MatchReport:
        """As ``match``, whose options these are. While a finger drags, ``recipe_count=1`` is quickest.

        Raises
        ------
        DomainError
            (a ValueError) for input that makes no sense.
        """
        treatment = treatment_options(dots, options)
        bands = as_bands("target", target)
        report = self._core.match(bands, treatment)
        return report_from(report, self._line, treatment, _core.Client("", self._skin, bands, ""))
