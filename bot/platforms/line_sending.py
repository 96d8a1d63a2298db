"""Sending to members: push, reply, and the small courtesies of a chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from bot.errors import QuotaUsedUp, Refused, VendorError
from bot.platforms.line_answer import Answer
from bot.platforms.line_content import LineContent
from bot.platforms.line_errors import refusal, too_fast
from bot.platforms.line_messages import Message, Sent, message_objects, sent
from bot.platforms.line_messaging import LineAccount
from bot.platforms.line_rich_menus import LineRichMenus
from bot.text import _

UNCONFIRMED = timedelta(hours=1)
"""How long to wait when LINE speaks of the monthly limit while its own count shows some left."""


class LineMessaging(LineAccount, LineContent, LineRichMenus):
    """The Messaging API channel of one account, whole."""

    async def push(self, to: str, messages: Sequence[Message], retry_key: str | UUID) -> Sent:
        """Send to a user, group or room. `retry_key` is a UUID kept with the row: with the same key
        a second try within 24 hours sends nothing twice
        (https://developers.line.biz/en/docs/messaging-api/retrying-api-request/).

        Raises `QuotaUsedUp` or `RateLimited` on 429, `Refused` when LINE could not take it.
        """
        wanted = await self._request("PushMessageRequest", messages, to=to)
        answer = await self._call(
            "POST /v2/bot/message/push",
            lambda api, limit: api.push_message(
                wanted, x_line_retry_key=str(retry_key), _request_timeout=limit
            ),
        )
        if answer.ok or answer.status == 409:
            return sent(answer)
        raise await self._not_sent(answer)

    async def reply(self, reply_token: str, messages: Sequence[Message]) -> Sent:
        """Answer an event, free of charge, once, within about a minute of it
        (https://developers.line.biz/en/reference/messaging-api/#send-reply-message).
        """
        wanted = await self._request("ReplyMessageRequest", messages, replyToken=reply_token)
        answer = await self._call(
            "POST /v2/bot/message/reply",
            lambda api, limit: api.reply_message(wanted, _request_timeout=limit),
        )
        answer = answer.hiding(reply_token)
        if answer.ok:
            return sent(answer)
        said = _(
            "LINE did not take the reply: {message}. A reply must be sent once and within a minute "
            "of the member's message; send a message instead.",
            message=answer.message,
        )
        raise refusal(answer, said if answer.status == 400 else None)

    async def mark_as_read(self, token: str) -> None:
        """Show the member that the message with this token, and all before it, was read
        (https://developers.line.biz/en/reference/messaging-api/#mark-as-read).
        """
        sdk = await self._sdk.library()
        wanted = sdk.MarkMessagesAsReadByTokenRequest(markAsReadToken=token)
        answer = await self._call(
            "POST /v2/bot/chat/markAsRead",
            lambda api, limit: api.mark_messages_as_read_by_token(wanted, _request_timeout=limit),
        )
        if not answer.ok:
            raise refusal(answer.hiding(token))
        answer.object()

    async def show_loading(self, user_id: str, seconds: int = 20) -> None:
        """Show the member that an answer is being written, for 5 to 60 seconds in steps of five
        (https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator).
        """
        sdk = await self._sdk.library()
        whole = min(60, max(5, round(seconds / 5) * 5))
        wanted = sdk.ShowLoadingAnimationRequest(chatId=user_id, loadingSeconds=whole)
        answer = await self._call(
            "POST /v2/bot/chat/loading/start",
            lambda api, limit: api.show_loading_animation(wanted, _request_timeout=limit),
        )
        if not answer.ok:
            raise refusal(answer)

    async def _request(self, model: str, messages: Sequence[Message], **fields: str) -> Any:
        """Have the SDK check the request; nothing was sent when it refuses."""
        objects = message_objects(messages)
        sdk = await self._sdk.library()
        try:
            checked = [sdk.Message.from_dict(one) for one in objects]
            return getattr(sdk, model)(messages=checked, **fields)
        except (ValueError, TypeError, KeyError, AttributeError):  # its text repeats the message
            said = _("This is not a message LINE knows; see the Messaging API reference.")
            raise Refused(said) from None

    async def _not_sent(self, answer: Answer) -> VendorError:
        if answer.status == 429:
            return await self._limit_reached(answer)
        if answer.status == 400:
            said = _(
                "LINE did not send the message: {message}. The member may not be a friend of this "
                "official account, or the Messaging API channel belongs to another provider.",
                message=answer.message,
            )
            return refusal(answer, said)
        return refusal(answer)

    async def _limit_reached(self, answer: Answer) -> VendorError:
        """LINE's 429 has several meanings; its words are a hint, its own count decides
        (https://developers.line.biz/en/reference/messaging-api/#error-messages).
        """
        if "monthly" not in answer.message.lower():
            return too_fast(answer)
        try:
            quota = await self.quota()
        except VendorError:
            return too_fast(answer, UNCONFIRMED)
        if quota.limit is None or quota.used < quota.limit:
            return too_fast(answer, UNCONFIRMED)
        said = _(
            "This month's {limit} messages are used up. Choose a bigger plan in LINE Official "
            "Account Manager, or wait until the 1st; replies within a minute are still free.",
            limit=quota.limit,
        )
        return QuotaUsedUp("LINE", said, status=429, request_id=answer.request_id)
