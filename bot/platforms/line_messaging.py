"""The Messaging API channel of one official account: what it is, its webhook, its members.

Every answer is read defensively: a new enumeration value, a new or a missing optional property is
no fault; something that cannot be read at all is `Unreachable`.
"""

from __future__ import annotations

from bot.binding.platforms import BotInfo, Quota, Webhook, WebhookTest
from bot.errors import CredentialsRefused, Refused
from bot.platforms.line_answer import Answer, unintelligible
from bot.platforms.line_channel import LineChannel
from bot.platforms.line_errors import refusal
from bot.platforms.line_people import Profile, profile_of
from bot.text import Text, _

LONGEST_WEBHOOK_URL = 500


class LineAccount(LineChannel):
    """Reads and sets what LINE's API lets an account read and set about itself."""

    async def bot_info(self) -> BotInfo:
        """The official account behind the channel.

        A Login channel's credentials get a token too and fail only here, with a 403: that raises
        `CredentialsRefused` with ``wrong="kind"``.
        """
        answer = await self._call(
            "GET /v2/bot/info", lambda api, limit: api.get_bot_info(_request_timeout=limit)
        )
        if answer.status == 403:
            raise _not_messaging(answer)
        if not answer.ok:
            raise refusal(answer)
        return BotInfo(
            user_id=answer.text("userId"),
            basic_id=answer.text("basicId"),
            display_name=answer.optional("displayName") or "",
            premium_id=answer.optional("premiumId"),
            picture_url=answer.optional("pictureUrl"),
            chat_mode=answer.optional("chatMode") or "chat",
        )

    async def webhook(self) -> Webhook:
        """The webhook setting; a fresh channel has none, which LINE answers with 404."""
        answer = await self._call(
            "GET /v2/bot/channel/webhook/endpoint",
            lambda api, limit: api.get_webhook_endpoint(_request_timeout=limit),
        )
        if answer.status == 404:
            return Webhook(url=None, active=False)
        if not answer.ok:
            raise refusal(answer)
        active = answer.object().get("active")
        if not isinstance(active, bool):
            raise unintelligible(answer)
        return Webhook(url=answer.optional("endpoint"), active=active)

    async def set_webhook(self, url: str) -> None:
        """Set the address; LINE takes up to a minute to use it, and cannot switch it on by API
        (https://developers.line.biz/en/reference/messaging-api/#set-webhook-endpoint-url).
        """
        sdk = await self._sdk.library()
        if len(url) > LONGEST_WEBHOOK_URL:
            raise Refused(_("LINE takes webhook addresses of at most 500 characters."))
        wanted = sdk.SetWebhookEndpointRequest(endpoint=url)
        answer = await self._call(
            "PUT /v2/bot/channel/webhook/endpoint",
            lambda api, limit: api.set_webhook_endpoint(wanted, _request_timeout=limit),
        )
        if not answer.ok:
            raise refusal(answer, _address_refused(url, answer))
        answer.object()

    async def test_webhook(self, url: str) -> WebhookTest:
        """Have LINE post an empty, signed webhook to the address and tell what came back.

        An address LINE cannot even look up is answered with a 400, which is told as a failed test
        too. LINE allows 60 tests an hour per channel; then `RateLimited`
        (https://developers.line.biz/en/reference/messaging-api/#test-webhook-endpoint).
        """
        sdk = await self._sdk.library()
        wanted = sdk.TestWebhookEndpointRequest(endpoint=url)
        answer = await self._call(
            "POST /v2/bot/channel/webhook/test",
            lambda api, limit: api.test_webhook_endpoint(wanted, _request_timeout=limit),
            seconds=self._sdk.http.patience.webhook_test,
        )
        if answer.status == 400:
            return WebhookTest(False, 0, "COULD_NOT_CONNECT", "Unknown host")
        if not answer.ok:
            raise refusal(answer)
        return _test_result(answer)

    async def quota(self) -> Quota:
        """This month's messages, in two calls."""
        return Quota(limit=await self.message_limit(), used=await self.messages_used())

    async def message_limit(self) -> int | None:
        """How many messages this month's plan holds; None where it holds any number
        (https://developers.line.biz/en/reference/messaging-api/#get-quota).
        """
        plan = await self._call(
            "GET /v2/bot/message/quota",
            lambda api, limit: api.get_message_quota(_request_timeout=limit),
        )
        if not plan.ok:
            raise refusal(plan)
        return _number(plan, "value")

    async def messages_used(self) -> int:
        """How many were sent this month; LINE calls its own count approximate
        (https://developers.line.biz/en/reference/messaging-api/#get-consumption).
        """
        use = await self._call(
            "GET /v2/bot/message/quota/consumption",
            lambda api, limit: api.get_message_quota_consumption(_request_timeout=limit),
        )
        if not use.ok:
            raise refusal(use)
        return _required(use, "totalUsage")

    async def profile(self, user_id: str) -> Profile | None:
        """A member's profile. None (404) has four causes that LINE does not tell apart: an unknown
        id, one of another provider, never a friend, or blocked.
        """
        answer = await self._call(
            "GET /v2/bot/profile/{userId}",
            lambda api, limit: api.get_profile(user_id, _request_timeout=limit),
        )
        return self._profile(answer)

    async def group_member_profile(self, group_id: str, user_id: str) -> Profile | None:
        """Name and picture of somebody in a group the account is in, friend or not; else None."""
        answer = await self._call(
            "GET /v2/bot/group/{groupId}/member/{userId}",
            lambda api, limit: api.get_group_member_profile(
                group_id, user_id, _request_timeout=limit
            ),
        )
        return self._profile(answer)

    async def group_name(self, group_id: str) -> str | None:
        """A group's name, while the account is in it; else None
        (https://developers.line.biz/en/reference/messaging-api/#get-group-summary).
        """
        answer = await self._call(
            "GET /v2/bot/group/{groupId}/summary",
            lambda api, limit: api.get_group_summary(group_id, _request_timeout=limit),
        )
        if answer.status == 404:
            return None
        if not answer.ok:
            raise refusal(answer)
        return answer.optional("groupName")

    def _profile(self, answer: Answer) -> Profile | None:
        if answer.status == 404:
            return None
        if not answer.ok:
            raise refusal(answer)
        return profile_of(answer)


def _test_result(answer: Answer) -> WebhookTest:
    said = answer.object()
    if not isinstance(said.get("success"), bool):
        raise unintelligible(answer)
    return WebhookTest(
        success=said["success"],
        status=_number(answer, "statusCode") or 0,
        reason=answer.optional("reason") or "UNCLASSIFIED",
        detail=answer.optional("detail") or "",
    )


def _number(answer: Answer, name: str) -> int | None:
    value = answer.object().get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _required(answer: Answer, name: str) -> int:
    value = _number(answer, name)
    if value is None:
        raise unintelligible(answer)
    return value


def _address_refused(url: str, answer: Answer) -> Text:
    return _(
        "LINE refuses the webhook address {url}: {message}. It must be https, with a certificate "
        "of a public authority, at a host name LINE can look up.",
        url=url,
        message=answer.message or _("no reason given"),
    )


def _not_messaging(answer: Answer) -> CredentialsRefused:
    said = _(
        "These are the values of a LINE Login channel, not of a Messaging API channel (or the "
        "channel was deleted). Copy channel ID and secret from the Messaging API channel, in the "
        "LINE Developers Console or under “Messaging API” in LINE Official Account Manager."
    )
    return CredentialsRefused(
        "LINE", said, wrong="kind", status=answer.status, request_id=answer.request_id
    )
