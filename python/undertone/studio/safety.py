"""Who may speak to the studio, and what may be said: token and cookie, Host, Origin, kinds, sizes, headers, the PIN's lock. Pure ASGI.

The one-time token of the opened address becomes an HttpOnly, SameSite=Strict cookie named per port; nothing answers without it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from undertone.studio.models_work import Problem
from undertone.studio.problems import answer

MB = 1_000_000
READING_BYTES, PHOTO_BYTES, WHOLE_RECORDS_BYTES, JSON_BYTES, LINE_BYTES = 8 * MB, 25 * MB, 500 * MB, 10 * MB, 64 * MB
WRITES = ("POST", "PUT", "DELETE", "PATCH")
WITHOUT_PIN = ("/api/status", "/api/unlock")
_CARD_PAGE = re.compile(r"/api/cards/[^/]+/page")
_REPORT_PAGE = re.compile(r"/api/line/report")
_RECORD_PAGE = re.compile(r"/api/clients/[^/]+/record")

_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; font-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors {frames}"
)
# A card and a report are whole pages of the engine's, with their style inside; they may run and load nothing.
_PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-same-origin allow-modals"


def most_bytes(path: str) -> int:
    """How large a body may be at this address."""
    if path in ("/api/import", "/api/restore"):
        return WHOLE_RECORDS_BYTES
    if re.fullmatch(r"/api/clients/[^/]+/photos|/api/photo_readings(/look)?", path):
        return PHOTO_BYTES
    if path == "/api/readings":
        return READING_BYTES
    if path == "/api/shelf/lines":
        return LINE_BYTES
    return JSON_BYTES


class _TooLargeError(Exception):
    """Ends whatever reads the body."""


class _Body:
    """What is sent, counted while it is read."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._got = 0
        self.most = most
        self.too_large = False

    async def receive(self) -> Message:
        """The next part of it."""
        message = await self._receive()
        self._got += len(message.get("body", b""))
        if self._got > self.most:
            self.too_large = True
            raise _TooLargeError
        return message


class Safety:
    """The gate before the app.

    Parameters
    ----------
    token : str
        Of the address that the browser is sent to; it works once.
    port : int
    is_locked : callable
        True while the PIN has not been given.
    secret : bytes, optional
        Of the cookie; drawn where not given, so that cookies end with the program.
    doorbell : str, optional
        What a second start on the same records shows to get another one-time token: it read it from a file of this user's alone.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        token: str,
        port: int,
        is_locked: Callable[[], bool],
        secret: bytes | None = None,
        doorbell: str = "",
    ) -> None:
        self.app = app
        self._tokens = {token}
        self._doorbell = doorbell
        self._port = port
        self._is_locked = is_locked
        self._cookie = f"undertone_studio_{port}"
        self._pass = hmac.new(secret or secrets.token_bytes(32), b"undertone-studio", hashlib.sha256).hexdigest()
        self._hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}
        self._origins = {f"http://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return  # no websockets
        headers, path = Headers(scope=scope), scope["path"]
        sender = _with_headers(send, path)
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await refusal(scope, receive, sender)
            return
        body, started = _Body(receive, most_bytes(path)), False

        async def answered(message: Message) -> None:
            nonlocal started
            if started or not body.too_large:  # else what the app makes of it is not said
                started = True
                await sender(message)

        try:
            await self.app(scope, body.receive, answered)
        except Exception:
            if not body.too_large:
                raise
        if body.too_large and not started:
            await _too_large(path, body.most)(scope, receive, sender)

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        path, method = scope["path"], scope["method"]
        if headers.get("host", "") not in self._hosts or len(headers.getlist("host")) != 1:
            return _say(403, "forbidden", "this address is not the studio's", "open it by the address it printed", path)
        if path == "/doorbell":
            return self._ring(headers, method)
        entered = self._entering(scope)
        if entered is not None:
            return entered
        if not self._has_cookie(headers):
            what = "this window is not let in"
            do = "open the studio by the address that it printed when it started, or start it again"
            if path.startswith("/api"):
                return _say(401, "not_logged_in", what, do, path)
            return PlainTextResponse(f"Undertone: {what}; {do}.\n", 401)
        if method in WRITES:
            refused = self._write_refusal(headers, path)
            if refused is not None:
                return refused
        elif method not in ("GET", "HEAD"):
            return _say(405, "bad_request", "this method is not taken", "use the studio's own pages", path)
        if path.startswith("/api") and path not in WITHOUT_PIN and self._is_locked():
            return _say(423, "locked", "the studio is locked", "give the PIN", path)
        return None

    def _write_refusal(self, headers: Headers, path: str) -> Response | None:
        site = headers.get("sec-fetch-site")
        if headers.get("origin") not in self._origins or site not in (None, "same-origin"):
            return _say(403, "forbidden", "this was not sent by the studio's own page", "use the studio's own window", path)
        length = headers.get("content-length")
        if length is not None and (not length.isascii() or not length.isdigit()):
            return _say(400, "bad_request", "the length of what was sent has no meaning", "send it again", path)
        size = int(length or 0)
        if size > most_bytes(path):
            return _too_large(path, most_bytes(path))
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        has_body = size > 0 or "transfer-encoding" in headers
        if has_body and kind not in ("application/json", "application/octet-stream"):
            what = f"content of the kind {kind or 'not stated'!r} is not taken"
            return _say(415, "wrong_kind", what, "send application/json, or a file as application/octet-stream", path)
        return None

    def _ring(self, headers: Headers, method: str) -> Response:
        """Another one-time token, for a second start. No page can ask: a browser sends Origin with every POST."""
        given = headers.get("x-doorbell", "")
        known = self._doorbell and hmac.compare_digest(given.encode(), self._doorbell.encode())
        if not known or method != "POST" or "origin" in headers:
            return _say(
                404,
                "not_found",
                "there is nothing at this address",
                "open the studio by the address it printed",
                "/doorbell",
            )
        if len(self._tokens) > 20:
            self._tokens.clear()
        token = secrets.token_urlsafe(32)
        self._tokens.add(token)
        return JSONResponse({"token": token}, headers={"Cache-Control": "no-store"})

    def _entering(self, scope: Scope) -> Response | None:
        """The one-time token of the address: a cookie, and on to the same address without it."""
        query = scope.get("query_string", b"").decode("latin-1")
        if scope["method"] != "GET" or "token=" not in query or scope["path"].startswith("/api"):
            return None
        pairs = parse_qsl(query, keep_blank_values=True)
        given = next((value for name, value in pairs if name == "token"), "")
        known = next((one for one in self._tokens if hmac.compare_digest(given.encode(), one.encode())), None)
        if known is None:
            if self._has_cookie(Headers(scope=scope)):
                return _onwards(scope["path"], pairs)  # the same window again, as by the browser's history
            return PlainTextResponse(
                "Undertone: this address has been used already; start the studio again to get another.\n", 401
            )
        self._tokens.discard(known)
        response = _onwards(scope["path"], pairs)
        response.set_cookie(self._cookie, self._pass, httponly=True, samesite="strict", path="/")
        return response

    def _has_cookie(self, headers: Mapping[str, str]) -> bool:
        try:
            jar = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return False
        held = jar.get(self._cookie)
        return held is not None and hmac.compare_digest(held.value.encode(), self._pass.encode())


def _onwards(path: str, pairs: list[tuple[str, str]]) -> Response:
    rest = urlencode([pair for pair in pairs if pair[0] != "token"])
    return RedirectResponse("/" + path.lstrip("/") + (f"?{rest}" if rest else ""), 303)


def _say(status: int, code: str, what: str, do: str, where: str) -> Response:
    return answer(Problem(code=code, what=what, where=where, do=do), status)


def _too_large(path: str, most: int) -> Response:
    what = f"more than {most / MB:g} MB were sent"
    return _say(413, "too_large", what, f"send at most {most / MB:g} MB; is it the right file?", path)


def _with_headers(send: Send, path: str) -> Send:
    whole_page = any(page.fullmatch(path) for page in (_CARD_PAGE, _REPORT_PAGE, _RECORD_PAGE))

    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = _PAGE_POLICY if whole_page else _POLICY.format(frames="'none'")
            headers["X-Content-Type-Options"] = "nosniff"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
            if not whole_page:
                headers["X-Frame-Options"] = "DENY"
            if path.startswith("/api"):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sender
