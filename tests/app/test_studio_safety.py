"""Property: only the window that was let in is answered, only its own pages may write, and no name or file becomes a path or a tag."""

import gzip
import os
import re
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import pytest
from studio_server import BASE, PORT, TOKEN, answered, mix_of, open_app, sample, stranger, window
from undertone.studio.safety import JSON_BYTES, READING_BYTES, most_bytes

HOSTILE_NAMES = (
    "../../../../etc/passwd",
    "..\\..\\windows\\system32\\config",
    "/etc/shadow",
    "<script>alert(1)</script>.csv",
    '"><img src=x onerror=alert(1)>.csv',
    "a\x00b.csv",
    "a\r\nSet-Cookie: x=1\r\n\r\n.csv",
    "‮vsc.exe",
    "x" * 500,
    "",
)
TABLE = b"name,L*,a*,b*\none,60,9,17\ntwo,60.2,9.1,17.2\nthree,60.1,9.0,17.1\n"


@pytest.fixture
def studio(tmp_path):
    app, store = open_app(tmp_path, doorbell="ring")
    yield app, store
    store.close()


@pytest.fixture
def page(studio):
    return window(studio[0])


def test_nothing_answers_a_window_without_the_cookie(studio):
    page = stranger(studio[0])
    for path in ("/api/status", "/api/openapi.json", "/api/clients", "/api/no/such"):
        assert answered(page.get(path), 401)["code"] == "not_logged_in"
    assert page.get("/").status_code == 401
    assert page.get("/mix/1/mid").status_code == 401
    assert answered(page.post("/api/mix", json={}), 401)["code"] == "not_logged_in"


def test_the_token_lets_one_window_in_and_is_gone_from_its_address(studio):
    first, second = stranger(studio[0]), stranger(studio[0])
    entered = first.get(f"/clients?q=K&token={TOKEN}", follow_redirects=False)
    assert entered.status_code == 303
    assert entered.headers["location"] == "/clients?q=K"
    cookie = entered.headers["set-cookie"]
    assert cookie.startswith(f"undertone_studio_{PORT}=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    answered(first.get("/api/status"))
    assert second.get(f"/?token={TOKEN}", follow_redirects=False).status_code == 401
    assert second.get("/api/status").status_code == 401
    # The same window again, as by the browser's history, is not turned away.
    assert first.get(f"/?token={TOKEN}", follow_redirects=False).status_code == 303


@pytest.mark.parametrize("given", ["", "wrong", TOKEN[:-1], TOKEN + "x", "é"])
def test_a_wrong_token_lets_nobody_in_and_spends_nothing(studio, given):
    page = stranger(studio[0])
    assert page.get("/", params={"token": given}, follow_redirects=False).status_code == 401
    assert window(studio[0]).get("/api/status").status_code == 200


def test_a_guessed_cookie_lets_nobody_in(studio):
    page = stranger(studio[0], Cookie=f"undertone_studio_{PORT}={'0' * 64}; undertone_studio_{PORT}=x; =; ;;")
    assert page.get("/api/status").status_code == 401


def test_a_redirect_never_leaves_the_studio(studio):
    entered = stranger(studio[0]).get(f"//evil.example/?token={TOKEN}", follow_redirects=False)
    location = entered.headers.get("location", "/")
    assert urllib.parse.urlsplit(location).netloc == ""


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.evil.example:{PORT}",
        f"[::1]:{PORT}",
        "",
    ],
)
def test_another_host_is_refused_even_with_the_cookie(page, host):
    assert answered(page.get("/api/status", headers={"Host": host}), 403)["code"] == "forbidden"


def test_localhost_is_the_studio_too(studio):
    page = stranger(studio[0], Host=f"localhost:{PORT}", Origin=f"http://localhost:{PORT}")
    assert page.get(f"/?token={TOKEN}", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": f"https://127.0.0.1:{PORT}"},
        {"Origin": f"http://127.0.0.1:{PORT + 1}"},
        {"Origin": BASE, "Sec-Fetch-Site": "cross-site"},
        {"Origin": BASE, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_write_from_elsewhere_is_refused(page, headers):
    for method, path in (("POST", "/api/clients"), ("PUT", "/api/settings"), ("DELETE", "/api/jobs/x")):
        assert answered(page.request(method, path, headers=headers, json={"code": "K-1"}), 403)["code"] == "forbidden"
    assert answered(page.get("/api/clients")) == []


def test_a_write_without_an_origin_is_refused(page):
    del page.headers["Origin"]
    assert answered(page.post("/api/clients", json={"code": "K-1"}), 403)["code"] == "forbidden"


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/html", ""]
)
def test_what_a_form_of_another_page_can_send_is_refused(page, kind):
    refused = answered(page.post("/api/clients", content=b'{"code": "K-1"}', headers={"Content-Type": kind}), 415)
    assert refused["code"] == "wrong_kind"


def test_other_methods_are_refused(page):
    for method in ("PATCH", "OPTIONS", "TRACE"):
        assert page.request(method, "/api/clients").status_code >= 400
    assert "access-control-allow-origin" not in page.options("/api/clients").headers


def test_answers_carry_the_policy(page):
    for path in ("/api/status", "/", "/api/no/such"):
        headers = page.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert page.get("/api/status").headers["cache-control"] == "no-store"
    card = page.get("/api/cards/none/page").headers["content-security-policy"]
    assert "default-src 'none'" in card
    assert "script-src" not in card
    assert "sandbox" in card


def test_a_refusal_is_as_safe_as_an_answer(studio):
    headers = stranger(studio[0]).get("/api/status").headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


def test_a_body_that_is_too_large_is_refused_before_it_is_read(page):
    for size, path in ((READING_BYTES + 1, "/api/readings?role=skin"), (JSON_BYTES + 1, "/api/mix")):
        kind = "application/octet-stream" if "readings" in path else "application/json"
        headers = {"Content-Type": kind, "Content-Length": str(size)}
        assert answered(page.post(path, content=b"", headers=headers), 413)["code"] == "too_large"


def test_a_body_that_hides_its_length_is_refused_once_it_is_too_large(page):
    sent = []

    def endless():
        for _ in range(1000):
            sent.append(1)
            yield b"x" * 100_000

    headers = {"Content-Type": "application/octet-stream"}
    assert answered(page.post("/api/readings?role=skin", content=endless(), headers=headers), 413)["code"] == "too_large"
    assert most_bytes("/api/clients/a/photos") > most_bytes("/api/readings") > 1_000_000


def test_the_pin_locks_all_but_the_door(studio, page):
    _, store = studio
    store.lock.set_pin(None, "2468")
    store.lock.lock()
    assert answered(page.get("/api/status"))["locked"] is True
    for path in ("/api/clients", "/api/shelf", "/api/diary", "/api/openapi.json", "/api/export.json"):
        assert answered(page.get(path), 423)["code"] == "locked"
    assert answered(page.post("/api/mix", json={}), 423)["code"] == "locked"
    assert page.post("/api/unlock", json={"pin": "1357"}).status_code == 403
    answered(page.post("/api/unlock", json={"pin": "2468"}))
    answered(page.get("/api/clients"))


def test_a_locked_studio_tells_nothing_of_its_clients(studio, page):
    answered(page.post("/api/clients", json={"code": "K-07"}))
    assert answered(page.get("/api/status"))["clients"] == 1
    studio[1].lock.set_pin(None, "2468")
    studio[1].lock.lock()
    assert answered(page.get("/api/status"))["clients"] == 0


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_files_name_is_a_label_and_never_a_path(page, name, tmp_path):
    before = {path for path in tmp_path.rglob("*") if "records.sqlite" not in path.name}
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": urllib.parse.quote(name)}
    reading = answered(page.post("/api/readings?role=skin&geometry=8/d%20SCE", content=TABLE, headers=headers))
    shown = reading["name"]
    assert shown
    assert "/" not in shown
    assert "\\" not in shown
    assert not re.search(r"[\x00-\x1f\u202a-\u202e]", shown)
    assert {path for path in tmp_path.rglob("*") if "records.sqlite" not in path.name} == before
    source = page.get(f"/api/readings/{reading['id']}/source")
    assert source.content == TABLE
    assert source.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert source.headers["content-type"] == "application/octet-stream"
    assert "set-cookie" not in source.headers


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_file_that_cannot_be_read_is_refused_under_its_own_name(page, name):
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": urllib.parse.quote(name)}
    refused = answered(page.post("/api/readings?role=skin", content=b"\x89PNG\r\n\x1a\nnot a table", headers=headers), 422)
    assert "undertone_" not in str(refused)  # the private folder
    assert "/tmp" not in str(refused)


@pytest.mark.parametrize(
    "source",
    [b"", b"\x00" * 100, gzip.compress(b"x" * 100_000), b"<" * 100_000, b"[" * 100_000, b"{" * 100_000, b"a,b\n" * 100_000],
)
def test_a_file_of_nonsense_is_refused_in_words(page, source):
    headers = {"Content-Type": "application/octet-stream", "X-File-Name": "x.csv"}
    answered(page.post("/api/readings?role=skin", content=source, headers=headers), 422)


@pytest.mark.parametrize(
    "path",
    [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/assets/../../app.py",
        "/assets/%2e%2e/index.html",
        "//etc/passwd",
        "/app.py",
    ],
)
def test_no_address_opens_a_file_that_was_not_built(tmp_path, path):
    pages = tmp_path / "pages"
    (pages / "assets").mkdir(parents=True)
    (pages / "index.html").write_text("the page")
    (pages / "assets" / "a.js").write_text("the script")
    (pages / "link").symlink_to("/etc/passwd")
    (tmp_path / "app.py").write_text("secret")
    app, store = open_app(tmp_path, pages=pages)
    page = window(app)
    answer = page.get(path)
    assert answer.text == "the page" or answer.status_code == 404
    assert "root:" not in page.get("/link").text
    assert page.get("/assets/a.js").text == "the script"
    assert "immutable" in page.get("/assets/a.js").headers["cache-control"]
    assert page.get("/mix/some-client/mid").text == "the page"
    assert page.get("/assets/gone.js").status_code == 404
    store.close()


def test_a_studio_without_pages_says_so(page):
    answer = page.get("/clients")
    assert answer.status_code == 503
    assert "not built" in answer.text
    assert "<script" not in answer.text


def test_html_in_names_stays_text_on_a_card(page):
    client = answered(page.post("/api/clients", json={"code": "<script>alert(1)</script>"}))
    mix = mix_of(sample(page))
    card = answered(page.post(f"/api/clients/{client['id']}/cards", json={"mix": mix, "mixture": None}))
    shown = page.get(f"/api/cards/{card['id']}/page")
    assert shown.status_code == 200
    assert "<script" not in shown.text
    assert "&lt;script&gt;" in shown.text


def test_an_unforeseen_error_leaves_no_trace_of_the_program(studio, page, monkeypatch, caplog):
    from undertone.studio.work import plan

    def fails(*_):
        raise RuntimeError("secret path /home/someone")

    monkeypatch.setattr(plan, "hair_words", fails)
    with caplog.at_level("ERROR", "undertone.studio"):
        refused = answered(page.get("/api/hair_words"), 500)
    assert refused["code"] == "unforeseen"
    assert "secret" not in str(refused)
    number = re.search(r"number (\w+)", refused["why"])[1]
    assert number in caplog.text


@pytest.mark.parametrize("value", ["Infinity", "NaN", "-Infinity", "1e400"])
def test_numbers_that_are_none_are_refused(page, value):
    body = '{"rows": [{"name": "a", "l": ' + value + ', "a": 1, "b": 1}], "role": "skin"}'
    answered(page.post("/api/readings/typed", content=body, headers={"Content-Type": "application/json"}), 422)


def test_a_second_start_gets_a_token_and_no_page_can(studio):
    page = stranger(studio[0])
    assert page.post("/doorbell", headers={"X-Doorbell": "ring"}).status_code == 404  # with Origin, as a browser sends it
    del page.headers["Origin"]
    assert page.post("/doorbell", headers={"X-Doorbell": "wrong"}).status_code == 404
    assert page.get("/doorbell", headers={"X-Doorbell": "ring"}).status_code == 404
    token = page.post("/doorbell", headers={"X-Doorbell": "ring"}).json()["token"]
    assert page.get(f"/?token={token}", follow_redirects=False).status_code == 303
    assert stranger(studio[0]).get(f"/?token={token}", follow_redirects=False).status_code == 401


def test_without_a_doorbell_nobody_rings(tmp_path):
    app, store = open_app(tmp_path)
    page = stranger(app)
    del page.headers["Origin"]
    assert page.post("/doorbell", headers={"X-Doorbell": ""}).status_code == 404
    store.close()


def start(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "undertone.studio", "--no-browser", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def address_of(process):
    for line in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\?token=(\S+)", line)
        if found:
            return int(found[1]), found[2]
    raise AssertionError(process.stderr.read())


def test_the_program_starts_ends_and_says_where_it_runs_already(tmp_path):
    import httpx

    records = tmp_path / "data" / "studio.sqlite"
    first = start("--records", str(records))
    try:
        port, token = address_of(first)
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/?token={token}", follow_redirects=False)
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert answer.status_code == 303
        second = start("--records", str(records))
        out, err = second.communicate(timeout=60)
        assert second.returncode == 0, err
        assert "runs already" in out
        assert f"http://127.0.0.1:{port}/?token=" in out
        taken = start("--records", str(tmp_path / "other.sqlite"), "--port", str(port))
        out, err = taken.communicate(timeout=60)
        assert taken.returncode == 1
        assert re.search(rf"port {port} is taken by another program; try --port \d+", err)
    finally:
        first.send_signal(2)
        out, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    assert "saved" in out
    assert "Traceback" not in err
    assert records.stat().st_mode & 0o777 == 0o600
    assert records.parent.stat().st_mode & 0o777 == 0o700
    assert not Path(str(records) + ".running").exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--port", "80"), "is no port"),
        (("--port", "x"), "is no port"),
        (("--line-folder", "/no/such/folder"), "is no folder"),
        (("--records", "/dev/null"), "is no file"),
    ],
)
def test_a_start_that_cannot_be_says_why(tmp_path, arguments, says):
    process = start("--records", str(tmp_path / "a.sqlite"), *arguments)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert says in err
    assert "Traceback" not in err


def test_a_records_file_of_another_kind_is_left_as_it_is(tmp_path):
    records = tmp_path / "a.sqlite"
    records.write_text("my notes")
    process = start("--records", str(records))
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in err
    assert records.read_text() == "my notes"
