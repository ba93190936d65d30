"""What a supplier may print, with what it rests on; and a reader that refuses what nothing here can bear out."""

from __future__ import annotations

from dataclasses import dataclass

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.supply.line_coverage import LineCoverage
from undertone.supply.screening import Screen


@dataclass(frozen=True)
class Claim(Value):
    """A sentence with its n, skins, duration, method and limits: print all of it or none."""

    sentence: str
    n: int
    skins: str
    duration: str
    method: str
    limits: str


@dataclass(frozen=True)
class LineClaims(Printed):
    """What may be printed of a line, and what is ``withheld`` and why."""

    line: str
    claims: tuple[Claim, ...]
    withheld: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class ClaimFinding(Value):
    """Words that are refused, why, and what may be said instead."""

    words: str
    kind: str
    reason: str
    instead: str


@dataclass(frozen=True)
class ClaimCheck(Value):
    """What of a text is refused. What passes is not thereby true."""

    text: str
    findings: tuple[ClaimFinding, ...]
    note: str

    @property
    def refused(self) -> bool:
        """Whether anything is."""
        return bool(self.findings)

    @property
    def json(self) -> str:
        """As ``undertone line claims --check --json`` prints it."""
        return str(self._to_core().json())

    def __str__(self) -> str:
        return str(self._to_core().as_text())


@checked
def claims_from(covered: LineCoverage, screened: Screen | None = None) -> LineClaims:
    """Sentences that a supplier may print of a line, from its coverage and, where given, a laboratory's results.

    Parameters
    ----------
    covered : LineCoverage
    screened : Screen, optional
    """
    return LineClaims._from_core(_core.claims_from(covered._to_core(), None if screened is None else screened._to_core()))


@checked
def check_claim(text: str) -> ClaimCheck:
    """Read English marketing text: permanence, colour that never turns, safety, allergy, medicine, approval and guarantees are refused.

    Parameters
    ----------
    text : str

    Raises
    ------
    DomainError
        (a ValueError) for an empty text, or one of over 100 000 bytes.
    """
    return ClaimCheck._from_core(_core.check_claim(text))
