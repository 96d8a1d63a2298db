"""Posting webhooks: signed over the raw bytes, two seconds to answer, redirects not followed.

Sources: https://developers.line.biz/en/docs/messaging-api/receiving-messages/ and
https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/ (the words for
what failed).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp

from sandbox.line.identifiers import Clock
from sandbox.line.model import Json

ANSWER_WITHIN = 2.0
"""Seconds a receiver has to answer."""


def sign(secret: str, body: bytes) -> str:
    """``x-line-signature``: base64 of the raw body's HMAC-SHA256 under the channel secret."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass(slots=True, kw_only=True)
class Attempt:
    """One POST to a receiver. ``status`` is 0 when nothing came back; ``seconds`` is how long it
    took.
    """

    at: datetime
    seconds: float
    status: int
    reason: str
    detail: str
    answer: bytes = b""

    @property
    def received(self) -> bool:
        """Whether the receiver answered 2xx, which is all LINE asks for."""
        return 200 <= self.status < 300


@dataclass(slots=True, kw_only=True)
class Delivery:
    """One webhook request about an account and every attempt to bring it.

    ``url`` is None when nothing was sent because no URL was set or the webhook was off.
    """

    number: int
    basic_id: str
    url: str | None
    events: list[Json]
    redelivery: bool = False
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def received(self) -> bool:
        """Whether an attempt was answered 2xx."""
        return any(attempt.received for attempt in self.attempts)

    @property
    def status(self) -> int:
        """What the receiver answered last; 0 when nothing came back or nothing was sent."""
        return self.attempts[-1].status if self.attempts else 0


_WORDS: tuple[tuple[tuple[type[Exception], ...], str, str], ...] = (
    ((aiohttp.InvalidURL,), "COULD_NOT_CONNECT", "Invalid URL syntax"),
    ((aiohttp.ClientConnectorDNSError,), "COULD_NOT_CONNECT", "Unknown host"),
    ((aiohttp.ClientSSLError,), "COULD_NOT_CONNECT", "TLS handshake failure: {url}"),
    ((aiohttp.ConnectionTimeoutError,), "COULD_NOT_CONNECT", "Connection timeout"),
    ((aiohttp.ClientConnectorError,), "COULD_NOT_CONNECT", "Connection failed"),
    ((TimeoutError,), "REQUEST_TIMEOUT", "Request timeout"),
    (
        (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, ConnectionResetError),
        "UNCLASSIFIED",
        "Session closed unexpectedly",
    ),
    ((ValueError,), "COULD_NOT_CONNECT", "Invalid URL syntax"),
)
"""From the most to the least particular failure: LINE's reason and detail."""


class Courier:
    """Brings signed bodies to webhook URLs."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, secret: str, body: bytes) -> Attempt:
        """Posts ``body`` once and reports what came back; never raises for a receiver's failing."""
        at, begun = self._clock(), time.monotonic()
        status, answer = 0, b""
        try:
            status, answer = await self._exchange(url, secret, body)
            received = 200 <= status < 300
            reason, detail = ("OK" if received else "ERROR_STATUS_CODE"), str(status)
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as failure:
            reason, detail = _words_for(failure, url)
        return Attempt(
            at=at,
            seconds=time.monotonic() - begun,
            status=status,
            reason=reason,
            detail=detail,
            answer=answer,
        )

    async def _exchange(self, url: str, secret: str, body: bytes) -> tuple[int, bytes]:
        headers = {
            "content-type": "application/json; charset=utf-8",
            "x-line-signature": sign(secret, body),
            "user-agent": "LineBotWebhook/2.0",
        }
        async with self._open().post(
            url, data=body, headers=headers, allow_redirects=False
        ) as answer:
            return answer.status, await answer.content.read(4096)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            timeout = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
            connector = aiohttp.TCPConnector(force_close=True, limit=200)
            self._session = aiohttp.ClientSession(timeout=timeout, connector=connector)
        return self._session

    async def close(self) -> None:
        """Closes the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _words_for(failure: Exception, url: str) -> tuple[str, str]:
    """LINE's reason and detail for what went wrong on the way."""
    for kinds, reason, detail in _WORDS:
        if isinstance(failure, kinds):
            return reason, detail.format(url=url)
    return "UNCLASSIFIED", "Unclassified webhook dispatch error"
