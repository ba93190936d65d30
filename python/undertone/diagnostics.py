"""Warnings are values: results carry them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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

    def _to_core(self, **given: Any) -> _core.Diagnostic:
        return _core.Diagnostic(severity=self.severity, code=self.code, message=self.message)

    def __str__(self) -> str:
        return f"{self.severity}: {shown_line(self.message)}"


def diagnostics_from(core: Iterable[_core.Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(Diagnostic._from_core(one) for one in core)
