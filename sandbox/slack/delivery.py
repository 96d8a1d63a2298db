"""Brings payloads to the app: signed requests to its request URL, or Socket Mode when connected.

Slack wants an answer with status 200 within three seconds
(https://docs.slack.dev/interactivity/handling-user-interaction).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.journal import Journal
from sandbox.slack.model import Json
from sandbox.slack.signing import signed_headers

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """What the app answered.

    `failure` is None when it acknowledged in time; else Slack's own word for what went wrong:
    ``operation_timeout``, ``dispatch_failed``, ``http_client_error`` or ``http_service_error``.
    `text` is the raw body; `body` the same as JSON, None when empty or not a JSON object.
    """

    status: int = 200
    text: str = ""
    body: Json | None = None
    failure: str | None = None
    no_retry: bool = False


class Socket(Protocol):
    """One open Socket Mode connection."""

    async def deliver(self, kind: str, payload: Json, within: float, retry: int) -> Answer:
        """Send one envelope and wait for its acknowledgement."""
        ...


class Delivery:
    """Sends to the app, and remembers every attempt in `log` as (kind, answer).

    `request_url` may be given without a path; ``/slack/events`` is then added. `answer_within` is
    in seconds. Requests are signed with the machine's own time, whatever the workspace's clock,
    because the app compares it with its own; a test may replace `signing_time`. With `repeats`
    everything comes so many times more, as when an acknowledgement was lost on its way.
    """

    def __init__(self, secret: str, journal: Journal) -> None:
        self.signing_secret = secret
        self.request_url: str | None = None
        self.answer_within = 3.0
        self.repeats = 0
        self.log: list[tuple[str, Answer]] = []
        self.sockets: Sequence[Socket] = ()
        self._session: aiohttp.ClientSession | None = None
        self._turn = 0
        self._journal = journal

    def signing_time(self) -> int:
        """Seconds since 1970, as sent in ``X-Slack-Request-Timestamp``."""
        return int(datetime.now(UTC).timestamp())

    @property
    def connected(self) -> bool:
        """Whether there is any way to reach the app."""
        return bool(self.sockets or self.request_url)

    async def command(self, fields: dict[str, str]) -> Answer:
        """Deliver a slash command."""
        return await self._deliver(
            "slash_commands", fields, urlencode(fields).encode(), content_type=FORM
        )

    async def interaction(self, payload: Json) -> Answer:
        """Deliver something done with a button, a menu or a view."""
        body = urlencode({"payload": json.dumps(payload, ensure_ascii=False)}).encode()
        return await self._deliver("interactive", payload, body, content_type=FORM)

    async def event(self, payload: Json, retry: int = 0, reason: str = "") -> Answer:
        """Deliver an event; `retry` is the number of the repetition, 0 for the first time."""
        extra = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        body = json.dumps(payload, ensure_ascii=False).encode()
        return await self._deliver(
            "events_api", payload, body, content_type=JSON, extra=extra, retry=retry
        )

    async def close(self) -> None:
        """Close the HTTP connections to the app."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _deliver(
        self,
        kind: str,
        payload: Json,
        body: bytes,
        *,
        content_type: str,
        extra: dict[str, str] | None = None,
        retry: int = 0,
    ) -> Answer:
        extra = extra or {}
        for number in range(self.repeats):
            await self._once(kind, payload, body, content_type, extra, retry=retry + number)
        return await self._once(
            kind, payload, body, content_type, extra, retry=retry + self.repeats
        )

    async def _once(
        self,
        kind: str,
        payload: Json,
        body: bytes,
        content_type: str,
        extra: dict[str, str],
        *,
        retry: int,
    ) -> Answer:
        if self.sockets:
            self._turn += 1
            socket = self.sockets[self._turn % len(self.sockets)]
            answer = await socket.deliver(kind, payload, self.answer_within, retry)
        elif self.request_url:
            answer = await self._post(body, content_type, extra)
        else:
            answer = Answer(status=0, failure="dispatch_failed")
        self.log.append((kind, answer))
        self._journal.note("app.told", by=kind)
        return answer

    async def _post(self, body: bytes, content_type: str, extra: dict[str, str]) -> Answer:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **signed_headers(self.signing_secret, self.signing_time(), body),
            **extra,
        }
        limit = aiohttp.ClientTimeout(total=self.answer_within)
        try:
            async with self._session.post(
                self._url(), data=body, headers=headers, timeout=limit
            ) as response:
                no_retry = response.headers.get("X-Slack-No-Retry") == "1"
                return read_answer(response.status, await response.text(), no_retry)
        except TimeoutError:
            return Answer(status=0, failure="operation_timeout")
        except aiohttp.ClientError:
            return Answer(status=0, failure="dispatch_failed")

    def _url(self) -> str:
        url = self.request_url or ""
        path = url.split("://", 1)[-1].partition("/")[2]
        return url if path else url.rstrip("/") + "/slack/events"


def read_answer(status: int, text: str, no_retry: bool = False) -> Answer:
    """An answer from its status and body, judged as Slack does."""
    failure = None
    if status >= 500:
        failure = "http_service_error"
    elif status >= 400:
        failure = "http_client_error"
    elif status != 200:
        failure = "dispatch_failed"
    try:
        body = json.loads(text) if text.strip() else None
    except ValueError:
        body = None
    return Answer(status, text, body if isinstance(body, dict) else None, failure, no_retry)
