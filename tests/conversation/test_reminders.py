"""A member nobody answers is reminded of once, wherever the process that counted has died."""

from __future__ import annotations

import asyncio

import pytest
from sqlmodel import update

from bot.flows.binding.parameters import PLAIN
from bot.flows.conversations.reminding import LEASE, remind_anew, remind_due
from sandbox.slack.seen import words_of
from storage import claims
from storage.tables import Account, Conversation
from tests.conversation.answering import answer, hear, send
from tests.conversation.desk import Desk


async def reminded(desk: Desk) -> list[str]:
    """The first line of each reminder in the channel, after looking once more."""
    while await remind_due(desk.deps):
        pass
    await desk.settle()
    said = [words_of(post).splitlines()[0] for post in desk.workspace.history("line-kojima")]
    return [line for line in said if line.startswith(("⏰", "✅", "☑️"))]


async def setting(desk: Desk, **changes: object) -> None:
    async with desk.deps.database.transaction() as session:
        await session.execute(update(Account).values(**changes))
    await remind_anew(desk.deps, desk.account.id)


async def test_the_team_is_reminded_once_in_thread_and_channel(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=29)
    assert await reminded(desk) == []
    desk.clock.advance(minutes=1)
    (words,) = await reminded(desk)
    assert "陳怡君" in words
    reminder = desk.posts()[-1]
    assert (reminder.thread_ts, reminder.reply_broadcast) == (desk.card().ts, True)
    await hear(desk, "還在嗎？")
    desk.clock.advance(hours=5)
    assert len(await reminded(desk)) == 1


async def test_a_reminder_says_so_once_the_member_is_answered(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=30)
    await reminded(desk)
    await answer(desk)
    await send(desk)
    assert await reminded(desk) == ["✅ *陳怡君* was answered by @U0LIN."]


async def test_who_asks_anew_after_an_answer_is_reminded_of_anew(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=30)
    await reminded(desk)
    await answer(desk)
    await send(desk)
    await hear(desk, "還有一個問題")
    desk.clock.advance(minutes=30)
    first, second = await reminded(desk)
    assert first.startswith("✅")
    assert second.startswith("⏰")


async def test_who_was_answered_in_time_is_not_reminded_of(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=29)
    await answer(desk)
    await send(desk)
    desk.clock.advance(hours=5)
    assert await reminded(desk) == []


async def test_several_processes_remind_once(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=30)
    await asyncio.gather(*(remind_due(desk.deps) for _ in range(4)))
    assert len(await reminded(desk)) == 1


async def test_a_process_that_died_over_a_reminder_loses_nothing(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=30)
    await claims.claim(desk.deps.database, Conversation, now=desk.clock(), limit=5, lease=LEASE)
    assert await reminded(desk) == []
    desk.clock.advance(seconds=LEASE.total_seconds())
    assert len(await reminded(desk)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_alerts_only_reminds_in_the_channel_and_leads_to_the_inbox(desk: Desk) -> None:
    await setting(desk, conversations="alerts-only")
    await hear(desk)
    desk.clock.advance(minutes=30)
    assert len(await reminded(desk)) == 1
    (post,) = desk.workspace.history("line-kojima")
    assert not post.is_reply
    assert "請問營業到幾點" not in words_of(post)
    await desk.workspace.press("lin", post, "inbox")
    shown = await desk.workspace.journal.wait_for(lambda: desk.workspace.ephemerals("lin"))
    assert "請問營業到幾點" in words_of(shown[-1])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("changes", [{"conversations": "off"}, {"remind_after": None}])
async def test_nobody_is_reminded_where_it_is_off(desk: Desk, changes: dict[str, object]) -> None:
    await setting(desk, **changes)
    await hear(desk)
    desk.clock.advance(hours=5)
    assert await reminded(desk) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_changed_patience_holds_for_who_waits_already(desk: Desk) -> None:
    await hear(desk)
    await setting(desk, remind_after=120)
    desk.clock.advance(minutes=60)
    assert await reminded(desk) == []
    await setting(desk, remind_after=45)
    assert len(await reminded(desk)) == 1


@pytest.mark.parametrize(
    ("parameter", "value", "stored"),
    [
        ("conversations", "alerts-only", "alerts-only"),
        ("thread-replies", "on", True),
        ("thread-replies", "OFF", False),
        ("remind-after", "45", 45),
        ("remind-after", "４５", 45),
        ("remind-after", "off", None),
    ],
)
def test_parameters_are_read_as_typed(parameter: str, value: str, stored: object) -> None:
    assert PLAIN[parameter](value) == stored


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("conversations", "threads"),
        ("thread-replies", "yes"),
        ("remind-after", "0"),
        ("remind-after", "-5"),
        ("remind-after", "99999"),
        ("remind-after", "soon"),
    ],
)
def test_parameters_that_make_no_sense_are_refused(parameter: str, value: str) -> None:
    from bot.errors import InvalidForm

    with pytest.raises(InvalidForm) as refused:
        PLAIN[parameter](value)
    assert list(refused.value.errors) == [parameter]
