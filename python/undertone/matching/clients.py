"""Matching for a client as measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from undertone import _core
from undertone._base.arguments import checked
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.matching.report import MatchReport
from undertone.matching.search import match_core
from undertone.matching.zones import zones_core
from undertone.people.client import Client


@checked
def match_client(client: Client, line: Line, dots: Dots, **options: Any) -> MatchReport:
    """The treatment plan of a client: what ``match`` finds, with the client's own scale, assumptions and card.

    Parameters
    ----------
    options
        As for ``match``.
    """
    return match_core(client._core, line, dots, options)


@checked
def match_client_zones(
    client: Client,
    line: Line,
    dots: Dots,
    zones: Sequence[str] | Mapping[str, Dots] | str = tuple(_core.zone_names()),
    **options: Any,
) -> dict[str, MatchReport]:
    """Each zone of a client's scalp by itself, as ``match_zones``, with the client's own scale, assumptions and cards."""
    return zones_core(client._core, line, dots, zones, options)
