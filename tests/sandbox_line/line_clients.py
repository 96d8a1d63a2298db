"""LINE's official SDK pointed at a stand-in, and a small bot server that takes its webhooks."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from contextlib import AsyncExitStack
from typing import Any

from aiohttp import web
from linebot.v3 import liff, messaging, oauth

from sandbox.line.model import Channel, OfficialAccount


class Clients:
    """One SDK client per interface; `stack` closes them."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self.url = url
        self._stack = stack

    async def oauth(self) -> Any:
        client = oauth.AsyncApiClient(oauth.Configuration(host=self.url))
        return oauth.AsyncChannelAccessToken(await self._stack.enter_async_context(client))

    async def token(self, channel: Channel) -> str:
        """A stateless token for the channel."""
        answer = await (await self.oauth()).issue_stateless_channel_token_by_client_secret(
            client_id=channel.channel_id, client_secret=channel.secret
        )
        return str(answer.access_token)

    async def messaging(self, who: OfficialAccount | Channel | str) -> Any:
        client = messaging.AsyncApiClient(await self._configuration(messaging, who))
        return messaging.AsyncMessagingApi(await self._stack.enter_async_context(client))

    async def blob(self, who: OfficialAccount | Channel | str) -> Any:
        client = messaging.AsyncApiClient(await self._configuration(messaging, who))
        return messaging.AsyncMessagingApiBlob(await self._stack.enter_async_context(client))

    async def liff(self, who: Channel | str) -> Any:
        client = liff.AsyncApiClient(await self._configuration(liff, who))
        return liff.AsyncLiff(await self._stack.enter_async_context(client))

    async def _configuration(self, package: Any, who: OfficialAccount | Channel | str) -> Any:
        if isinstance(who, OfficialAccount):
            who = who.channel
        token = who if isinstance(who, str) else await self.token(who)
        return package.Configuration(host=self.url, access_token=token)


class BotServer:
    """Takes webhooks at ``/hook`` and keeps raw bodies and headers. Answers `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.released = asyncio.Event()
        self.url = ""
        self._arrived = asyncio.Event()

    async def has_taken(self, count: int) -> None:
        """Waits, five seconds at most, for that many webhooks."""
        async with asyncio.timeout(5):
            while len(self.bodies) < count:
                self._arrived.clear()
                await self._arrived.wait()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/hook", self._take)
        app.router.add_post("/slow", self._never)
        app.router.add_post("/moved", self._moved)
        app.router.add_post("/cut", self._cut)
        app.on_shutdown.append(self._release)
        return app

    async def _release(self, _: web.Application) -> None:
        self.released.set()

    async def _take(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.read())
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        self._arrived.set()
        return web.Response(status=self.status)

    async def _never(self, request: web.Request) -> web.Response:
        await self.released.wait()
        return web.Response()

    async def _moved(self, request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": f"{self.url}/hook"})

    async def _cut(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    @property
    def signatures(self) -> list[str]:
        return [headers["x-line-signature"] for headers in self.headers]


def signature(secret: str, body: bytes) -> str:
    """The signature worked out here, not by the stand-in."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
