"""(c) Moorline itself: the whole server as `serve --no-jobs` runs it, on SQLite, synchronous=FULL.

Making members and messages of the events is the work of the jobs process and not in the figures.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime

from aiohttp import web
from pydantic import SecretStr

from bench.deliveries import BOT, SECRET
from bot.app import DEPS, running
from bot.settings import Settings
from storage.database import Database
from storage.secrets import KeyRing, new_key
from storage.tables import Account, new_id

SLUG = "island-coffee"
NOWHERE = "http://127.0.0.1:9"  #: nothing outside is called on the webhook's path


async def make(database: str) -> web.Application:
    keys = new_key()
    await bind(database, KeyRing.parse(keys))
    stack = AsyncExitStack()
    app = await stack.enter_async_context(running(_settings(database, keys), with_jobs=False))
    await app[DEPS].line.warm()  # a server that has run for a while has the SDK in memory

    async def close(app: web.Application) -> AsyncIterator[None]:
        yield
        await stack.aclose()

    app.cleanup_ctx.append(close)
    return app


def _settings(database: str, keys: str) -> Settings:
    return Settings(
        public_url=NOWHERE,
        database_url=SecretStr(database),
        secret_keys=SecretStr(keys),
        slack_bot_token=SecretStr("xoxb-bench"),
        slack_signing_secret=SecretStr("bench"),
        slack_app_token=None,
        slack_api_url=f"{NOWHERE}/api/",
    )


async def bind(database: str, ring: KeyRing) -> None:
    """Write the account that the deliveries are for into a migrated database."""
    storage, now, account_id = Database(database), datetime.now(UTC), new_id()
    box = ring.seal(SECRET, table="account", column="messaging_secret_box", row=account_id)
    async with storage.transaction() as session:
        session.add(
            Account(
                id=account_id,
                slug=SLUG,
                name="小島咖啡",
                oa_id="@516kjima",
                messaging_channel_id="1653000001",
                messaging_secret_box=box,
                secret_since=now,
                bot_user_id=BOT,
                slack_channel="C0BENCH",
                created_at=now,
                changed_at=now,
                changed_by="U0BENCH",
            )
        )
    await storage.close()
