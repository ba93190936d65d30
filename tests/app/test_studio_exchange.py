"""Property, consistency: records leave and come back without loss, clients are erased with proof, and research learns no one's name."""

import base64
import csv
import io
import json
import random
import signal
import sqlite3
import stat
import struct
import subprocess
import sys
import threading
import tracemalloc
import zipfile
import zlib
from contextlib import closing
from datetime import date

import pytest
import undertone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from studio_records import (
    MIX,
    MIXTURE,
    READERS,
    add_reading,
    consent,
    fill_shelf,
    full_client,
    jpeg_with_gps,
    new_client,
    open_store,
    session,
)
from undertone.studio.store import StoreError, backup
from undertone.studio.store import database as database_module
from undertone.studio.store import journal as journal_module
from undertone.studio.store.backup import backup_to, restore_from, verify
from undertone.studio.store.database import APPLICATION_ID
from undertone.studio.store.erase import erase_client
from undertone.studio.store.exchange import TABLES, VERSION, export_json, export_zip, import_records, safe_cell
from undertone.studio.store.photos import plain_picture
from undertone.studio.store.research import COLUMNS, RESEARCH_COLUMNS_BESIDE, columns_csv, research_csv


@pytest.fixture
def store(tmp_path):
    made = open_store(tmp_path)
    yield made
    made.close()


def refused(code, call, *arguments, **options):
    with pytest.raises(StoreError) as found:
        call(*arguments, **options)
    assert found.value.code == code, str(found.value)
    return found.value


def exported(store, path):
    """All tables of an export, without the trail, which notes the export itself."""
    path.unlink(missing_ok=True)
    export_json(store, path)
    tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    assert list(tables) == list(TABLES)
    return {name: rows for name, rows in tables.items() if name != "trail"}


# ---- photographs


def test_a_photograph_is_upright_and_holds_nothing_but_pixels(store):
    client = new_client(store, consents=[consent("photo_keep")])
    given = jpeg_with_gps()
    assert b"SecretPhoneMaker" in given
    photo_id = store.photos.add(client["id"], given, kind="before", taken_on="2026-11-01")
    (photo,) = store.photos.of(client["id"])
    assert photo["stripped"] == ["EXIF", "GPS", "comment"]
    media_type, kept, owner = store.photos.picture(photo_id)
    assert (media_type, owner, photo["width"], photo["height"]) == ("image/jpeg", client["id"], 20, 40)
    again = Image.open(io.BytesIO(kept))
    assert again.size == (20, 40)  # it lay on its side
    assert len(again.getexif()) == 0
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(again.info)
    assert b"Secret" not in kept
    assert b"Exif" not in kept
    top, bottom = again.convert("L").getpixel((10, 5)), again.convert("L").getpixel((10, 35))
    assert top < 60
    assert bottom > 120


def test_a_png_loses_its_texts_and_keeps_its_pixels():
    picture = Image.new("RGBA", (9, 7), (10, 200, 30, 128))
    out = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo

    texts = PngInfo()
    texts.add_text("Author", "SecretAuthor")
    picture.save(out, "PNG", pnginfo=texts)
    found = plain_picture(out.getvalue())
    assert found["stripped"] == ["text Author"]
    assert b"Secret" not in found["picture"]
    assert Image.open(io.BytesIO(found["picture"])).tobytes() == picture.tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_pictures_of_every_usual_kind_are_read(mode):
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (250, 250, 250)).convert("LA" if mode == "LA" else mode).save(out, "PNG")
    found = plain_picture(out.getvalue())
    assert Image.open(io.BytesIO(found["picture"])).convert("L").getpixel((4, 4)) >= 249


def test_a_picture_with_a_colour_profile_becomes_srgb():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (200, 120, 90)).save(out, "JPEG", icc_profile=profile, quality=95)
    found = plain_picture(out.getvalue())
    assert found["stripped"] == ["colour profile (now sRGB)"]
    red, green, blue = Image.open(io.BytesIO(found["picture"])).getpixel((8, 8))
    assert abs(red - 200) + abs(green - 120) + abs(blue - 90) < 12


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"GIF89a" + bytes(50), "wrong_kind"),
        (b"<svg onload='alert(1)'/>", "wrong_kind"),
        (b"\xff\xd8\xff" + bytes(100), "wrong_kind"),
        (jpeg_with_gps()[:400], "wrong_kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "wrong_kind"),
        (b"\xff\xd8\xff" + bytes(25_000_001), "too_large"),
    ],
)
def test_what_is_no_photograph_is_refused(store, content, code):
    client = new_client(store, consents=[consent("photo_keep")])
    refused(code, store.photos.add, client["id"], content, kind="before", taken_on=None)
    assert store.photos.of(client["id"]) == []


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_picture_that_unpacks_to_too_many_pixels_is_refused_before_it_is_unpacked(side):
    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    small = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    refused("too_large", plain_picture, small)


def test_no_photograph_is_kept_without_consent_or_after_it_was_withdrawn(store):
    client = new_client(store)
    picture = jpeg_with_gps()
    refused("no_consent", store.photos.add, client["id"], picture, kind="before", taken_on=None)
    withdrawn = [consent("photo_keep", withdrawn_on="2026-11-20")]
    store.clients.change(client["id"], client["version"], {"consents": withdrawn})
    refused("no_consent", store.photos.add, client["id"], picture, kind="before", taken_on=None)
    assert store.photos.of(client["id"]) == []


def test_a_photograph_that_is_deleted_is_gone_from_the_file(tmp_path):
    made = open_store(tmp_path)
    client = new_client(made, consents=[consent("photo_keep")])
    photo_id = made.photos.add(client["id"], jpeg_with_gps(300, 200), kind="before", taken_on=None)
    piece = made.photos.picture(photo_id)[1][200:260]
    assert piece in _bytes_of(tmp_path)
    made.photos.remove(photo_id)
    refused("not_found", made.photos.picture, photo_id)
    assert piece not in _bytes_of(tmp_path)
    made.close()


def test_photographs_that_outlived_their_consent_are_told(store):
    client = new_client(store, consents=[consent("photo_keep")])
    store.photos.add(client["id"], jpeg_with_gps(), kind="before", taken_on=None)
    assert store.clients.get(client["id"])["findings"] == []
    withdrawn = [consent("photo_keep", withdrawn_on="2026-11-20")]
    changed = store.clients.change(client["id"], client["version"], {"consents": withdrawn})
    assert "withdrawn on 2026-11-20" in changed["findings"][0]["message"]
    store.photos.remove(changed["photos"][0]["id"])
    assert store.clients.get(client["id"])["findings"] == []


def test_an_export_holds_nobody_up_and_shows_one_moment(tmp_path, store):
    client = new_client(store, notes="before")
    with store.db.snapshot() as connection:
        assert connection.execute("SELECT notes FROM clients").fetchone()["notes"] == "before"
        store.clients.change(client["id"], client["version"], {"notes": "after"})
        assert connection.execute("SELECT notes FROM clients").fetchone()["notes"] == "before"
    assert exported(store, tmp_path / "all.json")["clients"][0]["notes"] == "after"


# ---- export and import


def test_an_export_comes_back_the_same_and_a_second_import_adds_nothing(tmp_path, store):
    store.settings.put({"practitioner": "Ana", "language": "es"})
    full_client(store)
    full_client(store, "K-08", "another place altogether")
    fill_shelf(store)
    store.clients.undo(store.clients.find("K-08")[0]["id"])
    for export, name in ((export_json, "all.json"), (export_zip, "all.zip")):
        export(store, tmp_path / name)
        other = open_store(tmp_path, f"other-{name}.sqlite")
        done = import_records(other, tmp_path / name, READERS)
        assert done["problems"] == []
        assert done["added"]["clients"] == 2
        assert done["added"]["cards"] == 2
        assert exported(other, tmp_path / "again.json") == exported(store, tmp_path / "once.json")
        client = other.clients.find("K-08")[0]
        assert other.clients.get(client["id"])["can_redo"]
        other.clients.redo(client["id"])
        other.clients.undo(client["id"])
        before = exported(other, tmp_path / "before.json")
        again = import_records(other, tmp_path / name, READERS)
        assert again["added"] == {}
        assert exported(other, tmp_path / "after.json") == before
        other.close()


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
days = st.dates(date(2020, 1, 1), date(2026, 11, 30)).map(date.isoformat)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=texts,
    note=texts,
    source=st.binary(max_size=200),
    name=texts,
    done_on=days,
    lots=st.dictionaries(texts.map(str.strip), texts.map(str.strip), max_size=3),
    density=st.floats(0, 5000),
    parts=st.dictionaries(
        texts.filter(lambda text: text.strip()), st.floats(0, 1e6, exclude_min=True), min_size=1, max_size=3
    ),
    water=st.floats(0, 1000),
)
def test_whatever_can_be_stored_goes_out_and_comes_in_again(
    tmp_path_factory, notes, note, source, name, done_on, lots, density, parts, water
):
    folder = tmp_path_factory.mktemp("exchange")
    store, other = open_store(folder), open_store(folder, "other.sqlite")
    client = new_client(store, notes=notes)
    store.clients.attach(client["id"], add_reading(store, source, name)["id"], "skin", done_on)
    given = session(
        done_on=done_on, lots=lots, note=note, density_per_cm2=density, mixture={"parts": parts, "water_parts": water}
    )
    store.sessions.add(client["id"], given)
    for export, file in ((export_json, "all.json"), (export_zip, "all.zip")):
        export(store, folder / file)
    assert import_records(other, folder / "all.zip", READERS)["problems"] == []
    assert import_records(other, folder / "all.json", READERS)["problems"] == []
    assert exported(other, folder / "b.json") == exported(store, folder / "a.json")
    for one in (store, other):
        one.close()


def test_an_export_of_version_1_comes_in_with_readings_that_are_no_follow_ups(tmp_path, store):
    full_client(store)
    export_json(store, tmp_path / "all.json")

    def as_version_1(whole):
        for row in whole["tables"]["readings"]:
            del row["zone"]

    content = json.loads((tmp_path / "all.json").read_text())
    as_version_1(content)
    (tmp_path / "old.json").write_text(json.dumps({**content, "version": 1}))
    (tmp_path / "wrong.json").write_text(json.dumps(content))
    other, wrong = open_store(tmp_path, "other.sqlite"), open_store(tmp_path, "wrong.sqlite")
    assert import_records(other, tmp_path / "old.json", READERS)["problems"] == []
    assert exported(other, tmp_path / "b.json") == exported(store, tmp_path / "a.json")
    assert any("readings" in one for one in import_records(wrong, tmp_path / "wrong.json", READERS)["problems"])
    other.close()
    wrong.close()


def test_records_of_version_1_are_brought_up_and_their_edits_can_still_be_undone(tmp_path, monkeypatch):
    steps = database_module.migrations()
    monkeypatch.setattr(database_module, "migrations", lambda: steps[:1])
    path = tmp_path / "studio.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(f"{steps[0]}; PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;")
    monkeypatch.setattr(
        journal_module, "_COLUMNS", {**journal_module._COLUMNS, "readings": ("client_id", "detached", "role")}
    )
    store = open_store(tmp_path)
    client_id = "b" * 32
    with store.db.write() as connection:
        connection.execute(
            "INSERT INTO clients VALUES (?, 80, 'K-07', 'k-07', '2026-01-01', '2026-01-01', '', '')", (client_id,)
        )
        connection.execute(
            "INSERT INTO readings VALUES (?, 90, 90, NULL, 0, 'skin', NULL, 'a', '{}', '', x'00', '{}', '2026-01-01')",
            ("a" * 32,),
        )
    with store.journal.edit(client_id, "skin reading attached") as edit:
        edit.touch("readings", "a" * 32)
        store.db.update("readings", "a" * 32, {"client_id": client_id})
    store.close()
    monkeypatch.undo()
    store = open_store(tmp_path)
    assert store.db.pragma("user_version") == len(steps)
    assert store.readings.get("a" * 32)["client_id"] == client_id
    store.clients.undo(client_id)
    assert store.readings.get("a" * 32)["client_id"] is None
    store.close()


def test_follow_ups_leave_for_research_in_the_series_of_their_zone(store):
    client_id = full_client(store)
    for number, day in enumerate(("2026-11-25", "2026-09-01")):  # the second before the first session
        later = add_reading(store, f"# later {number}\n400,0.09\n".encode(), "later.csv", "healed")
        store.clients.attach(client_id, later["id"], "healed", day, "mid")
    rows = list(csv.DictReader(io.StringIO(research_csv(store))))
    assert len({row["series"] for row in rows}) == 1
    days = [(date.fromisoformat(row["date"]) - date.fromisoformat(row["first_session"])).days for row in rows]
    assert days == [50, 55]  # healed on 20 November, followed up on the 25th; the first session was on 1 October
    assert [row["sessions"] for row in rows] == ["2", "2"]


def test_what_differs_is_reported_and_never_overwritten(tmp_path, store):
    client_id = full_client(store)
    export_json(store, tmp_path / "all.json")
    client = store.clients.get(client_id)
    store.clients.change(client_id, client["version"], {"notes": "newer here"})
    done = import_records(store, tmp_path / "all.json", READERS)
    assert done["added"] == {}
    assert done["problems"] == [f"clients {client_id}: differs from the one here, which was left as it is"]
    assert store.clients.get(client_id)["notes"] == "newer here"


def test_history_of_a_client_that_is_here_already_is_left_out_and_told(tmp_path, store):
    client_id = full_client(store)
    export_json(store, tmp_path / "all.json")
    other = open_store(tmp_path, "other.sqlite")
    import_records(other, tmp_path / "all.json", READERS)
    client = store.clients.get(client_id)
    store.clients.change(client_id, client["version"], {"notes": "later, elsewhere"})
    export_json(store, tmp_path / "later.json")
    before = other.clients.history(client_id)
    done = import_records(other, tmp_path / "later.json", READERS)
    assert f"history: 1 entries of client {client_id} were left out, because its record was here already" in done["problems"]
    assert other.clients.history(client_id) == before
    other.close()


def test_another_client_with_the_same_code_is_not_joined(tmp_path, store):
    full_client(store)
    export_json(store, tmp_path / "all.json")
    other = open_store(tmp_path, "other.sqlite")
    new_client(other, "k-07", notes="someone else")
    done = import_records(other, tmp_path / "all.json", READERS)
    assert "clients" not in done["added"]
    assert any("another client here has the code K-07" in one for one in done["problems"])
    assert any("what it belongs to was not imported" in one for one in done["problems"])
    assert other.clients.count() == 1
    other.close()


def _tampered(path, out, change):
    whole = json.loads(path.read_text(encoding="utf-8"))
    change(whole["tables"])
    out.write_text(json.dumps(whole), encoding="utf-8")
    return out


@pytest.mark.parametrize(
    ("table", "change", "reason"),
    [
        ("cards", lambda row: row.update(card_text="2:1 instead"), "not what was issued"),
        ("cards", lambda row: row.update(html="<script>alert(1)</script>"), "not what was issued"),
        ("readings", lambda row: row.update(sha256="0" * 64), "digest"),
        ("readings", lambda row: row.update(role="hat"), "role"),
        ("photos", lambda row: row.update(picture={"base64": "R0lGODlh"}), "other kinds are not read"),
        ("photos", lambda row: row.update(picture={"file": "/etc/passwd"}), "missing"),
        (
            "photos",
            lambda row: row.update(picture={"base64": base64.b64encode(b"\xff\xd8\xff" + bytes(99)).decode()}),
            "no picture",
        ),
        ("photos", lambda row: row.update(picture={"base64": base64.b64encode(jpeg_with_gps()).decode()}), "metadata"),
        ("sessions", lambda row: row.update(done_on="2027-01-01"), "day to come"),
        ("sessions", lambda row: row.update(density_per_cm2="many"), "no number"),
        ("consents", lambda row: row.update(kind="everything"), "CHECK"),
        ("clients", lambda row: row.update(code="K\x00"), "control character"),
        ("clients", lambda row: row.update(id="../../etc"), "no id"),
        ("clients", lambda row: row.update(extra=1), "columns"),
        ("drafts", lambda row: row.update(mix={}), "cannot be read"),
        ("lines", lambda row: row.update(source={"base64": "!"}), "cannot be read"),
        ("bottles", lambda row: row.update(ink="unknown"), "ink"),
        ("settings", lambda row: row.update(value="xx"), "language"),
        ("history", lambda row: row.update(kind="magic"), "CHECK"),
    ],
)
def test_a_row_that_a_stranger_changed_is_reported_and_not_imported(tmp_path, store, table, change, reason):
    store.settings.put({"language": "es"})
    full_client(store)
    fill_shelf(store)
    export_json(store, tmp_path / "all.json")
    bad = _tampered(tmp_path / "all.json", tmp_path / "bad.json", lambda tables: change(tables[table][0]))
    other = open_store(tmp_path, "other.sqlite")
    done = import_records(other, bad, READERS)
    assert any(one.startswith(table) and reason in one for one in done["problems"]), done["problems"]
    assert "object at 0x" not in str(done["problems"])
    assert done["added"].get(table, 0) < len(json.loads(bad.read_text())["tables"][table])
    other.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing",
        b"[]",
        b'{"format": "undertone.studio"}',
        b'{"a": NaN}',
        b"[" * 100_000,
        b"PK\x03\x04broken",
        b"\xff\xfe",
    ],
)
def test_what_is_no_export_is_refused_whole(tmp_path, store, content):
    (tmp_path / "file").write_bytes(content)
    refused("wrong_kind", import_records, store, tmp_path / "file", READERS)


def test_a_small_zip_that_unpacks_to_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path, store):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("records.json", "w") as file:
            for _ in range(100):
                file.write(b" " * 1_000_000)
        for name in ("readings.csv", "README.txt"):
            archive.writestr(name, "")
    tracemalloc.start()
    try:
        assert "records.json" in refused("too_large", import_records, store, tmp_path / "bomb.zip", READERS).what
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_reading_in_a_zip_that_unpacks_to_more_than_any_file_is_told_and_left(tmp_path, store):
    full_client(store)
    export_zip(store, tmp_path / "all.zip")
    with (
        zipfile.ZipFile(tmp_path / "all.zip") as whole,
        zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        readings = sorted(name for name in whole.namelist() if name.startswith("readings/"))
        for name in whole.namelist():
            if name != readings[0]:
                bomb.writestr(name, whole.read(name))
        with bomb.open(readings[0], "w") as file:
            for _ in range(65):
                file.write(b" " * 1_000_000)
    other = open_store(tmp_path, "other.sqlite")
    done = import_records(other, tmp_path / "bomb.zip", READERS)
    assert any(readings[0] in one and "too large" in one for one in done["problems"]), done["problems"]
    assert done["added"]["readings"] == len(readings) - 1
    other.close()


def test_an_export_of_a_later_version_is_refused_whole(tmp_path, store):
    content = {"format": "undertone.studio", "version": VERSION + 1, "tables": {}}
    (tmp_path / "file").write_text(json.dumps(content))
    refused("newer_database", import_records, store, tmp_path / "file", READERS)


def test_the_tables_of_the_zip_open_in_a_spreadsheet_without_running_anything(tmp_path, store):
    client_id = new_client(store, "K-07", notes="=HYPERLINK(1)")["id"]
    full_client(store, "K-08")
    export_zip(store, tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        names = archive.namelist()
        assert not [name for name in names if name.startswith("/") or ".." in name]
        rows = list(csv.DictReader(io.StringIO(archive.read("clients.csv").decode("utf-8-sig"))))
        (row,) = [one for one in rows if one["id"] == client_id]
        assert row["notes"] == "'=HYPERLINK(1)"
        readings = list(csv.DictReader(io.StringIO(archive.read("readings.csv").decode("utf-8-sig"))))
        assert all(archive.read(one["source"]) == store.readings.source(one["id"])[1] for one in readings)
    assert [safe_cell(one) for one in ("-3", "@x", "plain", -3, None)] == ["'-3", "'@x", "plain", -3, None]


# ---- backup and restore


def test_a_backup_is_one_private_file_and_restores_to_the_same(tmp_path, store):
    client_id = full_client(store)
    fill_shelf(store)
    before = exported(store, tmp_path / "before.json")
    backup_to(store, tmp_path / "backup")
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600
    assert not list(tmp_path.glob("backup-*"))
    assert verify(tmp_path / "backup") == store.db.pragma("user_version")
    erase_client(store, client_id, "K-07")
    new_client(store, "K-99")
    kept = restore_from(store, tmp_path / "backup")
    assert exported(store, tmp_path / "after.json") == before
    aside = open_store(tmp_path, kept)
    assert [one["code"] for one in aside.clients.find()] == ["K-99"]  # nothing was lost by restoring
    aside.close()
    new_client(store, "K-100")  # and work goes on
    assert stat.S_IMODE((tmp_path / "studio.sqlite").stat().st_mode) == 0o600


def _stranger(path, statement):
    with sqlite3.connect(path) as other:
        other.executescript(statement)
    other.close()


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda path: path.write_bytes(b"not a backup"), "damaged_backup"),
        (lambda path: path.write_bytes(b""), "damaged_backup"),
        (lambda path: path.write_bytes(path.read_bytes()[:20_000]), "damaged_backup"),
        (lambda path: _stranger(path, "PRAGMA user_version = 99"), "newer_database"),
        (lambda path: _stranger(path, "PRAGMA application_id = 1"), "damaged_backup"),
        (
            lambda path: _stranger(path, "CREATE TRIGGER evil AFTER INSERT ON clients BEGIN DELETE FROM sessions; END"),
            "damaged_backup",
        ),
        (
            lambda path: _stranger(
                path, "PRAGMA ignore_check_constraints = ON; UPDATE consents SET kind = 'all' WHERE kind = 'research'"
            ),
            "damaged_backup",
        ),
        (lambda path: _stranger(path, "DROP TRIGGER card_is_immutable"), "damaged_backup"),
        (
            lambda path: _stranger(
                path, "INSERT INTO photos SELECT 'x', 1, 'nobody', 'other', NULL, 'PNG', 1, 1, '[]', x'00', ''"
            ),
            "damaged_backup",
        ),
    ],
)
def test_a_backup_that_is_none_is_refused_and_the_records_stay(tmp_path, store, spoil, code):
    full_client(store)
    backup_to(store, tmp_path / "backup")
    spoil(tmp_path / "backup")
    before = exported(store, tmp_path / "before.json")
    refused(code, restore_from, store, tmp_path / "backup")
    assert exported(store, tmp_path / "after.json") == before


def test_a_backup_that_passes_for_one_and_cannot_be_opened_leaves_the_old_records(tmp_path, store, monkeypatch):
    full_client(store)
    backup_to(store, tmp_path / "backup")
    _stranger(
        tmp_path / "backup", "PRAGMA ignore_check_constraints = ON; UPDATE consents SET kind = 'all' WHERE kind = 'research'"
    )
    before = exported(store, tmp_path / "before.json")
    monkeypatch.setattr(backup, "verify", lambda path: 1)
    refused("damaged_backup", restore_from, store, tmp_path / "backup")
    assert exported(store, tmp_path / "after.json") == before
    assert not list(tmp_path.glob("studio.before-restore-*"))


def test_restoring_waits_for_other_programs_and_changes_nothing_meanwhile(tmp_path, store):
    new_client(store, "K-1")
    backup_to(store, tmp_path / "backup")
    new_client(store, "K-2")
    reader = sqlite3.connect(tmp_path / "studio.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM clients").fetchall()
    refused("database_busy", restore_from, store, tmp_path / "backup")
    assert store.clients.count() == 2
    reader.execute("ROLLBACK")
    reader.close()
    restore_from(store, tmp_path / "backup")
    assert store.clients.count() == 1


def test_a_restored_pin_is_asked_for(tmp_path, store):
    store.lock.set_pin(None, "2468")
    backup_to(store, tmp_path / "backup")
    store.lock.set_pin("2468", None)
    restore_from(store, tmp_path / "backup")
    assert store.lock.locked


# ---- erasing


def _bytes_of(folder):
    return b"".join(one.read_bytes() for one in sorted(folder.glob("studio.sqlite*")))


def test_an_erased_client_is_in_no_byte_of_the_files(tmp_path, store):
    secret = "seen in the Harbour street"
    client_id = full_client(store, "Klara-0071", secret)
    other_id = full_client(store, "K-08", "quite another place")
    client = store.clients.get(client_id)
    store.clients.change(client_id, client["version"], {"code": "Klara-renamed"})
    loose = add_reading(store, b"# undone Harbour reading\n400,0.1\n")
    store.clients.attach(client_id, loose["id"], "skin", None)
    store.clients.undo(client_id)  # no one's now, yet it was this client's
    pieces = [secret.encode(), b"Klara-0071", b"Klara-renamed", client_id.encode(), b"undone Harbour", b"allergic"]
    pieces += [store.readings.source(one["id"])[1] for one in client["readings"]]
    pieces += [store.photos.picture(one["id"])[1][-60:] for one in client["photos"]]
    there = _bytes_of(tmp_path)
    assert all(piece in there for piece in pieces)
    refused("bad_input", erase_client, store, client_id, "K-08")
    other_before = store.clients.get(other_id)
    done = erase_client(store, client_id, "klara-RENAMED")
    assert done["clean"] is True
    assert done["removed"] == {
        "drafts": 1, "sessions": 2, "photos": 1, "consents": 3, "cards": 1, "history": 11, "readings": 3, "clients": 1
    }  # fmt: skip
    left = _bytes_of(tmp_path)
    # The other client has the same photograph and the same health note, which stay.
    assert [piece for piece in pieces if piece in left] == [piece for piece in pieces if piece in (b"allergic", pieces[-1])]
    assert "None was found" in done["proof"]
    assert "stand in records of others" in done["proof"]
    refused("not_found", store.clients.get, client_id)
    assert store.clients.get(other_id) == other_before
    assert all("Klara" not in one["what"] for one in store.trail.entries())
    assert store.db.connection.execute("PRAGMA foreign_key_check").fetchone() is None


def test_a_reading_that_another_clients_draft_names_stays(store):
    one, other = new_client(store, "K-1"), new_client(store, "K-2")
    shared, own = add_reading(store, b"both"), add_reading(store, b"one alone")
    for client, reading in ((one, shared), (other, shared), (one, own)):
        version = store.drafts.get(client["id"], "mid")["version"]
        store.drafts.put(client["id"], "mid", version, {**MIX, "skin_reading_id": reading["id"]}, None)
    store.drafts.put(one["id"], "crown", 0, {**MIX, "skin_reading_id": shared["id"]}, None)
    assert erase_client(store, one["id"], "K-1")["removed"]["readings"] == 1
    assert store.readings.source(shared["id"])[1] == b"both"
    refused("not_found", store.readings.get, own["id"])


def test_what_still_holds_the_client_is_named(tmp_path, store):
    client_id = full_client(store, "Klara-0071")
    other = new_client(store, "K-08", notes="friend of Klara-0071")
    backup_to(store, tmp_path / "backup")
    restore_from(store, tmp_path / "backup")
    done = erase_client(store, client_id, "Klara-0071")
    assert done["clean"] is False
    assert "before-restore" in done["proof"].partition("FOUND")[2]
    assert "clients" in done["proof"].partition("records of others")[2]
    assert store.clients.get(other["id"])["notes"] == "friend of Klara-0071"


def test_erasing_is_finished_by_the_next_start_when_it_was_interrupted(tmp_path, monkeypatch):
    made = open_store(tmp_path)
    client_id = full_client(made, "Klara-0071")

    class Killed(BaseException):
        pass

    def power_cut():
        raise Killed

    monkeypatch.setattr(made.db, "leave_no_trace", power_cut)
    with pytest.raises(Killed):
        erase_client(made, client_id, "Klara-0071")
    assert made.db.connection.execute("SELECT vacuum_due FROM counter").fetchone()[0] == 1
    assert b"Klara-0071" in _bytes_of(tmp_path)
    made.close()
    again = open_store(tmp_path)
    assert again.db.connection.execute("SELECT vacuum_due FROM counter").fetchone()[0] == 0
    assert b"Klara-0071" not in _bytes_of(tmp_path)
    again.close()


def test_erasing_while_another_program_reads_says_that_traces_may_remain(tmp_path):
    made = open_store(tmp_path, busy_timeout_s=0.1)
    client_id = full_client(made, "Klara-0071")
    reader = sqlite3.connect(tmp_path / "studio.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM clients").fetchall()
    error = refused("database_busy", erase_client, made, client_id, "Klara-0071")
    assert "deleted" in error.what
    assert "starts" in error.do or "start" in error.do
    reader.close()
    made.close()
    open_store(tmp_path).close()
    assert b"Klara-0071" not in _bytes_of(tmp_path)


# ---- research


def test_research_gets_consenting_clients_alone_without_names_notes_or_true_days(store):
    store.settings.put({"practitioner": "AnaPractitioner"})
    full_client(store, "K-07", "HarbourSecret")
    for code, consents in (("K-08", []), ("K-09", [consent("research", withdrawn_on="2026-11-20")])):
        client = new_client(store, code, consents=consents) if consents else new_client(store, code)
        healed = {"read_on": "2026-11-01", "lab": {"l": 55, "a": 8, "b": 16}}
        store.sessions.add(client["id"], session(healed=healed))
    table = research_csv(store)
    (row,) = list(csv.DictReader(io.StringIO(table)))
    assert list(row) == list(COLUMNS)
    for name in ("K-07", "Harbour", "Ana", "2026-11-20", "2026-10-29", "A23", "N-5", "3RL", "healed.csv"):
        assert name not in table
    passed = date.fromisoformat(row["date"]) - date.fromisoformat(row["first_session"])
    assert passed == date(2026, 11, 20) - date(2026, 10, 1)  # intervals are true
    assert (row["sessions"], row["density_per_cm2"], row["geometry"]) == ("2", "90.0", "8/d SCI")
    again = next(csv.DictReader(io.StringIO(research_csv(store))))
    assert again["series"] != row["series"]  # two exports cannot be joined by name
    assert json.loads(row["mixture"]) == MIXTURE
    assert [one[0] for one in csv.reader(io.StringIO(columns_csv()))][1:] == list(COLUMNS)


def test_the_table_for_research_is_one_that_fade_series_reads(tmp_path, store):
    client_id = full_client(store)
    store.sessions.add(
        client_id,
        session(
            done_on="2026-11-21", healed={"read_on": "2026-11-30", "lab": {"l": 56.5, "a": 8, "b": 16}, "reading_id": None}
        ),
    )
    (tmp_path / "research.csv").write_text(research_csv(store), encoding="utf-8")
    rows = list(csv.DictReader((tmp_path / "research.csv").read_text(encoding="utf-8").splitlines()))
    blend = undertone.Blend({"pure_black": 1}, 12, line=undertone.load_line("demo"))
    series = undertone.FadeSeries.from_csv(
        tmp_path / "research.csv",
        undertone.Skin(),
        undertone.FadePlan(blend),
        first_session=rows[0]["first_session"],
        ignore=RESEARCH_COLUMNS_BESIDE,
    )
    assert list(series.times_days) == [50.0, 60.0]
    assert tuple(series.visits[1].lab) == (56.5, 8.0, 16.0)


_RESTORER = """
import os, shutil, sys
from datetime import UTC, datetime
from pathlib import Path
from undertone.studio.store import Store
from undertone.studio.store.backup import restore_from
folder = Path(sys.argv[1])
store = Store.open(folder / "studio.sqlite", now=lambda: datetime.now(UTC))
for number in range(10_000):
    candidate = folder / f"candidate-{os.getpid()}-{number}"  # never beside what a killed one left open
    shutil.copy(folder / ("one" if number % 2 else "two"), candidate)
    restore_from(store, candidate)
    print(number, flush=True)
    for aside in folder.glob("studio.before-restore-*"):
        aside.unlink()
"""


def test_a_studio_killed_while_it_restores_has_the_old_records_or_the_new(tmp_path):
    made = open_store(tmp_path)
    for number, name in enumerate(("one", "two"), start=1):
        new_client(made, f"K-{number}", notes="x" * 20_000)
        backup_to(made, tmp_path / name)
    made.close()
    draws, restored, killed = random.Random(5), 0, 0
    for _ in range(5):
        child = subprocess.Popen([sys.executable, "-c", _RESTORER, tmp_path], stdout=subprocess.PIPE)
        child.stdout.readline()
        timer = threading.Timer(draws.uniform(0.0, 0.3), child.send_signal, [signal.SIGKILL])
        timer.start()
        restored += 1 + len(child.stdout.read().splitlines())
        killed += child.wait() == -signal.SIGKILL
        timer.cancel()
        child.stdout.close()
        again = open_store(tmp_path)
        assert [one["code"] for one in again.clients.find()] in (["K-1"], ["K-1", "K-2"], ["K-2", "K-1"])
        assert again.db.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        again.close()
    assert killed == 5
    assert restored >= 5
