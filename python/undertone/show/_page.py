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
    made = pdf_of(html, what) if ending == ".pdf" else forms[ending].encode()
    _core.write_output_file(fspath(path), made, what, overwrite, owner_only=owner_only)


def pdf_of(html: str, what: str) -> bytes:
    """The page as it prints. It may come from a stranger (an imported card), so no file and no address in it is opened.

    Raises
    ------
    MissingLibraryError
        (an ImportError) without WeasyPrint.
    """
    weasyprint = need("weasyprint", f"{what} as PDF")
    held_in_the_page = weasyprint.urls.URLFetcher(allowed_protocols={"data"})
    made: bytes = weasyprint.HTML(string=html, url_fetcher=held_in_the_page).write_pdf()
    return made
