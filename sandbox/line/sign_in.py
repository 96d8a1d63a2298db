"""LINE Login and LIFF as the person meets them, and the tokens that come of it.

Sources: https://developers.line.biz/en/docs/line-login/integrate-line-login/ ,
https://developers.line.biz/en/docs/line-login/link-a-bot/
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.line.authorize import (
    DEVELOPING,
    AuthorizeRequest,
    LoginCode,
    LoginPage,
    SentBack,
    read_request,
)
from sandbox.line.id_tokens import ISSUER, SigningKey, web_token
from sandbox.line.identifiers import Clock, present
from sandbox.line.liff_context import context_token, primary_url
from sandbox.line.members import Members
from sandbox.line.model import Json, LoginChannel, Person
from sandbox.line.tokens import LIFF_USER_LIFE, TokenKind

ID_TOKEN_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class LiffVisit:
    """What a page in the LIFF browser can ask the SDK for; no ID token without scope openid.

    ``url`` is the endpoint; ``primary_url`` is where the LIFF browser goes first, with the tokens
    in its fragment, which the SDK takes away.
    """

    url: str
    primary_url: str = field(repr=False)
    access_token: str = field(repr=False)
    id_token: str | None = field(repr=False)


class SignIn(Members):
    """The login side of the platform."""

    def __init__(self, clock: Clock = present) -> None:
        super().__init__(clock)
        self.signing_key = SigningKey()
        self.login_codes: dict[str, LoginCode] = {}

    def read_authorize(self, query: Mapping[str, str]) -> AuthorizeRequest:
        """Checks an authorization request. Raises LoginPage or SentBack."""
        channel = self.channels.get(query.get("client_id", ""))
        return read_request(channel if isinstance(channel, LoginChannel) else None, query)

    async def authorize(
        self, person: Person, url: str, *, allow: bool = True, add_friend: bool = False
    ) -> str:
        """``person`` opens an authorize URL and decides; answers the address they are sent back to.

        Raises LoginPage when LINE shows an error page of its own instead.
        """
        try:
            request = self.read_authorize(dict(parse_qsl(urlsplit(url).query)))
            if request.prompt == "none":
                return self.answer_silently(request, person)
            return await self.decide(request, person, allow=allow, add_friend=add_friend)
        except SentBack as back:
            return back.url

    def answer_silently(self, request: AuthorizeRequest, person: Person | None) -> str:
        """``prompt=none``: a code if ``person`` is signed in and has consented, else an error."""
        if person is None:
            return request.back(error="LOGIN_REQUIRED", error_description="login is required")
        consented = request.channel.consents.get(person.key, set())
        if not set(request.scope) <= consented:
            text = "user interaction is required"
            return request.back(error="INTERACTION_REQUIRED", error_description=text)
        self._must_be_let_in(request.channel, person)
        return request.back(code=self._new_code(request, person))

    async def decide(
        self, request: AuthorizeRequest, person: Person, *, allow: bool, add_friend: bool
    ) -> str:
        """The person's choice on the consent page; answers where the browser goes.

        ``friendship_status_changed`` is there only if the add-friend option was: asked for, an
        account linked, and the person not its friend already.
        """
        self._must_be_let_in(request.channel, person)
        if not allow:
            text = "The resource owner denied the request."
            return request.back(error="ACCESS_DENIED", error_description=text)
        request.channel.consents.setdefault(person.key, set()).update(request.scope)
        parameters = {"code": self._new_code(request, person)}
        if request.offers_friend and not self.is_friend(request.channel, person):
            parameters["friendship_status_changed"] = "true" if add_friend else "false"
            if add_friend:
                await self.follow(person, self.account(str(request.channel.linked_account)))
        return request.back(**parameters)

    def is_friend(self, channel: LoginChannel, person: Person) -> bool:
        """Whether ``person`` is a friend of the channel's linked account and has not blocked it."""
        if channel.linked_account is None:
            return False
        return self.account(channel.linked_account).has_friend(person)

    def withdraw_consent(self, person: Person, channel: LoginChannel) -> None:
        """Ends the consent and every token of it, as in the LINE app or by deauthorize."""
        channel.consents.pop(person.key, None)
        self.tokens.revoke_person(person.key, channel.channel_id)

    def _must_be_let_in(self, channel: LoginChannel, person: Person) -> None:
        if not channel.published and person.key not in channel.roles:
            raise LoginPage(DEVELOPING)

    def _new_code(self, request: AuthorizeRequest, person: Person) -> str:
        code = LoginCode(
            value=secrets.token_urlsafe(15),
            request=request,
            person_key=person.key,
            issued_at=self.clock(),
        )
        self.login_codes[code.value] = code
        return code.value

    def id_claims(
        self, person: Person, channel: LoginChannel, scope: tuple[str, ...], nonce: str | None
    ) -> Json:
        """The claims of an ID token issued now, valid for one hour."""
        issued = int(self.clock().timestamp())
        claims: Json = {
            "iss": ISSUER,
            "sub": self.user_id(person, channel),
            "aud": channel.channel_id,
            "exp": issued + ID_TOKEN_SECONDS,
            "iat": issued,
            "amr": ["linesso"],
        }
        if nonce is not None:
            claims["nonce"] = nonce
        if "profile" in scope:
            claims["name"] = person.display_name
            if person.picture_url is not None:
                claims["picture"] = person.picture_url
        if "email" in scope and channel.email_permission and person.email is not None:
            claims["email"] = person.email
        return claims

    def web_id_token(
        self, person: Person, channel: LoginChannel, scope: tuple[str, ...], nonce: str | None
    ) -> str:
        """An ID token as a web login gets it (HS256)."""
        return web_token(self.id_claims(person, channel, scope, nonce), channel.secret)

    def liff_id_token(
        self, person: Person, channel: LoginChannel, scope: tuple[str, ...] = ("openid", "profile")
    ) -> str:
        """An ID token as the LIFF SDK hands it out (ES256)."""
        return self.signing_key.sign(self.id_claims(person, channel, scope, None))

    def liff_access_token(
        self, person: Person, channel: LoginChannel, scope: tuple[str, ...] = ("profile",)
    ) -> str:
        """A person's access token as the LIFF SDK hands it out: twelve hours."""
        token = self.tokens.issue(
            TokenKind.USER, channel.channel_id, LIFF_USER_LIFE, person_key=person.key, scope=scope
        )
        return token.value

    async def open_liff(
        self, person: Person, liff_id: str, more: str = "", *, add_friend: bool = False
    ) -> LiffVisit:
        """``person`` opens a LIFF app in LINE and consents; ``more`` is the rest of the LIFF URL.

        Raises Unknown, or LoginPage while Developing.
        """
        channel, app = self.liff_app(liff_id)
        self._must_be_let_in(channel, person)
        scope = tuple(app.scope)
        channel.consents.setdefault(person.key, set()).update(scope)
        offered = app.bot_prompt != "none" and channel.linked_account is not None
        if offered and add_friend and not self.is_friend(channel, person):
            await self.follow(person, self.account(str(channel.linked_account)))
        access_token = self.liff_access_token(person, channel, scope)
        id_token = self.liff_id_token(person, channel, scope) if "openid" in scope else None
        tokens = {
            "access_token": access_token,
            "context_token": context_token(channel, app, self.user_id(person, channel)),
            "id_token": id_token or "",
            "client_id": channel.channel_id,
        }
        return LiffVisit(
            url=str(app.view["url"]),
            primary_url=f"{primary_url(app, more)}#{urlencode(tokens)}",
            access_token=access_token,
            id_token=id_token,
        )
