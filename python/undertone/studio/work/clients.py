"""Readings on the screen to the client that the workflow takes."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import hypot
from pathlib import Path
from typing import Any

import undertone
from undertone.studio import models_work as said
from undertone.studio.problems import Refusal
from undertone.studio.work.cache import Cache
from undertone.studio.work.readings import conditions_of, is_open, named_files, parsed_of, photo_badge, photo_findings
from undertone.studio.work.records import KeptReading, Records

_CLIENTS: Cache[undertone.Client] = Cache(32)


def client_of(records: Records, mix: said.MixInput, code: str = "") -> undertone.Client:
    """The client behind a mix on the screen; ``code`` is what cards call it."""
    if mix.skin_reading_id is None:
        raise Refusal(
            "bad_input", "no skin has been read", where="skin", do="add a reading of the bare scalp", field="skin_reading_id"
        )
    skin = records.reading(mix.skin_reading_id)
    hair = _hair_of(records, mix.hair)
    key = (client_key(skin, hair, mix), code)
    return _CLIENTS.get(key, lambda: _read(skin, hair, mix, code))


def photo_delta_e(records: Records, mix: said.MixInput) -> float | None:
    """Delta E to which readings of skin and hair can be trusted where photographs gave them; None where instruments did."""
    ids = [mix.skin_reading_id, mix.hair.reading_id if mix.hair.basis in ("fringe", "strand") else None]
    badges = [photo_badge(parsed_of(records.reading(one))) for one in ids if one is not None]
    found = [badge.uncertainty_delta_e for badge in badges if badge is not None]
    return max(hypot(*found), undertone._core.MatchOptions().reading_delta_e) if found else None


def client_key(skin: KeptReading, hair: KeptReading | None, mix: said.MixInput) -> str:
    """What the client follows from, as a hash."""
    parts: list[Any] = [
        [hashlib.sha256(one.source).hexdigest(), dict(one.said), one.name] if one else None for one in (skin, hair)
    ]
    whole = json.dumps([*parts, mix.hair.model_dump(exclude={"reading_id"}), mix.site], sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()


def stubble_of(hair: said.Hair) -> undertone.Stubble | None:
    """How the hair stands, where it was counted or measured."""
    given = {"density_per_cm2": hair.density_per_cm2, "shaft_diameter_mm": hair.shaft_diameter_mm}
    counted = {name: value for name, value in given.items() if value is not None}
    return undertone.Stubble(**counted) if counted else None


def _hair_of(records: Records, hair: said.Hair) -> KeptReading | None:
    if hair.basis in ("fringe", "strand"):
        if hair.reading_id is None:
            what = f"the {hair.basis} has not been read"
            raise Refusal("bad_input", what, where="hair", do="add its reading, or choose a word", field="hair.reading_id")
        return records.reading(hair.reading_id)
    if hair.basis == "none":
        do = "read the shaved fringe or a strand, or choose a word"
        raise Refusal("bad_input", "nothing says what the hair looks like", where="hair", do=do, field="hair.basis")
    return None


@dataclass(frozen=True)
class ReadingFiles:
    """Readings as files in a private folder, and what is to be said of the instrument that took all of them."""

    paths: Mapping[str, Path]
    said: Mapping[str, str]


@contextmanager
def reading_files(readings: Mapping[str, KeptReading], *, settle: bool = False) -> Iterator[ReadingFiles]:
    """For workflows that take files. Errors name the files as the user knows them.

    A workflow takes one statement of the instrument for all files, and refuses one that a file contradicts. Where the same was said of
    all of them, and the files are silent, it is passed on; else each is written with its own conditions inside; always with ``settle``, for a
    workflow that takes no such statement.
    """
    parsed = {name: parsed_of(kept) for name, kept in readings.items()}  # refuses by the file's own name
    said_of_each = [dict(kept.said) for kept in readings.values()]
    conditions = conditions_of(said.Said(**said_of_each[0]))
    silent = all(
        not value or is_open(one, part)
        for found in parsed.values()
        for one in found.measurements
        for part, value in conditions.items()
    )
    passed_on = not settle and silent and all(one == said_of_each[0] for one in said_of_each)
    with tempfile.TemporaryDirectory(prefix="undertone_") as folder:
        paths = {name: Path(folder) / f"{name}.{'csv' if passed_on else 'json'}" for name in readings}
        for name, path in paths.items():
            if passed_on:
                path.write_bytes(readings[name].source)  # the format is recognised by its content
            else:
                undertone.write_measurements(path, parsed[name].settled, "json")
        with named_files({path: readings[name].name for name, path in paths.items()}):
            yield ReadingFiles(paths, said_of_each[0] if passed_on else {})


def _read(skin: KeptReading, hair: KeptReading | None, mix: said.MixInput, code: str) -> undertone.Client:
    readings = {"skin": skin} if hair is None else {"skin": skin, mix.hair.basis: hair}
    with reading_files(readings) as files:
        found = undertone.read_client(
            skin=files.paths["skin"],
            fringe=files.paths.get("fringe"),
            strand=files.paths.get("strand"),
            hair_color=mix.hair.hair_color if mix.hair.basis == "word" else "",
            stubble=stubble_of(mix.hair),
            site=mix.site,
            **files.said,
        )
    photos = {finding for one in readings.values() for finding in photo_findings(photo_badge(parsed_of(one)))}
    return undertone.Client._from_state(
        {**found._state(), "name": code, "diagnostics": (*found.diagnostics, *sorted(photos, key=str))}
    )
