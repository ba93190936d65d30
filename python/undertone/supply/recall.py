"""On whom was a lot used?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.errors import DomainError


@dataclass(frozen=True)
class LotUse(Value):
    """One use: ``kind`` is "match card" and the like, which is advice, or "session", which is what was done; ``what`` is the ink's id,
    "diluent" or "needle"; ``lot`` is as it is written there, "" where it is not."""

    file: str
    kind: str
    client: str
    date: str
    what: str
    lot: str


@dataclass(frozen=True)
class RecallFile(Value):
    """A file or text, and why nothing of it counts."""

    file: str
    why: str


@dataclass(frozen=True)
class Recall(Printed):
    """Where a lot was used.

    Attributes
    ----------
    uses : tuple of LotUse
    unrecorded : tuple of LotUse
        Inks whose lot nobody wrote down: it cannot be ruled out.
    unread : tuple of RecallFile
        Those that should have been read, and why they were not: look at them by eye.
    other : tuple of RecallFile
        Those that were read and hold neither card nor sessions.
    unseen : tuple of str
        What was not looked into, by ending ("12 .csv").
    cards, sessions : int
        Those that were read.
    """

    lot: str
    uses: tuple[LotUse, ...]
    unrecorded: tuple[LotUse, ...]
    unread: tuple[RecallFile, ...]
    other: tuple[RecallFile, ...]
    unseen: tuple[str, ...]
    cards: int
    sessions: int

    def __repr__(self) -> str:
        return f"<Recall of {self.lot!r}: {len(self.uses)} uses, {len(self.unrecorded)} unrecorded, {len(self.unread)} not read>"


@checked
def recall_lot(lot: str, paths: Sequence[str | PathLike[str]] = (), *, cards: Sequence[tuple[str, str]] = ()) -> Recall:
    """Cards and sessions that used a lot of ink, diluent or needle, as ``undertone line recall`` finds them.

    Parameters
    ----------
    lot : str
        As the bottle has it; spaces and case do not matter.
    paths : sequence of path
        Files and folders: cards as .json, sessions.toml. Or else:
    cards : sequence of (str, str)
        Name and text of each, wherever they are kept: JSON of a card, of ``match --json`` or ``session --json``, or a sessions.toml.

    Raises
    ------
    DomainError
        For an empty lot, and for neither or both of ``paths`` and ``cards``.
    """
    if bool(paths) == bool(cards):
        raise DomainError("paths, cards", "both given" if paths else "neither given", "exactly one of them")
    core: Any = _core.recall_lot(lot, [(name, text) for name, text in cards], [fspath(one) for one in paths])
    return Recall._from_core(core)
