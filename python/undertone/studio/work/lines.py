"""Bottles of the shelf to the one line that the workflow takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import undertone
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.cache import Cache
from undertone.studio.work.records import KeptBottle, KeptLine, Records


@dataclass(frozen=True)
class ShelfLine:
    """What may be mixed: the line, what is left of each ink, and what was decided on the way."""

    line: undertone.Line
    stock_ml: Mapping[str, float]
    notes: tuple[undertone.Diagnostic, ...]
    ids: Mapping[str, tuple[str, ...]]  # an ink's own id to those that it may have here
    never_use: tuple[str, ...] = ()  # here for what was done with them alone

    def blend(self, mixture: said.Mixture) -> undertone.Blend:
        """A mixture of these inks."""
        parts: dict[str, float] = {}
        for ink, amount in mixture.parts.items():
            known = ink if ink in self.line else next(iter(self.ids.get(ink, ())), "")
            if not known:
                do = "tick its bottle on the shelf, or mix from " + ", ".join(self.line)
                raise Refusal(
                    "bad_input", f"{ink!r} is not among the inks ticked", where="mixture", do=do, field="mixture.parts"
                )
            parts[known] = parts.get(known, 0.0) + amount
        return undertone.Blend(parts, mixture.water_parts, line=self.line)


_LINES: Cache[ShelfLine] = Cache(16)
_FILES: Cache[undertone.Line] = Cache(64)


def line_of(records: Records, bottle_ids: Sequence[str], today: str, used: Collection[str] = ()) -> ShelfLine:
    """The line of the bottles ticked; of every bottle where none is. A shelf without a bottle gives the demonstration line, and says so.

    ``used`` are ids of inks that earlier sessions were done with: they are in the line, and not to be used again unless ticked.
    """
    shelf, lines = list(records.bottles()), list(records.lines())
    unknown = [one for one in bottle_ids if one not in {bottle.id for bottle in shelf}]
    if unknown:
        do = "look at the shelf again, and tick what is there"
        raise Refusal(
            "not_found", "a bottle that was ticked is no longer on the shelf", where="shelf", do=do, field="bottle_ids"
        )
    chosen = [one for one in shelf if not bottle_ids or one.id in bottle_ids]
    if not chosen:
        has_lines = any(one.on_shelf for one in lines)
        return _LINES.get(("demo", has_lines), lambda: _demo(has_lines))
    homes = tuple(sorted({(one.line_id, one.ink) for one in shelf}))
    key = (tuple(chosen), homes, tuple(lines), today, tuple(sorted(used)))
    return _LINES.get(key, lambda: _made(chosen, shelf, lines, today, used))


def _demo(has_lines: bool) -> ShelfLine:
    why, do = (
        ("No ink of the shelf has a bottle", "Add your bottles.") if has_lines else ("The shelf is empty", "Add your inks.")
    )
    message = f"{why}: the demonstration line is used, which is modelled and no maker's product. {do}"
    return ShelfLine(undertone.load_line("demo"), {}, (undertone.Diagnostic("warning", "shelf_empty", message),), {})


def parsed_line(kept: KeptLine) -> undertone.Line:
    """A line of the shelf. Its text was read when it came; what was withdrawn since may still be in it."""
    state = {"text": kept.toml, "origin": f"line {kept.id}", "id": "", "version": "", "pack": kept.pack}
    return _FILES.get((kept.toml, kept.pack), lambda: undertone.Line._from_state(state))


def bottle_in_use(bottles: Sequence[KeptBottle], today: str) -> KeptBottle:
    """Of several bottles of one ink the one that expires first, has not yet, and is not empty: a cup holds one lot of an ink."""

    def order(one: KeptBottle) -> tuple[bool, bool, str, str]:
        return (one.ml_left == 0, bool(one.expires and today and one.expires < today), one.expires or "9999", one.id)

    return min(bottles, key=order)


def _made(
    ticked: Sequence[KeptBottle],
    shelf: Sequence[KeptBottle],
    lines: Sequence[KeptLine],
    today: str,
    used_inks: Collection[str],
) -> ShelfLine:
    kept = {line.id: line for line in lines}
    chosen = [*ticked, *_bottles_of(used_inks, ticked, shelf, lines)]
    missing = [one for one in chosen if one.line_id not in kept]
    if missing:
        do = "add the line again, or remove the bottle"
        raise Refusal("not_found", f"the line of {missing[0].ink!r} is no longer on the shelf", where="shelf", do=do)
    groups: dict[tuple[str, str], list[KeptBottle]] = {}
    for bottle in chosen:
        groups.setdefault((bottle.line_id, bottle.ink), []).append(bottle)
    homes: dict[str, set[str]] = {}
    for bottle in shelf:
        homes.setdefault(bottle.ink, set()).add(bottle.line_id)

    called = Counter(parsed_line(kept[line_id])[ink].name for line_id, ink in groups)
    notes: list[undertone.Diagnostic] = []
    colorants: dict[str, undertone.Colorant] = {}
    inks: list[undertone.Ink] = []
    stock: dict[str, float] = {}
    ids: dict[str, tuple[str, ...]] = {}
    used: dict[str, undertone.Line] = {}
    for (line_id, ink_id), bottles in groups.items():
        line = used.setdefault(line_id, parsed_line(kept[line_id]))
        ink, bottle = line[ink_id], bottle_in_use(bottles, today)
        if len(bottles) > 1:
            message = f"{ink.name}: {len(bottles)} bottles are ticked; lot {bottle.lot or 'not stated'} is used, which expires first."
            notes.append(undertone.Diagnostic("info", "one_lot", message))
        amounts = {_colorant(colorants, line, name): amount for name, amount in ink.mg_per_ml.items()}
        shown = ink_id if len(homes.get(ink_id, set()) | {line_id}) == 1 else f"{ink_id}_{line_id}"
        ids[ink_id] = (*ids.get(ink_id, ()), shown)
        inks.append(
            undertone.Ink(
                shown,
                amounts,
                name=ink.name if called[ink.name] == 1 else f"{ink.name} ({line.name})",
                density_g_per_ml=ink.density_g_per_ml,
                lot=bottle.lot,
                expires=bottle.expires or "",
            )
        )
        if bottle.ml_left is not None:
            stock[shown] = bottle.ml_left
    first, *rest = used.values()
    ticked_ids = {shown for one in ticked for shown in ids[one.ink]}
    made = _of_packs(
        used.values(),
        undertone.Line(
            inks=inks,
            colorants=colorants.values(),
            id="_".join(line.id for line in used.values())[:100],
            name=" + ".join(line.name for line in used.values())[:200],
            maker=" + ".join(dict.fromkeys(line.maker for line in used.values()))[:200],
            version=" + ".join(line.version for line in used.values())[:100],
            note="; ".join(dict.fromkeys(line.note for line in used.values() if line.note))[:1000],
            diluent_name=first.diluent_name,
            diluent_density_g_per_ml=first.diluent_density_g_per_ml,
            carrier_name=first.carrier_name,
            carrier_density_g_per_ml=first.carrier_density_g_per_ml,
        ),
    )
    if any(line.diluent_name != first.diluent_name for line in rest):
        message = f"The lines ticked are thinned with different liquids; {first.diluent_name} is assumed for all."
        notes.append(undertone.Diagnostic("warning", "diluents_differ", message))
    return ShelfLine(made, stock, tuple(notes), ids, tuple(ink for ink in made if ink not in ticked_ids))


def _of_packs(lines: Collection[undertone.Line], made: undertone.Line) -> undertone.Line:
    """The made line with the packs that its lines came in, as cards then say: in the order of their names, "no pack" among them."""
    packs = [line.pack for line in lines]
    if not any(packs):
        return made
    version = " + ".join(pack.version if pack else "no pack" for pack in packs)
    signed_by = " + ".join(pack.signed_by if pack else "nobody" for pack in packs)
    return undertone.Line._from_state({**made._state(), "pack": undertone.PackOrigin(version, signed_by)})


def _bottles_of(
    inks: Collection[str], ticked: Sequence[KeptBottle], shelf: Sequence[KeptBottle], lines: Sequence[KeptLine]
) -> list[KeptBottle]:
    """For inks that were used and are not ticked: their bottles, or their line's description where the bottle is gone."""
    there = {one.ink for one in ticked} | {f"{one.ink}_{one.line_id}" for one in ticked}
    found = []
    for ink in sorted(set(inks) - there):
        bottle = next((one for one in shelf if ink in (one.ink, f"{one.ink}_{one.line_id}")), None)
        if bottle is None:
            holds = next((kept for kept in lines if ink.removesuffix(f"_{kept.id}") in parsed_line(kept)), None)
            if holds is None:
                continue  # the blend that asks for it says so
            bottle = KeptBottle("", holds.id, ink.removesuffix(f"_{holds.id}"))
        found.append(bottle)
    return found


def _colorant(found: dict[str, undertone.Colorant], line: undertone.Line, name: str) -> str:
    """The colorant's id in the made line: another line's of the same id gets one of its own where it is another colorant."""
    own = next(one for one in line.colorants if one.id == name)
    candidate = name
    while candidate in found and replace(found[candidate], id=name) != own:
        candidate += "_"
    found.setdefault(candidate, own if candidate == name else replace(own, id=candidate))
    return candidate
