"""Groups and rooms: joining, leaving, and who is named in what is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.messaging import ApiException

from sandbox.line.model import Group
from sandbox.line.platform import LinePlatform
from sandbox.line.refusals import NotPossible
from sandbox.line.seed import Furnished
from tests.sandbox_line.line_clients import BotServer, Clients


def raw(bot: BotServer) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(bot.bodies[-1])["events"][0]
    return event


@pytest.fixture
async def group(listening: Furnished, platform: LinePlatform) -> Group:
    group = platform.create_group("熟客", [listening.alan, listening.hanako])
    platform.set_joins_groups(listening.account, True)
    await platform.invite(listening.account, group)
    return group


async def test_an_account_joins_groups_only_if_its_console_allows(
    listening: Furnished, platform: LinePlatform
) -> None:
    group = platform.create_group("g", [listening.alan])
    with pytest.raises(NotPossible):
        await platform.invite(listening.account, group)


async def test_joining_and_leaving_a_group_are_told(
    listening: Furnished, platform: LinePlatform, bot: BotServer, group: Group
) -> None:
    assert (raw(bot)["type"], raw(bot)["source"]) == (
        "join",
        {"type": "group", "groupId": group.group_id},
    )
    await platform.expel(listening.account, group)
    assert raw(bot)["type"] == "leave"


async def test_only_messages_name_who_acted_in_a_group(
    listening: Furnished, platform: LinePlatform, bot: BotServer, group: Group
) -> None:
    await platform.send_text(listening.alan, listening.account, "hi", group=group)
    assert raw(bot)["source"]["userId"] == platform.user_id(listening.alan, listening.account)
    (message,) = platform.chat(listening.account, group)
    await platform.unsend(listening.account, message.message_id)
    assert raw(bot)["source"] == {"type": "group", "groupId": group.group_id}
    listening.hanako.uses_phone_app = False
    await platform.send_text(listening.hanako, listening.account, "hi", group=group)
    assert "userId" not in raw(bot)["source"]


async def test_a_text_in_a_group_can_be_edited(
    listening: Furnished, platform: LinePlatform, bot: BotServer, group: Group
) -> None:
    await platform.send_text(listening.alan, listening.account, "teh", group=group)
    before = raw(bot)
    (message,) = platform.chat(listening.account, group)
    await platform.edit(listening.account, message.message_id, "the")
    after = raw(bot)
    assert (after["type"], after["message"]["text"]) == ("messageEdited", "the")
    assert after["message"]["id"] == before["message"]["id"]
    assert after["replyToken"] != before["replyToken"]
    assert after["message"]["quoteToken"] != before["message"]["quoteToken"]
    assert "markAsReadToken" not in after["message"]
    parser = WebhookParser(listening.account.channel.secret)
    (event,) = parser.parse(bot.bodies[-1].decode(), bot.signatures[-1])
    assert (event.type, event.message.text) == ("messageEdited", "the")


async def test_a_text_in_a_one_to_one_chat_cannot_be_edited(
    listening: Furnished, platform: LinePlatform
) -> None:
    await platform.send_text(listening.alan, listening.account, "teh")
    (message,) = platform.chat(listening.account, listening.alan)
    with pytest.raises(NotPossible):
        await platform.edit(listening.account, message.message_id, "the")


async def test_people_joining_and_leaving_are_named_in_the_event(
    listening: Furnished, platform: LinePlatform, bot: BotServer, group: Group
) -> None:
    member = {"type": "user", "userId": platform.user_id(listening.chen, listening.account)}
    await platform.join_group(listening.chen, listening.account, group)
    assert raw(bot)["joined"] == {"members": [member]}
    await platform.leave_group(listening.chen, listening.account, group)
    assert raw(bot)["left"] == {"members": [member]}


async def test_a_group_member_has_a_short_profile_without_being_a_friend(
    clients: Clients, listening: Furnished, platform: LinePlatform, group: Group
) -> None:
    api = await clients.messaging(listening.account)
    user_id = platform.user_id(listening.hanako, listening.account)
    profile = await api.get_group_member_profile(group.group_id, user_id)
    assert (profile.display_name, profile.user_id) == ("佐藤花子", user_id)
    summary = await api.get_group_summary(group.group_id)
    assert summary.group_name == "熟客"


async def test_strangers_to_the_group_are_not_found_in_it(
    clients: Clients, listening: Furnished, platform: LinePlatform, group: Group
) -> None:
    api = await clients.messaging(listening.account)
    user_id = platform.user_id(listening.chen, listening.account)
    with pytest.raises(ApiException, match="Not found"):
        await api.get_group_member_profile(group.group_id, user_id)
    await platform.expel(listening.account, group)
    with pytest.raises(ApiException, match="Not found"):
        await api.get_group_summary(group.group_id)


async def test_a_room_names_itself_as_a_room(
    clients: Clients, listening: Furnished, platform: LinePlatform, bot: BotServer
) -> None:
    room = platform.create_group("r", [listening.alan], kind="room")
    platform.set_joins_groups(listening.account, True)
    await platform.invite(listening.account, room)
    assert raw(bot)["source"] == {"type": "room", "roomId": room.group_id}
    api = await clients.messaging(listening.account)
    user_id = platform.user_id(listening.alan, listening.account)
    assert (await api.get_room_member_profile(room.group_id, user_id)).display_name == "Alan Lin"
