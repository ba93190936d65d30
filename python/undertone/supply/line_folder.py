"""A line of one's own as a folder: evidence.toml, films/, and the line.toml made from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.diagnostics import Diagnostic
from undertone.inks.line import Line
from undertone.supply.characterise import InkCharacterisation, MixtureReport
from undertone.supply.label_ink import LabelInk


@dataclass(frozen=True, eq=False)
class CharacterisedInk(Value):
    """One ink of a folder: ``measured`` from films, or known by its ``label``. ``diagnostics`` are of reading its files."""

    id: str
    name: str
    measured: InkCharacterisation | None
    label: LabelInk | None
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, eq=False)
class LineCharacterisation(Value):
    """What every ink of a folder is, and how well mixtures are predicted; ``line`` is for matching and fading."""

    inks: tuple[CharacterisedInk, ...]
    mixtures: MixtureReport | None
    diagnostics: tuple[Diagnostic, ...]
    line: Line
    text: str
    json: str

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<LineCharacterisation {self.line.id!r}: {len(self.inks)} inks>"


@checked
def characterise_line(folder: str | PathLike[str], *, ink: str = "", today: str | None = None) -> LineCharacterisation:
    """Every ink of a line's folder from its films or label, as ``undertone line characterise`` does it.

    Parameters
    ----------
    folder : path
        With evidence.toml; ``undertone line new NAME`` makes one.
    ink : str, optional
        This ink alone.
    today : str, optional
        Date for inks whose evidence states none; this computer's where not given.

    Raises
    ------
    DataError, DomainError
    """
    core: Any = _core.characterise_line(fspath(folder), date.today().isoformat() if today is None else today, ink)
    return LineCharacterisation._from_core(core, line=Line._of(core.line), text=core.text(), json=core.json())


@dataclass(frozen=True)
class EvidenceCheck(Value):
    """One entry of evidence.toml judged; ``error`` is "" where it can be used."""

    entry: str
    file: str
    usable: bool
    error: str
    readings: int
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class LineCheck(Printed):
    """Can the films and labels of a folder be used?"""

    folder: str
    entries: tuple[EvidenceCheck, ...]

    @property
    def usable(self) -> bool:
        return all(one.usable for one in self.entries)


@checked
def check_line_folder(folder: str | PathLike[str]) -> LineCheck:
    """Judges each film, card, label and mixture of a line's folder, as ``undertone line check`` does.

    Raises
    ------
    DataError
        Where evidence.toml itself cannot be read.
    """
    core: Any = _core.check_line_folder(fspath(folder))
    return LineCheck._from_core(core)
