"""What every result must say about itself, and the mix card as a page."""

from __future__ import annotations

from undertone import _core
from undertone._base.arguments import checked
from undertone.matching.report import MatchReport


def limits() -> list[str]:
    """What every result must say about itself."""
    return _core.model_limits()


@checked
def mix_card_html(report: MatchReport) -> str:
    """``report.card.html``: one self-contained page for A4 or Letter, legible in grey."""
    return report.card.html
