"""People driven over HTTP do what they do from Python."""

from __future__ import annotations

import base64
import json

from sandbox.line.platform import LinePlatform
from sandbox.line.seed import Furnished
from tests.sandbox_line.console_client import Console
from tests.sandbox_line.line_clients import BotServer
from tests.sandbox_line.login_site import CALLBACK, query_of

VIEW = {"type": "full", "url": "https://shop.example.com/liff"}
CAFE = "/console/accounts/516kjima"


async def test_people_act_and_the_delivery_is_shown(
    ask: Console, listening: Furnished, bot: BotServer
) -> None:
    person = "/console/people/alan"
    follow = await ask("POST", f"{person}/follow", account="@516kjima")
    text = await ask("POST", f"{person}/messages", account="@516kjima", text="您好嗎?")
    await ask("POST", f"{person}/postback", account="@516kjima", data="a=1")
    await ask("POST", f"{person}/block", account="@516kjima")
    await ask("POST", f"{person}/unblock", account="@516kjima")
    assert (follow["received"], follow["status"]) == (True, 200)
    assert text["events"][0]["message"]["text"] == "您好嗎?"
    types = [json.loads(body)["events"][0]["type"] for body in bot.bodies]
    assert types == ["follow", "message", "postback", "unfollow", "follow"]
    log = await ask("GET", "/console/deliveries?account=516kjima&after=3")
    assert [delivery["number"] for delivery in log] == [4, 5]


async def test_a_picture_with_its_content_can_be_sent(ask: Console, world: Furnished) -> None:
    picture = base64.b64encode(b"picture").decode()
    path = "/console/people/alan/messages"
    await ask("POST", path, account="@516kjima", content={"type": "image"}, body=picture)
    (message,) = world.account.messages.values()
    assert message.body == b"picture"
    await ask("POST", path, 400, account="@516kjima", content={"type": "image"}, body="***")


async def test_a_chat_shows_both_sides_and_received_only_the_accounts(
    ask: Console, world: Furnished, platform: LinePlatform
) -> None:
    await platform.send_text(world.alan, world.account, "hi")
    user_id = platform.user_id(world.alan, world.account)
    platform.push(world.account, user_id, [{"type": "text", "text": "hello"}], request_id="r")
    chat = await ask("GET", "/console/chats/516kjima/alan")
    received = await ask("GET", "/console/people/alan/received?account=516kjima")
    assert [(line["sender"], line["text"]) for line in chat] == [
        ("member", "hi"),
        ("account", "hello"),
    ]
    assert [line["text"] for line in received] == ["hello"]


async def test_messages_can_be_unsent_and_edited(
    ask: Console, listening: Furnished, bot: BotServer
) -> None:
    await ask("PATCH", CAFE, joins_groups=True)
    group = (await ask("POST", "/console/groups", 201, name="熟客", members=["alan"]))["group_id"]
    await ask("POST", f"{CAFE}/groups/{group}/invite")
    path = "/console/people/alan/messages"
    sent = await ask("POST", path, account="@516kjima", text="teh", group=group)
    message_id = sent["events"][0]["message"]["id"]
    await ask("POST", f"{CAFE}/messages/{message_id}/edit", text="the")
    await ask("POST", f"{CAFE}/messages/{message_id}/unsend")
    await ask("POST", f"/console/people/hanako/groups/{group}/join", account="@516kjima")
    await ask("POST", f"/console/people/hanako/groups/{group}/leave", account="@516kjima")
    await ask("POST", f"{CAFE}/groups/{group}/expel")
    assert [json.loads(body)["events"][0]["type"] for body in bot.bodies] == [
        "join",
        "message",
        "messageEdited",
        "unsend",
        "memberJoined",
        "memberLeft",
        "leave",
    ]


async def test_any_event_can_be_sent(ask: Console, listening: Furnished, bot: BotServer) -> None:
    await ask("POST", f"{CAFE}/events", type="beacon", person="alan")
    await ask("POST", f"{CAFE}/events", type="teleport", person="alan", details={"teleport": 1})
    assert json.loads(bot.bodies[0])["events"][0]["beacon"]["type"] == "enter"
    assert json.loads(bot.bodies[1])["events"][0]["teleport"] == 1


async def test_events_can_be_held_released_repeated_and_redelivered(
    ask: Console, listening: Furnished, bot: BotServer
) -> None:
    await ask("PATCH", CAFE, redelivery=True)
    await ask("POST", f"{CAFE}/hold")
    for person in ("alan", "hanako"):
        await ask("POST", f"/console/people/{person}/follow", account="@516kjima")
    bot.status = 500
    (held,) = await ask("POST", f"{CAFE}/release", reverse=True)
    bot.status = 200
    assert len(held["events"]) == 2
    (again,) = await ask("POST", f"{CAFE}/redeliver-failed")
    assert (again["redelivery"], again["received"]) == (True, True)
    twice = await ask("POST", f"/console/deliveries/{held['number']}/duplicate")
    assert twice["events"] == held["events"]


async def test_signing_in_and_opening_liff_work_without_a_browser(
    ask: Console, line: str, world: Furnished, platform: LinePlatform
) -> None:
    platform.register_callback(world.login_channel, CALLBACK)
    app = platform.add_liff_app(world.login_channel, {"view": VIEW, "scope": ["openid"]})
    url = (
        f"{line}/oauth2/v2.1/authorize?response_type=code&client_id=2006516002"
        f"&redirect_uri={CALLBACK}&state=s&scope=openid"
    )
    location = (await ask("POST", "/console/people/chen/authorize", url=url))["location"]
    assert query_of(location).keys() == {"code", "state"}
    visit = await ask("POST", f"/console/people/chen/liff/{app.liff_id}")
    assert (visit["url"], bool(visit["id_token"])) == (VIEW["url"], True)
    refused = await ask("POST", "/console/people/alan/authorize", 400, url=url)
    assert "developing status" in refused["message"]
