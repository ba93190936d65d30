"""Times as callers give them: days since the first session, or years after the last one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from undertone._base.arrays import FloatArray, as_floats
from undertone.diagnostics import Diagnostic
from undertone.errors import DomainError

DAYS_PER_YEAR = 365.25

MOST_TIMES = 100_000


def times_from(last_session_days: float, times_days: npt.ArrayLike | None, years: npt.ArrayLike | None) -> FloatArray:
    """(T,) days since the first session, of exactly one of the two."""
    if (times_days is None) == (years is None):
        what = "both missing" if years is None else "both given"
        raise DomainError("times_days, years", what, "one of them", "days since the first session, or years after the last")
    name, given = ("times_days", times_days) if years is None else ("years", years)
    times = np.atleast_1d(as_floats(name, given))  # type: ignore[arg-type]
    if times.ndim != 1 or times.size > MOST_TIMES:
        raise DomainError(f"{name}.shape", times.shape, f"(T,): up to {MOST_TIMES} times in one row")
    if not (np.abs(times) <= 1e6).all():  # nan is not
        at = int(np.argmin(np.abs(times) <= 1e6))
        raise DomainError(f"{name}[{at}]", f"{times[at]:g}", "finite numbers that a life has")
    return times if years is None else last_session_days + times * DAYS_PER_YEAR


def span_in_words(times_days: FloatArray, years: FloatArray) -> str:
    """From when to when, with the units."""
    days = f"day {times_days[0]:.0f} to {times_days[-1]:.0f} after the first session"
    return days + (f" (to year {years[-1]:.1f} after the last)" if years[-1] >= 0 else " (before the last)")


def ends_early(last_session_days: float, times_days: FloatArray) -> tuple[Diagnostic, ...]:
    """A note where all times lie before the treatment is done, as when years were meant."""
    if not times_days.size or times_days[-1] >= last_session_days:
        return ()
    message = (
        f"All times lie before the last session (day {last_session_days:g}): times_days are days since the first session, and end on "
        f"day {times_days[-1]:g}. Years go in by years=."
    )
    return (Diagnostic("warning", "before_last_session", message),)
