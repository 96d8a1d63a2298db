"""One Slack message per open alert: posted once, edited in place, quiet while nothing changes."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.flows.announcements.announce import announce_due
from bot.flows.binding.alerting import settle
from bot.flows.binding.looking import look
from sandbox.slack.seen import words_of
from storage.tables import Outbox
from tests.world import ROOM, World

OFF = "webhook-enabled"


async def broken(world: World) -> None:
    """The café is bound; then somebody switches the webhook off, and a period passes."""
    await world.bound()
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()


async def press_mute(world: World, check: str, choice: str | None) -> None:
    """Choose from “Mute …”, or press “Unmute”; then what was wished is done."""
    seen = await world.slack.press(
        "lin", world.alert_post(check), "alerts.mute", choice, patience=0
    )
    assert seen.failure is None
    await world.eventually(lambda: announce_due(world.deps))
    await world.settle()


async def test_an_alert_opens_within_one_period_and_then_nothing_is_said(
    stored_world: World,
) -> None:
    world = stored_world
    await broken(world)
    post = world.alert_post(OFF)
    assert "“Use webhook” is off" in words_of(post)
    assert "off" in words_of(post)
    said = world.writes_to_slack()
    for _round in range(4):
        await world.next_round()
    assert world.writes_to_slack() == said
    assert world.slack.thread(post) == []


async def test_one_message_lives_from_open_to_resolved(stored_world: World) -> None:
    world = stored_world
    await broken(world)
    first = world.alert_post(OFF)
    assert "Open since" in words_of(first)

    await world.slack.press("lin", first, "alerts.acknowledge", patience=0)
    await world.eventually(lambda: announce_due(world.deps))
    await world.settle()
    assert "is on it" in words_of(world.alert_post(OFF))

    await press_mute(world, OFF, "4 hours")
    assert "Muted by" in words_of(world.alert_post(OFF))

    await press_mute(world, OFF, None)
    assert "is on it" in words_of(world.alert_post(OFF))

    world.line.set_use_webhook(world.cafe, True)
    await world.next_round()
    last = world.alert_post(OFF)
    assert "well again" in words_of(last)
    assert last.ts == first.ts
    history = world.thread(OFF)
    assert [line.split()[-1] != "" for line in history] == [True] * 4
    for line, word in zip(
        history, ("is on it", "muted it", "unmuted it", "Well again"), strict=True
    ):
        assert word in line


async def test_a_change_edits_the_message_and_posts_none(world: World) -> None:
    await world.bound()
    world.line.set_webhook_url(world.cafe, "https://one.example.com/hook")
    await world.next_round()
    assert "one.example.com" in words_of(world.alert_post("webhook-url"))
    world.line.set_webhook_url(world.cafe, "https://two.example.com/hook")
    await world.next_round()
    words = words_of(world.alert_post("webhook-url"))
    assert "two.example.com" in words
    assert "one.example.com" not in words
    assert ["It changed" in line for line in world.thread("webhook-url")] == [True]


async def test_a_warning_that_ends_and_returns_is_a_new_message(world: World) -> None:
    await broken(world)
    world.line.set_use_webhook(world.cafe, True)
    await world.next_round()
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    assert len(world.alert_posts(OFF)) == 2


async def test_slack_asking_to_wait_is_heeded(world: World) -> None:
    await world.bound()
    world.slack.fail("chat.postMessage", status=429, retry_after=30)
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    tries = len(world.slack.called("chat.postMessage"))
    await world.later(seconds=20)
    assert world.alert_posts(OFF) == []
    assert len(world.slack.called("chat.postMessage")) == tries
    await world.later(seconds=11)
    assert len(world.alert_posts(OFF)) == 1


async def test_slack_out_of_order_loses_no_alert(world: World) -> None:
    await world.bound()
    world.slack.fail("chat.postMessage", status=500, times=3)
    world.slack.fail("chat.postMessage", drop=True, times=1)
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    for _try in range(6):
        await world.later(seconds=10)
    assert len(world.alert_posts(OFF)) == 1


async def test_a_deleted_message_is_posted_anew(world: World) -> None:
    await broken(world)
    lost = world.alert_post(OFF)
    world.slack.messages.delete(lost)
    world.line.set_use_webhook(world.cafe, True)
    await world.next_round()
    (post,) = world.alert_posts(OFF)
    assert post.ts != lost.ts
    assert "well again" in words_of(post)


async def test_a_mute_that_runs_out_is_shown(world: World) -> None:
    await broken(world)
    await press_mute(world, OFF, "30 minutes")
    await world.later(minutes=29)
    assert "Muted by" in words_of(world.alert_post(OFF))
    await world.later(minutes=2)
    assert "Open since" in words_of(world.alert_post(OFF))


async def test_a_mute_for_ever_ends_only_by_hand(world: World) -> None:
    await broken(world)
    await press_mute(world, OFF, "for ever")
    await world.later(hours=24 * 400)
    assert "until somebody unmutes it" in words_of(world.alert_post(OFF))
    assert "1" in await world.whisper("lin", ROOM, f"alerts unmute {OFF}")
    await world.settle()
    assert "Open since" in words_of(world.alert_post(OFF))


async def test_what_returns_under_a_mute_is_said_when_the_mute_ends(world: World) -> None:
    await broken(world)
    await press_mute(world, OFF, "1 hour")
    world.line.set_use_webhook(world.cafe, True)
    await world.next_round()
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    assert len(world.alert_posts(OFF)) == 1
    assert await world.open_checks() == {OFF}
    await world.later(hours=1)
    assert "Open since" in words_of(world.alert_posts(OFF)[-1])
    assert len(world.alert_posts(OFF)) == 2


async def test_commands_mute_one_check_or_all(world: World) -> None:
    await world.bound()
    world.line.set_use_webhook(world.cafe, False)
    world.line.set_chat(world.cafe, False)
    await world.every_turn()
    assert "Alerts changed: 1" in await world.whisper("lin", ROOM, f"alerts mute {OFF} 30m")
    assert "Alerts changed: 2" in await world.whisper("lin", ROOM, "alerts mute for-ever")
    assert "No open alert" in await world.whisper("lin", ROOM, "alerts mute oa-id")
    words = await world.whisper("lin", ROOM, "alerts")
    assert words.count("🔇") == 2


async def test_what_set_up_finds_is_told_by_its_card_for_half_an_hour(world: World) -> None:
    await world.set_up()
    await world.settle()
    assert await world.open_checks() == {OFF, "chat-mode", "callback-url"}
    await world.later(minutes=25)
    assert len(world.posts()) == 1
    world.finish_consoles()
    await world.whisper("lin", ROOM, "verify")
    world.line.set_chat(world.cafe, False)
    await world.every_turn()
    assert world.alert_posts(OFF) == []
    assert world.alert_posts("callback-url") == []
    assert len(world.alert_posts("chat-mode")) == 1


async def test_what_was_found_at_set_up_and_not_mended_becomes_an_alert(world: World) -> None:
    await world.set_up()
    await world.later(minutes=31)
    assert "Open since" in words_of(world.alert_post(OFF))


async def test_a_look_that_began_before_a_newer_one_is_dropped(stored_world: World) -> None:
    world = stored_world
    await world.bound()
    account = await world.account()
    world.clock.advance(seconds=1)
    world.line.set_use_webhook(world.cafe, False)
    old = await look(world.deps, account.id, afresh=True)
    world.clock.advance(seconds=1)
    world.line.set_use_webhook(world.cafe, True)
    new = await look(world.deps, account.id, afresh=True)
    assert list(await settle(world.deps, new)) == []
    assert list(await settle(world.deps, old)) == []
    assert await world.open_checks() == set()


async def test_an_alert_that_ends_while_it_is_being_posted_does_not_stay_red(
    stored_world: World,
) -> None:
    world = stored_world
    await world.bound()
    account = await world.account()
    world.line.set_use_webhook(world.cafe, False)
    world.clock.advance(seconds=1)
    await settle(world.deps, await look(world.deps, account.id, afresh=True))
    world.slack.fail("chat.postMessage", latency=3)
    posting = asyncio.create_task(announce_due(world.deps))
    await world.eventually(lambda: _claimed(world))
    world.line.set_use_webhook(world.cafe, True)
    world.clock.advance(seconds=1)
    await settle(world.deps, await look(world.deps, account.id, afresh=True))
    assert not posting.done(), "the alert was posted before it could end"
    await posting
    await world.settle()
    assert "well again" in words_of(world.alert_post(OFF))


async def _claimed(world: World) -> bool:
    return any(row.claim for row in await world.rows(Outbox))


async def test_alerts_here_moves_everything_to_another_channel(world: World) -> None:
    await broken(world)
    room = world.slack.directory.channel("general")
    await world.slack.invite_bot(room)
    assert "lives in this channel now" in await world.whisper("lin", "general", "alerts here")
    await world.settle()
    assert (await world.account()).slack_channel == room.id
    (alert,) = world.alert_posts(OFF, "general")
    assert len(world.posts("general")) == 2
    assert world.posts(ROOM) == []
    world.line.set_use_webhook(world.cafe, True)
    await world.next_round()
    assert "well again" in words_of(alert)
    assert [line for line in world.thread_of(alert) if "Well again" in line]


async def test_a_channel_takes_one_account_only(world: World) -> None:
    await world.bound()
    await world.set_up_another("小島甜點", "line-dessert")
    answer = await world.whisper("lin", ROOM, "alerts here line-dessert")
    assert "already lives in this channel" in answer
    assert "line-dessert" in await world.whisper("lin", ROOM, "alerts here")


async def test_acknowledging_twice_or_too_late_is_said(world: World) -> None:
    await broken(world)
    post = world.alert_post(OFF)
    stale = world.slack.find(post)
    world.line.set_use_webhook(world.cafe, True)
    world.clock.advance(seconds=world.deps.settings.verify_every)
    await settle(
        world.deps, await look(world.deps, (await world.account()).id, afresh=True)
    )  # Slack still shows the button
    seen = await world.slack.press("lin", stale, "alerts.acknowledge")
    assert "resolved already" in seen.text


async def test_an_alert_is_found_again_by_command_after_it_ended(world: World) -> None:
    await broken(world)
    assert "🔴" in await world.whisper("lin", ROOM, "alerts")
    world.line.set_use_webhook(world.cafe, True)
    await world.next_round()
    assert "🟢" in await world.whisper("lin", ROOM, "alerts")
    (row,) = await world.alerts()
    assert row.resolved_at is not None
    assert row.resolved_at - row.opened_at == timedelta(seconds=300)
