"""Ink packs on the shelf: the engine reads and checks them; here it is settled whose key is known, and which older pack one replaces."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import undertone
from undertone.studio.store import Store, StoreError
from undertone.studio.work.readings import named_files

MOST_PACK_BYTES = 64_000_000
Accepted = Literal["other_key", "older_pack"]


def is_pack(name: str, source: bytes) -> bool:
    """By its first words, or by its name: a file that calls itself a pack and is none is refused as one."""
    return source.startswith(b"undertone ink pack") or name.lower().endswith(".inkpack")


def read_pack(name: str, source: bytes) -> undertone.supply.InkPack:
    """The pack, after its signature was checked. ``name`` is a label, never a path.

    Raises
    ------
    StoreError, undertone.DataError
        Where it is too large; where a byte was changed since it was signed, or it is no pack.
    """
    if len(source) > MOST_PACK_BYTES:
        what = f"the file has {len(source) / 1e6:.0f} MB"
        why = "a line with twenty safety sheets takes 10 MB"
        raise StoreError("too_large", what, name, why, "is it the right file?")
    with tempfile.TemporaryDirectory(prefix="undertone_") as folder:
        path = Path(folder) / "pack.inkpack"
        path.write_bytes(source)
        with named_files({path: name}):
            return undertone.supply.read_ink_pack(path)


def shown(pack: undertone.supply.InkPack) -> dict[str, Any]:
    """What the shelf shows of a pack beside its line."""
    lots = [
        {"ink": ink.id, "lot": lot, "expires": expires or None}
        for ink in pack.line.values()
        for lot, expires in dict.fromkeys([*((one.lot, one.expires) for one in ink.lots), (ink.lot, ink.expires)])
        if lot
    ]
    documents = [
        {"number": number, "kind": one.kind, "about": list(one.about), "name": one.name, "bytes": len(one.content)}
        for number, one in enumerate(pack.documents)
    ]
    return {
        "line": pack.line.id,
        "version": pack.version,
        "made_on": pack.made_on,
        "lots": lots,
        "documents": documents,
    }


def document(store: Store, line_id: str, number: int) -> tuple[str, bytes]:
    """A document of a pack on the shelf, name and content; the signature is checked again."""
    kind, name, source = store.shelf.file_of(line_id)
    found = read_pack(name, source).documents if kind == "pack" else ()
    if not 0 <= number < len(found):
        do = "look at the shelf again"
        raise StoreError("not_found", "there is no such document", f"document {number}", "the pack holds others", do)
    return found[number].name.rsplit("/", 1)[-1], found[number].content


def replaced_by(
    store: Store, name: str, signed_by: str, body: Mapping[str, Any], accepted: Collection[Accepted]
) -> list[str]:
    """Ids of the lines that a pack takes the place of: those of the same line that are on the shelf.

    Raises
    ------
    StoreError
        ``other_key`` where its maker's packs were signed with another key so far, and ``older_pack`` where the shelf holds a newer
        one, unless accepted.
    """
    kept = store.shelf.packs()
    same_line = [one for one in kept if one["pack"]["line"] == body["pack"]["line"]]
    of_maker = [one for one in kept if _plain(one["maker"]) == _plain(body["maker"])]
    for seen in (same_line, of_maker):  # each by itself: who is known for one line does not thereby speak for another's
        _check_key(name, signed_by, seen, accepted)
    there = [one for one in same_line if not one["hidden"]]
    newest = max(there, key=_age, default=None)
    if newest is not None and _age(body) < _age(newest) and "older_pack" not in accepted:
        what = f"pack {body['pack']['version']} of {body['pack']['made_on']} is older than the one on the shelf"
        why = f"that is {newest['pack']['version']} of {newest['pack']['made_on']}, and new mixes would go back"
        do = "keep the newer one, or tick that the older is meant"
        raise StoreError("older_pack", what, name, why, do, field="accept")
    return [one["id"] for one in there]


def _check_key(name: str, signed_by: str, seen: Sequence[Mapping[str, Any]], accepted: Collection[Accepted]) -> None:
    """The keys that count are those of packs on the shelf; where none is there any more, those of packs that were."""
    keys = {one["signed_by"] for one in seen if not one["hidden"]} or {one["signed_by"] for one in seen}
    if not keys or signed_by in keys or "other_key" in accepted:
        return
    what = f"this pack is signed with the key {signed_by}, those known so far with {' and '.join(sorted(keys))}"
    why = "either the maker has a new key, or someone else made this pack under the maker's name or for the maker's line"
    do = "ask the maker for the fingerprint, by another way than the pack came; then tick that the new key is theirs"
    raise StoreError("other_key", what, name, why, do, field="accept")


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def _age(body: Mapping[str, Any]) -> tuple[Any, ...]:
    """Packs in the order in which they were made; on one day by their version, numbers as numbers."""
    parts = re.split(r"(\d+)", body["pack"]["version"])
    return (body["pack"]["made_on"], [int(one) if at % 2 else one for at, one in enumerate(parts)])
