"""HTTP to an ASGI app without a server, one request after the other, with the cookies of one browser."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx


class AsgiHttp:
    """A browser's connection.

    Parameters
    ----------
    app
        Any ASGI app.
    base : str
        Scheme, host and port that the browser believes in.
    headers : dict
        Sent with every request.
    """

    def __init__(self, app: Any, base: str, headers: dict[str, str] | None = None) -> None:
        self._app = app
        self._base = base
        self._headers = headers or {}
        self.cookies = httpx.Cookies()

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return asyncio.run(self._request(method, path, options))

    async def _request(self, method: str, path: str, options: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url=self._base, headers=self._headers, cookies=self.cookies, timeout=None
        ) as client:
            answer = await client.request(method, path, **options)
            self.cookies.update(client.cookies)
        return answer

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        return self.request("POST", path, **options)
