"""One LINE Login channel: its credentials, its LIFF apps, its callback addresses, its sign-ins."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.platforms import LiffApp, LiffWanted
from bot.platforms import callback_probe
from bot.platforms.liff import Liff
from bot.platforms.line_answer import Answer
from bot.platforms.line_errors import refusal
from bot.platforms.line_sdk import LineSdk
from bot.platforms.line_sign_in import SignIn
from bot.platforms.line_tokens import Credentials


class LineLogin(SignIn):
    """Everything LINE offers for a Login channel; see `SignIn` for the members' side."""

    def __init__(self, sdk: LineSdk, credentials: Credentials) -> None:
        super().__init__(sdk.http, sdk.tokens, credentials)
        self._liff = Liff(sdk.http, sdk.tokens, credentials)

    async def prove(self) -> None:
        """Have LINE issue a token anew; `CredentialsRefused` says which value is wrong."""
        await self._tokens.prove(self._credentials)

    async def is_messaging_channel(self) -> bool:
        """Whether these are really a Messaging API channel's values: then bot info answers 200
        (https://developers.line.biz/en/reference/messaging-api/#get-bot-info).
        """

        async def attempt(token: str) -> Answer:
            return await self._http.api("GET", "/v2/bot/info", token=token)

        answer = await self._tokens.spend(self._credentials, attempt)
        if answer.ok or answer.status == 403:
            return answer.ok
        raise refusal(answer)

    async def liff_apps(self) -> Sequence[LiffApp]:
        """Every LIFF app of the channel; empty when it has none."""
        return await self._liff.apps()

    async def add_liff_app(self, wanted: LiffWanted) -> str:
        """Create it and return its LIFF id; under a neutral name if LINE refuses the wanted one."""
        return await self._liff.add(wanted)

    async def update_liff_app(self, liff_id: str, wanted: LiffWanted) -> None:
        """Set endpoint, size, scopes and add-friend option; the name stays as it is."""
        await self._liff.update(liff_id, wanted)

    async def delete_liff_app(self, liff_id: str) -> None:
        """Delete it; one that is gone already counts as deleted."""
        await self._liff.delete(liff_id)

    async def accepts_callback(self, url: str) -> bool | None:
        """Whether LINE Login knows this callback address; None when LINE's answer says neither."""
        return await callback_probe.accepts_callback(self._http, self._credentials.channel_id, url)
