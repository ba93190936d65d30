"""Reports as one self-contained, printable page. Needs Jinja2."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from undertone import _core
from undertone._core import __version__
from undertone._html import GREY, color_hex
from undertone._optional import need

if TYPE_CHECKING:
    from undertone.client import Client
    from undertone.fade import FadeReport
    from undertone.pigment import Line
    from undertone.recipe import MatchReport


def limits() -> list[str]:
    """What every result must say about itself."""
    return _core.model_limits()


def mix_card_html(
    report: MatchReport,
    *,
    client: Client | None = None,
    line: Line | None = None,
    forecast: FadeReport | None = None,
    title: str = "",
) -> str:
    """The mix card as HTML: swatches, N:1 and doses, sessions, ranges, warnings, limits.

    One file with nothing outside it, set for A4, legible in greyscale: every colour stands beside its numbers.

    Parameters
    ----------
    report : MatchReport
    client : Client, optional
        For name, readings and where the target comes from.
    line : Line, optional
        For its name and note; the recipes' own by default.
    forecast : FadeReport, optional
        Adds a table of the years ahead.
    title : str
        Instead of the client's name.
    """
    jinja2 = need("jinja2", "mix_card_html")
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    environment.filters["hex"] = color_hex
    template = environment.from_string(files("undertone").joinpath("mix_card.html.j2").read_text(encoding="utf-8"))
    shown = report.recipes or report.nearest
    if line is None and shown:
        line = shown[0].blend.line
    page: str = template.render(
        title=title or (client.name if client else "") or "Mix card",
        report=report,
        shown=shown,
        client=client,
        line=line,
        forecast=forecast,
        years_ahead=[(f"year {y:.1f}", lab) for y, lab in zip(forecast.years, forecast.area_lab.nominal, strict=True)]
        if forecast
        else [],
        grey=GREY,
        limits=limits(),
        version=__version__,
    )
    return page
