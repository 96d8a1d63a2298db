"""(n) The usual way: parse with the SDK, then one SQLModel commit per request, as durable as ours.

The engine is SQLAlchemy's default for an SQLite file, with the settings of ours (WAL, FULL).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from sqlalchemy import event, make_url
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from bench.deliveries import SECRET
from bench.variants import ROUTE
from storage.tables import Event


async def make(database: str) -> web.Application:
    from linebot.v3.exceptions import InvalidSignatureError  # noqa: PLC0415 - a second to import
    from linebot.v3.webhook import WebhookParser  # noqa: PLC0415

    parser = WebhookParser(SECRET)
    engine = create_async_engine(make_url(database).set(drivername="sqlite+aiosqlite"))
    event.listen(engine.sync_engine, "connect", _prepare)

    async def receive(request: web.Request) -> web.Response:
        signature = request.headers["X-Line-Signature"]
        body = await request.text()
        try:
            events = parser.parse(body, signature)
        except InvalidSignatureError:
            return web.Response(status=400, text="Invalid signature")
        now = datetime.now(UTC)
        async with AsyncSession(engine) as session:
            for one in events:
                session.add(
                    Event(
                        account_id=request.match_info["account"],
                        webhook_event_id=one.webhook_event_id,
                        body=one.to_json(),
                        received_at=now,
                        due_at=now,
                    )
                )
            await session.commit()
        return web.Response(text="OK\n")

    async def dispose(app: web.Application) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    app = web.Application()
    app.router.add_post(ROUTE, receive)
    app.cleanup_ctx.append(dispose)
    return app


def _prepare(connection: Any, record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")
