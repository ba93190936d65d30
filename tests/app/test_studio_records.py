"""Property, consistency: the addresses of records, shelf, lock and exchange say what the contract says, and lose nothing."""

import errno
import json
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO
from urllib.parse import quote

import pytest
import undertone
from studio_records import MIX, MIXTURE, Clock, consent, jpeg_with_gps, open_store
from studio_server import PORT, TOKEN, stranger
from undertone.studio import models_work
from undertone.studio.app import create_app
from undertone.studio.routes import exchange
from undertone.studio.work import cache
from undertone.studio.work.stored import StoredRecords

READING = b"# geometry: 8/d SCI\nwavelength_nm,reading_1,reading_2,reading_3\n" + b"".join(
    f"{nm},{0.10 + (nm - 400) / 1000:.4f},{0.101 + (nm - 400) / 1000:.4f},{0.102 + (nm - 400) / 1000:.4f}\n".encode()
    for nm in range(400, 710, 10)
)
SESSION = {
    "card_id": None,
    "zone": "mid",
    "done_on": "2026-10-01",
    "mixture": MIXTURE,
    "lots": {"pure_black": "A23", "": "W-9"},
    "needle": "3RL",
    "needle_lot": "N-5",
    "who": "Ana",
    "density_per_cm2": 45,
    "diameter_mm": None,
    "top_mm": None,
    "bottom_mm": None,
    "ml_used": None,
    "note": "",
    "healed": None,
}
OCTETS = {"Content-Type": "application/octet-stream"}


class Window:
    """A browser's window on a studio: it came in by the token."""

    def __init__(self, store):
        app = create_app(
            store,
            token=TOKEN,
            port=PORT,
            today=store.today,
            records=StoredRecords(store),
            records_file=store.file_name,
            is_locked=lambda: store.lock.locked,
        )
        self.http = stranger(app)
        self.http.get(f"/?token={TOKEN}", follow_redirects=False)

    def ask(self, method, path, status=200, **options):
        answer = self.http.request(method, path, **options)
        assert answer.status_code == status, f"{answer.status_code}: {answer.text[:500]}"
        return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else answer

    def refused(self, status, code, method, path, **options):
        problem = self.ask(method, path, status, **options)
        assert problem["code"] == code, problem
        assert problem["what"]
        assert problem["do"]
        return problem

    def reading(self, source=READING, role="skin", name="skin.csv"):
        headers = {**OCTETS, "X-File-Name": quote(name)}
        return self.ask("POST", f"/api/readings?role={role}", content=source, headers=headers)

    def client(self, code="K-07"):
        return self.ask("POST", "/api/clients", json={"code": code})


@pytest.fixture
def store(tmp_path):
    made = open_store(tmp_path, clock=Clock())
    yield made
    made.close()


@pytest.fixture
def window(store):
    return Window(store)


def test_what_is_no_json_is_called_so_and_names_no_field(window):
    problem = window.refused(
        422, "bad_request", "POST", "/api/clients", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert problem["field"] is None
    assert problem["why"].startswith("it is no JSON")


# ---- clients


def test_a_client_is_made_changed_found_and_opened(window):
    client = window.client()
    changed = window.ask(
        "PUT",
        f"/api/clients/{client['id']}",
        json={"version": client["version"], "notes": "<script>alert(1)</script>", "consents": [consent("research")]},
    )
    assert changed["notes"] == "<script>alert(1)</script>"
    assert [one["kind"] for one in changed["consents"] if one["given_on"]] == ["research"]
    assert [one["code"] for one in window.ask("GET", "/api/clients?q=ALERT")] == ["K-07"]
    assert window.ask("GET", f"/api/clients/{client['id']}") == changed
    assert window.ask("GET", "/api/trail")[0]["what"] == "opened client K-07"
    assert [one["what"] for one in window.ask("GET", f"/api/clients/{client['id']}/history")] == [
        "notes, consents changed",
        "client created",
    ]


def test_two_windows_on_one_client_the_second_is_told_and_gets_the_whole_record(window):
    client = window.client()
    window.ask(
        "POST",
        f"/api/clients/{client['id']}/readings",
        json={"reading_id": window.reading()["id"], "role": "skin", "taken_on": None},
    )
    path, version = f"/api/clients/{client['id']}", client["version"]
    window.ask("PUT", path, json={"version": version, "notes": "first"})
    problem = window.refused(409, "conflict", "PUT", path, json={"version": version, "notes": "second"})
    assert problem["current"] == window.ask("GET", path)
    assert problem["current"]["notes"] == "first"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/api/clients/none", None, 404),
        ("PUT", "/api/clients/none", {"version": 1}, 404),
        ("POST", "/api/clients", {"code": ""}, 422),
        ("POST", "/api/clients", {"code": "K\u0000"}, 422),
        ("POST", "/api/clients", {"code": "K", "admin": True}, 422),
        ("POST", "/api/clients/none/undo", None, 404),
        ("GET", "/api/clients/none/history", None, 404),
        ("GET", "/api/clients/none/drafts/mid", None, 404),
        ("GET", "/api/cards/none", None, 404),
        ("GET", "/api/cards/none/page", None, 404),
        ("GET", "/api/cards/none.pdf", None, 404),
        ("GET", "/api/photos/none", None, 404),
        ("DELETE", "/api/photos/none", None, 404),
        ("DELETE", "/api/shelf/bottles/none", None, 404),
        ("POST", "/api/clients/none/sessions", SESSION, 404),
        ("POST", "/api/clients/none/erase", {"code": "K"}, 404),
    ],
)
def test_what_is_not_there_or_cannot_be_is_a_problem(window, method, path, body, status):
    problem = window.ask(method, path, status, json=body)
    assert {"code", "what", "where", "why", "do", "field"} <= set(problem)


def test_a_reading_is_attached_shown_and_taken_off_with_undo(window):
    client, reading = window.client(), window.reading(name="<b>../skin</b>.csv")
    path = f"/api/clients/{client['id']}"
    attached = window.ask(
        "POST", f"{path}/readings", json={"reading_id": reading["id"], "role": "skin", "taken_on": "2026-11-30"}
    )
    (shown,) = attached["readings"]
    assert (shown["client_id"], shown["taken_on"], shown["rows"]) == (client["id"], "2026-11-30", reading["rows"])
    assert attached["skin"] == reading["mean"]
    assert window.ask("GET", "/api/clients")[0]["skin"] == reading["mean"]
    assert window.ask("DELETE", f"{path}/readings/{reading['id']}")["readings"] == []
    assert len(window.ask("POST", f"{path}/undo")["readings"]) == 1
    window.ask("POST", f"{path}/redo")
    assert window.ask("GET", f"/api/readings/{reading['id']}")["sha256"] == reading["sha256"]


def test_the_same_file_in_two_records_is_a_finding(window):
    for code in ("K-1", "K-2"):
        client = window.client(code)
        given = {"reading_id": window.reading()["id"], "role": "skin", "taken_on": None}
        shown = window.ask("POST", f"/api/clients/{client['id']}/readings", json=given)
    assert "K-1" in next(one["message"] for one in shown["readings"][0]["findings"] if one["code"] == "same_file")


def test_a_client_opens_although_a_file_cannot_be_read_any_more(window, store):
    client, reading = window.client(), window.reading()
    given = {"reading_id": reading["id"], "role": "skin", "taken_on": None}
    window.ask("POST", f"/api/clients/{client['id']}/readings", json=given)
    with store.db.write() as connection:
        connection.execute("DROP TRIGGER reading_source_stays")
        connection.execute("UPDATE readings SET source = x'00ff00'")
    (shown,) = window.ask("GET", f"/api/clients/{client['id']}")["readings"]
    assert shown["verdict"] == "not usable"
    assert [one["code"] for one in shown["findings"]] == ["unreadable"]
    assert shown["mean"] == reading["mean"]


def test_drafts_come_back_and_the_second_window_is_told(window):
    client = window.client()
    path = f"/api/clients/{client['id']}/drafts/mid"
    assert window.ask("GET", path) == {"version": 0, "mix": None, "mixture": None}
    saved = window.ask("PUT", path, json={"version": 0, "mix": MIX, "mixture": MIXTURE})
    assert window.ask("GET", path) == saved
    assert saved["mix"]["dots"] == MIX["dots"]
    assert window.refused(409, "conflict", "PUT", path, json={"version": 0, "mix": MIX, "mixture": None})["current"] == saved


def test_a_session_is_entered_healed_corrected_and_removed(window):
    client = window.client()
    path = f"/api/clients/{client['id']}/sessions"
    (done,) = window.ask("POST", path, json=SESSION)["done"]
    assert {name: done[name] for name in SESSION} == SESSION
    healed = {"read_on": "2026-11-20", "reading_id": None, "lab": {"l": 58.0, "a": 8.0, "b": 16.0}}
    (changed,) = window.ask("PUT", f"{path}/{done['id']}", json={"version": done["version"], "healed": healed})["done"]
    assert (changed["healed"], changed["needle_lot"]) == (healed, "N-5")
    problem = window.refused(
        409, "conflict", "PUT", f"{path}/{done['id']}", json={"version": done["version"], "note": "late"}
    )
    assert problem["current"] == changed
    assert window.ask("DELETE", f"{path}/{done['id']}")["done"] == []
    assert window.ask("POST", f"/api/clients/{client['id']}/undo")["done"][0]["healed"] == healed
    window.refused(422, "bad_input", "POST", path, json={**SESSION, "done_on": "2026-12-24"})


def test_photographs_need_consent_and_are_served_without_metadata(window):
    client = window.client()
    path = f"/api/clients/{client['id']}/photos?kind=before&taken_on=2026-11-30"
    window.refused(403, "no_consent", "POST", path, content=jpeg_with_gps(), headers=OCTETS)
    window.ask(
        "PUT", f"/api/clients/{client['id']}", json={"version": client["version"], "consents": [consent("photo_keep")]}
    )
    (photo,) = window.ask("POST", path, content=jpeg_with_gps(), headers=OCTETS)["photos"]
    assert photo["stripped"] == ["EXIF", "GPS", "comment"]
    served = window.ask("GET", f"/api/photos/{photo['id']}")
    assert served.headers["content-type"] == "image/jpeg"
    assert served.headers["x-content-type-options"] == "nosniff"
    assert b"Secret" not in served.content
    window.refused(415, "wrong_kind", "POST", path, content=b"<svg/>", headers=OCTETS)
    assert window.ask("DELETE", f"/api/photos/{photo['id']}")["photos"] == []


# ---- cards


@pytest.fixture
def issued(window):
    client = window.client()
    pair = window.ask("POST", "/api/readings/sample", json={"person": "medium"})
    for role in ("skin", "fringe"):
        given = {"reading_id": pair[role]["id"], "role": role, "taken_on": None}
        window.ask("POST", f"/api/clients/{client['id']}/readings", json=given)
    mix = {**MIX, "skin_reading_id": pair["skin"]["id"], "hair": {"basis": "fringe", "reading_id": pair["fringe"]["id"]}}
    return client, window.ask("POST", f"/api/clients/{client['id']}/cards", json={"mix": mix, "mixture": None})


def test_a_card_is_of_the_cup_that_was_on_the_screen(window, issued):
    client, card = issued
    read = {one["role"]: one["id"] for one in window.ask("GET", f"/api/clients/{client['id']}")["readings"]}
    mix = {**MIX, "skin_reading_id": read["skin"], "hair": {"basis": "fringe", "reading_id": read["fringe"]}}
    shown = window.ask("POST", "/api/mix", json=mix)
    again = window.ask("POST", f"/api/clients/{client['id']}/cards", json={"mix": mix, "mixture": shown["cup"]["mixture"]})
    for of in (card, again):
        assert of["card"]["doses"] == shown["card"]["doses"]
        assert of["card"]["range"] == shown["card"]["range"]
        assert of["card"]["proof"] == shown["card"]["proof"]
    other = {"parts": {"soft_black": 1.0}, "water_parts": 7.0}  # seen, but recommended no longer
    held = window.ask("POST", f"/api/clients/{client['id']}/cards", json={"mix": mix, "mixture": other})
    assert held["card"]["water_parts"] == 7.0
    assert {one["ink"] for one in held["card"]["doses"]} == {"soft_black", ""}


def test_a_card_is_issued_by_the_workflow_and_served_in_every_form(window, issued):
    client, card = issued
    assert card["code"] == card["card"]["client"] == "K-07"
    assert card["card"]["schema"] == "undertone.card/1"
    assert card["model_version"] == undertone.__version__
    assert card["line_version"] == card["card"]["line"]["version"]
    assert window.ask("GET", f"/api/cards/{card['id']}") == card
    brief = window.ask("GET", f"/api/clients/{client['id']}")
    assert brief["headline"] == card["headline"] == brief["cards"][0]["headline"]
    for paper in ("A4", "Letter"):
        page = window.ask("GET", f"/api/cards/{card['id']}/page?paper={paper}")
        assert page.headers["content-type"].startswith("text/html")
        assert f"size: {paper.lower()}" in page.text.lower()
        assert "sandbox" in page.headers["content-security-policy"]
        assert "script-src" not in page.headers["content-security-policy"]
    assert json.loads(window.http.get(f"/api/cards/{card['id']}.json").text) == card


def test_a_card_prints_as_pdf(window, issued):
    pytest.importorskip("weasyprint")
    _, card = issued
    assert window.ask("GET", f"/api/cards/{card['id']}.pdf").content.startswith(b"%PDF")


def test_a_card_stays_as_issued_when_its_client_changes(window, issued):
    client, card = issued
    now = window.ask("GET", f"/api/clients/{client['id']}")
    window.ask("PUT", f"/api/clients/{client['id']}", json={"version": now["version"], "code": "K-99"})
    assert window.ask("GET", f"/api/cards/{card['id']}") == card


# ---- the shelf


def test_the_demonstration_line_comes_with_a_bottle_of_each_ink_and_once(window):
    shelf = window.ask("POST", "/api/shelf/sample")
    assert window.ask("POST", "/api/shelf/sample") == {**shelf, "can_undo": True}
    (line,) = shelf["lines"]
    assert (line["kind"], line["synthetic"]) == ("shipped", True)
    assert [one["ink"] for one in shelf["bottles"]] == [one["id"] for one in line["inks"]]
    assert all("factor" in one["known_text"] or "not stated" in one["known_text"] for one in line["inks"])


def test_a_lines_file_is_read_and_bottles_of_it_are_kept_corrected_and_removed(window):
    source = undertone.load_line("demo").to_toml().encode()
    headers = {**OCTETS, "X-File-Name": quote("../../etc/<img>.toml")}
    shelf = window.ask("POST", "/api/shelf/lines", content=source, headers=headers)
    line = shelf["lines"][0]
    assert line["kind"] == "file"
    given = {"line_id": line["id"], "ink": "ash", "lot": "B07", "expires": "2026-11-30", "ml_left": 3}
    bottle = window.ask("POST", "/api/shelf/bottles", json=given)["bottles"][0]
    assert (bottle["expired"], bottle["low"], bottle["name"]) == (
        True,
        True,
        next(i["name"] for i in line["inks"] if i["id"] == "ash"),
    )
    path = f"/api/shelf/bottles/{bottle['id']}"
    changed = window.ask("PUT", path, json={"version": bottle["version"], "expires": None})["bottles"][0]
    assert (changed["expired"], changed["lot"]) == (False, "B07")
    assert (
        window.refused(409, "conflict", "PUT", path, json={"version": bottle["version"], "lot": "X"})["current"]["lot"]
        == "B07"
    )
    assert window.ask("DELETE", path)["bottles"] == []
    assert window.ask("POST", "/api/shelf/undo")["bottles"][0]["lot"] == "B07"
    assert window.ask("POST", "/api/shelf/redo")["bottles"] == []
    window.refused(422, "bad_input", "POST", "/api/shelf/bottles", json={**given, "ink": "unknown"})


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"[line]\nid = 3", b"", b"\x89PNG"])
def test_what_is_no_line_is_refused_by_its_name_and_no_path(window, content):
    headers = {**OCTETS, "X-File-Name": "mine.toml"}
    answer = window.http.post("/api/shelf/lines", content=content, headers=headers)
    assert answer.status_code in (415, 422)
    assert "mine.toml" in answer.json()["where"]
    assert "/" not in answer.json()["where"]
    assert window.ask("GET", "/api/shelf")["lines"] == []


def test_an_ink_is_added_by_its_label(window):
    label = {"name": "Coal <b>", "ingredients": ["CI 77266"], "solids_low_percent": 10, "solids_high_percent": 25}
    (line,) = window.ask("POST", "/api/shelf/label", json=label)["lines"]
    assert (line["kind"], line["inks"][0]["known"], line["inks"][0]["name"]) == ("label", "label", "Coal <b>")
    assert "within a factor of" in line["inks"][0]["known_text"]
    window.refused(422, "bad_input", "POST", "/api/shelf/label", json={**label, "solids_low_percent": 30})
    window.refused(422, "bad_input", "POST", "/api/shelf/label", json={**label, "ingredients": ["CI 00000"]})


def test_a_lot_is_recalled(window):
    client = window.client()
    window.ask("POST", f"/api/clients/{client['id']}/sessions", json=SESSION)
    found = window.ask("GET", "/api/shelf/recall?lot=n-5")
    assert [(one["code"], one["kind"]) for one in found["sessions"]] == [("K-07", "needle")]
    window.refused(422, "bad_request", "GET", "/api/shelf/recall?lot=")


# ---- the lock


def test_a_pin_hides_everything_until_it_is_given(window):
    window.client()
    assert window.ask("PUT", "/api/pin", json={"old": None, "new": "2468"})["pin_set"]
    assert window.ask("POST", "/api/lock")["locked"]
    for path in ("/api/clients", "/api/export.json", "/api/backup", "/api/trail", "/api/shelf"):
        window.refused(423, "locked", "GET", path)
    window.refused(423, "locked", "PUT", "/api/pin", json={"old": None, "new": None})
    for _ in range(3):
        window.refused(403, "wrong_pin", "POST", "/api/unlock", json={"pin": "0000"})
    assert "try again in" in window.refused(429, "wait", "POST", "/api/unlock", json={"pin": "2468"})["do"]
    assert window.ask("GET", "/api/status")["clients"] == 0


def test_the_right_pin_opens(window):
    window.client()
    window.ask("PUT", "/api/pin", json={"old": None, "new": "2468"})
    window.ask("POST", "/api/lock")
    assert window.ask("POST", "/api/unlock", json={"pin": "2468"})["clients"] == 1
    assert [one["what"] for one in window.ask("GET", "/api/trail?limit=2")] == ["unlocked", "locked"]


# ---- whole records


def test_everything_goes_out_and_comes_into_another_studio(window, issued, tmp_path):
    client, card = issued
    window.ask("POST", "/api/shelf/sample")
    window.ask(
        "POST",
        "/api/shelf/label",
        json={"name": "Coal", "ingredients": ["CI 77266"], "solids_low_percent": 10, "solids_high_percent": 25},
    )
    window.ask("PUT", f"/api/clients/{client['id']}/drafts/mid", json={"version": 0, "mix": MIX, "mixture": MIXTURE})
    other_store = open_store(tmp_path, "other.sqlite")
    other = Window(other_store)
    for kind in ("json", "zip"):
        out = window.ask("GET", f"/api/export.{kind}") if kind == "zip" else window.http.get("/api/export.json")
        assert "attachment" in out.headers["content-disposition"]
        done = other.ask("POST", "/api/import", content=out.content, headers=OCTETS)
        assert done["problems"] == []
    assert done["added"] == {"trail": 1}  # the export itself, noted in between
    assert other.ask("GET", f"/api/cards/{card['id']}") == card
    strip = {"version", "can_undo", "undo_what"}
    here, there = (one.ask("GET", f"/api/clients/{client['id']}") for one in (window, other))
    assert {k: v for k, v in there.items() if k not in strip} == {k: v for k, v in here.items() if k not in strip}
    assert [one["name"] for one in other.ask("GET", "/api/shelf")["lines"]] == [
        one["name"] for one in window.ask("GET", "/api/shelf")["lines"]
    ]
    other_store.close()
    assert not list(tmp_path.glob(".studio*"))
    with zipfile.ZipFile(BytesIO(out.content)) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO settings VALUES ('language', '\"<script>\"')",
        "INSERT OR REPLACE INTO settings VALUES ('cup_volume_ml', '-1')",
        "UPDATE readings SET role = 'hat'",
        "UPDATE lines SET body = '{}'",
    ],
)
def test_a_backup_whose_rows_no_page_can_show_is_refused_and_the_studio_goes_on(window, tmp_path, statement):
    client = window.client()
    window.ask("POST", "/api/shelf/sample")
    pair = window.ask("POST", "/api/readings/sample", json={"person": "medium"})
    given = {"reading_id": pair["skin"]["id"], "role": "skin", "taken_on": None}
    window.ask("POST", f"/api/clients/{client['id']}/readings", json=given)
    path = tmp_path / "crafted"
    path.write_bytes(window.ask("GET", "/api/backup").content)
    with closing(sqlite3.connect(path)) as other:
        other.execute(statement)
        other.commit()
    before = window.ask("GET", f"/api/clients/{client['id']}")
    window.refused(422, "damaged_backup", "POST", "/api/restore", content=path.read_bytes(), headers=OCTETS)
    assert window.ask("GET", f"/api/clients/{client['id']}") == before
    assert window.ask("GET", "/api/status")["settings"]["language"] == "en"


def test_a_backup_is_restored_and_what_was_since_is_kept_aside(window, tmp_path):
    window.client("K-1")
    backup = window.ask("GET", "/api/backup").content
    assert backup.startswith(b"SQLite format 3\x00")
    window.client("K-2")
    assert window.ask("POST", "/api/restore", content=backup, headers=OCTETS)["clients"] == 1
    (aside,) = tmp_path.glob("studio.before-restore-*.sqlite")
    kept = sqlite3.connect(aside)
    assert kept.execute("SELECT count(*) FROM clients").fetchone() == (2,)
    kept.close()
    window.refused(
        422, "damaged_backup", "POST", "/api/restore", content=b"SQLite format 3\x00" + bytes(100), headers=OCTETS
    )
    assert window.ask("GET", "/api/status")["clients"] == 1
    assert not list(tmp_path.glob(".studio*"))


def test_the_table_for_research_is_served_with_its_meaning(window):
    table = window.ask("GET", "/api/research.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "attachment" in table.headers["content-disposition"]
    assert table.text.startswith("series,client,zone,")
    assert "shifted" in window.ask("GET", "/api/research_columns.csv").text


def test_a_client_is_erased_by_typing_the_code(window):
    client = window.client("Klara-0071")
    path = f"/api/clients/{client['id']}/erase"
    assert window.refused(422, "bad_input", "POST", path, json={"code": "K-08"})["field"] == "code"
    done = window.ask("POST", path, json={"code": "Klara-0071"})
    assert done["clean"] is True
    assert "None was found" in done["proof"]
    window.refused(404, "not_found", "GET", f"/api/clients/{client['id']}")
    assert window.ask("GET", "/api/trail")[0]["what"] == "erased a client"


def test_a_full_disk_is_a_problem_and_reading_goes_on(window, store):
    client = window.client()
    store.db.connection.execute(f"PRAGMA max_page_count = {store.db.pragma('page_count')}")
    problem = None
    for number in range(200):
        answer = window.http.post("/api/clients", json={"code": f"K-{number} " + "x" * 40})
        if answer.status_code != 200:
            problem = answer
            break
    assert problem is not None
    assert (problem.status_code, problem.json()["code"]) == (507, "disk_full")
    assert window.ask("GET", f"/api/clients/{client['id']}")["code"] == "K-07"
    assert len(window.ask("GET", "/api/clients")) == number + 1


def test_a_disk_that_fills_during_an_export_is_a_problem_and_leaves_nothing_lying(window, tmp_path, monkeypatch):
    window.client()

    def fill(store, path):
        path.write_bytes(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(exchange, "export_zip", fill)
    window.refused(507, "disk_full", "GET", "/api/export.zip")
    assert not list(tmp_path.glob(".studio*"))
    assert window.ask("GET", "/api/status")["clients"] == 1


def test_what_a_killed_studio_left_of_an_export_is_removed_when_it_starts(store, tmp_path):
    left = tmp_path / ".studio.sqlite-abc123"
    left.mkdir()
    (left / "made").write_bytes(b"all the records")
    other = tmp_path / ".other.sqlite-abc123"
    other.mkdir()
    open_store(tmp_path).close()
    assert not left.exists()
    assert other.exists()


def test_nothing_of_an_erased_client_is_held_for_speed(window, issued):
    client, _ = issued
    assert any(len(one) for one in cache.held())
    window.ask("POST", f"/api/clients/{client['id']}/erase", json={"code": "K-07"})
    assert not any(len(one) for one in cache.held())


def test_settings_of_the_contract_are_those_of_the_store(store):
    assert models_work.Settings().model_dump() == store.settings.get()
