"""The member's phone: its browser opens the shop's pages, signs in with LINE, sends forms."""

from __future__ import annotations

import re
from types import TracebackType

import aiohttp

from bot.demo.control import NotSeen
from bot.demo.stage import Stage

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


class Phone:
    """A browser with cookies of its own, for as long as the block runs."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._http = aiohttp.ClientSession(
            cookie_jar=aiohttp.CookieJar(unsafe=True), headers={"Accept-Language": "zh-TW"}
        )

    async def __aenter__(self) -> Phone:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.close()

    async def sign_in(self, site: str) -> None:
        """Press “LINE 登入” on a site's page and allow it."""
        login = f"{self._stage.url}/s/{site}/login"
        async with self._http.get(login, allow_redirects=False) as away:
            url = away.headers.get("Location", "")
        back = await self._stage.line.post(f"/people/{self._stage.member}/authorize", url=url)
        async with self._http.get(back["location"]) as there:
            page = await there.text()
        if not there.ok:
            raise NotSeen("the member page", page)

    async def open(self, path: str) -> str:
        """A page of the shop."""
        async with self._http.get(self._stage.url + path) as answer:
            return await answer.text()

    async def send(self, path: str, **typed: str) -> str:
        """Open a page, fill its first form in, send it; the page that comes back."""
        form = dict(HIDDEN.findall(await self.open(path)))
        async with self._http.post(self._stage.url + path, data={**form, **typed}) as answer:
            return await answer.text()
