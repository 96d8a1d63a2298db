"""Channel access tokens: stateless ones, cached for their quarter of an hour, per channel.

Stateless tokens are the one type that the Messaging API, the LIFF server API and the deauthorize
call all take (https://developers.line.biz/en/docs/basics/channel-access-token/).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import CredentialsRefused, Unreachable, VendorError
from bot.platforms.line_answer import Answer
from bot.platforms.line_errors import refusal
from bot.platforms.line_http import LineHttp
from bot.text import Text, _

STATELESS = "/oauth2/v3/token"
SHORT_LIVED = "/v2/oauth/accessToken"
REVOKE = "/v2/oauth/revoke"
EARLY = timedelta(seconds=60)
"""How long before its end a token is no longer used."""

Clock = Callable[[], datetime]
Wrong = Literal["id", "secret", "kind", "unknown"]


@dataclass(frozen=True)
class Credentials:
    """A channel's id and secret. Its `repr` shows the id alone."""

    channel_id: str
    secret: str = field(repr=False)

    @property
    def key(self) -> tuple[str, bytes]:
        """What the cache knows them by: a new secret is a new key."""
        return self.channel_id, hashlib.sha256(self.secret.encode()).digest()

    @property
    def form(self) -> dict[str, str]:
        """The fields of both token endpoints that take an id and a secret."""
        return {
            "grant_type": "client_credentials",
            "client_id": self.channel_id,
            "client_secret": self.secret,
        }


@dataclass
class _Slot:
    """One channel's token; the lock lets one issue be in flight."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    token: str = field(default="", repr=False)
    issued: int = 0  #: how many times
    good_until: datetime | None = None

    def usable(self, now: datetime) -> bool:
        return bool(self.token) and self.good_until is not None and now < self.good_until


class LineTokens:
    """Issues tokens and remembers those that are still good, never a refusal."""

    def __init__(self, http: LineHttp, clock: Clock) -> None:
        self._http = http
        self._clock = clock
        self._slots: dict[tuple[str, bytes], _Slot] = {}

    async def token(self, credentials: Credentials) -> str:
        """A token that is good for a minute at least. Raises as `prove` does, without asking LINE
        which value is wrong.
        """
        slot = self._slots.setdefault(credentials.key, _Slot())
        async with slot.lock:
            if not slot.usable(self._clock()):
                answer = await self._ask(STATELESS, credentials.form)
                if not answer.ok:
                    self._forget_empty(credentials, slot)
                    raise _refused(answer, "unknown")
                self._keep(slot, answer)
            return slot.token

    async def prove(self, credentials: Credentials) -> None:
        """Have LINE issue a token anew, whatever is cached; who asks while one is being issued
        shares its outcome.

        `CredentialsRefused` says whether the id or the secret is wrong: only the short-lived
        endpoint tells them apart, so it is asked once after a 400
        (https://developers.line.biz/en/reference/messaging-api/#issue-shortlived-channel-access-token).
        """
        slot = self._slots.setdefault(credentials.key, _Slot())
        before = slot.issued
        async with slot.lock:
            if slot.issued != before:
                return
            answer = await self._ask(STATELESS, credentials.form)
            if answer.ok:
                self._keep(slot, answer)
                return
            self._forget_empty(credentials, slot)
        wrong = await self._which(credentials) if answer.status == 400 else "unknown"
        raise _refused(answer, wrong)

    async def spend(
        self, credentials: Credentials, attempt: Callable[[str], Awaitable[Answer]]
    ) -> Answer:
        """Make a call with the channel's token; if LINE refuses the token (401), with a new one."""
        token = await self.token(credentials)
        answer = await attempt(token)
        if answer.status == 401:
            self._drop(credentials, token)
            token = await self.token(credentials)
            answer = await attempt(token)
        return answer.hiding(token, credentials.secret)

    async def _ask(self, path: str, form: dict[str, str]) -> Answer:
        return await self._http.api("POST", path, form=form, seconds=self._http.patience.tokens)

    async def _which(self, credentials: Credentials) -> Wrong:
        try:
            answer = await self._ask(SHORT_LIVED, credentials.form)
            if (
                answer.ok
            ):  # the refusal had another cause; leave none of the channel's thirty behind
                await self._ask(REVOKE, {"access_token": answer.text("access_token")})
        except Unreachable:  # that they are refused is known; which of them is wrong is not
            return "unknown"
        said = answer.message.lower() if answer.status == 400 else ""
        if "client_id" in said:
            return "id"
        return "secret" if "client_secret" in said else "unknown"

    def _keep(self, slot: _Slot, answer: Answer) -> None:
        token, now = answer.text("access_token"), self._clock()
        seconds = answer.object().get("expires_in")
        life = timedelta(seconds=seconds if isinstance(seconds, int | float) else 0)
        slot.token, slot.good_until = token, now + life - EARLY
        slot.issued += 1
        for key, other in list(self._slots.items()):
            if other is not slot and not other.lock.locked() and not other.usable(now):
                del self._slots[key]

    def _drop(self, credentials: Credentials, token: str) -> None:
        slot = self._slots.get(credentials.key)
        if slot is not None and slot.token == token:
            slot.token = ""

    def _forget_empty(self, credentials: Credentials, slot: _Slot) -> None:
        if not slot.token and self._slots.get(credentials.key) is slot:
            del self._slots[credentials.key]


def _refused(answer: Answer, wrong: Wrong) -> VendorError:
    if answer.status not in (400, 401, 403):
        return refusal(answer)
    return CredentialsRefused(
        "LINE", _said(wrong), wrong=wrong, status=answer.status, request_id=answer.request_id
    )


def _said(wrong: Wrong) -> Text:
    match wrong:
        case "id":
            return _(
                "LINE knows no channel with this channel ID. Copy “Channel ID” from the channel's "
                "“Basic settings” tab in the LINE Developers Console."
            )
        case "secret":
            return _(
                "LINE knows the channel but refuses this channel secret. Copy “Channel secret” "
                "from the channel's “Basic settings” tab in the LINE Developers Console; "
                "somebody may have issued a new one."
            )
        case _:
            return _(
                "LINE refuses this channel ID and channel secret. Copy both from the same "
                "channel's “Basic settings” tab in the LINE Developers Console."
            )
