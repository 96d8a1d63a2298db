"""Calls the stand-in's control side over HTTP."""

from __future__ import annotations

from typing import Any

import aiohttp


class Console:
    """Calls the control side and answers the JSON; wrong statuses fail the test."""

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.http = http

    async def __call__(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        data = body if method in {"POST", "PATCH", "DELETE"} and body else None
        async with self.http.request(method, path, json=data) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()
