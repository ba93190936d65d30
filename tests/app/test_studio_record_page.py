"""Property, consistency: the record to print holds what the records hold, escapes every stranger's word, and loads nothing."""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
import studio_photos as photos
import studio_records as records
import studio_server as studio
from studio_server import answered
from undertone.studio.record_page import MODEL_ONLY

DEMO_LINE = Path(__file__).parents[2] / "data" / "lines" / "demo.toml"
HOSTILE = "<script>alert(1)</script> \"'&\u202e{0}%s"


class Words(HTMLParser):
    """Text of a page, its elements, and the cells of its tables by heading."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text, self.tables, self._title, self._in = [], "", {}, "", []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in ("meta", "br"):
            self._in.append(tag)
        if tag == "h2":
            self._title = ""
        if tag == "tr":
            self.tables.setdefault(self._title, []).append([])
        if tag in ("td", "th"):
            self.tables[self._title][-1].append("")

    def handle_endtag(self, tag):
        assert self._in.pop() == tag

    def handle_data(self, data):
        if "style" in self._in:
            return
        self.text += data
        if self._in and self._in[-1] == "h2":
            self._title += data
        elif "td" in self._in or "th" in self._in:
            self.tables[self._title][-1][-1] += data

    def rows(self, title):
        return self.tables[title][1:]


@pytest.fixture
def window(tmp_path):
    app, store = studio.open_app(tmp_path)
    page = studio.window(app)
    page.store = store
    return page


@pytest.fixture
def path(window):
    """A client in the middle of the treatment: read, mixed, two sessions done, the first healed."""
    pair = studio.sample(window)
    client = answered(window.post("/api/clients", json={"code": "K-07"}))
    path = f"/api/clients/{client['id']}"
    for role in ("skin", "fringe"):
        answered(
            window.post(f"{path}/readings", json={"reading_id": pair[role]["id"], "role": role, "taken_on": "2026-09-30"})
        )
    consents = [
        {"kind": "treatment", "given_on": "2026-09-30", "withdrawn_on": None, "note": ""},
        {"kind": "photo_keep", "given_on": "2026-09-30", "withdrawn_on": None, "note": "not the face"},
        {"kind": "photo_publish", "given_on": "2026-09-30", "withdrawn_on": "2026-10-15", "note": ""},
    ]
    now = answered(window.get(path))
    answered(window.put(path, json={"version": now["version"], "consents": consents}))
    answered(window.put(f"{path}/drafts/mid", json={"version": 0, "mix": studio.mix_of(pair), "mixture": None}))
    answered(
        window.post(
            f"{path}/cards", json={"mix": studio.mix_of(pair), "mixture": {"parts": {"pure_black": 1}, "water_parts": 12}}
        )
    )
    healed = {"read_on": "2026-11-10", "reading_id": None, "lab": {"l": 60.5, "a": 9.0, "b": 17.0}}
    first = records.session(done_on="2026-10-01", healed=healed, ml_used=1.25)
    answered(window.post(f"{path}/sessions", json=first))
    second = records.session(done_on="2026-11-12", lots={"pure_black": "A24"}, needle_lot="")
    answered(window.post(f"{path}/sessions", json=second))
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": "a.jpg"}
    answered(window.post(f"{path}/photos?kind=before&taken_on=2026-09-30", content=records.jpeg_with_gps(), headers=headers))
    return path


def record(window, path, **query):
    response = window.get(f"{path}/record", params=query)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].startswith("text/html")
    return Words(response.text)


def test_it_holds_sessions_with_mixture_dots_and_who(window, path):
    rows = record(window, path).rows("Sessions by zone")
    assert [row[:3] for row in rows] == [["mid", "1", "2026-10-01"], ["mid", "2", "2026-11-12"]]
    assert rows[0][3].startswith("12:1 ")
    assert rows[0][4] == "45"
    assert rows[0][7] == "1.25"
    assert rows[0][8:] == ["3RL", "Ana"]


def test_it_holds_every_lot_and_room_for_those_that_nobody_noted(window, path):
    rows = record(window, path).rows("Lots of inks, diluent and needles")
    said = [(row[0], row[1], row[3]) for row in rows]
    assert said == [
        ("1", "ink", "A23"), ("1", "diluent", "W-9"), ("1", "needle", "N-5"),
        ("2", "ink", "A24"), ("2", "diluent", "\xa0"), ("2", "needle", "\xa0"),
    ]  # fmt: skip


def test_a_lot_expires_as_its_bottle_says(window, path):
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": "demo.toml"}
    shelf = answered(window.post("/api/shelf/lines", content=DEMO_LINE.read_bytes(), headers=headers))
    line = next(one for one in shelf["lines"] if any(ink["id"] == "pure_black" for ink in one["inks"]))
    bottle = {"line_id": line["id"], "ink": "pure_black", "lot": "A23", "expires": "2027-03-31"}
    answered(window.post("/api/shelf/bottles", json=bottle))
    rows = record(window, path).rows("Lots of inks, diluent and needles")
    assert rows[0][4] == "2027-03-31"
    assert rows[3][4] == "\xa0"  # another lot


def test_it_holds_readings_with_how_they_were_taken_and_their_spread(window, path):
    rows = record(window, path).rows("Readings")
    stored = answered(window.get(path))["readings"]
    assert len(rows) == len(stored) == 2
    for row, reading in zip(rows, stored, strict=True):
        assert row[0] == "2026-09-30"
        assert row[1] == reading["role"]
        assert ("synthetic" in row[2]) == reading["synthetic"]
        assert row[4] == f"{reading['geometry']}; D65, 1931_2deg, from the spectrum"
        assert row[6] == f"{reading['spread_delta_e']:.1f}"
        assert row[7].split()[0] == f"{reading['mean']['lab']['l']:.1f}"


def test_a_typed_colour_whose_light_nobody_named_is_not_printed_as_of_one(window, path):
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": "typed"}
    typed = window.post("/api/readings?role=healed", content=b"name,L*,a*,b*\none,60.4,9.0,17.1\n", headers=headers)
    reading = answered(typed)
    answered(window.post(f"{path}/readings", json={"reading_id": reading["id"], "role": "healed", "taken_on": "2026-11-10"}))
    (row,) = [one for one in record(window, path).rows("Readings") if one[1] == "healed"]
    assert row[7].split()[0] == "60.4"
    assert "D50" not in row[4]
    assert row[4].endswith("not stated")


def test_healed_stands_beside_what_the_diary_predicted(window, path):
    (row,) = record(window, path).rows("Healed, beside what was predicted")
    (diary,) = answered(window.get("/api/diary"))["rows"]
    assert row[1] == "2026-11-10"
    assert row[2].split()[0] == f"{diary['predicted']['lab']['l']:.1f}"
    assert row[3].split()[0] == "60.5"
    assert row[5] == f"{diary['delta_e_2000']:.1f}"
    assert row[6] == ("yes" if diary["inside_range"] else "no")


def test_consents_are_separate_dated_ticks(window, path):
    rows = record(window, path).rows("Consents, each by itself")
    assert len(rows) == 5
    ticks = [(row[0].strip(), row[2]) for row in rows]
    assert ticks[0] == ("X", "given 2026-09-30")
    assert ticks[1] == ("X", "given 2026-09-30")
    assert ticks[2] == ("", "not given")
    assert ticks[3] == ("", "given 2026-09-30, taken back 2026-10-15")
    assert ticks[4] == ("", "not given")
    assert "not the face" in rows[1][1]


def test_it_holds_cards_photographs_signatures_and_the_models_limits(window, path):
    words = record(window, path)
    (card,) = words.rows("Cards issued")
    assert card[3] == answered(window.get(path))["cards"][0]["headline"]
    assert words.rows("Photographs kept") == [["before the session", "2026-09-30", "20 × 40"]]
    assert MODEL_ONLY in words.text
    assert "Practitioner" in words.text
    assert words.text.count("date, signature") == 2


def test_a_photographs_reading_carries_its_badge(window, path):
    reading = answered(photos.read(window, photos.as_file(photos.scene.photo(crosstalk=0.1))))["reading"]
    answered(window.post(f"{path}/readings", json={"reading_id": reading["id"], "role": "skin", "taken_on": "2026-11-30"}))
    row = record(window, path).rows("Readings")[-1]
    assert "photo, ±" in row[2]
    assert row[3] == "camera and colour card"
    assert row[4].startswith("45/0; D50")


def test_strangers_words_are_shown_and_never_run(window, path):
    stored = answered(window.get(path))
    code = "<img src=x onerror=alert(1)>\"'&{0}%s"
    consents = [{"kind": "photo_keep", "given_on": "2026-09-30", "withdrawn_on": None, "note": HOSTILE}]
    answered(window.put(path, json={"version": stored["version"], "code": code, "consents": consents}))
    hostile = records.session(done_on="2026-11-20", who=HOSTILE, needle=HOSTILE, lots={"pure_black": HOSTILE, "": HOSTILE})
    answered(window.post(f"{path}/sessions", json=hostile))
    raw = window.get(f"{path}/record").text
    words = Words(raw)
    assert code in words.text
    assert "<script>alert(1)</script>" in words.text
    assert {tag for tag, _ in words.elements} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "bdi", "p", "table", "thead", "tbody", "tr", "th", "td", "span",
        "br", "b", "i", "div",
    }  # fmt: skip
    assert not any(name.startswith("on") or name in ("src", "href") for _, given in words.elements for name in given)
    assert "\u202e" not in raw
    assert not re.search(r"url\(|@import|https?:", raw)


def test_the_page_has_its_own_policy_under_which_nothing_runs_or_loads(window, path):
    response = window.get(f"{path}/record")
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    assert response.headers["cache-control"] == "no-store"


def test_a_client_of_whom_nothing_is_kept_has_a_record_too(window):
    client = answered(window.post("/api/clients", json={"code": "new"}))
    words = record(window, f"/api/clients/{client['id']}")
    assert "No session yet." in words.text
    assert "No reading yet." in words.text


def test_files_that_cannot_be_read_any_more_do_not_hide_the_record(window):
    client_id = records.full_client(window.store)
    words = record(window, f"/api/clients/{client_id}")
    assert len(words.rows("Sessions by zone")) == 2
    (healed,) = words.rows("Healed, beside what was predicted")
    assert "not predicted" in healed[2]


def test_paper_is_as_asked_for_and_nothing_else(window, path):
    assert "size: letter" in window.get(f"{path}/record?paper=Letter").text
    assert "size: a4" in window.get(f"{path}/record").text
    assert window.get(f"{path}/record?paper=A4;}}").status_code == 422


def test_printing_is_in_the_trail_and_needs_the_pin(window, path):
    record(window, path)
    assert "printed the record of" in answered(window.get("/api/trail"))[0]["what"]
    answered(window.put("/api/pin", json={"old": None, "new": "4711"}))
    answered(window.post("/api/lock"))
    assert window.get(f"{path}/record").status_code == 423
    assert window.get(f"{path}/record.pdf").status_code == 423


def test_an_unknown_client_has_no_record(window):
    answered(window.get("/api/clients/none/record"), 404)


def test_the_pdf_is_a_pdf_for_the_paper_that_was_asked_for(window, path):
    pytest.importorskip("weasyprint", reason="WeasyPrint is an optional extra: undertone[pdf]")
    response = window.get(f"{path}/record.pdf?paper=Letter")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response.headers["content-disposition"].startswith("attachment")


def test_without_weasyprint_the_pdf_is_refused_in_a_clear_sentence(window, path, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    refusal = answered(window.get(f"{path}/record.pdf"), 400)
    assert refusal["code"] == "missing_library"
    assert "undertone[pdf]" in refusal["what"]
