"""What a line of inks holds, as ``undertone line`` shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.inks.line import Line


@dataclass(frozen=True)
class InkReport(Value):
    """One ink: what is in it, and its lot. ``mg_per_ml`` is all its pigment; ``lot`` and ``expires`` are "" where not stated."""

    id: str
    name: str
    lot: str
    expires: str
    mg_per_ml: float
    density_g_per_ml: float
    colorants: tuple[str, ...]
    expired: bool
    lots: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineReport(Printed):
    """The inks of a line, where the optics of their colorants come from, and what to heed before mixing."""

    id: str
    name: str
    maker: str
    version: str
    note: str
    diluent_name: str
    inks: tuple[InkReport, ...]
    sources: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    pack: str = ""


@checked
def line_report(line: Line, today: str | None = None) -> LineReport:
    """The inks of a line, what is in them, and which lots have expired.

    Parameters
    ----------
    line : Line
    today : str, optional
        The date of mixing, ``"2026-05-01"``; this computer's where not given, ``""`` for no check of dates.

    Raises
    ------
    DomainError
        (a ValueError) for a text that is no date.
    """
    core: Any = _core.line_report(line._core, date.today().isoformat() if today is None else today)
    return LineReport._from_core(core)
