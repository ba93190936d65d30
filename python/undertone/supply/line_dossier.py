"""A line with its evidence as one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from os import PathLike, fspath
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.printed import Printed
from undertone._base.values import Value
from undertone.show._page import write_page


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

    def write(self, path: str | PathLike[str], *, overwrite: bool = False) -> None:
        """Write it in the kind that the ending names: .html, .json, .txt, or .pdf (needs ``undertone[pdf]``).

        Raises
        ------
        DomainError
            Another ending.
        DataError
            The file exists (unless ``overwrite``), or cannot be written.
        MissingLibraryError
            (an ImportError) .pdf without WeasyPrint.
        """
        write_page(path, self.html, self.json, self.text, "the report", overwrite, owner_only=False)

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
    quality_log: str | PathLike[str] = "",
    exposure_series: str | PathLike[str] = "",
    today: str | None = None,
    signed_by: str = "",
    progress: Callable[[int, int], None] | None = None,
) -> LineDossier:
    """A line's evidence, gathered: inks, mixtures, dilutions, coverage, limits, claims.

    Parameters
    ----------
    line_or_folder : str or path
        A folder with evidence.toml, which is characterised first; a line that ships, its .toml, or an ink pack.
    clients, seed : int
        Of the coverage.
    limit_list, lab_results : str or path
        As ``undertone line screen`` takes them.
    quality_log, exposure_series : path, optional
        A ``QualityLog``'s file, for a control chart of each ink; an exposure series, as ``read_exposure_series`` takes it.
    today : str, optional
        This computer's date where not given.
    signed_by : str, optional
        Take the line only from an ink pack signed with the key of this fingerprint.
    progress : callable, optional
        Told clients of the coverage done and in all, now and then; ends the work by raising.

    Raises
    ------
    DataError, DomainError
    CallbackError
        Where ``progress`` raised.
    """
    core: Any = _core.line_dossier(
        fspath(line_or_folder),
        clients,
        seed,
        limit_list,
        fspath(lab_results),
        date.today().isoformat() if today is None else today,
        signed_by,
        fspath(quality_log),
        fspath(exposure_series),
        progress,
    )
    return LineDossier._from_core(core)
