"""A member's browser without a window: keeps cookies, follows nothing unless asked."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from multidict import MultiMapping

from sandbox.line.model import Person
from tests.world import ROOM, World


@dataclass(frozen=True)
class Shown:
    """What the server answered."""

    status: int
    text: str
    location: str
    headers: MultiMapping[str]

    @property
    def form_token(self) -> str:
        """What the page's forms carry."""
        found = re.search(r'name="token" value="([^"]+)"', self.text)
        assert found, self.text
        return found[1]


class Browser:
    """`headers` are sent with everything; the world's clock is not the browser's."""

    def __init__(
        self, world: World, http: aiohttp.ClientSession, headers: Mapping[str, str]
    ) -> None:
        self.world, self.http, self.headers = world, http, dict(headers)

    async def get(self, url: str, **more: str) -> Shown:
        """Open an address, or a path of the server."""
        return await self._ask("GET", url, headers=more)

    async def post(self, url: str, form: Mapping[str, str] | None = None, **more: str) -> Shown:
        """Send a form."""
        return await self._ask("POST", url, headers=more, data=dict(form or {}))

    async def _ask(
        self, method: str, url: str, *, headers: Mapping[str, str], **sent: Any
    ) -> Shown:
        target = url if url.startswith("http") else self.world.trial.url + url
        sent["headers"] = {**self.headers, **headers}
        async with self.http.request(method, target, allow_redirects=False, **sent) as answer:
            text, location = await answer.text(), answer.headers.get("Location", "")
            return Shown(answer.status, text, location, answer.headers)

    async def to_line(self, site: str = ROOM) -> str:
        """Press the button; the address at LINE it leads to."""
        shown = await self.get(f"/s/{site}/login")
        assert shown.status == 303, shown.text
        return shown.location

    async def sign_in(
        self, person: Person, *, site: str = ROOM, allow: bool = True, friend: bool = False
    ) -> Shown:
        """All the way there and back; the page that comes of it."""
        url = await self.to_line(site)
        back = await self.world.line.authorize(person, url, allow=allow, add_friend=friend)
        shown = await self.get(back)
        return await self.get(shown.location) if shown.status == 303 else shown

    def forget(self) -> None:
        """Lose every cookie."""
        self.http.cookie_jar.clear()


@asynccontextmanager
async def browsing(world: World, language: str = "en") -> AsyncIterator[Browser]:
    """A fresh browser of somebody who reads `language`."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as http:
        yield Browser(world, http, {"Accept-Language": language})
