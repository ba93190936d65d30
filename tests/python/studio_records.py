"""What the tests of the records share: a clock, a studio with a little of everything, pictures with metadata."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

from PIL import Image
from undertone.studio.store import Store
from undertone.studio.store.exchange import Readers

MIX = {
    "skin_reading_id": None,
    "hair": {"basis": "word", "hair_color": "dark_brown"},
    "site": "scalp",
    "zone": "mid",
    "dots": {"diameter_mm": 0.125, "density_per_cm2": 150, "top_mm": 0.1, "bottom_mm": 0.45},
}
MIXTURE = {"parts": {"pure_black": 1.0}, "water_parts": 12.0}
SWATCH = {"name": "mean", "lab": {"l": 61.0, "a": 9.0, "b": 17.0}, "srgb": [170, 140, 120], "out_of_gamut": False}
SUMMARY = {"mean": SWATCH, "geometry": "8/d SCI", "illuminant": "D65", "observer": "1931_2deg", "synthetic": True}
LINE = {
    "name": "Own",
    "maker": "own",
    "version": "1",
    "kind": "file",
    "signed_by": None,
    "note": "",
    "synthetic": True,
    "inks": [
        {"id": "pure_black", "name": "Pure black", "colorants": [], "known": "maker", "known_text": "", "masstone": SWATCH}
    ],
}
READERS = Readers(
    reading=lambda role, name, source, said: SUMMARY,
    line=lambda kind, name, source: (source, LINE),
    mix=lambda mix: mix["dots"],
)


class Clock:
    """A clock that the test sets."""

    def __init__(self, at="2026-12-01T10:11:12+00:00"):
        self.at = datetime.fromisoformat(at)

    def __call__(self):
        return self.at

    def wait(self, **time):
        self.at += timedelta(**time)


def open_store(folder, name="studio.sqlite", clock=None, **options):
    return Store.open(folder / name, now=clock or Clock(), **options)


def new_client(store, code="K-07", **changes):
    client = store.clients.create(code)
    return store.clients.change(client["id"], client["version"], changes) if changes else client


def consent(kind, given_on="2026-11-01", withdrawn_on=None, note=""):
    return {"kind": kind, "given_on": given_on, "withdrawn_on": withdrawn_on, "note": note}


def add_reading(store, source=b"400,0.1012\n410,0.1020\n", name="skin.csv", role="skin"):
    return store.readings.add(name=name, source=source, role=role, said={"geometry": "8/d SCI"}, summary=SUMMARY)


def session(**changes):
    given = {
        "zone": "mid",
        "done_on": "2026-10-01",
        "mixture": MIXTURE,
        "lots": {"pure_black": "A23", "": "W-9"},
        "needle": "3RL",
        "needle_lot": "N-5",
        "who": "Ana",
        "density_per_cm2": 45.0,
    }
    return {**given, **changes}


def issue(store, client_id, headline="12:1 pure black", lot="A23", mix=MIX):
    return store.cards.issue(
        client_id,
        kind="match",
        zone="mid",
        headline=headline,
        line_version="2",
        model_version="0.1.0",
        mix=mix,
        mixture=MIXTURE,
        card={
            "schema": "undertone.card/1",
            "kind": "match",
            "doses": [{"ink": "pure_black", "lot": lot}],
            "client": store.clients.require(client_id),
        },
        card_text=f"Mix card\n{headline}",
        html=f"<!doctype html><html><head></head><body>{headline}</body></html>",
    )


def jpeg_with_gps(width=40, height=20, orientation=6):
    """A photograph as a phone takes it: position, camera, comment, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretPhoneMaker"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)}
    picture = Image.new("RGB", (width, height), (200, 150, 120))
    picture.paste((20, 20, 20), (0, 0, width // 2, height // 2))
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"SecretComment", quality=95)
    return out.getvalue()


def full_client(store, code="K-07", secret="seen in the Harbour street"):
    """A client of whom everything is kept."""
    client = new_client(
        store,
        code,
        notes=f"{secret}, note of {len(secret)}",
        health_note="allergic to nothing that is known",
        consents=[consent("treatment"), consent("photo_keep"), consent("research")],
    )
    client_id = client["id"]
    skin = add_reading(store, f"# {secret}\n400,0.1012\n410,0.1020\n".encode())
    store.clients.attach(client_id, skin["id"], "skin", "2026-09-30")
    healed = add_reading(store, f"# healed {secret}\n400,0.0812\n".encode(), "healed.csv", "healed")
    store.clients.attach(client_id, healed["id"], "healed", "2026-11-10")
    store.drafts.put(client_id, "mid", 0, MIX, MIXTURE)
    card = issue(store, client_id, f"12:1 pure black {secret}")
    store.photos.add(client_id, jpeg_with_gps(), kind="before", taken_on="2026-09-30")
    store.sessions.add(client_id, session(card_id=card["id"]))
    store.sessions.add(
        client_id,
        session(done_on="2026-10-29", healed={"read_on": "2026-11-20", "reading_id": healed["id"], "lab": None}),
    )
    store.trail.add("opened client", client_id)
    return client_id


def fill_shelf(store):
    line_id = store.shelf.add_line(
        kind="file", name="own.toml", source=b"[line]\nname = 'Own'\n", toml=b"[line]\n", body=LINE
    )
    bottle_id = store.shelf.add_bottle({"line_id": line_id, "ink": "pure_black", "lot": "A23", "expires": "2027-03-31"})
    return line_id, bottle_id


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
