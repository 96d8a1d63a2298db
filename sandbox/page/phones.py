"""Whose phone is in hand, and what its browser shows.

| path | does, answers |
| --- | --- |
| POST /phone {person} | puts somebody's phone in hand: their cookies are sent from now on |
| GET /phone/{person} | {address, count}: the page opened last, and how many were |
"""

from __future__ import annotations

from contextlib import AsyncExitStack

from aiohttp import web

from sandbox.line.login_page import SESSION
from sandbox.page.front import PHONE, Front
from sandbox.serve import serving


class Phones:
    """The fronts of the servers whose pages the phone opens, closed with `stack`."""

    def __init__(self, stack: AsyncExitStack) -> None:
        self._stack = stack
        self._last: dict[str, tuple[int, str]] = {}

    async def before_site(self, behind: str) -> str:
        """The address people reach a site's server at; nobody is signed in."""
        return await self._before(behind)

    async def before_line(self, behind: str) -> str:
        """The address people reach LINE at; whoever holds the phone is signed in to LINE."""
        return await self._before(behind, **{SESSION: "{}"})

    async def _before(self, behind: str, **seeded: str) -> str:
        def opened(phone: str, path: str) -> None:
            self._last[phone] = (self.where(phone)[0] + 1, address + path)

        front = Front(behind, opened, **seeded)
        address = await self._stack.enter_async_context(serving(front.app()))
        return address

    def where(self, person: str) -> tuple[int, str]:
        """How many pages somebody's phone has opened, and the address of the last."""
        return self._last.get(person, (0, ""))

    def mark(self) -> str:
        """Differs whenever a phone has opened a page."""
        return str(sorted(self._last.items()))

    def add_routes(self, app: web.Application) -> None:
        """Puts the table above on ``app``."""
        app.router.add_post("/phone", self._take)
        app.router.add_get("/phone/{person}", self._tell)

    async def _take(self, request: web.Request) -> web.Response:
        person = str((await request.json())["person"])
        answer = web.json_response({"person": person})
        answer.set_cookie(PHONE, person, httponly=True, samesite="Lax")
        return answer

    async def _tell(self, request: web.Request) -> web.Response:
        count, address = self.where(request.match_info["person"])
        return web.json_response({"count": count, "address": address})
