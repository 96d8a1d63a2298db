"""The way to LINE: one factory for the clients of all channels; it holds no credential itself."""

from __future__ import annotations

import aiohttp

from bot.platforms.calls import Observe
from bot.platforms.line_http import LineHttp, LineUrls, Patience
from bot.platforms.line_login import LineLogin
from bot.platforms.line_messages import Message, Sent, TextMessage
from bot.platforms.line_people import Profile
from bot.platforms.line_sdk import LineSdk
from bot.platforms.line_sending import LineMessaging
from bot.platforms.line_tokens import Clock, Credentials, LineTokens
from bot.platforms.session import new_session

__all__ = [
    "LineClients",
    "LineLogin",
    "LineMessaging",
    "LineUrls",
    "Message",
    "Patience",
    "Profile",
    "Sent",
    "TextMessage",
]


class LineClients:
    """Opened once per process in the running loop, closed at shutdown.

    `messaging` and `login` are cheap: what they return holds one channel's credentials and shares
    the connections and the token cache, which knows tokens by channel id and secret.
    """

    def __init__(
        self, urls: LineUrls, observe: Observe, clock: Clock, patience: Patience | None = None
    ) -> None:
        self._urls = urls
        self._observe = observe
        self._clock = clock
        self._patience = patience or Patience()
        self._owned: aiohttp.ClientSession | None = None
        self._sdk: LineSdk | None = None

    async def open(self, session: aiohttp.ClientSession | None = None) -> None:
        """Connect. A `session` given stays the giver's to close."""
        if session is None:
            session = self._owned = new_session()
        http = LineHttp(session, self._urls, self._observe, self._patience)
        self._sdk = LineSdk(http, LineTokens(http, self._clock), session)

    async def warm(self) -> None:
        """Import line-bot-sdk now, beside the event loop, instead of during the first call: that
        takes a second or two of a small machine, and 23 MB.
        """
        await self._opened().library()

    async def close(self) -> None:
        """Give the connections back; safe to call twice."""
        self._sdk = None
        if self._owned is not None:
            await self._owned.close()
            self._owned = None

    def messaging(self, channel_id: str, secret: str) -> LineMessaging:
        """The Messaging API channel with these credentials."""
        return LineMessaging(self._opened(), Credentials(channel_id, secret))

    def login(self, channel_id: str, secret: str) -> LineLogin:
        """The LINE Login channel with these credentials."""
        return LineLogin(self._opened(), Credentials(channel_id, secret))

    def _opened(self) -> LineSdk:
        if self._sdk is None:
            raise RuntimeError("LineClients.open() has not run")
        return self._sdk
