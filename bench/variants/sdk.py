"""(b) line-bot-sdk's documented aiohttp pattern, without the reply it sends; nothing is stored.

https://github.com/line/line-bot-sdk-python/tree/master/examples/aiohttp-echo
"""

from __future__ import annotations

from aiohttp import web

from bench.deliveries import SECRET
from bench.variants import ROUTE


async def make(database: str) -> web.Application:
    from linebot.v3.exceptions import InvalidSignatureError  # noqa: PLC0415 - a second to import
    from linebot.v3.webhook import WebhookParser  # noqa: PLC0415

    parser = WebhookParser(SECRET)

    async def receive(request: web.Request) -> web.Response:
        signature = request.headers["X-Line-Signature"]
        body = await request.text()
        try:
            parser.parse(body, signature)
        except InvalidSignatureError:
            return web.Response(status=400, text="Invalid signature")
        return web.Response(text="OK\n")

    app = web.Application()
    app.router.add_post(ROUTE, receive)
    return app
