"""What every call of one Messaging API channel shares: its own credentials, and no others."""

from __future__ import annotations

from bot.platforms.line_answer import Answer
from bot.platforms.line_sdk import Ask, LineSdk
from bot.platforms.line_tokens import Credentials


class LineChannel:
    """One channel, by its credentials."""

    def __init__(self, sdk: LineSdk, credentials: Credentials) -> None:
        self._sdk = sdk
        self._credentials = credentials

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._credentials.channel_id!r})"

    async def prove(self) -> None:
        """Have LINE issue a token anew; `CredentialsRefused` says which value is wrong."""
        await self._sdk.tokens.prove(self._credentials)

    async def _call(self, endpoint: str, ask: Ask, *, seconds: float | None = None) -> Answer:
        return await self._sdk.call(self._credentials, endpoint, ask, seconds=seconds)
