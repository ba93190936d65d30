"""Lines of ink for the shelf: from a file, from the package, or from what a label says."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection
from typing import Any

import undertone
from undertone import _core
from undertone.studio.models_records import LabelInk
from undertone.studio.store import Store, StoreError
from undertone.studio.work import packs
from undertone.studio.work.colors import swatch

MOST_LINE_BYTES = 2_000_000
_NORMAL_80 = 1.2816  # 80 % of a normal distribution lie within so many standard deviations


def read_line_bytes(name: str, source: bytes) -> tuple[bytes, dict[str, Any]]:
    """A line's file: the line as the engine reads it, and what is shown of it. ``name`` is a label, never a path.

    Raises
    ------
    StoreError, undertone.DataError
        For what is no line, with file, line and column.
    """
    if len(source) > MOST_LINE_BYTES:
        what = f"the file has {len(source) / 1e6:.1f} MB"
        raise StoreError("too_large", what, name, "a line of 200 inks takes less than 2 MB", "is it the right file?")
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise StoreError(
            "wrong_kind", "this is no text (UTF-8)", name, "a line is a text file, line.toml", "choose the line's own file"
        ) from None
    line = undertone.Line._of(_core.parse_line(text, name, None))
    return text.encode(), _body(line, "file", synthetic=_says_synthetic(line))


def read_pack_bytes(name: str, source: bytes) -> tuple[bytes, dict[str, Any]]:
    """An ink pack: its line as the engine reads it, and what is shown of it. Refused where a byte was changed since it was signed."""
    pack = packs.read_pack(name, source)
    body = _body(pack.line, "pack", synthetic=_says_synthetic(pack.line))
    return pack.line.to_toml().encode(), {**body, "signed_by": pack.signed_by, "pack": packs.shown(pack)}


def read_label(label: LabelInk) -> tuple[bytes, dict[str, Any]]:
    """A line of the one ink that a label describes."""
    if label.solids_low_percent > label.solids_high_percent:
        raise StoreError(
            "bad_input", "the least solids are more than the most", "solids_low_percent", "no ink is so", "exchange the two",
            field="solids_low_percent",
        )  # fmt: skip
    identifier = re.sub(r"[^a-z0-9]+", "_", label.name.lower()).strip("_")[:40] or "ink"
    found = undertone.supply.ink_from_label(
        label.ingredients,
        id=identifier,
        name=label.name,
        least_pigment_mg_per_ml=10 * label.solids_low_percent,
        most_pigment_mg_per_ml=10 * label.solids_high_percent,
    )
    line = undertone.Line(
        inks=[found.ink()],
        colorants=[found.colorant],
        id=identifier,
        name=label.name,
        maker="by its label",
        note=found.sentence,
    )
    return line.to_toml().encode(), _body(line, "label", synthetic=False)


def describe(kind: str, name: str, source: bytes) -> tuple[bytes, dict[str, Any]]:
    """A kept line's source, read again: what importing records does with it."""
    if kind == "label":
        return read_label(LabelInk.model_validate_json(source))
    if kind == "pack":
        return read_pack_bytes(name, source)
    toml, body = read_line_bytes(name, source)
    return toml, {**body, "kind": kind, "synthetic": body["synthetic"] or kind == "shipped"}


def add_line_file(store: Store, name: str, source: bytes, accepted: Collection[packs.Accepted] = ()) -> str:
    """Put a line's file or an ink pack on the shelf; gives the line's id. A pack takes the place of an older one of its line.

    ``accepted`` says of a pack what was looked at and is meant: another key than the maker's packs so far, an older version.
    """
    if packs.is_pack(name, source):
        toml, body = read_pack_bytes(name, source)
        with store.db.write():
            replaces = packs.replaced_by(store, name, body["signed_by"], body, accepted)
            return store.shelf.add_line(kind="pack", name=name, source=source, toml=toml, body=body, replaces=replaces)
    toml, body = read_line_bytes(name, source)
    return store.shelf.add_line(kind="file", name=name, source=source, toml=toml, body=body)


def add_label(store: Store, label: LabelInk) -> str:
    """Put an ink that is known by its label on the shelf; gives its line's id."""
    toml, body = read_label(label)
    source = json.dumps(label.model_dump(), ensure_ascii=False, sort_keys=True).encode()
    return store.shelf.add_line(kind="label", name=f"label of {label.name}", source=source, toml=toml, body=body)


def add_shipped_line(store: Store, shipped: str = "demo") -> str:
    """Put a line of the package on the shelf, with a bottle of each ink: something to play with; gives the line's id."""
    source = undertone.load_line(shipped).to_toml().encode()
    toml, body = describe("shipped", f"{shipped}.toml", source)
    line_id = store.shelf.add_line(kind="shipped", name=f"{shipped}.toml", source=source, toml=toml, body=body)
    have = {one["ink"] for one in store.shelf.bottles() if one["line_id"] == line_id}
    for ink in body["inks"]:
        if ink["id"] not in have:
            store.shelf.add_bottle({"line_id": line_id, "ink": ink["id"]})
    return line_id


def _says_synthetic(line: undertone.Line) -> bool:
    return "synthetic" in f"{line.name} {line.note}".lower()


def _body(line: undertone.Line, kind: str, *, synthetic: bool) -> dict[str, Any]:
    return {
        "name": line.name,
        "maker": line.maker,
        "version": line.version,
        "kind": kind,
        "signed_by": None,
        "pack": None,
        "note": line.note,
        "synthetic": synthetic,
        "inks": [_ink(line, one) for one in line.values()],
    }


def _ink(line: undertone.Line, ink: undertone.Ink) -> dict[str, Any]:
    colorants = [one for one in line.colorants if one.id in ink.mg_per_ml]
    kinds = {one.optics for one in colorants}
    known = "label" if "label" in kinds else "measured" if kinds == {"measured"} else "maker"
    return {
        "id": ink.id,
        "name": ink.name,
        "colorants": [f"{one.name} ({one.color_index})" if one.color_index else one.name for one in colorants],
        "known": known,
        "known_text": _known_text(known, max(one.absorption_log_sd for one in colorants)),
        "masstone": swatch(ink.name, undertone.masstone(line, ink.mg_per_ml).lab("D65")).model_dump(),
    }


def _known_text(known: str, log_sd: float) -> str:
    origin = {
        "measured": "measured on films",
        "maker": "by what its maker says is in it",
        "label": "by its label alone",
    }[known]
    if log_sd <= 0:
        return f"{origin}; how uncertain its strength is was not stated"
    return f"{origin}; its strength is known within a factor of {math.exp(_NORMAL_80 * log_sd):.2f} (80 %)"
