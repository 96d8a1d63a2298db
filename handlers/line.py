"""LINE's webhook: the signature is checked, the events are durable, then LINE is told.

`POST /line/{account}/webhook` answers 200 when every event is stored, 401 for a bad or missing
signature, 404 for an unknown account, 400 for a signed body that is no delivery, 413 over 1 MiB,
503 when storage is down. https://developers.line.biz/en/reference/messaging-api/#webhooks

Nothing here calls a platform, and nothing imports the SDK's models: they lose data of new events.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal, Protocol

import structlog
from aiohttp import web
from multidict import istr

from bot.errors import Refused, SecretUnreadable, StorageDown
from bot.platforms.signature import verify
from bot.platforms.webhook_body import NotADelivery, open_body
from handlers.line_accounts import Receiver, Receivers
from handlers.line_rejected import Rejected
from handlers.line_sightings import SightingCounter
from storage.database import Database
from storage.deliveries import NOBODY
from storage.inbox import Inbox
from storage.secrets import KeyRing

LARGEST_BODY = 1024 * 1024  #: bytes
SIGNATURE = istr("X-Line-Signature")

log = structlog.get_logger(__name__)

Answer = Literal[
    "stored", "malformed", "badly_signed", "unknown", "too_large", "unavailable"
]  #: how a request ended; also the metric's label
STATUS: dict[Answer, int] = {
    "stored": 200,
    "malformed": 400,
    "badly_signed": 401,
    "unknown": 404,
    "too_large": 413,
    "unavailable": 503,
}


class EdgeMetrics(Protocol):
    """What the edge reports; called once or twice a request, so it must be cheap."""

    def webhook_request(self, result: str) -> None:
        """One request ended; `result` is an `Answer`."""
        ...

    def events_stored(self, count: int) -> None:
        """So many events were stored that were not known before."""
        ...


class LineEdge:
    """The webhook of every account. `on_burst(account_id)` is called once per burst of deliveries
    that are for the account's bot and do not verify: its channel secret was probably reissued.
    """

    def __init__(
        self,
        database: Database,
        ring: KeyRing,
        inbox: Inbox,
        *,
        metrics: EdgeMetrics,
        on_burst: Callable[[str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._inbox = inbox
        self._metrics = metrics
        self._clock = clock
        self._down = False  # only the first failure and the recovery are logged
        self._accounts = Receivers(database, ring, clock)
        self._sightings = SightingCounter(database, clock)
        self._rejected = Rejected(database, self._sightings, on_burst, clock)

    def forget(self, slug: str) -> None:
        """Call it after changing an account in this process; other processes notice in 30 s."""
        self._accounts.forget(slug)

    async def receive(self, request: web.Request) -> web.Response:
        """`POST /line/{account}/webhook`."""
        try:
            answer = await self._take(request, request.match_info["account"])
        except (StorageDown, SecretUnreadable) as down:
            log.error(
                "webhook.unavailable", account=request.match_info["account"], reason=str(down)
            )
            answer = "unavailable"
        return self._answered(answer)

    async def stray(self, request: web.Request) -> web.Response:
        """`POST` to any other path under `/line/`."""
        return self._answered(await self._strayed(request))

    async def _take(self, request: web.Request, slug: str) -> Answer:
        now = self._clock()
        account = self._accounts.fresh(slug, now) or await self._accounts.get(slug, now)
        if account is None:
            return await self._strayed(request)
        try:
            content = request.content
            body = content.read_nowait() if content.is_eof() else await _read(request)
        except web.RequestPayloadError:  # broken compression: nothing anybody could have signed
            return "badly_signed"
        if body is None or len(body) > LARGEST_BODY:
            return "too_large"
        signature = request.headers.get(SIGNATURE)
        if verify(account.secrets_at(now), body, signature) is None:
            return await self._unverified(request, slug, body, signature)
        return await self._store(request, slug, account, body)

    async def _store(
        self, request: web.Request, slug: str, account: Receiver, body: bytes
    ) -> Answer:
        try:
            destination, events = open_body(body)
        except NotADelivery:
            log.warning("webhook.malformed", account=slug, size=len(body))
            return "malformed"
        if destination != account.bot_user_id:
            log.warning("webhook.other_destination", account=slug, destination=destination)
        if not events:
            await self._sightings.count(account.id, "well", _path(request))
            return "stored"
        try:
            self._metrics.events_stored(await self._inbox.append(account.id, events))
        except Refused as refused:
            log.error("webhook.refused", account=slug, reason=str(refused))
            self.forget(slug)  # the account was probably removed: then LINE's next try gets a 404
            return "unavailable"
        return "stored"

    async def _unverified(
        self, request: web.Request, slug: str, body: bytes, signature: str | None
    ) -> Answer:
        """Perhaps the secret was changed by another process a moment ago; else it is refused."""
        if signature is not None:
            try:
                account = await self._accounts.reread(slug)
            except (StorageDown, SecretUnreadable):
                account = None
            if account is not None:
                if verify(account.secrets_at(self._clock()), body, signature) is not None:
                    return await self._store(request, slug, account, body)
                await self._rejected.take(account, body, _plain(signature), _path(request))
        log.warning(
            "webhook.rejected",
            account=slug,
            size=len(body),
            signed=signature is not None,
            peer=request.remote,
        )
        return "badly_signed"

    async def _strayed(self, request: web.Request) -> Answer:
        if SIGNATURE in request.headers:
            try:
                await self._sightings.count(NOBODY, "strayed", _path(request))
            except StorageDown:
                log.warning("webhook.stray.uncounted", path=_path(request))
        return "unknown"

    def _answered(self, answer: Answer) -> web.Response:
        self._metrics.webhook_request(answer)
        if answer == "stored":
            return web.Response()
        return web.Response(status=STATUS[answer], text=answer)


def routes(edge: LineEdge) -> list[web.RouteDef]:
    """The edge's routes. No redirects: a path that is not exactly right is nobody's."""
    return [
        web.post("/line/{account:[a-z0-9-]{1,40}}/webhook", edge.receive),
        web.post("/line/{path:.*}", edge.stray),
    ]


async def _read(request: web.Request) -> bytes | None:
    """The whole body, or None when it is too large, which the first bytes may already tell."""
    if (request.content_length or 0) > LARGEST_BODY:
        return None
    content = request.content
    body = await content.readany()
    while not content.at_eof():
        body += await content.readany()
        if len(body) > LARGEST_BODY:
            return None
    return body


def _path(request: web.Request) -> str:
    return _plain(request.rel_url.raw_path)


def _plain(text: str) -> str:
    """What a stranger sent, fit to be stored."""
    return text[:200].encode("ascii", "backslashreplace").decode()
