"""Laboratory results and a line's colorants against a dated list of limits: above, at or below, not in the list, not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.inks.line import Line


@dataclass(frozen=True)
class LimitRow(Value):
    """One row of a list. ``status`` is "verified" or "unverified"; ``applies_from`` is "" for the list's own date."""

    substance: str
    cas: str
    color_index: str
    limit_mg_per_kg: float
    as_stated: str
    status: str
    applies_from: str


@dataclass(frozen=True)
class LimitList(Value):
    """Limits of one date."""

    name: str
    date: str
    rows: tuple[LimitRow, ...]


@dataclass(frozen=True)
class LabResult(Value):
    """What a laboratory found, or did not find ``below`` that value; None for "<LOQ" without one."""

    substance: str
    cas: str
    color_index: str
    laboratory: str
    date: str
    sample: str
    value_mg_per_kg: float | None
    below: bool
    as_stated: str


@dataclass(frozen=True)
class ScreenRow(Value):
    """One answer: "above", "at_or_below", "not_shown" or "not_in_list", and in words."""

    substance: str
    cas: str
    color_index: str
    sample: str
    limit: str
    status: str
    result: str
    laboratory: str
    date: str
    answer: str
    text: str


@dataclass(frozen=True)
class Screen(Value):
    """All answers, those above a limit first. It never says that an ink complies: a list is a part of the law."""

    list_name: str
    list_date: str
    line: str
    above: int
    at_or_below: int
    not_shown: int
    not_in_list: int
    rows: tuple[ScreenRow, ...]
    text: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def json(self) -> str:
        """As ``undertone line screen --json`` prints it."""
        return str(self._to_core().json())

    def __str__(self) -> str:
        return str(self._to_core().as_text())


@checked
def load_limit_list(name_or_path: str | PathLike[str] = "eu_2020_2081") -> LimitList:
    """A list that ships with Undertone, or a .csv of your own.

    Parameters
    ----------
    name_or_path : str
        Columns substance, cas, color_index, limit, unit, status, applies_from; comments ``# name: ...`` and ``# date: 2026-01-31``.

    Raises
    ------
    DataError
        No date, a CAS number whose check digit is wrong, a limit without its unit, percent and fraction mixed, a substance twice.
    """
    return LimitList._from_core(_core.load_limit_list(fspath(name_or_path)))


@checked
def load_lab_results(path: str | PathLike[str]) -> tuple[LabResult, ...]:
    """A laboratory's results.

    Parameters
    ----------
    path : str
        A .csv with the columns substance, cas, color_index, value, unit, laboratory, date, sample. A value is a number, "<0.1" or "<LOQ".

    Raises
    ------
    DataError
        As ``load_limit_list``; also no laboratory, or a value that is none of these.
    """
    found: Any = _core.load_lab_results(fspath(path))
    return tuple(LabResult._from_core(one) for one in found)


@checked
def screen(limits: LimitList, results: Sequence[LabResult] = (), line: Line | None = None) -> Screen:
    """Every result, every row of the list without one in a sample, and each colorant of the line by its Colour Index number.

    Parameters
    ----------
    limits : LimitList
    results : sequence of LabResult
    line : Line, optional
    """
    core: Any = _core.screen(limits._to_core(), [one._to_core() for one in results], None if line is None else line._core)
    return Screen._from_core(core)
