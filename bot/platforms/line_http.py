"""Raw HTTP to LINE: for tokens, LIFF and LINE Login, where the SDK has no call or loses data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from yarl import URL

from bot.errors import Unreachable
from bot.platforms.calls import Observe, recorded
from bot.platforms.line_answer import Answer
from bot.platforms.line_errors import unanswered

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of an answer we are willing to hold."""
CHUNK = 64 * 1024
SECRET_FIELDS = frozenset({"client_secret", "code", "code_verifier", "id_token", "access_token"})


@dataclass(frozen=True)
class LineUrls:
    """Where LINE is; the defaults are in the settings, a stand-in has its own."""

    api: str
    data: str
    access: str
    liff: str

    def __post_init__(self) -> None:
        """LINE warns that a path with a doubled or trailing slash is not promised to work."""
        for name in ("api", "data", "access", "liff"):
            object.__setattr__(self, name, getattr(self, name).rstrip("/"))


@dataclass(frozen=True)
class Patience:
    """How long we wait for LINE, in seconds.

    The webhook test is LINE waiting for us in turn; a form in Slack waits for the tokens.
    """

    connect: float = 3
    call: float = 8
    tokens: float = 5
    webhook_test: float = 15
    content: float = 60

    def limit(self, total: float | None = None) -> aiohttp.ClientTimeout:
        """The time-out of one call; `total` defaults to `call`."""
        return aiohttp.ClientTimeout(total=total or self.call, sock_connect=self.connect)


class LineHttp:
    """Asks once, never follows a redirect, never retries; the caller's row does."""

    def __init__(
        self, session: aiohttp.ClientSession, urls: LineUrls, observe: Observe, patience: Patience
    ) -> None:
        self._session = session
        self.urls = urls
        self.observe = observe
        self.patience = patience

    async def api(
        self,
        method: str,
        template: str,
        *,
        path: str | None = None,
        token: str | None = None,
        form: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Call ``https://api.line.me``; `template` is the path with its ids left open.

        Whatever status comes back is an `Answer`; `Unreachable` when none does.
        """
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with recorded(self.observe, "LINE", f"{method} {template}") as outcome:
            answer = await self.ask(
                method,
                URL(self.urls.api + (path or template)),
                headers=headers,
                data=form,
                json=json,
                timeout=self.patience.limit(seconds),
            )
            outcome.status, outcome.request_id = answer.status, answer.request_id
        secret = [value for name, value in (form or {}).items() if name in SECRET_FIELDS]
        return answer.hiding(token or "", *secret)

    async def data(self, template: str, *, path: str, token: str, most: int) -> Answer:
        """Fetch from ``https://api-data.line.me``; of a body longer than `most` bytes one byte more
        is read at most, none if its length was announced.

        `Unreachable` when nothing comes back.
        """
        headers = {"Authorization": f"Bearer {token}"}
        limit = self.patience.limit(self.patience.content)
        with recorded(self.observe, "LINE", f"GET {template}") as outcome:
            try:
                async with self._session.get(
                    URL(self.urls.data + path, encoded=True),
                    headers=headers,
                    allow_redirects=False,
                    timeout=limit,
                ) as response:
                    answer = Answer(
                        response.status, response.headers.copy(), await _at_most(response, most)
                    )
            except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
                raise unanswered(failure) from None
            outcome.status, outcome.request_id = answer.status, answer.request_id
        return answer.hiding(token)

    async def send_data(
        self, template: str, *, path: str, token: str, body: bytes, kind: str
    ) -> Answer:
        """Hand a file to ``https://api-data.line.me``; `kind` is its content type."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
        with recorded(self.observe, "LINE", f"POST {template}") as outcome:
            answer = await self.ask(
                "POST",
                URL(self.urls.data + path, encoded=True),
                headers=headers,
                data=body,
                timeout=self.patience.limit(self.patience.content),
            )
            outcome.status, outcome.request_id = answer.status, answer.request_id
        return answer.hiding(token)

    async def ask(self, method: str, url: URL, **how: Any) -> Answer:
        """One request and its whole answer, unrecorded; `Unreachable` when nothing comes back."""
        try:
            async with self._session.request(method, url, allow_redirects=False, **how) as response:
                body = await response.content.read(LARGEST_BODY)
                while more := await response.content.read(LARGEST_BODY):
                    if len(body) + len(more) > LARGEST_BODY:
                        raise _endless()
                    body += more
                return Answer(response.status, response.headers.copy(), body)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as failure:
            raise unanswered(failure) from None


async def _at_most(response: aiohttp.ClientResponse, most: int) -> bytes:
    if (response.content_length or 0) > most:
        response.close()
        return b""
    body = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK):
        body += chunk
        if len(body) > most:
            response.close()
            break
    return bytes(body[: most + 1])


def _endless() -> Unreachable:
    return unanswered(ValueError("the answer does not end"))
