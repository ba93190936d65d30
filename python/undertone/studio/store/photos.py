"""Photographs, kept here alone and without anything a camera wrote beside the picture."""

from __future__ import annotations

import io
import warnings
from contextlib import suppress
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from undertone.studio.store import checks
from undertone.studio.store.database import Database, new_id
from undertone.studio.store.errors import StoreError, not_found
from undertone.studio.store.journal import Journal

MOST_BYTES = 25_000_000
MOST_PIXELS = 60_000_000
_KINDS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}
_MIME = {"JPEG": "image/jpeg", "PNG": "image/png"}
_PLAIN_MODES = {"1": "L", "L": "L", "LA": "RGBA", "P": "RGB", "RGB": "RGB", "RGBA": "RGBA", "CMYK": "RGB", "YCbCr": "RGB"}


class Photos:
    """Of all clients."""

    def __init__(self, db: Database, journal: Journal) -> None:
        self._db = db
        self._journal = journal

    def add(self, client_id: str, picture: bytes, *, kind: str, taken_on: str | None) -> str:
        """Keep a photograph of a client who consented; gives its id. Only pixels are kept."""
        checks.choice("kind", kind, checks.PHOTO_KINDS)
        day = None if taken_on is None else checks.day("taken_on", taken_on, self._db.today())
        self._require_consent(client_id)
        found = plain_picture(picture)
        photo_id = new_id()
        with self._db.write():
            self._require_consent(client_id)
            self._db.insert(
                "photos",
                {
                    "id": photo_id,
                    "client_id": client_id,
                    "kind": kind,
                    "taken_on": day,
                    **{name: found[name] for name in ("format", "width", "height", "picture")},
                    "stripped": checks.as_json(found["stripped"]),
                    "added_at": self._db.time_text(),
                    "entry": self._db.entry()["entry"],
                },
            )
            self._journal.note(client_id, f"photograph added ({kind})")
        return photo_id

    def of(self, client_id: str) -> list[dict[str, Any]]:
        """A client's, oldest first."""
        with self._db.read() as connection:
            rows = connection.execute(
                "SELECT id, kind, taken_on, width, height, json(stripped) AS stripped FROM photos WHERE client_id = ?"
                " ORDER BY coalesce(taken_on, added_at), entry",
                (client_id,),
            ).fetchall()
        return [{**dict(row), "stripped": checks.from_json(row["stripped"])} for row in rows]

    def picture(self, photo_id: str) -> tuple[str, bytes, str]:
        """Media type, bytes, and whose it is."""
        with self._db.read() as connection:
            row = connection.execute("SELECT format, picture, client_id FROM photos WHERE id = ?", (photo_id,)).fetchone()
        if row is None:
            raise not_found("photograph", "photo_id")
        return _MIME[row["format"]], row["picture"], row["client_id"]

    def remove(self, photo_id: str) -> str:
        """Delete a photograph for good: it is no one's any more, and undo does not bring it back. Gives the client's id."""
        with self._db.write() as connection:
            row = connection.execute("SELECT client_id, kind FROM photos WHERE id = ?", (photo_id,)).fetchone()
            if row is None:
                raise not_found("photograph", "photo_id")
            connection.execute("DELETE FROM photos WHERE id = ?", (photo_id,))
            self._journal.note(row["client_id"], f"photograph deleted for good ({row['kind']})")
        with suppress(StoreError):  # while another program reads, the log is emptied when the studio ends
            self._db.empty_log()
        client_id: str = row["client_id"]
        return client_id

    def _require_consent(self, client_id: str) -> None:
        with self._db.read() as connection:
            if connection.execute("SELECT 1 FROM clients WHERE id = ?", (client_id,)).fetchone() is None:
                raise not_found("client", "client_id")
            row = connection.execute(
                "SELECT 1 FROM consents WHERE client_id = ? AND kind = 'photo_keep' AND given_on IS NOT NULL AND withdrawn_on IS NULL",
                (client_id,),
            ).fetchone()
        if row is None:
            raise StoreError(
                "no_consent", "this client has not agreed that photographs are kept", "consent photo_keep",
                "the photograph was not stored", "ask, tick the consent with its date, then add the photograph again",
            )  # fmt: skip


def plain_picture(picture: bytes) -> dict[str, Any]:
    """The pixels of a JPEG, PNG or TIFF, upright, written anew (TIFF as PNG, which browsers show); and which metadata were left behind."""
    if len(picture) > MOST_BYTES:
        what = f"the photograph has {len(picture) / 1e6:.1f} MB"
        raise StoreError("too_large", what, "photograph", f"up to {MOST_BYTES / 1e6:.0f} MB are taken", "save it smaller")
    kind = next((kind for start, kind in _KINDS.items() if picture.startswith(start)), "")
    if not kind:
        raise StoreError(
            "wrong_kind",
            "this is no JPEG, PNG or TIFF",
            "photograph",
            "other kinds are not read",
            "save it as JPEG, PNG or TIFF",
        )
    too_many = StoreError(
        "too_large", "the photograph has too many pixels", "photograph", f"up to {MOST_PIXELS // 1_000_000} million are taken",
        "save it smaller",
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is ours
            image = Image.open(io.BytesIO(picture), formats=(kind,))
        if image.width * image.height > MOST_PIXELS:
            raise too_many
        image.load()
        stripped = _metadata(image)
        upright = _in_srgb(ImageOps.exif_transpose(image))
    except Image.DecompressionBombError:
        raise too_many from None
    except UnidentifiedImageError:  # its words name an object in memory
        raise StoreError(
            "wrong_kind",
            f"the {kind} cannot be read",
            "photograph",
            "it begins as one and holds no picture",
            "send the whole file",
        ) from None
    except (OSError, ValueError, SyntaxError) as error:
        raise StoreError(
            "wrong_kind", f"the {kind} cannot be read ({error})", "photograph", "it may be cut off", "send the whole file"
        ) from None
    mode = _PLAIN_MODES.get(upright.mode)
    if mode is None:
        what = f"pixels of this kind ({upright.mode}) are not read"
        raise StoreError(
            "wrong_kind", what, "photograph", "they would not look as they should", "save it with 8 bits a colour"
        )
    written = "JPEG" if kind == "JPEG" else "PNG"
    if mode == "RGB" and written == "PNG" and "transparency" in upright.info:
        mode = "RGBA"
    pixels = upright if upright.mode == mode else upright.convert(mode)
    bare = Image.new(mode, pixels.size)
    bare.paste(pixels)
    out = io.BytesIO()
    bare.save(out, written, **({"quality": 95, "subsampling": 0} if written == "JPEG" else {}))
    return {"format": written, "width": bare.width, "height": bare.height, "stripped": stripped, "picture": out.getvalue()}


def _in_srgb(image: Image.Image) -> Image.Image:
    """So that colours stay as they were once the profile is gone."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError) as error:
        raise StoreError(
            "wrong_kind", f"the photograph's colour profile cannot be read ({error})", "photograph", "its colours would be wrong",
            "save it with sRGB colours",
        ) from None  # fmt: skip
    return image if converted is None else converted


def _metadata(image: Image.Image) -> list[str]:
    """Names of what stands beside the pixels."""
    exif = image.getexif()
    found = []
    if len(exif):
        found.append("EXIF")
    if exif.get_ifd(0x8825):
        found.append("GPS")
    names = {
        "xmp": "XMP",
        "XML:com.adobe.xmp": "XMP",
        "photoshop": "IPTC",
        "comment": "comment",
        "icc_profile": "colour profile (now sRGB)",
    }
    found += [label for name, label in names.items() if image.info.get(name)]
    texts = getattr(image, "text", {})
    found += [f"text {name}" for name in texts if name not in names]
    return sorted(set(found))
