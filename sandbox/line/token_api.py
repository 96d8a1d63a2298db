"""Channel access tokens over HTTP.

Source: https://developers.line.biz/en/reference/messaging-api/#channel-access-token
"""

from __future__ import annotations

import hmac
import re

from aiohttp import web

from sandbox.line.model import Channel
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import Refused, oauth_refusal, refusal
from sandbox.line.replies import CHANNEL_ID, answer, form_body
from sandbox.line.tokens import SHORT_LIVED_LIFE, STATELESS_LIFE, TokenKind

NO_KEY = "Cannot find channel key that satisfies the conditions"
_TOKEN_FORM = re.compile(r"[A-Za-z0-9+/=._-]+")
_VERIFIABLE = {TokenKind.SHORT_LIVED, TokenKind.LONG_LIVED}


def missing_parameters() -> Refused:
    """What the token endpoints answer to an incomplete form."""
    return oauth_refusal("invalid_request", "some parameters missed or invalid")


def same_secret(channel: Channel, secret: str) -> bool:
    """Whether ``secret`` is the channel's present one."""
    return hmac.compare_digest(channel.secret.encode(), secret.encode())


async def issue_stateless(request: web.Request) -> web.Response:
    """POST /oauth2/v3/token: a wrong id and a wrong secret look alike; deleted channels still get
    one.
    """
    form = await form_body(request)
    platform = request.app[PLATFORM]
    if form.get("grant_type") != "client_credentials":
        raise missing_parameters()
    if form.get("client_assertion"):
        raise refusal(404, NO_KEY)
    if not form.get("client_id") or not form.get("client_secret"):
        raise missing_parameters()
    channel = platform.channels.get(form["client_id"])
    if channel is None or not same_secret(channel, form["client_secret"]):
        raise oauth_refusal("invalid_request", "Invalid 'client_credentials'.")
    request[CHANNEL_ID] = channel.channel_id
    token = platform.tokens.issue(TokenKind.STATELESS, channel.channel_id, STATELESS_LIFE)
    return answer({"token_type": "Bearer", "access_token": token.value, "expires_in": 900})


async def issue_short_lived(request: web.Request) -> web.Response:
    """POST /v2/oauth/accessToken: the only endpoint that tells a wrong id from a wrong secret."""
    form = await form_body(request)
    platform = request.app[PLATFORM]
    if form.get("grant_type") != "client_credentials":
        raise missing_parameters()
    if not form.get("client_id") or not form.get("client_secret"):
        raise missing_parameters()
    channel = platform.channels.get(form["client_id"])
    if channel is None or channel.deleted:
        raise oauth_refusal("invalid_client", "invalid client_id")
    request[CHANNEL_ID] = channel.channel_id
    platform.limits.take(channel.channel_id, request.method, request.path)
    if not same_secret(channel, form["client_secret"]):
        raise oauth_refusal("invalid_client", "invalid client_secret")
    token = platform.tokens.issue(TokenKind.SHORT_LIVED, channel.channel_id, SHORT_LIVED_LIFE)
    return answer({"access_token": token.value, "expires_in": 2592000, "token_type": "Bearer"})


async def verify_token(request: web.Request) -> web.Response:
    """POST /v2/oauth/verify: short-lived and long-lived tokens only."""
    value = (await form_body(request)).get("access_token")
    if value is None:
        raise missing_parameters()
    if not _TOKEN_FORM.fullmatch(value):
        raise oauth_refusal("invalid_request", "access_token in invalid format")
    platform = request.app[PLATFORM]
    token = platform.tokens.find(value)
    if token is None or token.kind not in _VERIFIABLE:
        raise oauth_refusal("invalid_request", "access_token invalid")
    left = token.seconds_left(platform.clock())
    return answer({"client_id": token.channel_id, "expires_in": left, "scope": "P CM"})


async def revoke_token(request: web.Request) -> web.Response:
    """POST /v2/oauth/revoke: 200 whatever the token; stateless ones cannot be revoked."""
    value = (await form_body(request)).get("access_token")
    if value is None:
        raise missing_parameters()
    platform = request.app[PLATFORM]
    token = platform.tokens.find(value)
    if token is not None and token.kind in _VERIFIABLE:
        platform.tokens.revoke(value)
    return web.Response()


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_post("/oauth2/v3/token", issue_stateless)
    app.router.add_post("/v2/oauth/accessToken", issue_short_lived)
    app.router.add_post("/v2/oauth/verify", verify_token)
    app.router.add_post("/v2/oauth/revoke", revoke_token)
