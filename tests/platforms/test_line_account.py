"""What an account's Messaging API channel tells, also when LINE tells it in a new way."""

from __future__ import annotations

from typing import Any

import pytest

from bot.binding.platforms import Quota, Webhook, WebhookTest
from bot.errors import RateLimited, RefusedByVendor, Unreachable
from bot.platforms.line import Profile
from tests.platforms.vendors import Line

INFO = "/v2/bot/info"
ENDPOINT = "/v2/bot/channel/webhook/endpoint"
TEST = "/v2/bot/channel/webhook/test"


async def test_bot_info_names_the_account(line: Line) -> None:
    line.world.account.premium_id = "@kojima"
    line.platform.set_chat(line.world.account, True)
    info = await line.messaging.bot_info()
    assert (info.basic_id, info.premium_id) == ("@516kjima", "@kojima")
    assert (info.user_id, info.display_name) == (line.world.account.user_id, "小島咖啡")
    assert info.chat_mode == "chat"


async def test_a_new_chat_mode_and_missing_properties_are_no_fault(line: Line) -> None:
    body: dict[str, Any] = {"userId": "U1", "basicId": "@x", "chatMode": "assistant", "new": [1]}
    line.platform.faults.add(INFO, status=200, body=body)
    info = await line.messaging.bot_info()
    assert (info.user_id, info.chat_mode, info.display_name) == ("U1", "assistant", "")


@pytest.mark.parametrize("body", [[], {}, {"userId": 7, "basicId": "@x"}, "<html>", b"\xff\xfe"])
async def test_an_answer_that_is_no_bot_info_is_unreachable(line: Line, body: Any) -> None:
    line.platform.faults.add(INFO, status=200, body=body)
    with pytest.raises(Unreachable):
        await line.messaging.bot_info()


async def test_a_fresh_channel_has_no_webhook(line: Line) -> None:
    assert await line.messaging.webhook() == Webhook(url=None, active=False)


async def test_a_webhook_is_set_but_not_switched_on(line: Line) -> None:
    await line.messaging.set_webhook("https://kojima.example/line/kojima/webhook")
    assert line.world.account.channel.webhook_url == "https://kojima.example/line/kojima/webhook"
    line.platform.set_use_webhook(line.world.account, True)
    expected = Webhook("https://kojima.example/line/kojima/webhook", active=True)
    assert await line.messaging.webhook() == expected


async def test_a_webhook_address_line_dislikes_is_refused_with_the_reason(line: Line) -> None:
    with pytest.raises(RefusedByVendor) as refused:
        await line.messaging.set_webhook("http://kojima.example/webhook")
    assert refused.value.message == "Invalid webhook endpoint URL"
    assert "http://kojima.example/webhook" in str(refused.value)
    assert refused.value.permanent


async def test_the_webhook_test_reports_what_line_saw(line: Line) -> None:
    here = f"{line.address}/nothing-here"
    assert await line.messaging.test_webhook(here) == WebhookTest(
        success=False, status=404, reason="ERROR_STATUS_CODE", detail="404"
    )


async def test_a_host_line_cannot_look_up_is_a_failed_test_not_an_error(line: Line) -> None:
    found = await line.messaging.test_webhook("https://nowhere.invalid/webhook")
    assert found == WebhookTest(False, 0, "COULD_NOT_CONNECT", "Unknown host")


async def test_the_sixty_first_webhook_test_of_an_hour_waits(line: Line) -> None:
    for _test in range(60):
        line.platform.limits.take(line.world.account.channel.channel_id, "POST", TEST)
    with pytest.raises(RateLimited) as limited:
        await line.messaging.test_webhook(f"{line.address}/nothing-here")
    assert not limited.value.permanent


async def test_quota_is_limit_and_use(line: Line) -> None:
    line.platform.set_quota(line.world.account, 1000, 999)
    assert await line.messaging.quota() == Quota(limit=1000, used=999)


async def test_a_plan_without_limit_has_no_limit(line: Line) -> None:
    line.platform.set_quota(line.world.account, None, 12)
    assert await line.messaging.quota() == Quota(limit=None, used=12)


async def test_a_plan_of_a_new_type_has_no_limit_we_know(line: Line) -> None:
    line.platform.faults.add("/v2/bot/message/quota", status=200, body={"type": "shared"}, count=1)
    assert (await line.messaging.quota()).limit is None


async def test_a_members_profile_has_everything_line_tells(line: Line) -> None:
    await line.platform.follow(line.world.chen, line.world.account)
    assert await line.messaging.profile(line.chen_id()) == Profile(
        user_id=line.chen_id(), display_name="陳怡君", status_message="手沖中", language="zh-TW"
    )


async def test_somebody_who_is_no_friend_has_no_profile(line: Line) -> None:
    assert await line.messaging.profile(line.chen_id()) is None


async def test_a_malformed_user_id_is_refused(line: Line) -> None:
    with pytest.raises(RefusedByVendor):
        await line.messaging.profile("nobody")


async def test_a_group_member_needs_to_be_no_friend(line: Line) -> None:
    line.platform.set_joins_groups(line.world.account, True)
    group = line.platform.create_group("常客", [line.world.chen])
    await line.platform.invite(line.world.account, group)
    found = await line.messaging.group_member_profile(group.group_id, line.chen_id())
    assert found == Profile(user_id=line.chen_id(), display_name="陳怡君")
    alan = line.platform.user_id(line.world.alan, line.world.account)
    assert await line.messaging.group_member_profile(group.group_id, alan) is None


async def test_every_call_is_recorded_once_with_lines_request_id(line: Line) -> None:
    await line.messaging.profile(line.chen_id())
    assert [(one.endpoint, one.status) for one in line.records] == [
        ("POST /oauth2/v3/token", 200),
        ("GET /v2/bot/profile/{userId}", 404),
    ]
    ids = [call.request_id for call in line.platform.calls]
    assert [one.request_id for one in line.records] == ids
    assert all(one.vendor == "LINE" and one.seconds > 0 for one in line.records)
