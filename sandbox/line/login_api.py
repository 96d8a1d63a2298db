"""What a site may ask about somebody who signed in.

Source: https://developers.line.biz/en/reference/line-login/
"""

from __future__ import annotations

from aiohttp import web

from sandbox.line.authorization import DEAUTHORIZE_KINDS, USER_KINDS, bearer, calling_login_channel
from sandbox.line.model import Json, LoginChannel, Person
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import oauth_refusal, refusal
from sandbox.line.replies import answer, json_body
from sandbox.line.tokens import TokenKind

NO_LINKED_ACCOUNT = "There is no login bot linked to this channel."


def _signed_in(request: web.Request, scope: str) -> tuple[Person, LoginChannel]:
    token = bearer(request, USER_KINDS)
    if scope not in token.scope:
        raise oauth_refusal("insufficient_scope", f"{scope} scope is required", status=403)
    platform = request.app[PLATFORM]
    return platform.person(str(token.person_key)), platform.login_channel(token.channel_id)


async def profile(request: web.Request) -> web.Response:
    """GET /v2/profile (scope profile)."""
    person, channel = _signed_in(request, "profile")
    shown: Json = {
        "userId": request.app[PLATFORM].user_id(person, channel),
        "displayName": person.display_name,
    }
    if person.picture_url is not None:
        shown["pictureUrl"] = person.picture_url
    if person.status_message is not None:
        shown["statusMessage"] = person.status_message
    return answer(shown)


async def user_info(request: web.Request) -> web.Response:
    """GET or POST /oauth2/v2.1/userinfo (scope openid)."""
    person, channel = _signed_in(request, "openid")
    shown: Json = {"sub": request.app[PLATFORM].user_id(person, channel)}
    if "profile" in bearer(request, USER_KINDS).scope:
        shown["name"] = person.display_name
        if person.picture_url is not None:
            shown["picture"] = person.picture_url
    return answer(shown)


async def friendship(request: web.Request) -> web.Response:
    """GET /friendship/v1/status (scope profile): about the account linked to the Login channel."""
    person, channel = _signed_in(request, "profile")
    if channel.linked_account is None:
        raise refusal(400, NO_LINKED_ACCOUNT)
    return answer({"friendFlag": request.app[PLATFORM].is_friend(channel, person)})


async def deauthorize(request: web.Request) -> web.Response:
    """POST /user/v1/deauthorize with a stateless channel token: withdraws a person's consent."""
    channel = calling_login_channel(request, DEAUTHORIZE_KINDS)
    platform = request.app[PLATFORM]
    token = platform.tokens.find(str((await json_body(request)).get("userAccessToken", "")))
    if token is None or token.kind is not TokenKind.USER or token.channel_id != channel.channel_id:
        raise refusal(400, "invalid token")
    platform.withdraw_consent(platform.person(str(token.person_key)), channel)
    return web.Response(status=204)


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_get("/v2/profile", profile)
    app.router.add_get("/oauth2/v2.1/userinfo", user_info)
    app.router.add_post("/oauth2/v2.1/userinfo", user_info)
    app.router.add_get("/friendship/v1/status", friendship)
    app.router.add_post("/user/v1/deauthorize", deauthorize)
