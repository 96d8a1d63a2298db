"""The stand-ins' control sides, over HTTP: what people there do, and what they see."""

from __future__ import annotations

from typing import Any

import aiohttp

Json = dict[str, Any]


class NotSeen(Exception):
    """A platform does not show what it should."""

    def __init__(self, expected: str, instead: str) -> None:
        super().__init__(f"expected {expected}; seen instead: {instead or 'nothing'}")


class ControlRefused(Exception):
    """A stand-in would not let a person do that."""


class Control:
    """One stand-in's control side; paths are below `base`."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base

    async def get(self, path: str, /, **query: str) -> Any:
        """What is there now."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, /, **body: Any) -> Any:
        """Do something; answers what came of it."""
        return await self._ask("POST", path, json=body)

    async def patch(self, path: str, /, **body: Any) -> Any:
        """Change the named settings."""
        return await self._ask("PATCH", path, json=body)

    async def delete(self, path: str, /) -> Any:
        """Delete a thing."""
        return await self._ask("DELETE", path)

    async def _ask(self, method: str, path: str, **how: Any) -> Any:
        async with self._session.request(method, self._base + path, **how) as answer:
            said = await answer.json()
            if answer.status >= 400:
                raise ControlRefused(f"{method} {path}: {answer.status} {said}")
            return said
