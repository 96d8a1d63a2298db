"""slack_sdk's asynchronous client, with our time-outs, our record of each call and our errors."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.calls import Observe, recorded
from bot.platforms.session import new_session
from bot.platforms.slack_errors import outline, refusal, unanswered

SLACK_API = "https://slack.com/api/"
SECONDS = 5.0

Ask = Callable[[AsyncWebClient], Awaitable[Any]]


class SlackWeb:
    """Two faces of one connection: reads are repeated when a connection breaks, writes never are,
    because a message has no key that would keep it from being posted twice.
    """

    def __init__(
        self, token: str, *, observe: Observe, base_url: str = SLACK_API, seconds: float = SECONDS
    ) -> None:
        self._token = token
        self._base_url = base_url
        self._seconds = seconds
        self._observe = observe
        self._owned: aiohttp.ClientSession | None = None
        self._writer: AsyncWebClient | None = None
        self._reader: AsyncWebClient | None = None

    async def open(self, session: aiohttp.ClientSession | None = None) -> None:
        """Connect, in the running loop. A `session` given stays the giver's to close."""
        if session is None:
            session = self._owned = new_session()
        self._writer = self._client(session, [])
        self._reader = self._client(session, [AsyncConnectionErrorRetryHandler()])

    async def close(self) -> None:
        """Give the connections back; safe to call twice."""
        self._writer = self._reader = None
        if self._owned is not None:
            await self._owned.close()
            self._owned = None

    @property
    def web(self) -> AsyncWebClient:
        """The plain client, for Bolt, which brings its own calls."""
        return _opened(self._writer)

    async def write(self, method: str, ask: Ask) -> Mapping[str, Any]:
        """Change something at Slack, once. `method` is Slack's name of it."""
        return await self._call(method, ask, _opened(self._writer))

    async def read(self, method: str, ask: Ask) -> Mapping[str, Any]:
        """Ask Slack something that may be asked twice."""
        return await self._call(method, ask, _opened(self._reader))

    async def bytes_of(self, url: str, most: int) -> bytes | None:
        """Fetch a file from an address Slack gave us; None when it is longer than `most` bytes.

        The address wants the token, and sends who may not read it to a page for people.
        """
        headers = {"Authorization": f"Bearer {self._token}"}
        with recorded(self._observe, "Slack", "GET file") as outcome, _said_ours():
            async with (
                asyncio.timeout(self._seconds),
                self._opened_session().get(url, headers=headers, allow_redirects=False) as answer,
            ):
                outcome.status = answer.status
                if answer.status != 200:
                    raise aiohttp.ClientError(str(answer.status))
                content = await answer.content.read(most + 1)
                while len(content) <= most and not answer.content.at_eof():
                    content += await answer.content.read(most + 1 - len(content))
        return content if len(content) <= most else None

    async def hand_over(self, url: str, content: bytes, seconds: float) -> None:
        """Post a file's bytes to an upload address Slack gave us; it is a secret by itself."""
        with recorded(self._observe, "Slack", "POST file") as outcome, _said_ours():
            async with (
                asyncio.timeout(seconds),
                self._opened_session().post(url, data=content) as answer,
            ):
                outcome.status = answer.status
                if answer.status != 200:
                    raise aiohttp.ClientError(str(answer.status))

    def _opened_session(self) -> aiohttp.ClientSession:
        session = _opened(self._writer).session
        if session is None:
            raise RuntimeError("SlackClient.open() has not run")
        return session

    async def _call(self, method: str, ask: Ask, client: AsyncWebClient) -> Mapping[str, Any]:
        with recorded(self._observe, "Slack", method) as outcome:
            try:
                async with asyncio.timeout(self._seconds):  # the SDK's own does not bind a session
                    answer = await ask(client)
            except SlackApiError as error:
                told = outline(error)
                outcome.status, outcome.request_id = told.status, told.request_id
                raise refusal(told) from None
            except (aiohttp.ClientError, SlackClientError, OSError) as failure:
                raise unanswered(failure) from None
            except (ValueError, AttributeError) as garbage:  # an answer the SDK cannot read
                raise unanswered(garbage) from None
            outcome.status = answer.status_code
            outcome.request_id = answer.headers.get("x-slack-req-id", "")
        data: Mapping[str, Any] = answer.data
        return data

    def _client(self, session: aiohttp.ClientSession, handlers: list[Any]) -> AsyncWebClient:
        return AsyncWebClient(
            token=self._token,
            base_url=self._base_url,
            session=session,
            timeout=max(1, round(self._seconds)),
            retry_handlers=handlers,
        )


@contextmanager
def _said_ours() -> Iterator[None]:
    """A transfer's failure as our error; the address is not repeated."""
    try:
        yield
    except (aiohttp.ClientError, OSError) as failure:
        raise unanswered(failure) from None


def wanted(data: Mapping[str, Any], *path: str) -> str:
    """A text Slack promises in an answer; `Unreachable` when it is not there."""
    value: Any = data
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, str) or not value:
        raise unanswered(LookupError(".".join(path)))
    return value


def _opened(client: AsyncWebClient | None) -> AsyncWebClient:
    if client is None:
        raise RuntimeError("SlackClient.open() has not run")
    return client
