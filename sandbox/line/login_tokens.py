"""LINE Login's token endpoints.

Source: https://developers.line.biz/en/reference/line-login/ . Where LINE publishes no error text
for a case, the text is ours; the status is LINE's.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from aiohttp import web

from sandbox.line.authorize import LoginCode
from sandbox.line.id_tokens import ISSUER, base64url, claims_of
from sandbox.line.model import Json, LoginChannel
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import Refused, oauth_refusal, refusal
from sandbox.line.replies import CHANNEL_ID, answer, form_body
from sandbox.line.token_api import NO_KEY, missing_parameters, same_secret
from sandbox.line.tokens import LIFF_USER_LIFE, REFRESH_LIFE, USER_LIFE, AccessToken, TokenKind

CODE_LIFE = timedelta(minutes=10)
_EXPIRED = "access token expired"


def _login_channel(request: web.Request, form: dict[str, str]) -> LoginChannel:
    channel = request.app[PLATFORM].channels.get(form.get("client_id", ""))
    if not isinstance(channel, LoginChannel) or channel.deleted:
        raise oauth_refusal("invalid_client", "invalid client_id")
    if not same_secret(channel, form.get("client_secret", "")):
        raise oauth_refusal("invalid_client", "invalid client_secret")
    request[CHANNEL_ID] = channel.channel_id
    return channel


async def token(request: web.Request) -> web.Response:
    """POST /oauth2/v2.1/token: a code or a refresh token for an access token."""
    form = await form_body(request)
    match form.get("grant_type"):
        case "authorization_code" if "appId" in form:
            return _exchange_for_liff(request, form)
        case "authorization_code":
            return _exchange(request, form)
        case "refresh_token":
            return _refresh(request, form)
        case "client_credentials":
            raise refusal(404, NO_KEY)
    raise missing_parameters()


def _exchange(request: web.Request, form: dict[str, str]) -> web.Response:
    platform = request.app[PLATFORM]
    # The code is used up by the first try, whatever comes of it.
    code = platform.login_codes.pop(form.get("code", ""), None)
    channel = _login_channel(request, form)
    fault = _fault_of(code, channel, form)
    if code is None or fault is not None or platform.clock() - code.issued_at > CODE_LIFE:
        raise oauth_refusal("invalid_grant", fault or "invalid authorization code")
    scope = tuple(name for name in code.request.scope if name != "email")
    access, refresh = (
        platform.tokens.issue(
            kind, channel.channel_id, life, person_key=code.person_key, scope=scope
        )
        for kind, life in ((TokenKind.USER, USER_LIFE), (TokenKind.REFRESH, REFRESH_LIFE))
    )
    access.partner = refresh.value
    body = _token_body(access, refresh)
    if "openid" in code.request.scope:
        person = platform.person(code.person_key)
        body["id_token"] = platform.web_id_token(
            person, channel, code.request.scope, code.request.nonce
        )
    return answer(body)


def _exchange_for_liff(request: web.Request, form: dict[str, str]) -> web.Response:
    """The LIFF SDK has no channel secret to show: it names its app, and PKCE stands for the rest.

    As observed in version 2.31.0 of the npm package; LINE does not document it.
    """
    platform = request.app[PLATFORM]
    code = platform.login_codes.pop(form.get("code", ""), None)
    channel = platform.channels.get(form.get("client_id", ""))
    if code is None or not isinstance(channel, LoginChannel) or channel.deleted:
        raise oauth_refusal("invalid_grant", "invalid authorization code")
    fault = _fault_of(code, channel, form)
    if code.request.liff_id != form["appId"] or platform.clock() - code.issued_at > CODE_LIFE:
        fault = "invalid authorization code"
    if fault is not None:
        raise oauth_refusal("invalid_grant", fault)
    person, scope = platform.person(code.person_key), code.request.scope
    body: Json = {
        "access_token": platform.liff_access_token(person, channel, scope),
        "token_type": "Bearer",
        "expires_in": int(LIFF_USER_LIFE.total_seconds()),
        "scope": " ".join(scope),
    }
    if "openid" in scope:
        body["id_token"] = platform.liff_id_token(person, channel, scope)
    return answer(body)


def _fault_of(code: LoginCode | None, channel: LoginChannel, form: dict[str, str]) -> str | None:
    if code is None or code.request.channel is not channel:
        return "invalid authorization code"
    if code.request.redirect_uri != form.get("redirect_uri"):
        return "redirect_uri does not match"
    challenge = code.request.code_challenge
    if challenge is not None:
        verifier = form.get("code_verifier", "")
        digest = base64url(hashlib.sha256(verifier.encode()).digest())
        if digest != challenge or not 43 <= len(verifier) <= 128:
            return "code_verifier does not match"
    return None


def _token_body(access: AccessToken, refresh: AccessToken) -> Json:
    return {
        "access_token": access.value,
        "token_type": "Bearer",
        "refresh_token": refresh.value,
        "expires_in": int(USER_LIFE.total_seconds()),
        "scope": " ".join(access.scope),
    }


def _refresh(request: web.Request, form: dict[str, str]) -> web.Response:
    """The refresh token keeps its own end, ninety days after the login."""
    platform = request.app[PLATFORM]
    channel = _login_channel(request, form)
    refresh = platform.tokens.find(form.get("refresh_token", ""))
    known = refresh is not None and refresh.kind is TokenKind.REFRESH
    if refresh is None or not known or refresh.channel_id != channel.channel_id:
        raise oauth_refusal("invalid_grant", "invalid refresh_token")
    access = platform.tokens.issue(
        TokenKind.USER,
        channel.channel_id,
        USER_LIFE,
        person_key=refresh.person_key,
        scope=refresh.scope,
    )
    access.partner = refresh.value
    return answer(_token_body(access, refresh))


async def revoke(request: web.Request) -> web.Response:
    """POST /oauth2/v2.1/revoke: ends an access token and its refresh token; 200 if unknown."""
    form = await form_body(request)
    _login_channel(request, form)
    request.app[PLATFORM].tokens.revoke(form.get("access_token", ""))
    return web.Response()


async def verify_access_token(request: web.Request) -> web.Response:
    """GET /oauth2/v2.1/verify?access_token=."""
    platform = request.app[PLATFORM]
    found = platform.tokens.find(request.query.get("access_token", ""))
    if found is None or found.kind is not TokenKind.USER:
        raise oauth_refusal("invalid_request", _EXPIRED)
    left = found.seconds_left(platform.clock())
    scope = " ".join(found.scope)
    return answer({"scope": scope, "client_id": found.channel_id, "expires_in": left})


def _id_refusal(text: str) -> Refused:
    return oauth_refusal("invalid_request", text)


async def verify_id_token(request: web.Request) -> web.Response:
    """POST /oauth2/v2.1/verify: the claims of an ID token, also one signed with a former secret."""
    form = await form_body(request)
    if not form.get("id_token") or not form.get("client_id"):
        raise missing_parameters()
    platform = request.app[PLATFORM]
    secrets = [
        secret
        for channel in platform.channels.values()
        for secret in (channel.secret, *channel.former_secrets)
    ]
    claims = claims_of(form["id_token"], secrets, platform.signing_key)
    if claims is None:
        raise _id_refusal("Invalid IdToken.")
    if claims.get("iss") != ISSUER:
        raise _id_refusal("Invalid IdToken Issuer.")
    if claims.get("exp", 0) <= platform.clock().timestamp():
        raise _id_refusal("IdToken expired.")
    if claims.get("aud") != form["client_id"]:
        raise _id_refusal("Invalid IdToken Audience.")
    if "nonce" in form and claims.get("nonce") != form["nonce"]:
        raise _id_refusal("Invalid IdToken Nonce.")
    if "user_id" in form and claims.get("sub") != form["user_id"]:
        raise _id_refusal("Invalid IdToken Subject Identifier.")
    return answer(claims)


async def certificates(request: web.Request) -> web.Response:
    """GET /oauth2/v2.1/certs: the keys that sign LIFF's ID tokens."""
    return answer({"keys": [request.app[PLATFORM].signing_key.as_jwk()]})


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_post("/oauth2/v2.1/token", token)
    app.router.add_post("/oauth2/v2.1/revoke", revoke)
    app.router.add_get("/oauth2/v2.1/verify", verify_access_token)
    app.router.add_post("/oauth2/v2.1/verify", verify_id_token)
    app.router.add_get("/oauth2/v2.1/certs", certificates)
