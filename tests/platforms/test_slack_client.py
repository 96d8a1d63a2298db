"""Slack as the product uses it, against a furnished workspace."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import web

from bot.errors import ChannelGone, RefusedByVendor, Unreachable
from bot.platforms.calls import CallRecord
from bot.platforms.slack import Posted, SlackClient
from sandbox.serve import serving
from tests.clock import Clock
from tests.platforms.vendors import Slack

BLOCKS = [{"type": "section", "text": {"type": "mrkdwn", "text": "陳怡君：在嗎？"}}]
BAR = [{"color": "#2eb67d", "fallback": "Well"}]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "setup",
    "title": {"type": "plain_text", "text": "設定"},
    "blocks": BLOCKS,
}


def modal(external_id: str = "") -> dict[str, Any]:
    return {**MODAL, "external_id": external_id} if external_id else MODAL


async def test_a_message_is_posted_and_answered_in_its_thread(slack: Slack) -> None:
    posted = await slack.client.post(slack.room, "在嗎？", BLOCKS, attachments=BAR)
    await slack.client.post(slack.room, "在！", thread_ts=posted.ts)
    first, answer = slack.workspace.history(slack.room)
    assert (first.ts, first.text) == (posted.ts, "在嗎？")
    assert (first.blocks[0]["text"]["text"], first.attachments[0]["color"]) == (
        "陳怡君：在嗎？",
        "#2eb67d",
    )
    assert (answer.thread_ts, posted.channel) == (posted.ts, slack.room)


async def test_no_link_of_a_member_is_unfolded(slack: Slack) -> None:
    await slack.client.post(slack.room, "https://example.com")
    [call] = slack.workspace.called("chat.postMessage")
    assert (call.arguments["unfurl_links"], call.arguments["unfurl_media"]) == (False, False)


async def test_an_update_replaces_the_message_whole(slack: Slack) -> None:
    posted = await slack.client.post(slack.room, "壞了", BLOCKS, attachments=BAR)
    await slack.client.update(slack.room, posted.ts, "好了")
    [message] = slack.workspace.history(slack.room)
    assert (message.text, message.blocks, message.attachments) == ("好了", [], [])


async def test_deleting_twice_is_harmless(slack: Slack) -> None:
    posted = await slack.client.post(slack.room, "錯了")
    await slack.client.delete(slack.room, posted.ts)
    await slack.client.delete(slack.room, posted.ts)
    assert slack.workspace.history(slack.room) == []


async def test_an_ephemeral_message_is_seen_by_one_person(slack: Slack) -> None:
    await slack.client.ephemeral(slack.room, slack.person_id("alice"), "只有你看得到")
    assert [one.text for one in slack.workspace.ephemerals("alice")] == ["只有你看得到"]
    assert slack.workspace.history(slack.room) == []


async def test_a_direct_message_reaches_one_person(slack: Slack) -> None:
    posted = await slack.client.direct(slack.person_id("lin"), "頻道不見了", BLOCKS)
    assert isinstance(posted, Posted)
    assert [one.text for one in slack.workspace.direct_messages("lin")] == ["頻道不見了"]


async def test_a_modal_is_opened_replaced_and_covered(slack: Slack) -> None:
    lin = slack.person_id("lin")
    view_id = await slack.client.views.open(slack.workspace.triggers.issue(lin), modal("setup-1"))
    assert await slack.client.views.update(modal("setup-1"), external_id="setup-1") == view_id
    assert await slack.client.views.update(modal("setup-1"), view_id=view_id) == view_id
    with pytest.raises(RefusedByVendor) as conflict:
        await slack.client.views.update(modal("setup-1"), view_id=view_id, hash="stale")
    assert conflict.value.message == "hash_conflict"
    on_top = await slack.client.views.push(slack.workspace.triggers.issue(lin), modal())
    assert [view.id for view in slack.workspace.views("lin")] == [view_id, on_top]


async def test_a_form_that_comes_too_late_says_so(slack: Slack, clock: Clock) -> None:
    trigger = slack.workspace.triggers.issue(slack.person_id("lin"))
    clock.advance(seconds=4)
    with pytest.raises(RefusedByVendor, match="try again") as late:
        await slack.client.views.open(trigger, modal())
    assert late.value.message == "expired_trigger_id"


async def test_a_person_is_known_with_language_zone_and_standing(slack: Slack) -> None:
    tanaka = await slack.client.person(slack.person_id("tanaka"))
    assert (tanaka.locale, tanaka.zone, tanaka.administrator) == ("ja-JP", "Asia/Tokyo", True)
    alice = await slack.client.person(slack.person_id("alice"))
    assert (alice.locale, alice.administrator) == ("en-US", False)


async def test_a_person_is_asked_for_once_in_five_minutes(slack: Slack, clock: Clock) -> None:
    lin = slack.workspace.directory.user("lin")
    await slack.client.person(lin.id)
    lin.is_admin = False
    clock.advance(seconds=299)
    assert (await slack.client.person(lin.id)).administrator
    clock.advance(seconds=2)
    assert not (await slack.client.person(lin.id)).administrator
    assert len(slack.workspace.called("users.info")) == 2


async def test_a_person_nobody_knows_is_refused_and_not_remembered(slack: Slack) -> None:
    for _look in range(2):
        with pytest.raises(RefusedByVendor, match="no such person"):
            await slack.client.person("U0NOBODY")
    assert len(slack.workspace.called("users.info")) == 2


async def test_administrators_are_owners_and_admins(slack: Slack) -> None:
    expected = [slack.person_id("lin"), slack.person_id("tanaka")]
    assert await slack.client.administrators() == expected
    slack.workspace.directory.user("lin").deleted = True
    assert await slack.client.administrators() == expected[1:]


async def test_administrators_are_found_on_every_page(clock: Clock) -> None:
    async def page(request: web.Request) -> web.Response:
        cursor = (await request.post()).get("cursor") or request.query.get("cursor") or ""
        number = int(str(cursor) or 0)
        member = {"id": f"U{number}", "is_admin": True}
        ending = {"next_cursor": str(number + 1) if number < 2 else ""}
        return web.json_response({"ok": True, "members": [member], "response_metadata": ending})

    app = web.Application()
    app.router.add_route("*", "/users.list", page)
    records: list[CallRecord] = []
    async with serving(app) as address:
        client = SlackClient("xoxb-1", observe=records.append, clock=clock, base_url=address)
        await client.open()
        assert await client.administrators() == ["U0", "U1", "U2"]
        await client.close()
    assert [one.endpoint for one in records] == ["users.list"] * 3


async def test_the_standing_of_a_channel_is_told(slack: Slack) -> None:
    directory = slack.workspace.directory
    general = directory.channel("general")
    assert await slack.client.standing(slack.room) == "member"
    assert await slack.client.standing(general.id) == "not-in-channel"
    directory.channel("line-kojima").is_archived = True
    assert await slack.client.standing(slack.room) == "archived"
    assert await slack.client.standing("C0NONE") == "gone"
    hidden = directory.add_channel("secret", is_private=True)
    assert await slack.client.standing(hidden.id) == "gone"


async def test_a_public_channel_is_joined(slack: Slack) -> None:
    general = slack.workspace.directory.channel("general").id
    await slack.client.join(general)
    assert await slack.client.standing(general) == "member"
    await slack.client.join(general)


async def test_a_channel_that_is_gone_cannot_be_joined(slack: Slack) -> None:
    with pytest.raises(ChannelGone):
        await slack.client.join("C0NONE")


async def test_names_and_addresses_are_told(slack: Slack) -> None:
    posted = await slack.client.post(slack.room, "這裡")
    assert await slack.client.channel_name(slack.room) == "line-kojima"
    assert (await slack.client.permalink(slack.room, posted.ts)).startswith("https://")


async def test_a_broken_connection_repeats_a_read_but_never_a_message(slack: Slack) -> None:
    slack.workspace.fail("users.info", drop=True)
    await slack.client.person(slack.person_id("lin"))
    assert len(slack.workspace.called("users.info")) == 2
    slack.workspace.fail("chat.postMessage", drop=True)
    with pytest.raises(Unreachable):
        await slack.client.post(slack.room, "一次")
    assert len(slack.workspace.called("chat.postMessage")) == 1


async def test_every_call_is_recorded_with_slacks_request_id(slack: Slack) -> None:
    await slack.client.post(slack.room, "一")
    with pytest.raises(ChannelGone):
        await slack.client.post("C0NONE", "二")
    assert [(one.endpoint, one.status) for one in slack.records] == [("chat.postMessage", 200)] * 2
    assert all(one.vendor == "Slack" and one.request_id for one in slack.records)
