"""Property, consistency: the studio's records keep what they confirmed, refuse what they cannot keep, and say so."""

import fcntl
import json
import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from studio_records import (
    MIX,
    MIXTURE,
    SUMMARY,
    Clock,
    add_reading,
    consent,
    fill_shelf,
    full_client,
    issue,
    new_client,
    open_store,
    session,
)
from undertone.studio.store import Store, StoreError
from undertone.studio.store import database as database_module
from undertone.studio.store.database import APPLICATION_ID, migrations

ROUNDS = int(os.environ.get("UNDERTONE_KILL_ROUNDS", "6"))
SAVES = int(os.environ.get("UNDERTONE_KILL_SAVES", "1000"))


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    made = open_store(tmp_path, clock=clock)
    yield made
    made.close()


def refused(code, call, *arguments, **options):
    with pytest.raises(StoreError) as found:
        call(*arguments, **options)
    assert found.value.code == code, str(found.value)
    assert all(getattr(found.value, part) for part in ("what", "where", "why", "do"))
    return found.value


# ---- the file


def test_the_file_and_its_folder_are_their_owners_alone(tmp_path):
    made = open_store(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert {one.stat().st_mode & 0o777 for one in (tmp_path / "new").iterdir()} == {0o600}
    made.close()
    (tmp_path / "new" / "studio.sqlite").chmod(0o644)
    open_store(tmp_path / "new").close()
    assert (tmp_path / "new" / "studio.sqlite").stat().st_mode & 0o777 == 0o600


def test_the_tables_are_strict_and_the_connection_is_set_to_lose_nothing(store):
    connection = store.db.connection
    tables = connection.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite%'"
    )
    assert {row["strict"] for row in tables} == {1}
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert store.db.pragma("secure_delete") == 1
    assert store.db.pragma("user_version") == len(migrations())


def test_a_newer_database_is_refused_and_left_untouched(tmp_path):
    open_store(tmp_path).close()
    path = tmp_path / "studio.sqlite"
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {len(migrations()) + 1}")
    other.close()
    before, names = path.read_bytes(), sorted(tmp_path.iterdir())
    error = refused("newer_database", open_store, tmp_path)
    assert "version" in error.what
    assert path.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == names


@pytest.mark.parametrize(
    "content", [b"not a database at all", b"SQLite format 3\x00" + b"\xff" * 4000, b"SQLite format 3\x00"]
)
def test_what_is_no_database_is_refused_and_left_untouched(tmp_path, content):
    path = tmp_path / "studio.sqlite"
    path.write_bytes(content)
    refused("damaged", open_store, tmp_path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused_and_left_untouched(tmp_path):
    path = tmp_path / "studio.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = path.read_bytes()
    refused("damaged", open_store, tmp_path)
    assert path.read_bytes() == before


def test_a_damaged_page_is_found_when_the_file_is_opened(tmp_path):
    made = open_store(tmp_path)
    for number in range(200):
        new_client(made, f"K-{number}", notes="a note that fills pages " * 20)
    made.close()
    path = tmp_path / "studio.sqlite"
    content = bytearray(path.read_bytes())
    for page in range(6, len(content) // 4096, 2):
        content[page * 4096 : page * 4096 + 400] = bytes(400)
    path.write_bytes(content)
    refused("damaged", open_store, tmp_path)
    assert path.read_bytes() == bytes(content)


def test_a_file_interrupted_while_it_was_made_opens(tmp_path):
    made = open_store(tmp_path)
    new_client(made, "K-1")
    for end in ("", "-wal", "-shm"):  # as a power cut leaves them: everything still in the log, the header empty
        shutil.copy(tmp_path / f"studio.sqlite{end}", tmp_path / f"cut.sqlite{end}")
    made.close()
    again = open_store(tmp_path, "cut.sqlite")
    assert [one["code"] for one in again.clients.find()] == ["K-1"]
    again.close()


_OPENER = """
import sys, time
from datetime import UTC, datetime
from undertone.studio.store import Store
time.sleep(max(0, float(sys.argv[2]) - time.time()))
Store.open(sys.argv[1], now=lambda: datetime(2026, 12, 1, tzinfo=UTC)).close()
"""


def test_studios_started_at_once_make_one_records_file(tmp_path):
    start = time.time() + 2  # when all of them have been imported
    for number in range(3):
        path = tmp_path / str(number) / "studio.sqlite"
        children = [
            subprocess.Popen([sys.executable, "-c", _OPENER, path, str(start)], stderr=subprocess.PIPE, text=True)
            for _ in range(4)
        ]
        assert [child.communicate()[1] for child in children] == [""] * 4
        start = time.time() + 1
        with closing(sqlite3.connect(path)) as opened:
            assert opened.execute("PRAGMA user_version").fetchone()[0] == len(migrations())


def test_a_studio_that_opens_records_for_long_is_waited_for_and_then_told(tmp_path, clock):
    holder = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        with pytest.raises(StoreError, match="another studio is opening") as refused:
            Store.open(tmp_path / "studio.sqlite", now=clock, busy_timeout_s=0.1)
        assert refused.value.code == "database_busy"
    finally:
        os.close(holder)
    Store.open(tmp_path / "studio.sqlite", now=clock).close()


def test_a_migration_that_fails_leaves_the_records_of_before(tmp_path, monkeypatch):
    made = open_store(tmp_path)
    new_client(made, "K-1")
    made.close()
    steps = migrations()
    monkeypatch.setattr(
        database_module, "migrations", lambda: [*steps, "CREATE TABLE extra (x TEXT) STRICT; CREATE TABLE extra (x);"]
    )
    with pytest.raises(sqlite3.OperationalError):
        open_store(tmp_path)
    monkeypatch.setattr(database_module, "migrations", lambda: [*steps, "CREATE TABLE extra (x TEXT) STRICT"])
    upgraded = open_store(tmp_path)
    assert upgraded.db.pragma("user_version") == len(steps) + 1
    assert [one["code"] for one in upgraded.clients.find()] == ["K-1"]
    upgraded.close()
    monkeypatch.undo()
    refused("newer_database", open_store, tmp_path)


# ---- what is confirmed stays


_SAVER = """
import sys
from datetime import UTC, datetime
from undertone.studio.store import Store
store = Store.open(sys.argv[1], now=lambda: datetime.now(UTC))
client = store.clients.create(sys.argv[2])
print("made", client["id"], flush=True)
for number in range(int(sys.argv[3])):
    client = store.clients.change(client["id"], client["version"], {"notes": f"save {number}"})
    print("saved", number, flush=True)
print("done", 0, flush=True)
"""


def test_nothing_confirmed_is_lost_to_kill_9_at_random_moments(tmp_path):
    """Each round is a child that saves and says so; it is killed after a random number of saves and a moment more."""
    draws, saves = random.Random(20), 0
    for number in range(ROUNDS):
        child = subprocess.Popen(
            [sys.executable, "-c", _SAVER, tmp_path / "studio.sqlite", f"K-{number}", "1000000"], stdout=subprocess.PIPE
        )
        said = b"".join(child.stdout.readline() for _ in range(draws.randint(1, 2 * SAVES // ROUNDS)))
        time.sleep(draws.uniform(0.0, 0.004))
        child.kill()
        said = (said + child.stdout.read()).decode().split("\n")[:-1]  # the last may be cut off
        assert child.wait() == -signal.SIGKILL
        child.stdout.close()
        lines = [line.split() for line in said]
        confirmed = max((int(value) for word, value in lines if word == "saved"), default=None)
        again = open_store(tmp_path, clock=lambda: database_module.datetime.now(database_module.UTC))
        client = again.clients.get(lines[0][1])
        if confirmed is not None:
            stored = int(client["notes"].split()[1])
            assert stored in (confirmed, confirmed + 1)  # one more may have been saved and not said
            assert len([one for one in again.clients.history(client["id"]) if "notes" in one["what"]]) == stored + 1
            saves += stored + 1
        assert again.clients.count() == number + 1
        assert again.db.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        again.close()
    assert saves >= SAVES // 2
    print(f"{saves} confirmed saves, {ROUNDS} children killed, none lost")


def test_a_full_disk_says_so_and_loses_nothing_confirmed(store):
    client = new_client(store, "K-1", notes="before")
    pages = store.db.pragma("page_count")
    store.db.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    confirmed = 0
    error = None
    while error is None:
        try:
            add_reading(store, bytes([confirmed % 251]) * 3000)
            confirmed += 1
        except StoreError as found:
            error = found
    assert error.code == "disk_full"
    assert "everything saved before is safe" in error.why
    assert store.clients.get(client["id"])["notes"] == "before"  # still read
    store.trail.add("opened client", client["id"])  # waits
    store.db.connection.execute("PRAGMA max_page_count = 1000000")
    assert store.db.connection.execute("SELECT count(*) FROM readings").fetchone()[0] == confirmed
    store.clients.change(client["id"], client["version"], {"notes": "after"})
    store.trail.add("locked")
    assert [one["what"] for one in store.trail.entries()] == ["locked", "opened client K-1"]


_FILLER = """
import resource, sys
from datetime import UTC, datetime
from undertone.studio.store import Store, StoreError
store = Store.open(sys.argv[1], now=lambda: datetime.now(UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    for number in range(1000):
        store.clients.create(f"K-{number} " + "x" * 40)
        print(number, flush=True)
except StoreError as error:
    print(error.code, error.why, flush=True)
"""


def test_a_file_that_may_not_grow_says_so_and_loses_nothing_confirmed(tmp_path):
    made = subprocess.run(
        [sys.executable, "-c", _FILLER, tmp_path / "studio.sqlite"], capture_output=True, text=True, check=False
    )
    *confirmed, last = made.stdout.splitlines()
    assert last.startswith(("disk_full", "disk_error")), made.stdout[-300:] + made.stderr[-2000:]
    assert len(confirmed) > 10
    again = open_store(tmp_path)
    assert again.clients.count() == len(confirmed)
    again.close()


def test_a_locked_file_says_so_and_loses_nothing(tmp_path):
    made = open_store(tmp_path, busy_timeout_s=0.1)
    client = new_client(made, "K-1", notes="before")
    holder = sqlite3.connect(tmp_path / "studio.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    error = refused("database_busy", made.clients.change, client["id"], client["version"], {"notes": "after"})
    assert error.http_status == 503
    assert made.clients.get(client["id"])["notes"] == "before"
    holder.execute("ROLLBACK")
    holder.close()
    assert made.clients.change(client["id"], client["version"], {"notes": "after"})["notes"] == "after"
    made.close()


def test_threads_save_side_by_side(store):
    clients = [new_client(store, f"K-{number}") for number in range(8)]
    failures = []

    def save(client):
        try:
            for number in range(25):
                client = store.clients.change(client["id"], client["version"], {"notes": f"{client['code']} {number}"})
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=save, args=[client]) for client in clients]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not failures
    assert sorted(one["code"] for one in store.clients.find()) == sorted(client["code"] for client in clients)
    assert {store.clients.get(client["id"])["notes"] for client in clients} == {f"{client['code']} 24" for client in clients}


# ---- clients


def test_a_client_comes_back_as_it_was_given(store):
    consents = [consent("treatment", note="signed on paper"), consent("photo_keep", withdrawn_on="2026-11-20")]
    client = new_client(store, "K-07", notes="first\nsecond", health_note="none", consents=consents)
    again = store.clients.get(client["id"])
    assert (again["code"], again["notes"], again["health_note"]) == ("K-07", "first\nsecond", "none")
    assert [one for one in again["consents"] if one["given_on"]] == consents
    assert [one["kind"] for one in again["consents"]] == [
        "treatment",
        "photo_keep",
        "photo_show",
        "photo_publish",
        "research",
    ]


HOSTILE = [
    "<script>alert(1)</script>",
    'O\'Brien "x"; DROP TABLE clients; --',
    "דוד אלמוני",
    "\u202eevil\u202c",
    "日本 🦊",
    "%_\\",
    "../../etc",
]


@pytest.mark.parametrize("code", HOSTILE)
def test_any_name_is_kept_as_it_is(store, code):
    client = new_client(store, code, notes=code)
    assert store.clients.get(client["id"])["code"] == code
    assert [one["id"] for one in store.clients.find(code)] == [client["id"]]


@pytest.mark.parametrize("code", ["", "   ", "K\x007", "K\n7", "\ud800", "x" * 61, "K\x1b[2J"])
def test_a_name_that_could_not_be_shown_is_refused_with_its_field(store, code):
    assert refused("bad_input", store.clients.create, code).field == "code"
    assert store.clients.count() == 0


def test_two_clients_never_share_a_code_whatever_its_case(store):
    new_client(store, "K-07")
    assert "K-07" in refused("bad_input", store.clients.create, " k-07 ").what


def test_clients_are_found_by_code_note_and_headline_without_case_or_accents(store):
    one = new_client(store, "K-07", notes="Señora Núñez, morning")
    other = new_client(store, "K-08")
    issue(store, other["id"], "12:1 Warm black")
    found = {
        words: [client["code"] for client in store.clients.find(words)]
        for words in ("senora", "WARM", "k", "morning k-07", "k-09")
    }
    assert found["senora"] == found["morning k-07"] == ["K-07"]
    assert found["WARM"] == ["K-08"]
    assert sorted(found["k"]) == ["K-07", "K-08"]
    assert found["k-09"] == []
    assert one["headline"] == ""


def test_the_second_of_two_windows_is_told_and_gets_what_is_stored(store):
    client = new_client(store, "K-07")
    first = store.clients.change(client["id"], client["version"], {"notes": "first window"})
    error = refused("conflict", store.clients.change, client["id"], client["version"], {"notes": "second window"})
    assert error.http_status == 409
    assert (error.current["notes"], error.current["version"]) == ("first window", first["version"])
    assert store.clients.get(client["id"])["notes"] == "first window"


def test_drafts_sessions_and_bottles_tell_the_second_window_as_well(store):
    client = new_client(store)
    draft = store.drafts.put(client["id"], "mid", 0, MIX, MIXTURE)
    assert refused("conflict", store.drafts.put, client["id"], "mid", 0, MIX, None).current == draft
    session_id = store.sessions.add(client["id"], session())
    version = store.sessions.of(client["id"])[0]["version"]
    store.sessions.change(client["id"], session_id, version, {"note": "one"})
    error = refused("conflict", store.sessions.change, client["id"], session_id, version, {"note": "two"})
    assert error.current["note"] == "one"
    _, bottle_id = fill_shelf(store)
    version = store.shelf.bottles()[0]["version"]
    store.shelf.change_bottle(bottle_id, version, {"ml_left": 3.0})
    assert refused("conflict", store.shelf.change_bottle, bottle_id, version, {"ml_left": 2.0}).current["ml_left"] == 3.0


def test_a_draft_is_kept_per_zone(store):
    client = new_client(store)
    assert store.drafts.get(client["id"], "crown") == {"version": 0, "mix": None, "mixture": None}
    saved = store.drafts.put(client["id"], "crown", 0, MIX, MIXTURE)
    assert (saved["mix"], saved["mixture"]) == (MIX, MIXTURE)
    assert store.drafts.get(client["id"], "mid")["mix"] is None
    assert store.drafts.put(client["id"], "crown", saved["version"], MIX, None)["mixture"] is None


# ---- what never changes


def test_an_issued_card_cannot_be_changed_or_deleted(store):
    card = issue(store, new_client(store)["id"])
    for statement in ("UPDATE cards SET headline = 'other'", "DELETE FROM cards", "UPDATE cards SET id = 'x'"):
        with pytest.raises(sqlite3.IntegrityError), store.db.write() as connection:
            connection.execute(statement)
    assert store.cards.get(card["id"])["headline"] == card["headline"]


def test_a_card_that_was_tampered_with_is_not_shown(store):
    card = issue(store, new_client(store)["id"])
    with store.db.write() as connection:
        connection.execute("DROP TRIGGER card_is_immutable")
        connection.execute("UPDATE cards SET card_text = replace(card_text, '12:1', '2:1')")
    refused("damaged", store.cards.get, card["id"])


def test_a_reading_keeps_its_bytes_and_history_and_trail_only_grow(store):
    client_id = full_client(store)
    for statement in (
        "UPDATE readings SET source = x'00'",
        "DELETE FROM history",
        "UPDATE history SET what = 'nothing'",
        "DELETE FROM trail",
        "UPDATE trail SET client_id = NULL",
        "UPDATE trail SET who = 'another'",
    ):
        with pytest.raises(sqlite3.IntegrityError), store.db.write() as connection:
            connection.execute(statement)
    assert store.clients.history(client_id)


# ---- history, undo and redo


edits = st.lists(
    st.one_of(
        st.tuples(st.just("notes"), st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)),
        st.tuples(st.just("consent"), st.sampled_from(["2026-10-01", "2026-11-01", None])),
        st.tuples(st.just("session"), st.floats(0, 300)),
        st.tuples(st.just("remove"), st.none()),
        st.tuples(st.just("reading"), st.sampled_from(["skin", "fringe", "healed"])),
        st.tuples(st.just("detach"), st.none()),
    ),
    max_size=8,
)


def test_readings_of_no_client_are_forgotten_after_a_month_unless_something_names_them(store, clock):
    client = new_client(store)
    names = ("forgotten", "drafted", "on a card", "of a client", "taken off")
    kept = {name: add_reading(store, name.encode() * 3)["id"] for name in names}
    mix = {**MIX, "skin_reading_id": kept["drafted"]}
    store.drafts.put(client["id"], "mid", 0, mix, MIXTURE)
    issue(store, client["id"], mix={**MIX, "skin_reading_id": kept["on a card"]})
    for name in ("of a client", "taken off"):
        store.clients.attach(client["id"], kept[name], "skin", "2026-12-01")
    store.clients.detach(client["id"], kept["taken off"])
    clock.wait(days=29)
    new = add_reading(store, b"a reading of the last weeks")["id"]
    assert store.readings.remove_forgotten() == 0
    clock.wait(days=2)
    assert store.readings.remove_forgotten() == 1
    refused("not_found", store.readings.get, kept.pop("forgotten"))
    for one in (*kept.values(), new):
        assert store.readings.get(one)["id"] == one


def test_the_studio_forgets_such_readings_when_it_starts(tmp_path, request):
    store = open_store(tmp_path, clock=Clock("2020-01-01T10:00:00+00:00"))
    reading = add_reading(store)["id"]
    store.close()
    request.getfixturevalue("studio").stop()
    store = open_store(tmp_path)
    refused("not_found", store.readings.get, reading)
    store.close()


def _content(client):
    """A record without what undo itself changes."""
    beside = ("version", "can_undo", "can_redo", "undo_what", "redo_what")
    plain = {name: value for name, value in client.items() if name not in beside}
    plain["done"] = [{name: value for name, value in one.items() if name != "version"} for one in plain["done"]]
    return json.loads(json.dumps(plain))


def _edit(store, client_id, kind, value):
    client = store.clients.get(client_id)
    if kind == "notes":
        store.clients.change(client_id, client["version"], {"notes": value})
    elif kind == "consent":
        store.clients.change(client_id, client["version"], {"consents": [consent("research", value)]})
    elif kind == "session":
        store.sessions.add(client_id, session(density_per_cm2=value))
    elif kind == "remove" and client["done"]:
        store.sessions.remove(client_id, client["done"][0]["id"])
    elif kind == "reading":
        store.clients.attach(client_id, add_reading(store, role=value)["id"], value, None)
    elif kind == "detach" and client["readings"]:
        store.clients.detach(client_id, client["readings"][-1]["id"])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=edits, back=st.integers(0, 8))
def test_undo_takes_every_edit_back_and_redo_makes_it_again(store, edits, back):
    client_id = new_client(store, f"K-{store.clients.count()}")["id"]
    states = [_content(store.clients.get(client_id))]
    for kind, value in edits:
        _edit(store, client_id, kind, value)
        now = _content(store.clients.get(client_id))
        if now != states[-1]:
            states.append(now)
    back = min(back, len(states) - 1)
    for expected in reversed(states[len(states) - 1 - back : -1] if back else []):
        assert _content(store.clients.undo(client_id)) == expected
    for expected in states[len(states) - back :] if back else []:
        assert _content(store.clients.redo(client_id)) == expected
    assert not store.clients.get(client_id)["can_redo"]


def test_an_edit_after_an_undo_ends_redo_and_all_stays_in_the_history(store):
    store.settings.put({"practitioner": "Ana"})
    client = new_client(store, "K-07", notes="one")
    client = store.clients.change(client["id"], client["version"], {"notes": "two"})
    client = store.clients.undo(client["id"])
    assert (client["notes"], client["redo_what"]) == ("one", "notes changed")
    client = store.clients.change(client["id"], client["version"], {"notes": "three"})
    assert not client["can_redo"]
    refused("nothing_to_undo", store.clients.redo, client["id"])
    history = store.clients.history(client["id"])
    assert [one["what"] for one in history] == [
        "notes changed",
        "undo: notes changed",
        "notes changed",
        "notes changed",
        "client created",
    ]
    assert history[0] == {
        "at": "2026-12-01T10:11:12Z",
        "who": "Ana",
        "what": "notes changed",
        "before": {"clients": {"notes": "one"}},
        "after": {"clients": {"notes": "three"}},
    }


def test_a_stale_window_is_told_after_an_undo_too(store):
    client = new_client(store, "K-07", notes="one")
    store.clients.undo(client["id"])
    refused("conflict", store.clients.change, client["id"], client["version"], {"notes": "two"})


def test_a_reading_that_is_read_otherwise_is_an_edit_like_others(store):
    client_id = new_client(store)["id"]
    reading = add_reading(store)
    store.clients.attach(client_id, reading["id"], "skin", None)
    other = {**SUMMARY, "geometry": "45/0"}
    store.readings.update(reading["id"], role="healed", said={"geometry": "45/0"}, summary=other)
    (undone,) = store.clients.undo(client_id)["readings"]
    assert (undone["role"], undone["said"], undone["summary"]) == ("skin", reading["said"], reading["summary"])
    assert store.clients.undo(client_id)["readings"] == []
    store.clients.redo(client_id)
    (redone,) = store.clients.redo(client_id)["readings"]
    assert (redone["role"], redone["summary"]["geometry"]) == ("healed", "45/0")


def test_undo_of_a_code_that_another_client_took_says_so(store):
    client = new_client(store, "K-1")
    store.clients.change(client["id"], client["version"], {"code": "K-2"})
    new_client(store, "K-1")
    refused("conflict", store.clients.undo, client["id"])
    assert store.clients.get(client["id"])["code"] == "K-2"


def test_the_shelf_has_undo_of_its_own(store):
    _, bottle_id = fill_shelf(store)
    store.shelf.remove_bottle(bottle_id)
    assert store.shelf.get()["bottles"] == []
    assert [one["id"] for one in store.shelf.undo()["bottles"]] == [bottle_id]
    line_id = store.shelf.get()["lines"][0]["id"]
    store.shelf.remove_line(line_id)
    assert store.shelf.get() == {"lines": [], "bottles": [], "can_undo": True, "can_redo": False}
    refused("not_found", store.shelf.remove_line, line_id)
    assert [one["id"] for one in store.shelf.undo()["bottles"]] == [bottle_id]
    store.shelf.undo()
    assert store.shelf.undo()["lines"] == []
    store.shelf.redo()
    assert [one["id"] for one in store.shelf.redo()["bottles"]] == [bottle_id]


# ---- readings and sessions


def test_a_reading_comes_back_byte_for_byte(store):
    source = bytes(range(256)) * 3
    reading = add_reading(store, source, name="<b>skin</b>.csv")
    assert store.readings.source(reading["id"]) == ("<b>skin</b>.csv", source)
    assert reading["bytes"] == len(source)


def test_a_reading_of_one_client_cannot_become_anothers_unseen(store):
    one, other = new_client(store, "K-1"), new_client(store, "K-2")
    reading = add_reading(store)
    store.clients.attach(one["id"], reading["id"], "skin", None)
    refused("in_use", store.clients.attach, other["id"], reading["id"], "skin", None)
    store.clients.detach(one["id"], reading["id"])
    assert len(store.clients.attach(other["id"], reading["id"], "skin", None)["readings"]) == 1
    refused("nothing_to_undo", store.clients.undo, one["id"])  # undo must not take it from the other
    assert len(store.clients.get(other["id"])["readings"]) == 1


def test_a_file_that_stands_in_another_record_is_told(store):
    one, other = new_client(store, "K-1"), new_client(store, "K-2")
    store.clients.attach(one["id"], add_reading(store)["id"], "skin", None)
    client = store.clients.attach(other["id"], add_reading(store)["id"], "skin", None)
    assert client["readings"][0]["others"] == ["K-1"]


def test_a_healed_reading_cannot_be_taken_off_while_a_session_names_it(store):
    client_id = full_client(store)
    healed = next(one for one in store.clients.get(client_id)["readings"] if one["role"] == "healed")
    refused("in_use", store.clients.detach, client_id, healed["id"])


def test_sessions_may_be_entered_later_but_not_before_they_happen(store):
    client_id = new_client(store)["id"]
    store.sessions.add(client_id, session(done_on="2026-11-20"))
    store.sessions.add(client_id, session(done_on="2025-01-02"))
    assert [one["done_on"] for one in store.sessions.of(client_id)] == ["2025-01-02", "2026-11-20"]
    assert refused("bad_input", store.sessions.add, client_id, session(done_on="2026-12-02")).field == "done_on"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"done_on": "1.12.2026"}, "done_on"),
        ({"zone": "beard"}, "zone"),
        ({"density_per_cm2": float("nan")}, "density_per_cm2"),
        ({"density_per_cm2": -1}, "density_per_cm2"),
        ({"mixture": {"parts": {"x": 1}}}, "mixture.water_parts"),
        ({"top_mm": 0.5, "bottom_mm": 0.4}, "top_mm"),
        ({"healed": {"read_on": "2026-09-01", "lab": {"l": 60, "a": 9, "b": 17}}}, "healed.read_on"),
        ({"healed": {"read_on": "2026-11-01"}}, "healed"),
        ({"healed": {"read_on": "2026-11-01", "lab": {"l": 160, "a": 9, "b": 17}}}, "healed.lab.l"),
        ({"healed": {"read_on": "2026-11-01", "reading_id": "0" * 32}}, "healed.reading_id"),
        ({"card_id": "0" * 32}, "card_id"),
        ({"needle_lot": "N\x005"}, "needle_lot"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_session_that_cannot_be_is_refused_with_its_field(store, changes, field):
    client_id = new_client(store)["id"]
    assert refused("bad_input", store.sessions.add, client_id, session(**changes)).field == field
    assert store.sessions.of(client_id) == []


def test_a_lot_is_recalled_from_cards_and_sessions_of_ink_diluent_and_needle(store):
    client_id = full_client(store)
    other = new_client(store, "K-08")["id"]
    store.sessions.add(other, session(lots={"ash": "B07"}, needle_lot="A23"))
    found = store.recall(" a23 ")
    assert [(one["code"], one["ink"]) for one in found["cards"]] == [("K-07", "pure_black")]
    assert sorted((one["code"], one["kind"]) for one in found["sessions"]) == [
        ("K-07", "ink"),
        ("K-07", "ink"),
        ("K-08", "needle"),
    ]
    assert [one["kind"] for one in store.recall("W-9")["sessions"]] == ["diluent", "diluent"]
    nowhere = store.recall("nowhere")
    assert not any(nowhere[name] for name in ("cards", "sessions", "unrecorded_cards", "unread"))
    assert [(one["code"], one["ink"]) for one in nowhere["unrecorded_sessions"]] == [
        ("K-08", "pure_black")
    ]  # its lot was not noted
    assert store.sessions.of(client_id)


def test_the_diary_gets_each_healed_session_with_those_before_it(store):
    full_client(store)
    store.sessions.add(new_client(store, "K-08")["id"], session())
    healed = {"read_on": "2026-11-20", "reading_id": None, "lab": {"l": 58.0, "a": 8.0, "b": 16.0}}
    for code, zone in (("K-09", "mid"), ("K-10", "crown")):
        store.sessions.add(new_client(store, code)["id"], session(zone=zone, healed=healed))
    rows = {one["code"]: one for one in store.diary_rows()}
    assert sorted(rows) == ["K-07", "K-09", "K-10"]
    assert rows["K-09"]["sessions_before"] == rows["K-10"]["sessions_before"] == []  # no one else's
    row = rows["K-07"]
    assert (row["code"], row["zone"], row["session"]["done_on"]) == ("K-07", "mid", "2026-10-29")
    assert [one["done_on"] for one in row["sessions_before"]] == ["2026-10-01"]
    assert row["skin_reading_id"] is not None


# ---- settings and shelf


def test_settings_are_kept_and_unknown_ones_refused(tmp_path):
    made = open_store(tmp_path)
    made.settings.put({"language": "es", "screen_px_per_mm": 4.5, "first_run_done": True})
    made.close()
    again = open_store(tmp_path)
    assert again.settings.get()["language"] == "es"
    assert again.settings.get()["syringe_step_ml"] == 0.05
    for wrong in (
        {"langage_": "es"},
        {"language": "xx"},
        {"cup_volume_ml": 0},
        {"use_own_bias": "yes"},
        {"drops_per_ml": None},
    ):
        refused("bad_input", again.settings.put, wrong)
    again.close()


def test_bottles_know_when_they_are_expired_and_low(store, clock):
    _, bottle_id = fill_shelf(store)
    version = store.shelf.bottles()[0]["version"]
    store.shelf.change_bottle(bottle_id, version, {"ml_left": 4.9})
    assert [(one["expired"], one["low"]) for one in store.shelf.bottles()] == [(False, True)]
    clock.wait(days=121)
    assert [one["expired"] for one in store.shelf.bottles()] == [True]
    refused("not_found", store.shelf.bottles, ["0" * 32])


# ---- PIN and trail


def test_the_pin_locks_slows_guessing_down_and_survives_a_restart(tmp_path, clock):
    made = open_store(tmp_path, clock=clock)
    assert not made.lock.locked
    made.lock.set_pin(None, "2468")
    made.lock.lock()
    assert made.lock.locked
    for _ in range(3):
        refused("wrong_pin", made.lock.unlock, "1357")
    assert "2 s" in refused("wait", made.lock.unlock, "2468").do or made.lock.locked
    made.close()
    again = open_store(tmp_path, clock=clock)  # stopping the studio does not help
    assert again.lock.locked
    refused("wait", again.lock.unlock, "2468")
    clock.wait(seconds=3)
    refused("wrong_pin", again.lock.unlock, "1357")
    clock.wait(seconds=3)
    refused("wait", again.lock.unlock, "2468")  # longer than before
    clock.wait(seconds=2)
    again.lock.unlock("2468")
    assert not again.lock.locked
    refused("wrong_pin", again.lock.set_pin, "0000", None)
    again.lock.set_pin("2468", None)
    assert not again.lock.pin_set
    whats = [one["what"] for one in again.trail.entries()]
    assert whats == [
        "PIN removed",
        "change of PIN failed",
        "unlocked",
        "unlock failed",
        "unlock failed",
        "unlock failed",
        "unlock failed",
        "locked",
        "PIN set",
    ]
    again.close()


def test_a_clock_that_is_set_back_does_not_lock_for_ever_and_no_pin_stands_in_the_file(tmp_path, clock):
    made = open_store(tmp_path, clock=clock)
    made.lock.set_pin(None, "a long PIN 9173")
    made.lock.lock()
    for _ in range(3):
        refused("wrong_pin", made.lock.unlock, "x")
    clock.wait(days=-400)
    error = refused("wait", made.lock.unlock, "a long PIN 9173")
    assert "try again in 3 s" in error.do
    clock.wait(seconds=3)
    made.lock.unlock("a long PIN 9173")
    made.close()
    assert b"9173" not in (tmp_path / "studio.sqlite").read_bytes()


@pytest.mark.parametrize("pin", ["", "123", "x" * 65, "12\x0034"])
def test_a_pin_that_is_none_is_refused(store, pin):
    refused("bad_input", store.lock.set_pin, None, pin)
    assert not store.lock.pin_set


def test_the_trail_names_clients_by_the_code_that_they_have_now(store):
    client = new_client(store, "K-07")
    store.trail.add("opened client", client["id"])
    store.clients.change(client["id"], client["version"], {"code": "K-99"})
    assert store.trail.entries() == [{"at": "2026-12-01T10:11:12Z", "who": "", "what": "opened client K-99"}]


def test_saving_is_quick_enough_to_be_done_while_typing(store):
    client = new_client(store)
    start = time.process_time()
    for number in range(100):
        client = store.clients.change(client["id"], client["version"], {"notes": f"{number}"})
    assert time.process_time() - start < 2.0  # of computing, 100 saves


def test_the_application_id_is_in_the_header(tmp_path):
    open_store(tmp_path).close()
    head = Path(tmp_path / "studio.sqlite").read_bytes()[:100]
    assert int.from_bytes(head[68:72], "big") == APPLICATION_ID


def test_what_is_no_file_is_not_opened_as_records_and_keeps_its_permissions(tmp_path, clock):
    pipe = tmp_path / "studio.sqlite"
    os.mkfifo(pipe, 0o644)
    refused("not_writable", open_store, tmp_path, clock=clock)
    assert stat.S_IMODE(pipe.stat().st_mode) == 0o644
