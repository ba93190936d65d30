"""A photograph with a ColorChecker to a reading: what is seen first, and what the marks on it give.

Nothing of the picture is kept here: the reading holds the colour, and how far it can be trusted. A picture is kept only as a client's
photograph, with the client's consent.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import tempfile
from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

import undertone
from undertone import icc
from undertone.readings._photo_reading import photo_reading, photo_uncertainty
from undertone.studio import models_photo as photo_said
from undertone.studio import models_work as said
from undertone.studio.models_photo import Point
from undertone.studio.problems import Refusal
from undertone.studio.work.colors import diagnostics, swatch
from undertone.studio.work.readings import keep, label_of, named_files
from undertone.studio.work.records import Records

PREVIEW_PIXELS = 1600  # of the longer side
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def look(source: bytes, name: str) -> photo_said.PhotoLook:
    """The picture as it stands upright, and the card's corners where they can be found."""
    picture = _opened(source, name)
    height, width, _ = picture.samples.shape
    corners, finder = _found_corners(picture)
    return photo_said.PhotoLook(
        width=width,
        height=height,
        preview="data:image/jpeg;base64," + base64.b64encode(_preview(picture)).decode(),
        card_corners=corners,
        finder=finder,
        notes=diagnostics(picture.diagnostics),
    )


def read(
    records: Records, role: str, source: bytes, name: str, corners: Sequence[Point] | None, region: Sequence[float]
) -> photo_said.PhotoReading:
    """The colour of the region by the card, kept as a reading; refused where the card does not vouch for it."""
    picture = _opened(source, name)
    left, top, right, bottom = region
    label = label_of(name)
    found = undertone.measure_photo(picture, (left, top, right, bottom), corners)
    marks = {"card_corners": corners, "region": list(region)}
    details = {
        "source": "photograph with a ColorChecker Classic",
        "photo_sha256": hashlib.sha256(source).hexdigest(),
        "photo_marks": json.dumps(marks),
    }
    measured = photo_reading(found, Path(label).stem or "photograph", label, details)
    kept = keep(records, role, f"{label}.json", _as_file(measured), said.Said())
    uncertainty = photo_uncertainty([measured])
    assert uncertainty is not None
    return photo_said.PhotoReading(
        reading=kept,
        uncertainty_delta_e=uncertainty,
        residual_delta_e=found.residual_delta_e,
        region_spread_delta_e=found.region_spread_delta_e,
        patches=[
            photo_said.PhotoPatch(
                name=one.name,
                reference=swatch(one.name, one.reference),
                seen=swatch(one.name, one.seen),
                delta_e=one.delta_e,
            )
            for one in found.patches
        ],
    )


def marked_points(text: str) -> list[Point] | None:
    """Corners as the browser says them, "x,y,x,y,x,y,x,y"; None for ""."""
    if not text:
        return None
    numbers = _numbers(text, 8, "corners", "four points as x,y,x,y,x,y,x,y")
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def marked_region(text: str) -> list[float]:
    """A region as the browser says it, "left,top,right,bottom"."""
    return _numbers(text, 4, "region", "left,top,right,bottom")


def _numbers(text: str, count: int, field: str, wanted: str) -> list[float]:
    try:
        found = [float(one) for one in text.split(",")]
    except ValueError:
        found = []
    if len(found) != count or not all(isfinite(one) for one in found):
        what = f"{field} cannot be read"
        raise Refusal("bad_request", what, where="photograph", do=f"send {wanted}, in pixels", field=field)
    return found


def _opened(source: bytes, name: str) -> icc.Picture:
    if not source.startswith(_STARTS):
        why = "other kinds, such as HEIC of phones, are not read"
        do = "save it as JPEG, PNG or TIFF; on a phone choose the most compatible format"
        raise Refusal("wrong_kind", "this is no JPEG, PNG or TIFF", where=label_of(name), why=why, do=do, field="file")
    with tempfile.TemporaryDirectory(prefix="undertone_") as folder:
        path = Path(folder) / "picture"  # the engine reads files: a private one, with a name of our own
        path.write_bytes(source)
        with named_files({path: name}):
            return icc.read_picture(path)


def _as_file(measured: undertone.Measurement) -> bytes:
    with tempfile.TemporaryDirectory(prefix="undertone_") as folder:
        path = Path(folder) / "reading.json"
        undertone.write_measurements(path, [measured])
        return path.read_bytes()


def _found_corners(
    picture: icc.Picture,
) -> tuple[list[Point] | None, Literal["found", "not_found", "not_installed"]]:
    try:
        corners = undertone.find_card(picture)
    except undertone.MissingLibraryError:
        return None, "not_installed"
    height, width, _ = picture.samples.shape
    if corners is None or any(not (0 <= x <= width and 0 <= y <= height) for x, y in corners):
        return None, "not_found"
    return corners, "found"


def _preview(picture: icc.Picture) -> bytes:
    """A small JPEG of the same pixels, with the picture's own profile: for the eye alone, nothing is measured on it."""
    step = max(
        1, max(picture.samples.shape[:2]) // (2 * PREVIEW_PIXELS)
    )  # of a very large picture every so-manieth pixel will do
    thinned = picture.samples[::step, ::step]
    eight = (thinned >> (picture.bits - 8)).astype(np.uint8)
    channels = eight.shape[2]
    kind = {1: "L", 3: "RGB", 4: "CMYK"}.get(channels)
    if kind is None:
        raise Refusal("wrong_kind", f"it has {channels} channels", where="photograph", do="save it as RGB", field="file")
    image = Image.fromarray(np.ascontiguousarray(eight[..., 0] if channels == 1 else eight), kind)
    image.thumbnail((PREVIEW_PIXELS, PREVIEW_PIXELS))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=88, icc_profile=picture.profile or None)
    return out.getvalue()
