"""Warnings are values: results carry them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from undertone import _core
from undertone._base.values import Value
from undertone._shown import shown_line


@dataclass(frozen=True)
class Diagnostic(Value):
    """One sentence that a user should see beside a result.

    ``severity`` is ``"info"``, ``"warning"`` or ``"error"``; ``code`` is short and stable (``"extrapolated"``).
    """

    severity: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.severity}: {shown_line(self.message)}"


def diagnostics_from(core: Iterable[_core.Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(Diagnostic(d.severity, d.code, d.message) for d in core)
