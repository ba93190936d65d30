"""Other inks of the shelf in place of one that cannot be had any more."""

from __future__ import annotations

from undertone.inks.replacement import nearest_inks
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.lines import parsed_line
from undertone.studio.work.records import Records

MOST = 5


def replacements(records: Records, bottle_id: str) -> list[said.Replacement]:
    """The inks of the lines on the shelf that heal most like the bottle's, nearest first."""
    bottle = next((one for one in records.bottles() if one.id == bottle_id), None)
    if bottle is None:
        raise Refusal("not_found", "this bottle is not on the shelf", where="shelf", do="look at the shelf again")
    lines = {kept.id: parsed_line(kept) for kept in records.lines() if kept.on_shelf}
    if bottle.line_id not in lines:
        raise Refusal("not_found", "the bottle's line is not on the shelf", where="shelf", do="add the line again")
    old = lines[bottle.line_id][bottle.ink]
    others = {
        (line_id, ink.id): ink
        for line_id, line in lines.items()
        for ink in line.values()
        if (line_id, ink.id) != (bottle.line_id, bottle.ink)
    }
    found = nearest_inks(old, list(others.values()))
    home = {id(ink): line_id for (line_id, _), ink in others.items()}
    return [
        said.Replacement(
            ink=one.ink.id,
            line_id=home[id(one.ink)],
            name=one.ink.name,
            delta_e_2000=one.worst_delta_e_2000,
            sentence=one.sentence,
        )
        for one in found[:MOST]
    ]
