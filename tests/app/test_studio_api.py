"""Property: whatever is sent to an address of the studio's OpenAPI, over records of a studio in use, is answered as that says, never by a 5xx."""

import time
from collections.abc import Iterator

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from studio_records import consent, jpeg_with_gps
from studio_server import BASE, SAMPLE_KIT, TOKEN, answered, mix_of, open_app, sample, stranger

SECONDS = 20
MIXTURE = {"parts": {"pure_black": 1}, "water_parts": 3}
# Of the lock: a PIN that was set would shut the rest out; they have tests of their own (test_studio_safety.py).
LEFT_OUT = ("/api/pin", "/api/lock", "/api/unlock")
OCTETS = {"Content-Type": "application/octet-stream"}


class SignedIn:
    """The app as a window sees it that was let in: with its Host, Origin and cookie. The app stays up between requests."""

    def __init__(self, app, cookie):
        self.app = app
        own = {b"host": BASE.removeprefix("http://").encode(), b"origin": BASE.encode(), b"cookie": cookie.encode()}
        self.own = list(own.items())

    async def __call__(self, scope, receive, send):
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        names = {name for name, _ in self.own}
        headers = [(name, value) for name, value in scope["headers"] if name not in names]
        await self.app({**scope, "headers": headers + self.own}, receive, send)


def filled(page):
    """A client of whom everything is kept, and a shelf; the ids by the name that addresses give them."""
    shelf = answered(page.post("/api/shelf/sample"))
    pair = sample(page)
    client = answered(page.post("/api/clients", json={"code": "K-07"}))
    path = f"/api/clients/{client['id']}"
    consents = [consent("photo_keep"), consent("research")]
    answered(page.put(path, json={"version": client["version"], "consents": consents}))
    mix = mix_of(pair)
    answered(page.put(f"{path}/drafts/mid", json={"version": 0, "mix": mix, "mixture": MIXTURE}))
    card = answered(page.post(f"{path}/cards", json={"mix": mix, "mixture": None}))
    healed = {"read_on": "2025-03-01", "reading_id": None, "lab": {"l": 60, "a": 8.9, "b": 17.2}}
    session = {"zone": "mid", "done_on": "2025-01-10", "mixture": MIXTURE, "density_per_cm2": 45, "card_id": card["id"]}
    done = answered(page.post(f"{path}/sessions", json={**session, "healed": healed}))["done"]
    source = (SAMPLE_KIT / "medium" / "skin.csv").read_bytes()
    later = answered(page.post("/api/readings?role=healed", content=source, headers=OCTETS))
    given = {"reading_id": later["id"], "role": "healed", "taken_on": "2026-02-01", "zone": "mid"}
    answered(page.post(f"{path}/readings", json=given))
    photo = answered(page.post(f"{path}/photos", content=jpeg_with_gps(), headers=OCTETS))["photos"][0]
    return {
        "client_id": client["id"],
        "card_id": card["id"],
        "session_id": done[0]["id"],
        "reading_id": pair["skin"]["id"],
        "skin_reading_id": pair["skin"]["id"],
        "skin_id": pair["skin"]["id"],
        "fringe_id": pair["fringe"]["id"],
        "photo_id": photo["id"],
        "bottle_id": shelf["bottles"][0]["id"],
        "line_id": shelf["lines"][0]["id"],
        "ink": "pure_black",
        "mix": mix,
        "mixture": MIXTURE,
    }


def with_real(value, real, pick):
    """What was made up, with what is there in places: of four such places in about three."""
    if isinstance(value, dict):
        return {
            name: real[name] if name in real and pick(name, one) else with_real(one, real, pick)
            for name, one in value.items()
        }
    return [with_real(one, real, pick) for one in value] if isinstance(value, list) else value


def picked(name, value):
    return sum(f"{name}{value}".encode()) % 4 != 0


@pytest.fixture(scope="module")
def studio(tmp_path_factory) -> Iterator[tuple[object, dict]]:
    app, store = open_app(tmp_path_factory.mktemp("api"))
    page = stranger(app)
    page.get(f"/?token={TOKEN}", follow_redirects=False)
    real = filled(page)
    cookie = "; ".join(f"{name}={value}" for name, value in page.cookies.items())
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", SignedIn(app, cookie))
    yield schema, real
    store.close()


def operations(schema):
    """Reading first, removing last, so that what is there stays as long as it can."""
    found = [one.ok() for one in schema.get_all_operations()]
    order = {"GET": 0, "POST": 1, "PUT": 2, "DELETE": 3}
    return sorted((one for one in found if one.path not in LEFT_OUT), key=lambda one: (order[one.method.upper()], one.path))


def ask(operation, until, real):
    """Send what may be sent there until the time is up, once at least; gives the statuses of the answers."""
    statuses = []

    @hypothesis.settings(
        max_examples=12,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy())
    def send(case):
        if statuses and time.monotonic() > until:
            return
        case.path_parameters = with_real(dict(case.path_parameters or {}), real, picked)
        if isinstance(case.body, dict | list):
            case.body = with_real(case.body, real, picked)
        answer = case.call()
        statuses.append(answer.status_code)
        case.validate_response(answer, checks=[not_a_server_error, response_schema_conformance, status_code_conformance])

    send()
    return statuses


def test_no_answer_is_a_5xx_or_outside_its_schema(studio):
    schema, real = studio
    todo = operations(schema)
    start = time.monotonic()
    answers = {}
    for at, operation in enumerate(todo):
        now = time.monotonic()
        until = now + (SECONDS - (now - start)) / (len(todo) - at)
        answers[f"{operation.method.upper()} {operation.path}"] = ask(operation, until, real)
    assert all(answers.values())
    # It reaches what lies behind the checks of what is sent, and not refusals alone.
    reached = [name for name, statuses in answers.items() if 200 in statuses]
    assert len(reached) > len(todo) / 2, sorted(answers.keys() - set(reached))
