"""What one visit measured, and visits from a table: a CSV file, or a DataFrame."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath
from typing import TYPE_CHECKING

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import check_fields, checked
from undertone._base.arrays import as_bands, as_color
from undertone._base.values import Value
from undertone.errors import ArgumentTypeError, DataError, DomainError

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Visit(Value):
    """What one visit measured; any of it may be missing.

    Parameters
    ----------
    time_days : float
        Since the plan's first session. On the day of a session the reading counts as taken after it.
    lab : (3,), optional
        Colour of the area under the series' illuminant.
    reflectance : (81,), optional
        Of the area; instead of ``lab``.
    diameter_mm : float, optional
        Width of the dots.
    density_score : int, optional
        Visual density, 0 to 10. Treated as ordinal: a score says between which limits a hidden, even scale lies.
    """

    time_days: float
    lab: npt.ArrayLike | None = None
    reflectance: npt.ArrayLike | None = None
    diameter_mm: float | None = None
    density_score: int | None = None

    def __post_init__(self) -> None:
        check_fields(self)
        if not 0 <= self.time_days <= 73050:
            raise DomainError("visit.time_days", self.time_days, "0 to 73050 (200 years)", "days since the first session")
        at = f"visit at day {self.time_days:g}"
        if self.lab is not None:
            as_color(f"{at}: lab", self.lab)
        if self.reflectance is not None:
            as_bands(f"{at}: reflectance", self.reflectance)
            if self.lab is not None:
                raise DomainError(f"{at}: lab", "given beside reflectance", "one of them", "the same reading counts once")
        if self.diameter_mm is not None and not 1e-3 <= self.diameter_mm <= 10:
            raise DomainError(
                f"{at}: diameter_mm", self.diameter_mm, "more than 0 (0.001), up to 10", "leave out what was not read"
            )
        if self.density_score is not None and self.density_score not in range(11):
            raise DomainError(f"{at}: density_score", self.density_score, "a whole number from 0 to 10")


_MOST_VISITS = 10_000  # beyond any person's; each costs a forecast in every step of a fit


@checked
def visits_from_csv(path: str | PathLike[str], first_session: str, ignore: Sequence[str]) -> list[Visit]:
    """The visits of a table in a file; see ``FadeSeries.from_csv``."""
    file = fspath(path)

    def refuse(what: str) -> DataError:
        return DataError(file, 0, 0, what, "there are no visits", "save the table as CSV (UTF-8)")

    try:
        text = _core.read_input_file(file, "visits").decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(f"the table of visits cannot be read: {error}") from None
    first_line = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first_line.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise refuse(f"this is no table: {error}") from None
    if len(rows) > _MOST_VISITS:
        raise refuse(f"{len(rows)} lines, where at most {_MOST_VISITS} are taken")
    header = [_column_name(cell) for cell in rows[0]] if rows else []
    _check_columns(header, first_session, [_column_name(name) for name in ignore], file)
    visits = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header):
            message = f"{len(row)} cells, where the header has {len(header)}"
            raise DataError(file, number, 0, message, "columns cannot be told apart", "complete the row")
        cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}

        def complain(name: str, what: str, number: int = number) -> DataError:
            return DataError(file, number, header.index(name) + 1, what, "the visit cannot be used", f"correct {name}")

        visits.append(_visit(cells, first_session, complain, decimal_comma=separator != ","))
    return visits


@checked
def visits_from_frame(frame: pd.DataFrame, first_session: str, ignore: Sequence[str]) -> list[Visit]:
    """The visits of a DataFrame; see ``FadeSeries.from_frame``."""
    if isinstance(frame, type) or not (hasattr(frame, "columns") and hasattr(frame, "itertuples")):
        raise ArgumentTypeError("frame", "a pandas DataFrame", type(frame).__name__)
    header = [_column_name(str(name)) for name in frame.columns]
    _check_columns(header, first_session, [_column_name(name) for name in ignore], "frame")
    visits = []
    for number, row in enumerate(frame.itertuples(index=False, name=None)):
        cells = {name: _cell(value) for name, value in zip(header, row, strict=True)}

        def complain(name: str, what: str, number: int = number) -> DataError:
            return DataError(f"frame, row {number}", 0, 0, what, "the visit cannot be used", f"correct {name}")

        visits.append(_visit(cells, first_session, complain, decimal_comma=False))
    return visits


_KNOWN = ("time_days", "date", "l", "a", "b", "diameter_mm", "density_score")


def _column_name(text: str) -> str:
    name = text.strip()
    return {"L*": "l", "a*": "a", "b*": "b", "L": "l"}.get(name, name)


def _check_columns(header: list[str], first_session: str, ignore: list[str], where: str) -> None:
    def refuse(what: str, what_to_do: str) -> DataError:
        return DataError(where, 1, 0, what, "readings must not be taken for something else", what_to_do)

    for name in header:
        if name not in _KNOWN and name not in ignore:
            raise refuse(f"a column {name!r}", f"columns are {', '.join(_KNOWN)}; name others in ignore=")
        if header.count(name) > 1:
            raise refuse(f"two columns {name!r}", "keep one of them")
    if ("time_days" in header) == ("date" in header):
        raise refuse("both time_days and date" if "date" in header else "neither time_days nor date", "give one of them")
    if "date" in header and not first_session:
        raise refuse("dates, but no first_session=", "say on which day the first session was, as 2024-05-17")
    if 0 < sum(name in header for name in "lab") < 3:
        raise refuse("not all of l, a and b", "give the whole colour, or none of it")


def _cell(value: object) -> str:
    """A cell of a frame as text; missing values (None, NaN, NaT, NA) are empty."""
    missing = value is None or type(value).__name__ in ("NAType", "NaTType") or value != value
    if missing:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _visit(
    cells: dict[str, str], first_session: str, complain: Callable[[str, str], DataError], decimal_comma: bool
) -> Visit:
    def number(name: str) -> float | None:
        text = cells.get(name, "")
        if not text:
            return None
        try:
            return float(text.replace(",", ".") if decimal_comma else text)
        except ValueError:
            raise complain(name, f"{name} is {text!r}, no number") from None

    def day(name: str, text: str) -> date:
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            raise complain(name, f"{text!r} is no ISO date (2024-05-17)") from None

    if "date" in cells:
        try:
            start = date.fromisoformat(first_session)
        except ValueError:
            raise DomainError("first_session", repr(first_session), "an ISO date, such as 2024-05-17") from None
        time: float | None = float((day("date", cells["date"]) - start).days)
    else:
        time = number("time_days")
    if time is None:
        raise complain("time_days", "no time")
    lab = [number(name) for name in "lab"]
    if any(value is None for value in lab) and any(value is not None for value in lab):
        raise complain("l", "a colour with one of its numbers missing")
    score = number("density_score")
    if score is not None and score != int(score):
        raise complain("density_score", f"density_score is {score:g}, no whole number")
    colour = None if None in lab else tuple(value for value in lab if value is not None)
    return Visit(time, colour, None, number("diameter_mm"), None if score is None else int(score))
