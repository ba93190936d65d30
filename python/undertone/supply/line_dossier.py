"""A line with its evidence as one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value


@dataclass(frozen=True)
class DossierSection(Value):
    """One section: what its numbers rest on, the text of the command of its own, and an SVG figure or ""."""

    title: str
    basis: str
    text: str
    figure: str
    caption: str


@dataclass(frozen=True)
class LineDossier(Printed):
    """What a line holds, how its inks were measured, whom it serves, what may be said; ``command`` makes the page again."""

    line: str
    name: str
    maker: str
    version: str
    note: str
    date: str
    command: str
    sections: tuple[DossierSection, ...]

    @property
    def html(self) -> str:
        """One self-contained page, legible in grey; ``undertone line report --html`` writes it."""
        return str(self._to_core().html())

    def __repr__(self) -> str:
        return f"<LineDossier {self.line!r}: {len(self.sections)} sections>"


@checked
def line_dossier(
    line_or_folder: str | PathLike[str],
    *,
    clients: int = 200,
    seed: int = 0,
    limit_list: str = "eu_2020_2081",
    lab_results: str | PathLike[str] = "",
    today: str | None = None,
) -> LineDossier:
    """A line's evidence, gathered: inks, mixtures, dilutions, coverage, limits, claims.

    Parameters
    ----------
    line_or_folder : str or path
        A folder with evidence.toml, which is characterised first; a line that ships, or its .toml.
    clients, seed : int
        Of the coverage.
    limit_list, lab_results : str or path
        As ``undertone line screen`` takes them.
    today : str, optional
        This computer's date where not given.

    Raises
    ------
    DataError, DomainError
    """
    core: Any = _core.line_dossier(
        fspath(line_or_folder),
        clients,
        seed,
        limit_list,
        fspath(lab_results),
        date.today().isoformat() if today is None else today,
    )
    return LineDossier._from_core(core)
