"""When the account's own Slack channel cannot be used, administrators are written to directly."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from sandbox.slack.seen import words_of
from sandbox.slack.workspace import SlackWorkspace
from tests.world import ROOM, World

Act = Callable[[SlackWorkspace], Awaitable[None]]

TROUBLES: dict[str, tuple[Act, Act, str]] = {
    "archived": (
        lambda slack: slack.archive(ROOM),
        lambda slack: slack.unarchive(ROOM),
        "the channel is archived",
    ),
    "removed": (
        lambda slack: slack.remove_bot(ROOM),
        lambda slack: slack.invite_bot(ROOM),
        "the bot was removed",
    ),
}


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_administrators_hear_of_it_once_and_when_it_is_over(
    world: World, trouble: str
) -> None:
    spoil, mend, words = TROUBLES[trouble]
    await world.bound()
    await spoil(world.slack)
    await world.every_turn()
    for name in ("lin", "tanaka"):
        (told,) = world.slack.direct_messages(name)
        assert words in words_of(told)
    assert world.slack.direct_messages("alice") == []
    await mend(world.slack)
    for _round in range(2):
        await world.next_round()
    for name in ("lin", "tanaka"):
        _first, told = world.slack.direct_messages(name)
        assert "can be used again" in words_of(told)


async def test_what_happened_meanwhile_is_posted_once_the_channel_is_back(world: World) -> None:
    await world.bound()
    await world.slack.archive(ROOM)
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    await world.line.send_text(world.chen, world.cafe, "有人在嗎")
    await world.next_round()
    await world.slack.unarchive(ROOM)
    await world.next_round()
    assert len(world.alert_posts("webhook-enabled")) == 1


async def test_a_channel_that_is_gone_does_not_keep_slack_busy(world: World) -> None:
    await world.bound()
    await world.slack.archive(ROOM)
    world.line.hold_events(world.cafe)
    for number in range(10):
        await world.line.send_text(world.chen, world.cafe, f"第{number}則")
    await world.line.release_events(world.cafe)
    await world.next_round()
    before = len(world.slack.called("chat.postMessage"))
    await world.later(minutes=2)
    assert len(world.slack.called("chat.postMessage")) - before <= 2


async def test_slack_refusing_to_list_people_still_tells_whoever_changed_it_last(
    world: World,
) -> None:
    await world.bound()
    await world.slack.archive(ROOM)
    world.slack.fail("users.list", error="missing_scope", times=9)
    await world.every_turn()
    assert len(world.slack.direct_messages("lin")) == 1
