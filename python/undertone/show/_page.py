"""A page that is shown as text, HTML and JSON, as a file of the kind that its ending names; PDF is printed from the HTML."""

from __future__ import annotations

from os import PathLike, fspath
from pathlib import Path

from undertone import _core
from undertone._base.optional import need
from undertone.errors import DomainError


def write_page(
    path: str | PathLike[str], html: str, json: str, text: str, what: str, overwrite: bool, *, owner_only: bool
) -> None:
    """The file appears whole or not at all; ``what`` names it in messages. Raises DomainError, DataError, MissingLibraryError."""
    ending = Path(fspath(path)).suffix.lower()
    forms = {".html": html, ".htm": html, ".json": json + "\n", ".txt": text}
    if ending != ".pdf" and ending not in forms:
        raise DomainError("path", repr(fspath(path)), "a file that ends in .html, .json, .txt or .pdf")
    made = _pdf(html, what) if ending == ".pdf" else forms[ending].encode()
    _core.write_output_file(fspath(path), made, what, overwrite, owner_only=owner_only)


def _pdf(html: str, what: str) -> bytes:
    weasyprint = need("weasyprint", f"{what} as PDF")
    made: bytes = weasyprint.HTML(string=html).write_pdf()
    return made
