"""line-bot-sdk's asynchronous client, shared by all channels; each call has its own token.

The SDK knows LINE's addresses and requests. Its answer models are not used: they refuse an
enumeration value that LINE added, so the bytes it received are read instead. Importing it costs
half a second and 23 MB, so it is imported beside the event loop, at the first call.
"""

from __future__ import annotations

import asyncio
import copy
import sys
from collections.abc import Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

import aiohttp
from multidict import CIMultiDict

from bot.platforms.calls import recorded
from bot.platforms.line_answer import Answer
from bot.platforms.line_errors import unanswered
from bot.platforms.line_http import LineHttp
from bot.platforms.line_tokens import Credentials, LineTokens

if TYPE_CHECKING:
    from linebot.v3.messaging import AsyncApiClient, AsyncMessagingApi

Ask = Callable[["AsyncMessagingApi", aiohttp.ClientTimeout], Awaitable[Any]]
"""Makes one call of the SDK; the time-out goes into its ``_request_timeout``."""


class LineSdk:
    """The shared client on the process's one session, which stays the caller's to close."""

    def __init__(self, http: LineHttp, tokens: LineTokens, session: aiohttp.ClientSession) -> None:
        self.http = http
        self.tokens = tokens
        self._session = session
        self._building = asyncio.Lock()
        self._library: ModuleType | None = None
        self._shared: AsyncApiClient | None = None

    async def library(self) -> Any:
        """The module ``linebot.v3.messaging``; the first to ask waits, the event loop does not."""
        if self._library is None:
            self._library = await asyncio.to_thread(_imported)
        return self._library

    async def _client(self) -> AsyncApiClient:
        """The SDK's client, built when it is first needed, on our session instead of its own."""
        sdk = await self.library()
        async with self._building:
            if self._shared is None:
                configuration = sdk.Configuration(host=self.http.urls.api, access_token="")
                client = sdk.AsyncApiClient(configuration)
                await client.rest_client.pool_manager.close()
                client.rest_client.pool_manager = _Straight(self._session)
                self._shared = client
        return self._shared

    async def call(
        self, credentials: Credentials, endpoint: str, ask: Ask, *, seconds: float | None = None
    ) -> Answer:
        """Ask LINE with this channel's token, renewed once if LINE refuses it.

        `endpoint` is the template for the record. Raises `Unreachable` when nothing comes back and
        `ValueError` when the SDK finds the request itself wrong.
        """
        limit = self.http.patience.limit(seconds)
        shared = await self._client()

        async def attempt(token: str) -> Answer:
            with recorded(self.http.observe, "LINE", endpoint) as outcome:
                answer = await self._once(_view(shared, token), ask, limit)
                outcome.status, outcome.request_id = answer.status, answer.request_id
            return answer

        return await self.tokens.spend(credentials, attempt)

    async def _once(self, view: AsyncApiClient, ask: Ask, limit: aiohttp.ClientTimeout) -> Answer:
        sdk = await self.library()
        try:
            await ask(sdk.AsyncMessagingApi(view), limit)
        except sdk.ApiException as refused:
            return _answer(refused.status, refused.headers, refused.body)
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            raise unanswered(failure) from None
        except (ValueError, TypeError, AttributeError, KeyError) as misread:
            if isinstance(misread.__context__, sdk.ApiException):  # a no whose body is not UTF-8
                return _answer(misread.__context__.status, misread.__context__.headers, b"")
            if view.last_response is None:
                raise
        received = view.last_response
        return _answer(received.status, received.getheaders(), received.data)


def _imported() -> ModuleType:
    """``linebot.v3.messaging`` without what its parents would import: 12 MB of older clients and
    webhook models. Whoever asks the parents for those gets them then.
    """
    if "linebot" not in sys.modules:
        sys.modules["linebot"] = linebot = _hollow("linebot")
        sys.modules["linebot.v3"] = linebot.__dict__["v3"] = _hollow("linebot.v3")
    return import_module("linebot.v3.messaging")


def _hollow(name: str) -> ModuleType:
    """A package whose own file is run only when something in it is asked for.

    It stays in place: the SDK's models look each other up as ``linebot.v3.messaging.models``.
    """
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        raise ModuleNotFoundError(name)
    module, loader = module_from_spec(spec), spec.loader

    def whole(attribute: str) -> Any:
        if attribute.startswith("__") or module.__dict__.pop("__getattr__", None) is None:
            raise AttributeError(attribute)
        loader.exec_module(module)
        return getattr(module, attribute)

    module.__dict__["__getattr__"] = whole
    return module


def _view(shared: AsyncApiClient, token: str) -> AsyncApiClient:
    """The shared client as one channel sees it; nothing of the channel touches the original."""
    view = copy.copy(shared)
    view.configuration = copy.copy(shared.configuration)
    view.configuration.access_token = token
    view.default_headers = {**shared.default_headers, "Authorization": f"Bearer {token}"}
    view.last_response = None
    return view


class _Straight:
    """The session as the SDK uses it, but a redirect is an answer: no token follows one."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def request(self, **how: Any) -> aiohttp.ClientResponse:
        return await self._session.request(**how, allow_redirects=False)


def _answer(status: int, headers: Any, body: bytes | str | None) -> Answer:
    raw = body.encode() if isinstance(body, str) else (body or b"")
    return Answer(status, CIMultiDict(headers or {}), raw)
