"""Small pieces of HTML for notebooks: swatches on neutral grey, tables, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy.typing as npt

from undertone import _core
from undertone._base.arrays import as_color
from undertone._shown import Html, html, joined
from undertone.diagnostics import Diagnostic

GREY = "#777777"  # L* 50: neither colour is judged against white paper


def color_hex(lab_d65: npt.ArrayLike) -> str:
    """sRGB as "#rrggbb" of Lab under D65, 2 degrees; clipped to the gamut."""
    return _core.srgb_hex_from_lab(as_color("lab_d65", lab_d65))


def _cell(lab_d65: npt.ArrayLike, width: str) -> Html:
    return html('<span style="display:inline-block;width:{};height:2em;background:{}"></span>', width, color_hex(lab_d65))


def swatch(lab_d65: npt.ArrayLike) -> Html:
    """One colour on neutral grey."""
    return _framed(_cell(lab_d65, "3em"))


def pair(first_lab_d65: npt.ArrayLike, second_lab_d65: npt.ArrayLike) -> Html:
    """Two colours that touch, on neutral grey: a gap would hide a small difference."""
    return _framed(_cell(first_lab_d65, "3em") + _cell(second_lab_d65, "3em"))


def strip(labs_d65: Iterable[npt.ArrayLike]) -> Html:
    """Colours in a row that touch."""
    return _framed(joined(_cell(lab, "2em") for lab in labs_d65))


def code(text: str) -> Html:
    return html("<code>{}</code>", text)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Html:
    """Cells are text, or markup (Html)."""
    head = joined(html("<th>{}</th>", name) for name in header)
    body = joined(html("<tr>{}</tr>", joined(html("<td>{}</td>", cell) for cell in row)) for row in rows)
    return html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)


def notes(diagnostics: Iterable[Diagnostic]) -> Html:
    items = joined(html("<li>{}</li>", str(d)) for d in diagnostics)
    return html("<ul>{}</ul>", items) if items else Html()


def _framed(cells: Html) -> Html:
    return html('<span style="display:inline-block;padding:4px;line-height:0;background:{}">{}</span>', GREY, cells)
