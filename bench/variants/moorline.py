"""(c) Moorline's own webhook edge and inbox on SQLite, synchronous=FULL, with its metrics.

As under `serve --no-jobs`: turning events into members and messages is another process's work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter

from bench.deliveries import BOT, SECRET
from handlers.line import Answer, LineEdge, routes
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing, new_key
from storage.tables import Account, new_id


class Metrics:
    """Prometheus counters, each looked up once."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        requests = Counter("requests", "Requests by result.", ["result"], registry=registry)
        self._requests = {answer.name: requests.labels(answer.name) for answer in Answer}
        self._stored = Counter("stored", "Events stored.", registry=registry)

    def webhook_request(self, result: str) -> None:
        self._requests[result].inc()

    def events_stored(self, count: int) -> None:
        self._stored.inc(count)


async def make(database: str) -> web.Application:
    storage, ring = Database(database), KeyRing.parse(new_key())
    async with storage.transaction() as session:
        session.add(_account(ring))
    inbox = Inbox(storage, on_stored=lambda: None, clock=_now)
    edge = LineEdge(
        storage, ring, inbox, metrics=Metrics(), on_burst=lambda account_id: None, clock=_now
    )

    async def run(app: web.Application) -> AsyncIterator[None]:
        await inbox.open()
        yield
        await inbox.close()
        await storage.close()

    app = web.Application()
    app.add_routes(routes(edge))
    app.cleanup_ctx.append(run)
    return app


def _now() -> datetime:
    return datetime.now(UTC)


def _account(ring: KeyRing) -> Account:
    account_id, now = new_id(), _now()
    return Account(
        id=account_id,
        slug="island-coffee",
        name="小島咖啡",
        oa_id="@516kjima",
        messaging_channel_id="1653000001",
        messaging_secret_box=ring.seal(
            SECRET, table="account", column="messaging_secret_box", row=account_id
        ),
        secret_since=now,
        bot_user_id=BOT,
        slack_channel="C0BENCH",
        created_at=now,
        changed_at=now,
        changed_by="U0BENCH",
    )
