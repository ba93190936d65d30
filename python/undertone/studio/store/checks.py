"""Checks of what is about to be stored: texts, days, numbers and words, each refused with the field's name."""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from undertone.studio.store.errors import bad_input

ZONES = ("hairline", "mid", "crown", "sides", "scar")
READING_ROLES = ("skin", "fringe", "strand", "healed", "drawdown", "exposure", "batch")
CONSENT_KINDS = ("treatment", "photo_keep", "photo_show", "photo_publish", "research")
CARD_KINDS = ("match", "session", "correction")
PHOTO_KINDS = ("before", "after", "healed", "other")

_EARLIEST = date(1990, 1, 1)


def text(field: str, value: object, *, most: int = 200, least: int = 0, lines: bool = False) -> str:
    """A text without control characters; ``lines`` allows line breaks and tabs. Spaces at the ends go, where it is one line."""
    if not isinstance(value, str):
        raise bad_input(field, f"{field} is no text", "it could not be shown", "type a text")
    kept = value if lines else value.strip()
    for character in kept:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and not (lines and character in "\n\r\t")):
            what = f"{field} holds a control character (U+{ord(character):04X})"
            raise bad_input(field, what, "other programs could not read the records", "type it again without it")
    if len(kept) > most:
        raise bad_input(field, f"{field} has {len(kept)} characters", f"at most {most} are kept", "shorten it")
    if len(kept) < least:
        raise bad_input(field, f"{field} is empty", "it is what the record is found by", "type something")
    return kept


def day(field: str, value: object, today: str) -> str:
    """A day as 2026-12-01, not after today: what was done may be entered later, never before."""
    given = any_day(field, value)
    if given > today:
        why = f"today is {today} by this computer's clock"
        raise bad_input(field, f"{field} is {given}, a day to come", why, "correct the day, or the computer's clock")
    return given


def any_day(field: str, value: object) -> str:
    """A day as 2026-12-01."""
    try:
        given = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        given = None
    if given is None or not _EARLIEST <= given <= date(2200, 1, 1):
        raise bad_input(field, f"{field} is {value!r}, no day", "records are ordered by day", "write it as 2026-12-01")
    return given.isoformat()


def number(field: str, value: object, low: float, high: float) -> float:
    """A finite number in a range."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise bad_input(field, f"{field} is {value!r}, no number", "it could not be computed with", "type a number")
    if not low <= value <= high:
        raise bad_input(field, f"{field} is {value:g}", f"{low:g} to {high:g} is possible", "correct the number")
    return float(value)


def choice(field: str, value: object, allowed: Collection[str]) -> str:
    """One of some words."""
    if not isinstance(value, str) or value not in allowed:
        raise bad_input(field, f"{field} is {value!r}", f"it is one of {', '.join(allowed)}", "choose one of them")
    return value


def only(field: str, given: Mapping[str, object], known: Collection[str]) -> None:
    """No field that would be dropped in silence."""
    for name in given:
        if name not in known:
            where = f"{field}.{name}" if field else name
            raise bad_input(where, f"{name!r} is not known here", "it would be lost", f"known are {', '.join(known)}")


def as_json(value: Any) -> str:
    """The one way in which JSON is stored: keys in order, so that equal values are equal texts."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, allow_nan=False, separators=(",", ":"))


def from_json(stored: str) -> Any:
    """What `as_json` wrote."""
    return json.loads(stored)


def follow_up(role: str, zone: str | None, taken_on: str | None) -> None:
    """A reading with a zone is a healed one of a known day."""
    if zone is None:
        return
    choice("zone", zone, ZONES)
    if role != "healed":
        raise bad_input("zone", f"a {role} reading of a zone", "only what healed is followed up", "leave the zone out")
    if taken_on is None:
        why = "it is compared with the forecast of its day"
        raise bad_input("taken_on", "the day of a follow-up is missing", why, "give the day on which it was read")


def mixture(field: str, value: object) -> dict[str, Any]:
    """Parts of inks and of water."""
    if not isinstance(value, Mapping) or not isinstance(value.get("parts"), Mapping):
        raise bad_input(field, f"{field} is no mixture", "it could not be mixed again", "give parts and water_parts")
    only(field, value, ("parts", "water_parts"))
    parts = {
        text(f"{field}.parts", ink, least=1): number(f"{field}.parts.{ink}", amount, 0, 1e6)
        for ink, amount in value["parts"].items()
    }
    if not 1 <= len(parts) <= 20 or 0 in parts.values():
        why = "a mixture has 1 to 20 inks, each with more than nothing"
        raise bad_input(f"{field}.parts", f"{field} has {len(parts)} inks, or nothing of one", why, "give what was mixed")
    return {"parts": parts, "water_parts": number(f"{field}.water_parts", value.get("water_parts"), 0, 1000)}


def lab(field: str, value: object) -> dict[str, float]:
    """A colour as l, a, b."""
    if not isinstance(value, Mapping):
        raise bad_input(field, f"{field} is no colour", "it could not be compared", "give l, a and b")
    only(field, value, ("l", "a", "b"))
    ranges = {"l": (0.0, 100.0), "a": (-150.0, 150.0), "b": (-150.0, 150.0)}
    return {name: number(f"{field}.{name}", value.get(name), *limits) for name, limits in ranges.items()}
