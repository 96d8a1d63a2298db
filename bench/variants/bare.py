"""(a) A bare aiohttp handler: what no webhook on aiohttp can be faster than."""

from __future__ import annotations

from aiohttp import web

from bench.variants import ROUTE


async def receive(request: web.Request) -> web.Response:
    return web.Response()


async def make(database: str) -> web.Application:
    app = web.Application()
    app.router.add_post(ROUTE, receive)
    return app
