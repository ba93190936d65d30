"""Small pieces of HTML for notebooks: swatches on neutral grey, tables, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy.typing as npt

from undertone import _core
from undertone._arrays import as_color
from undertone.diagnostics import Diagnostic

GREY = "#777777"  # L* 50: neither colour is judged against white paper


def color_hex(lab_d65: npt.ArrayLike) -> str:
    """sRGB as "#rrggbb" of Lab under D65, 2 degrees; clipped to the gamut."""
    return _core.srgb_hex_from_lab(as_color("lab_d65", lab_d65))


def _cell(lab_d65: npt.ArrayLike, width: str) -> str:
    return f'<span style="display:inline-block;width:{width};height:2em;background:{color_hex(lab_d65)}"></span>'


def swatch(lab_d65: npt.ArrayLike) -> str:
    """One colour on neutral grey."""
    return _framed(_cell(lab_d65, "3em"))


def pair(first_lab_d65: npt.ArrayLike, second_lab_d65: npt.ArrayLike) -> str:
    """Two colours that touch, on neutral grey: a gap would hide a small difference."""
    return _framed(_cell(first_lab_d65, "3em") + _cell(second_lab_d65, "3em"))


def strip(labs_d65: Iterable[npt.ArrayLike]) -> str:
    """Colours in a row that touch."""
    return _framed("".join(_cell(lab, "2em") for lab in labs_d65))


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Cells are HTML already."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def notes(diagnostics: Iterable[Diagnostic]) -> str:
    items = "".join(f"<li>{escape(str(d))}</li>" for d in diagnostics)
    return f"<ul>{items}</ul>" if items else ""


def _framed(cells: str) -> str:
    return f'<span style="display:inline-block;padding:4px;line-height:0;background:{GREY}">{cells}</span>'
