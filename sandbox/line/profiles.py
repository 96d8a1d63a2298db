"""Profiles of people and groups, and the content of their messages.

Source: https://developers.line.biz/en/reference/messaging-api/#get-profile and #get-content
"""

from __future__ import annotations

import re

from aiohttp import web

from sandbox.line.authorization import calling_account
from sandbox.line.members import BINARY
from sandbox.line.model import ChatMessage, Group, Json, OfficialAccount, Person
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import refusal
from sandbox.line.replies import answer

USER_ID = re.compile(r"U[0-9a-f]{32}")
_TYPES = {
    "image": "image/png",
    "video": "video/mp4",
    "audio": "audio/x-m4a",
    "file": "application/octet-stream",
}


def _person_at(request: web.Request, account: OfficialAccount) -> Person | None:
    user_id = request.match_info["user_id"]
    if not USER_ID.fullmatch(user_id):
        raise refusal(400, "The value for the 'userId' parameter is invalid")
    return request.app[PLATFORM].person_by_user_id(account.channel.provider_id, user_id)


async def profile(request: web.Request) -> web.Response:
    """GET /v2/bot/profile/{userId}: one 404 for unknown, no consent, no friend and blocked."""
    account = calling_account(request)
    person = _person_at(request, account)
    if person is None or not person.consented:
        raise refusal(404, "Not found")
    friendship = account.friendship(person)
    if friendship.blocked or not (friendship.friend or friendship.wrote_at is not None):
        raise refusal(404, "Not found")
    shown = _brief(request, account, person)
    if person.language is not None:
        shown["language"] = person.language
    if person.status_message is not None:
        shown["statusMessage"] = person.status_message
    return answer(shown)


def _brief(request: web.Request, account: OfficialAccount, person: Person) -> Json:
    user_id = request.app[PLATFORM].user_id(person, account)
    shown: Json = {"userId": user_id, "displayName": person.display_name}
    if person.picture_url is not None:
        shown["pictureUrl"] = person.picture_url
    return shown


def _group_at(request: web.Request, account: OfficialAccount) -> Group:
    group = request.app[PLATFORM].groups.get(request.match_info["group_id"])
    if group is None or account.basic_id not in group.accounts:
        raise refusal(404, "Not found")
    return group


async def group_member(request: web.Request) -> web.Response:
    """GET /v2/bot/{group|room}/{id}/member/{userId}: friendship plays no part."""
    account = calling_account(request)
    group = _group_at(request, account)
    person = _person_at(request, account)
    if person is None or person.key not in group.members:
        raise refusal(404, "Not found")
    return answer(_brief(request, account, person))


async def group_summary(request: web.Request) -> web.Response:
    """GET /v2/bot/group/{groupId}/summary."""
    group = _group_at(request, calling_account(request))
    return answer({"groupId": group.group_id, "groupName": group.name})


def media_type(message: ChatMessage) -> str:
    """The media type of a message's content; pictures are PNG or JPEG by their first bytes."""
    if message.content["type"] == "image" and message.body.startswith(b"\xff\xd8"):
        return "image/jpeg"
    return _TYPES.get(message.content["type"], "application/octet-stream")


def _message_at(request: web.Request) -> ChatMessage:
    account = calling_account(request)
    message = account.messages.get(request.match_info["message_id"])
    if message is None or message.sender != "member" or message.content["type"] not in BINARY:
        raise refusal(404, "Not found")
    if message.content.get("contentProvider", {}).get("type", "line") != "line":
        raise refusal(404, "Not found")
    if message.unsent:
        raise refusal(410, "The content is gone")
    return message


def _ready(request: web.Request, message: ChatMessage) -> bool:
    return message.ready_at is None or request.app[PLATFORM].clock() >= message.ready_at


async def content(request: web.Request) -> web.Response:
    """GET /v2/bot/message/{messageId}/content: 202 while preparing, 410 after unsend."""
    message = _message_at(request)
    if not _ready(request, message):
        return web.Response(status=202)
    return web.Response(body=message.body, content_type=media_type(message))


async def transcoding(request: web.Request) -> web.Response:
    """GET /v2/bot/message/{messageId}/content/transcoding."""
    ready = _ready(request, _message_at(request))
    return answer({"status": "succeeded" if ready else "processing"})


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_get("/v2/bot/profile/{user_id}", profile)
    app.router.add_get("/v2/bot/{kind:group|room}/{group_id}/member/{user_id}", group_member)
    app.router.add_get("/v2/bot/group/{group_id}/summary", group_summary)
    app.router.add_get("/v2/bot/message/{message_id}/content", content)
    app.router.add_get("/v2/bot/message/{message_id}/content/preview", content)
    app.router.add_get("/v2/bot/message/{message_id}/content/transcoding", transcoding)
