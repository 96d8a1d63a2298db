"""Sending, quota and chat endpoints of the Messaging API.

Source: https://developers.line.biz/en/reference/messaging-api/
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from aiohttp import web

from sandbox.line.authorization import calling_account
from sandbox.line.model import Json
from sandbox.line.platform import PLATFORM
from sandbox.line.refusals import body_errors, refusal
from sandbox.line.replies import REQUEST_ID, answer, json_body
from sandbox.line.sending import checked_messages

RETRY_KEY = "X-Line-Retry-Key"


async def bot_info(request: web.Request) -> web.Response:
    """GET /v2/bot/info."""
    account = calling_account(request)
    shown: Json = {
        "userId": account.user_id,
        "basicId": account.basic_id,
        "displayName": account.display_name,
        "chatMode": "chat" if account.chat else "bot",
        "markAsReadMode": "manual" if account.chat else "auto",
    }
    if account.premium_id is not None:
        shown["premiumId"] = account.premium_id
    if account.picture_url is not None:
        shown["pictureUrl"] = account.picture_url
    return answer(shown)


async def reply(request: web.Request) -> web.Response:
    """POST /v2/bot/message/reply: free of charge; a retry key is refused."""
    account = calling_account(request)
    if RETRY_KEY in request.headers:
        raise refusal(400, f"The header, {RETRY_KEY}, is not supported by this API")
    body = await json_body(request)
    messages = checked_messages(body)
    token = body.get("replyToken")
    if not isinstance(token, str) or not token:
        raise body_errors([{"message": "May not be empty", "property": "replyToken"}])
    return answer({"sentMessages": request.app[PLATFORM].reply(account, token, messages)})


async def push(request: web.Request) -> web.Response:
    """POST /v2/bot/message/push."""
    account = calling_account(request)
    body = await json_body(request)
    messages = checked_messages(body)
    target = body.get("to")
    if not isinstance(target, str) or not target:
        raise body_errors([{"message": "May not be empty", "property": "to"}])
    sent = request.app[PLATFORM].push(
        account,
        target,
        messages,
        request_id=request[REQUEST_ID],
        retry_key=_retry_key(request),
    )
    return answer({"sentMessages": sent})


def _retry_key(request: web.Request) -> str | None:
    key = request.headers.get(RETRY_KEY)
    if key is not None:
        try:
            UUID(key)
        except ValueError as failure:
            raise refusal(400, f"The value of the header, {RETRY_KEY}, is invalid") from failure
    return key


async def quota(request: web.Request) -> web.Response:
    """GET /v2/bot/message/quota."""
    limit = calling_account(request).quota
    return answer({"type": "none"} if limit is None else {"type": "limited", "value": limit})


async def consumption(request: web.Request) -> web.Response:
    """GET /v2/bot/message/quota/consumption."""
    return answer({"totalUsage": calling_account(request).usage})


async def mark_as_read(request: web.Request) -> web.Response:
    """POST /v2/bot/chat/markAsRead."""
    account = calling_account(request)
    token = (await json_body(request)).get("markAsReadToken")
    if not isinstance(token, str) or not token:
        raise body_errors([{"message": "May not be empty", "property": "markAsReadToken"}])
    request.app[PLATFORM].mark_read(account, token)
    return answer({})


async def start_loading(request: web.Request) -> web.Response:
    """POST /v2/bot/chat/loading/start: 5 to 60 seconds in steps of five, one-to-one chats only."""
    account = calling_account(request)
    body = await json_body(request)
    seconds = body.get("loadingSeconds", 20)
    if not isinstance(seconds, int) or seconds % 5 or not 5 <= seconds <= 60:
        text = "must be a multiple of 5 between 5 and 60"
        raise body_errors([{"message": text, "property": "loadingSeconds"}])
    provider_id, chat_id = account.channel.provider_id, str(body.get("chatId", ""))
    person = request.app[PLATFORM].person_by_user_id(provider_id, chat_id)
    if person is None:
        raise body_errors([{"message": "invalid chat ID", "property": "chatId"}])
    account.loading_until[person.key] = request.app[PLATFORM].clock() + timedelta(seconds=seconds)
    return answer({}, 202)


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_get("/v2/bot/info", bot_info)
    app.router.add_post("/v2/bot/message/reply", reply)
    app.router.add_post("/v2/bot/message/push", push)
    app.router.add_get("/v2/bot/message/quota", quota)
    app.router.add_get("/v2/bot/message/quota/consumption", consumption)
    app.router.add_post("/v2/bot/chat/markAsRead", mark_as_read)
    app.router.add_post("/v2/bot/chat/loading/start", start_loading)
