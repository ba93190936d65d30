"""The studio's app over a records file of a test, as one window that was let in sees it."""

from __future__ import annotations

import datetime
import warnings
from pathlib import Path

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the test client, about its own HTTP library
    from fastapi.testclient import TestClient

from undertone.studio.app import create_app
from undertone.studio.store import Store
from undertone.studio.work.stored import StoredRecords

PORT, TOKEN, TODAY = 8420, "the-one-time-token", "2026-12-01"
BASE = f"http://127.0.0.1:{PORT}"
SAMPLE_KIT = Path(__file__).parents[2] / "data" / "sample_kit"
SAMPLE_LINE = Path(__file__).parents[2] / "data" / "sample_line"


def clock():
    return datetime.datetime(2026, 12, 1, 10, 11, 12, tzinfo=datetime.UTC)


def open_app(folder, *, pages=None, line_folder=None, doorbell="", records=None):
    """The app behind its gate, and its store."""
    store = Store.open(Path(folder) / "records.sqlite", now=clock)
    app = create_app(
        store,
        token=TOKEN,
        port=PORT,
        today=lambda: TODAY,
        records=records or StoredRecords(store),
        pages=pages or Path(folder) / "no pages",
        line_folder=line_folder,
        records_file=store.file_name,
        is_locked=lambda: store.lock.locked,
        doorbell=doorbell,
    )
    return app, store


def stranger(app, **headers):
    """A window without the cookie; what fails in the app is answered, not raised, as by the server."""
    return TestClient(app, base_url=BASE, headers={"Origin": BASE, **headers}, raise_server_exceptions=False)


def window(app):
    """A window that came by the one-time address."""
    made = stranger(app)
    made.get(f"/?token={TOKEN}", follow_redirects=False)
    return made


def sample(page, person="medium"):
    """Skin and fringe of one of the kit."""
    answer = page.post("/api/readings/sample", json={"person": person})
    assert answer.status_code == 200, answer.text
    return answer.json()


def mix_of(pair, **changes):
    """What is on the screen once a person of the kit was read."""
    mix = {
        "skin_reading_id": pair["skin"]["id"],
        "hair": {
            "basis": "fringe",
            "reading_id": pair["fringe"]["id"],
            "hair_color": "",
            "density_per_cm2": None,
            "shaft_diameter_mm": None,
        },
        "site": "scalp",
        "zone": "mid",
        "dots": {"diameter_mm": 0.125, "density_per_cm2": 150, "top_mm": 0.1, "bottom_mm": 0.45},
        "bottle_ids": [],
        "max_inks": 2,
        "illuminants": ["D65", "A", "F11"],
        "expired_reason": "",
        "cup_volume_ml": None,
        "fixed": None,
    }
    return {**mix, **changes}


def live_of(mix, **changes):
    """A question of the live picture."""
    asked = {
        "sequence": 1,
        "window": "",
        "mix": mix,
        "mixture": {"parts": {"pure_black": 1}, "water_parts": 3},
        "years": 0,
        "illuminant": "D65",
        "viewing_distance_m": 1.0,
        "final": False,
        "want_fan": False,
    }
    return {**asked, **changes}


def answered(response, status=200):
    """The JSON of an answer, which must have this status; a refusal must say what and what to do."""
    assert response.status_code == status, response.text
    body = response.json()
    if status >= 400:
        assert body["code"], body
        assert body["what"], body
        assert body["do"], body
    return body
