"""(h) The bare handler plus the signature check, by the same function as Moorline's."""

from __future__ import annotations

from aiohttp import web

from bench.deliveries import SECRET
from bench.variants import ROUTE
from bot.platforms.signature import verify

SECRETS = (SECRET.encode(),)


async def receive(request: web.Request) -> web.Response:
    body = await request.read()
    if verify(SECRETS, body, request.headers.get("X-Line-Signature")) is None:
        return web.Response(status=401)
    return web.Response()


async def make(database: str) -> web.Application:
    app = web.Application()
    app.router.add_post(ROUTE, receive)
    return app
