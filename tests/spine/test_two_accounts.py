"""Two accounts in two Slack channels that share a member: nothing crosses."""

from __future__ import annotations

from sandbox.line.model import OfficialAccount
from sandbox.slack.seen import words_of
from storage.tables import Member, Message
from tests.world import ROOM, World

OTHER = "line-dessert"
LOGIN_PATHS = ("/liff/",)


async def test_every_call_of_an_account_is_made_with_its_own_token(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    other, login = await world.set_up_another("小島甜點", OTHER)
    dessert = await world.account(OTHER)
    world.clock.advance(seconds=world.deps.settings.verify_every)
    before = len(world.line.calls)
    await world.settle()
    calls = [call for call in world.line.calls[before:] if call.channel_id]
    assert {call.channel_id for call in calls} == {
        world.cafe.channel.channel_id,
        world.login.channel_id,
        other.channel.channel_id,
        login.channel_id,
    }
    logins = {world.login.channel_id, login.channel_id}
    for call in calls:
        if call.path.startswith("/v2/bot"):
            assert call.channel_id not in logins
        if call.path.startswith(LOGIN_PATHS):
            assert call.channel_id in logins
        assert call.status == 200, (call.method, call.path)
    infos = [str(call.channel_id) for call in calls if call.path == "/v2/bot/info"]
    assert sorted(infos) == sorted([world.cafe.channel.channel_id, other.channel.channel_id])
    assert dessert.messaging_channel_id == other.channel.channel_id


async def test_what_a_shared_member_writes_stays_with_the_account_it_was_written_to(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    other, _login = await world.set_up_another("小島甜點", OTHER)
    before = len(world.line.calls)
    await write(world, world.cafe, "給咖啡")
    await write(world, other, "給甜點")
    await world.settle()
    asked = {
        (call.path, call.channel_id)
        for call in world.line.calls[before:]
        if call.path.startswith("/v2/bot/profile")
    }
    profile = f"/v2/bot/profile/{world.line.user_id(world.chen, world.cafe)}"
    assert asked == {
        (profile, world.cafe.channel.channel_id),
        (profile, other.channel.channel_id),
    }
    assert said(world, ROOM, "給咖啡")
    assert not said(world, ROOM, "給甜點")
    assert said(world, OTHER, "給甜點")
    assert not said(world, OTHER, "給咖啡")
    assert len(await world.rows(Member)) == 2
    owners = {row.account_id: row.text for row in await world.rows(Message)}
    assert owners == {
        (await world.account()).id: "給咖啡",
        (await world.account(OTHER)).id: "給甜點",
    }


async def write(world: World, account: OfficialAccount, text: str) -> None:
    delivery = await world.line.send_text(world.chen, account, text)
    assert delivery.status == 200


def said(world: World, room: str, text: str) -> bool:
    return any(text in words_of(post) for post in world.posts(room))


async def test_an_alert_of_one_is_said_in_its_own_channel_only(world: World) -> None:
    await world.bound()
    other, _login = await world.set_up_another("小島甜點", OTHER)
    world.line.set_use_webhook(other, False)
    before = len(world.posts(ROOM))
    await world.next_round()
    assert len(world.alert_posts("webhook-enabled", OTHER)) == 1
    assert len(world.posts(ROOM)) == before
    answer = await world.whisper("lin", ROOM, "alerts")
    assert "No alerts" in answer
    assert "🔴" in await world.whisper("lin", OTHER, "alerts")


async def test_one_accounts_signature_opens_nothing_at_the_others_address(world: World) -> None:
    await world.bound()
    other, _login = await world.set_up_another("小島甜點", OTHER)
    other.channel.webhook_url, ours = world.cafe.channel.webhook_url, other.channel.webhook_url
    delivery = await world.line.send_text(world.chen, other, "錯門")
    assert delivery.status == 401
    other.channel.webhook_url = ours


async def test_a_command_in_a_channel_without_an_account_guesses_nothing(world: World) -> None:
    await world.bound()
    await world.set_up_another("小島甜點", OTHER)
    for command in ("verify", "repair", "alerts mute", "set name X", "audit"):
        answer = await world.whisper("lin", "general", command) if command != "repair" else ""
        if command == "repair":
            await world.slack.command("lin", "general", command, patience=0)
            answer = await world.result()
        assert f"#{ROOM}" in answer, command
        assert f"#{OTHER}" in answer
