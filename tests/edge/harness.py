"""One account with its webhook edge, driven over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient
from sqlalchemy import select
from sqlmodel import col

from bot.platforms.signature import sign
from handlers.line import LineEdge, routes
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing
from storage.tables import Account, Event, new_id

SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BOT = "U8e742f61d673b39c7fff3cecb7536ef0"
SLUG = "island-coffee"


@dataclass
class Counts:
    """Metrics that are just numbers."""

    results: list[str] = field(default_factory=list)
    stored: int = 0

    def webhook_request(self, result: str) -> None:
        self.results.append(result)

    def events_stored(self, count: int) -> None:
        self.stored += count


def account_row(ring: KeyRing, now: datetime, **changes: Any) -> Account:
    """An account whose channel secret is `SECRET`, unless `changes` say otherwise."""
    account_id = new_id()
    box = ring.seal(SECRET, table="account", column="messaging_secret_box", row=account_id)
    columns: dict[str, Any] = {
        "id": account_id,
        "slug": SLUG,
        "name": "小島咖啡",
        "oa_id": "@516kjima",
        "messaging_channel_id": "1653000001",
        "messaging_secret_box": box,
        "secret_since": now,
        "bot_user_id": BOT,
        "slack_channel": "C" + account_id[-8:],
        "created_at": now,
        "changed_at": now,
        "changed_by": "U0ALICE",
    }
    return Account(**(columns | changes))


def event(event_id: str | None = None, **changes: Any) -> dict[str, Any]:
    """A text message of one member, as LINE sends it."""
    return {
        "type": "message",
        "message": {"type": "text", "id": "444573844083572737", "text": "你們今天營業到幾點？"},
        "webhookEventId": event_id or "01J" + new_id()[-23:].upper(),
        "deliveryContext": {"isRedelivery": False},
        "timestamp": 1462629479859,
        "source": {"type": "user", "userId": "U4af4980629abcdef4af4980629abcdef"},
        "replyToken": "nHuyWiB7yP5Zw52FIkcQobQuGDXCTA",
        "mode": "active",
    } | changes


def delivery(*events: dict[str, Any], destination: str = BOT) -> bytes:
    return json.dumps({"destination": destination, "events": events}, ensure_ascii=False).encode()


@dataclass
class Edge:
    """What a test may look at and drive."""

    database: Database
    account: Account
    inbox: Inbox
    line: LineEdge
    client: TestClient[web.Request, web.Application]
    metrics: Counts
    bursts: list[str]

    async def post(
        self, body: bytes, *, secret: str = SECRET, slug: str = SLUG, **headers: str
    ) -> ClientResponse:
        """Deliver as LINE does, signed with `secret`; reads the whole answer."""
        signature = {"X-Line-Signature": sign(secret.encode(), body)}
        answer = await self.client.post(
            f"/line/{slug}/webhook",
            data=body,
            headers={"Content-Type": "application/json; charset=utf-8"} | signature | headers,
        )
        await answer.read()
        return answer

    async def stored(self) -> Sequence[Event]:
        """Every event in the database, oldest first."""
        async with self.database.reading() as session:
            return (await session.scalars(select(Event).order_by(col(Event.id)))).all()


def application(line: LineEdge) -> web.Application:
    app = web.Application()
    app.add_routes(routes(line))
    return app
