"""Laboratory results and a line's colorants against a dated list of limits: above, at or below, not in the list, not shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.ranges import in_range
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError
from undertone.inks.line import Line

ALL_OF_AN_INK_MG_PER_KG = 1e6
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")


def _require_day(name: str, text: str, why: str) -> None:
    if not DAY.fullmatch(text):
        raise DomainError(name, text or "not stated", "a date such as 2026-01-31", why)


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

    def __post_init__(self) -> None:
        check_fields(self)
        in_range("limit_mg_per_kg", self.limit_mg_per_kg, 0, ALL_OF_AN_INK_MG_PER_KG, "a million mg/kg are all of an ink")
        if self.status not in ("verified", "unverified"):
            raise DomainError("status", self.status or "not stated", "verified or unverified")
        if self.applies_from:
            _require_day("applies_from", self.applies_from, "empty for the list's own date")


@dataclass(frozen=True)
class LimitList(Value):
    """Limits of one date."""

    name: str
    date: str
    rows: tuple[LimitRow, ...]

    def __post_init__(self) -> None:
        check_fields(self)
        _require_day("date", self.date, 'limits change, and "not in the list" means nothing without the list\'s date')


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

    def __post_init__(self) -> None:
        check_fields(self)
        if self.value_mg_per_kg is not None:
            in_range(
                "value_mg_per_kg", self.value_mg_per_kg, 0, ALL_OF_AN_INK_MG_PER_KG, "a million mg/kg are all of an ink"
            )
        elif not self.below:
            raise DomainError("value_mg_per_kg", "None", "a number, or None with below", "None is what lies below a limit")
        if self.below != self.as_stated.startswith("<"):
            raise DomainError(
                "as_stated", self.as_stated or "empty", 'text that begins with "<" where below, and only there'
            )
        if not self.laboratory.strip():
            raise DomainError("laboratory", "not stated", "the laboratory's name", "nobody could ask")
        _require_day("date", self.date, "nobody could find the result again")


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
