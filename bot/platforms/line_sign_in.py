"""LINE Login v2.1 for one channel: from the button to a verified person, and away again.

Source: https://developers.line.biz/en/docs/line-login/integrate-line-login/ and
https://developers.line.biz/en/reference/line-login/
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

from yarl import URL

from bot.platforms.callback_probe import AUTHORIZE
from bot.platforms.line_answer import Answer, unintelligible
from bot.platforms.line_errors import refusal
from bot.platforms.line_http import LineHttp
from bot.platforms.line_people import Profile, profile_of
from bot.platforms.line_sign_in_refusals import not_exchanged, not_ours, not_signed_in
from bot.platforms.line_tokens import Credentials, LineTokens

ISSUER = "https://access.line.me"
TOKEN = "/oauth2/v2.1/token"
VERIFY = "/oauth2/v2.1/verify"
FRIENDSHIP = "/friendship/v1/status"
PROFILE = "/v2/profile"
DEAUTHORIZE = "/user/v1/deauthorize"


@dataclass(frozen=True)
class UserTokens:
    """What LINE gave for a code. The access token lasts `seconds`; none of it is ever shown."""

    access_token: str = field(repr=False)
    id_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)
    seconds: int


@dataclass(frozen=True)
class Identity:
    """Who signed in; `user_id` is the same in every channel of one provider."""

    user_id: str
    name: str | None = None
    picture_url: str | None = None
    email: str | None = None
    issued_at: datetime | None = None  #: by LINE's clock


class SignIn:
    """The user's side of one LINE Login channel."""

    def __init__(self, http: LineHttp, tokens: LineTokens, credentials: Credentials) -> None:
        self._http = http
        self._tokens = tokens
        self._credentials = credentials

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._credentials.channel_id!r})"

    def authorize_url(
        self,
        redirect_uri: str,
        *,
        state: str,
        nonce: str,
        verifier: str,
        scopes: Sequence[str] = ("openid", "profile"),
        bot_prompt: str = "aggressive",
        locales: Sequence[str] = (),
        by_itself: bool = True,
    ) -> str:
        """Where to send a member. `state`, `nonce` and the PKCE `verifier` (43 to 128 characters)
        are new for each attempt; `locales` are BCP 47 tags in the member's order. Without
        `by_itself` LINE asks who they are, where signing them in by itself has just failed.
        """
        query = {
            "response_type": "code",
            "client_id": self._credentials.channel_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "nonce": nonce,
            "scope": " ".join(scopes),
            "bot_prompt": bot_prompt,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        if locales:
            query["ui_locales"] = " ".join(locales)
        if not by_itself:
            query["disable_auto_login"] = "true"
        return str(URL(self._http.urls.access + AUTHORIZE).with_query(query))

    async def exchange(self, code: str, redirect_uri: str, verifier: str) -> UserTokens:
        """Trade a code, which is good for ten minutes and burnt even when this fails."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._credentials.channel_id,
            "client_secret": self._credentials.secret,
            "code_verifier": verifier,
        }
        answer = await self._http.api("POST", TOKEN, form=form)
        if not answer.ok:
            raise not_exchanged(answer)
        return _tokens(answer)

    async def refresh(self, refresh_token: str) -> UserTokens:
        """A fresh access token; the refresh token's own 90 days run on. Raises `RefusedByVendor`
        when the member has withdrawn their consent, or the token has expired.
        """
        form = {
            "grant_type": "refresh_token",
            "refresh_token": refresh_token,
            "client_id": self._credentials.channel_id,
            "client_secret": self._credentials.secret,
        }
        answer = await self._http.api("POST", TOKEN, form=form)
        if not answer.ok:
            raise not_exchanged(answer.hiding(refresh_token))
        return _tokens(answer)

    async def verify_id_token(self, id_token: str, nonce: str | None = None) -> Identity:
        """Have LINE check an ID token for this very channel, and check its answer again.

        `nonce` is the one sent with the authorize request; tokens from LIFF have none. Raises
        `RefusedByVendor` for a token that is stale, forged or meant for another channel.
        """
        form = {"id_token": id_token, "client_id": self._credentials.channel_id}
        if nonce is not None:
            form["nonce"] = nonce
        answer = await self._http.api("POST", VERIFY, form=form)
        if not answer.ok:
            raise not_signed_in(answer)
        claims = answer.object()
        if claims.get("aud") != self._credentials.channel_id or claims.get("iss") != ISSUER:
            raise not_ours(answer)
        if nonce is not None and claims.get("nonce") != nonce:
            raise not_ours(answer)
        return Identity(
            user_id=answer.text("sub"),
            name=answer.optional("name"),
            picture_url=answer.optional("picture"),
            email=answer.optional("email"),
            issued_at=_time(claims.get("iat")),
        )

    async def seconds_left(self, access_token: str) -> int:
        """How long a member's access token of this very channel lives on. Raises `RefusedByVendor`
        for one that has ended or is another channel's
        (https://developers.line.biz/en/reference/line-login/#verify-access-token).
        """
        path = f"{VERIFY}?{urlencode({'access_token': access_token})}"
        answer = (await self._http.api("GET", VERIFY, path=path)).hiding(access_token)
        if not answer.ok:
            raise not_signed_in(answer)
        seconds = answer.object().get("expires_in")
        if answer.object().get("client_id") != self._credentials.channel_id:
            raise not_ours(answer)
        return seconds if isinstance(seconds, int) else 0

    async def friendship(self, access_token: str) -> bool | None:
        """Whether the member is a friend of the account linked to this channel, and has not blocked
        it. None: no official account is linked, which LINE answers with 400.
        """
        answer = await self._http.api("GET", FRIENDSHIP, token=access_token)
        if answer.status == 400 and "no login bot" in answer.message.lower():
            return None
        if not answer.ok:
            raise not_signed_in(answer)
        flag = answer.object().get("friendFlag")
        if not isinstance(flag, bool):
            raise unintelligible(answer)
        return flag

    async def profile(self, access_token: str) -> Profile:
        """The profile of the member whose access token this is."""
        answer = await self._http.api("GET", PROFILE, token=access_token)
        if not answer.ok:
            raise not_signed_in(answer)
        return profile_of(answer)

    async def deauthorize(self, access_token: str) -> None:
        """Take this channel's access to a member away, as LINE demands when a member leaves.

        Done already counts as done (https://developers.line.biz/en/reference/line-login/#deauthorize).
        """

        async def attempt(token: str) -> Answer:
            body = {"userAccessToken": access_token}
            return await self._http.api("POST", DEAUTHORIZE, token=token, json=body)

        answer = await self._tokens.spend(self._credentials, attempt)
        if not answer.ok and not (answer.status == 400 and "token" in answer.message.lower()):
            raise refusal(answer.hiding(access_token))


def _tokens(answer: Answer) -> UserTokens:
    seconds = answer.object().get("expires_in")
    return UserTokens(
        access_token=answer.text("access_token"),
        id_token=answer.optional("id_token"),
        refresh_token=answer.optional("refresh_token"),
        seconds=seconds if isinstance(seconds, int) else 0,
    )


def _time(seconds: object) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if isinstance(seconds, int) else None


def _challenge(verifier: str) -> str:
    """The S256 challenge of a PKCE verifier (RFC 7636, section 4.2)."""
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")
