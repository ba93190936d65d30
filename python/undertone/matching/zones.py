"""Matching the zones of a scalp, each by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt

from undertone import _core
from undertone._base.arguments import checked
from undertone._base.arrays import as_bands
from undertone.errors import DomainError
from undertone.inks.dots import Dots
from undertone.inks.line import Line
from undertone.matching.report import MatchReport, report_from
from undertone.matching.search import treatment_options
from undertone.people.skin import Skin


@checked
def match_zones(
    skin: Skin,
    target: npt.ArrayLike,
    line: Line,
    dots: Dots,
    zones: Sequence[str] | Mapping[str, Dots] | str = tuple(_core.zone_names()),
    **options: Any,
) -> dict[str, MatchReport]:
    """Match each zone of a scalp by itself.

    Parameters
    ----------
    skin, target, line, options
        As for ``match``.
    dots : Dots
        In the middle of the scalp.
    zones : names, or mapping of names to Dots
        Of ``"hairline"`` (finer and sparser dots), ``"mid"``, ``"crown"`` and ``"sides"`` (denser), ``"scar"`` (holds less, and
        less surely: wider ranges). The directions are what practitioners teach, the factors our own; a mapping replaces them.

    Returns
    -------
    dict of name to MatchReport
    """
    return zones_core(_core.Client("", skin._core, as_bands("target", target), ""), line, dots, zones, options)


def zones_core(
    client: _core.Client, line: Line, dots: Dots, zones: Sequence[str] | Mapping[str, Dots] | str, options: Mapping[str, Any]
) -> dict[str, MatchReport]:
    """Each zone matched by itself to the client's target."""
    if isinstance(zones, str):
        zones = [zones]
    if not isinstance(zones, Mapping):
        zones = {name: Dots._from_core(_core.usual_zone(name, dots._to_core())) for name in zones}
    if not zones:
        raise DomainError("zones", "empty", "at least one zone")
    named = [(name, own._to_core()) for name, own in zones.items()]
    reports = _core.match_zones(client, line._core, named, treatment_options(dots, options))
    own_options = {name: treatment_options(own, {**options, "zone": name}) for name, own in zones.items()}
    return {name: report_from(report, line, own_options[name], client) for name, report in zip(zones, reports, strict=True)}
