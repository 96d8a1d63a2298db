"""Passes requests on to a stand-in, so that the page needs one address only."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
from aiohttp import web
from yarl import URL

ANSWER_WITHIN = 40.0  #: seconds; a long poll takes thirty


class PassingOn:
    """The requests below one prefix."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session: aiohttp.ClientSession | None = None

    async def open(self, app: web.Application) -> AsyncIterator[None]:
        """Keeps connections to the stand-in for as long as the page is served."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with aiohttp.ClientSession(timeout=timeout) as self._session:
            yield

    async def handle(self, request: web.Request) -> web.Response:
        """The stand-in's answer, as it is."""
        if self._session is None:
            raise web.HTTPServiceUnavailable(text="the page is not open yet")
        rest = request.raw_path.split("/", 2)[2]
        url = URL(f"{self._address}/{rest}", encoded=True)
        headers = {"Content-Type": "application/json"} if request.can_read_body else {}
        try:
            async with self._session.request(
                request.method, url, data=await request.read(), headers=headers
            ) as answer:
                return web.Response(
                    body=await answer.read(), status=answer.status, content_type=answer.content_type
                )
        except (aiohttp.ClientError, TimeoutError) as failure:
            raise web.HTTPBadGateway(text=f"the stand-in does not answer: {failure}") from failure
