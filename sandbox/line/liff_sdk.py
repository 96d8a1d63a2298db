"""A small LIFF SDK of our own in place of LINE's, and what it asks of the platform.

``static/sdk.js`` is hand-written from LINE's reference and holds none of LINE's code. It is served
where LINE's CDN has the real one (``/liff/edge/versions/{version}/sdk.js`` and
``/liff/edge/2/sdk.js``), reports the version it is asked for, and talks to the server it came from:

| of the reference | here |
| --- | --- |
| init | tokens of the LIFF browser (in the primary URL's fragment) or of a login that came back; |
|  | refuses an unknown or another app's LIFF id; ``liff.state`` leads on to the secondary URL; |
|  | warns when the page is not below the endpoint; takes its parameters out of the address |
| login, logout, isLoggedIn | by /liff/v1/authorize with PKCE; below the endpoint only |
| getIDToken, getDecodedIDToken, getAccessToken, getProfile, getFriendship, getContext | |
| isApiAvailable | shareTargetPicker by the console's agreement, |
|  | requestFriendship by the app's size |
| shareTargetPicker | a list of people to share with; what was shared: ``platform.shares``, |
|  | GET /console/shares |
| requestFriendship | asks, then follows the linked account |
| id, ready, isInClient, getOS, getLanguage, getAppLanguage, getVersion, getLineVersion, | |
| openWindow, closeWindow, permanentLink.createUrl | closeWindow also tells the page around it: |
|  | a message ``{"liff": "closeWindow"}`` |
| sendMessages, scanCodeV2 and the rest | not there |

The addresses under /liff/stand-in/ play windows of LINE's own and are nobody else's to call; the
others are the ones LINE's SDK asks, so that a build of it works against this platform too.
Source: https://developers.line.biz/en/reference/liff/
"""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from sandbox.line.authorization import USER_KINDS, bearer
from sandbox.line.liff_context import context_token
from sandbox.line.login_api import NO_LINKED_ACCOUNT
from sandbox.line.model import LiffApp, LoginChannel, Person, Share
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import refusal
from sandbox.line.replies import answer, json_body
from sandbox.line.sending import checked_messages

SDK = Path(__file__).parent / "static" / "sdk.js"
NEWEST = "2.31.2"
"""The newest version in LINE's release notes of October 2026."""


async def sdk(request: web.Request) -> web.Response:
    """GET /liff/edge/…/sdk.js."""
    version = request.match_info.get("version", NEWEST)
    return web.Response(
        text=SDK.read_text().replace("{version}", version), content_type="text/javascript"
    )


def _app_at(request: web.Request) -> tuple[LoginChannel, LiffApp]:
    return request.app[PLATFORM].liff_app(request.match_info["liff_id"])


async def context(request: web.Request) -> web.Response:
    """GET /liff/v2/apps/{liffId}/contextToken."""
    return answer({"contextToken": context_token(*_app_at(request))})


def _person(request: web.Request) -> Person:
    token = bearer(request, USER_KINDS)
    if token.channel_id != _app_at(request)[0].channel_id:
        raise refusal(403, "the access token is another channel's")
    return request.app[PLATFORM].person(str(token.person_key))


async def friends(request: web.Request) -> web.Response:
    """GET /liff/stand-in/{liffId}/friends: whom one can share with."""
    person = _person(request)
    others = [each for each in request.app[PLATFORM].people.values() if each is not person]
    return answer([{"key": each.key, "name": each.display_name} for each in others])


async def share(request: web.Request) -> web.Response:
    """POST /liff/stand-in/{liffId}/share: messages to people, as chosen in the picker."""
    platform, person, body = request.app[PLATFORM], _person(request), await json_body(request)
    channel, app = _app_at(request)
    if not channel.share_target_picker:
        raise refusal(403, "shareTargetPicker is not allowed in this LIFF app")
    to = [platform.person(str(key)).key for key in body.get("to") or []]
    platform.shares.append(
        Share(
            at=platform.clock(),
            person_key=person.key,
            liff_id=app.liff_id,
            to=to,
            messages=checked_messages(body),
        )
    )
    return answer({"status": "success"})


async def befriend(request: web.Request) -> web.Response:
    """POST /liff/stand-in/{liffId}/friend: adds or unblocks the linked account."""
    platform, person = request.app[PLATFORM], _person(request)
    linked = _app_at(request)[0].linked_account
    if linked is None:
        raise refusal(400, NO_LINKED_ACCOUNT)
    account = platform.account(linked)
    if account.friendship(person).blocked:
        await platform.unblock(person, account)
    elif not account.friendship(person).friend:
        await platform.follow(person, account)
    return answer({"account": account.display_name})


async def shares(request: web.Request) -> web.Response:
    """GET /console/shares: what people shared, oldest first."""
    return answer(
        [
            {
                "at": each.at.isoformat(),
                "person": each.person_key,
                "liff_id": each.liff_id,
                "to": each.to,
                "messages": each.messages,
            }
            for each in request.app[PLATFORM].shares
        ]
    )


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_get("/liff/edge/2/sdk.js", sdk)
    app.router.add_get(r"/liff/edge/versions/{version:\d+\.\d+\.\d+}/sdk.js", sdk)
    app.router.add_get("/liff/v2/apps/{liff_id}/contextToken", context)
    app.router.add_get("/liff/stand-in/{liff_id}/friends", friends)
    app.router.add_post("/liff/stand-in/{liff_id}/share", share)
    app.router.add_post("/liff/stand-in/{liff_id}/friend", befriend)
    app.router.add_get("/console/shares", shares)
