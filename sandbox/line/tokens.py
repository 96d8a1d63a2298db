"""Access tokens: what LINE issues, for how long, and when they stop working.

Source: https://developers.line.biz/en/docs/basics/channel-access-token/
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sandbox.line.identifiers import Clock

STATELESS_LIFE = timedelta(minutes=15)
SHORT_LIVED_LIFE = timedelta(days=30)
USER_LIFE = timedelta(days=30)
LIFF_USER_LIFE = timedelta(hours=12)
REFRESH_LIFE = timedelta(days=90)


class TokenKind(StrEnum):
    """The token types of one channel, and those of a person who logged in."""

    STATELESS = "stateless"
    SHORT_LIVED = "short-lived"
    LONG_LIVED = "long-lived"
    USER = "user"
    REFRESH = "refresh"


LIMITS = {TokenKind.SHORT_LIVED: 30, TokenKind.LONG_LIVED: 1}
"""Living tokens of one kind a channel may have."""


@dataclass(slots=True, kw_only=True)
class AccessToken:
    """One issued token. ``person_key`` and ``scope`` belong to user tokens only."""

    value: str = field(repr=False)
    kind: TokenKind
    channel_id: str
    issued_at: datetime
    expires_at: datetime | None
    person_key: str | None = None
    scope: tuple[str, ...] = ()
    partner: str | None = field(default=None, repr=False)

    def seconds_left(self, now: datetime) -> int:
        """Whole seconds until it expires; a century for one that never does."""
        if self.expires_at is None:
            return 3_153_600_000
        return int((self.expires_at - now).total_seconds())


def _value(kind: TokenKind) -> str:
    if kind is TokenKind.REFRESH:
        return secrets.token_urlsafe(15)
    if kind in {TokenKind.SHORT_LIVED, TokenKind.LONG_LIVED}:
        return base64.b64encode(secrets.token_bytes(128)).decode()
    return f"eyJhbGciOiJIUzI1NiJ9.{secrets.token_urlsafe(150)}.{secrets.token_urlsafe(32)}"


class TokenStore:
    """Every living token. Expired ones are unknown, as at LINE."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tokens: dict[str, AccessToken] = {}

    def issue(
        self,
        kind: TokenKind,
        channel_id: str,
        life: timedelta | None,
        *,
        person_key: str | None = None,
        scope: tuple[str, ...] = (),
    ) -> AccessToken:
        """A new token. One past the kind's limit silently ends the channel's oldest."""
        now = self._clock()
        token = AccessToken(
            value=_value(kind),
            kind=kind,
            channel_id=channel_id,
            issued_at=now,
            expires_at=None if life is None else now + life,
            person_key=person_key,
            scope=scope,
        )
        self._tokens[token.value] = token
        if kind in LIMITS:
            self._end_oldest(kind, channel_id)
        return token

    def _end_oldest(self, kind: TokenKind, channel_id: str) -> None:
        living = [
            token
            for token in list(self._tokens.values())
            if token.channel_id == channel_id
            and token.kind is kind
            and self.find(token.value) is not None
        ]
        for token in living[: -LIMITS[kind]]:
            self.revoke(token.value)

    def find(self, value: str) -> AccessToken | None:
        """The living token with that value, or None."""
        token = self._tokens.get(value)
        if token is None:
            return None
        if token.expires_at is not None and token.expires_at <= self._clock():
            del self._tokens[value]
            return None
        return token

    def revoke(self, value: str) -> None:
        """Ends a token and the one issued with it; unknown values are ignored, as LINE does."""
        token = self._tokens.pop(value, None)
        if token is not None and token.partner is not None:
            self._tokens.pop(token.partner, None)

    def revoke_person(self, person_key: str, channel_id: str) -> None:
        """Ends every token of one person at one channel, as when they withdraw their consent."""
        for token in list(self._tokens.values()):
            if token.person_key == person_key and token.channel_id == channel_id:
                self._tokens.pop(token.value, None)
