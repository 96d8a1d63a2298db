"""Plain words in a member's thread: the team's own talk, or an answer; and nothing else ever is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, func, select, update

from bot.flows.conversations.reply import send_due
from bot.flows.conversations.thread_replies import LEASE, overhear_due
from sandbox.line.model import OfficialAccount
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.seen import words_of
from storage.tables import Account, Overheard
from tests.conversation.answering import PUSH, hear, send, tried
from tests.conversation.desk import Desk

ROOM = "line-kojima"


@pytest.fixture
async def talking(desk: Desk) -> Desk:
    """陳怡君 has written, and what the team writes in her thread goes to her."""
    desk.workspace.directory.user("lin").locale = "en-US"
    await allow(desk, True)
    await hear(desk)
    return desk


async def allow(desk: Desk, replies: bool) -> None:
    async with desk.deps.database.transaction() as session:
        await session.execute(update(Account).values(thread_replies=replies))


async def says(
    desk: Desk, words: str, user: str = "lin", thread: str | None = None, **how: Any
) -> SlackMessage:
    """Somebody writes in the thread of the only conversation, or in another."""
    said = await desk.workspace.say(user, ROOM, words, thread=thread or desk.card().ts, **how)
    await desk.settle()
    await send(desk)
    return said


@contextmanager
def missing(file: Path) -> Iterator[None]:
    """The file is not there while the block runs."""
    away = file.rename(file.with_suffix(".away"))
    yield
    away.rename(file)


def whispers(desk: Desk, user: str = "lin") -> list[str]:
    return [words_of(one) for one in desk.workspace.ephemerals(user)]


async def test_words_in_the_thread_go_to_the_member(talking: Desk) -> None:
    await says(talking, "到晚上九點")
    assert talking.arrived() == ["到晚上九點"]
    receipt = talking.posts()[-1]
    assert receipt.thread_ts == talking.card().ts
    assert "free of charge" in words_of(receipt)
    assert "到晚上九點" not in words_of(receipt)
    assert whispers(talking) == []
    assert "Replied by" in words_of(talking.card())


async def test_off_by_default_and_the_hint_comes_once(desk: Desk) -> None:
    await hear(desk)
    await says(desk, "誰有空回一下？")
    await says(desk, "我來")
    assert desk.arrived() == []
    (hint,) = whispers(desk)
    assert "/line set thread-replies on" in hint
    assert desk.workspace.ephemerals("lin")[0].thread_ts == desk.card().ts
    assert "誰有空" not in await desk.everything_stored()
    await says(desk, "+1", user="alice")
    assert len(whispers(desk, "alice")) == 1


async def test_also_sent_to_the_channel_is_the_same_answer(talking: Desk) -> None:
    await says(talking, "到晚上九點", broadcast=True)
    assert talking.arrived() == ["到晚上九點"]


async def test_slack_repeating_itself_sends_once(talking: Desk) -> None:
    talking.workspace.events.retry_after = (0.0, 0.0, 0.0)
    talking.workspace.delivery.answer_within = 0.0001  # Slack thinks we never answered
    await talking.workspace.say("lin", ROOM, "到晚上九點", thread=talking.card().ts)
    await asyncio.sleep(0)
    talking.workspace.delivery.answer_within = 5
    await talking.workspace.settled()
    await talking.settle()
    await send(talking)
    assert talking.arrived() == ["到晚上九點"]


async def test_several_processes_send_once_and_in_order(talking: Desk) -> None:
    for number in range(4):
        await talking.workspace.say("lin", ROOM, f"no. {number}", thread=talking.card().ts)
    for _ in range(4):
        await asyncio.gather(*(overhear_due(talking.deps) for _ in range(3)))
        talking.clock.advance(seconds=1)
    while await send_due(talking.deps):
        pass
    assert talking.arrived() == [f"no. {number}" for number in range(4)]


async def test_a_process_that_died_after_writing_sends_nothing_twice(talking: Desk) -> None:
    await says(talking, "到晚上九點")
    async with talking.deps.database.transaction() as session:
        await session.execute(
            update(Overheard).values(
                due_at=talking.clock(), words="到晚上九點", claim="the dead",
                leased_until=talking.clock() + LEASE,
            )
        )  # fmt: skip
    talking.clock.advance(seconds=LEASE.total_seconds())
    await talking.settle()
    await send(talking)
    assert talking.arrived() == ["到晚上九點"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_stored_is_told_again_by_slack(talking: Desk) -> None:
    talking.workspace.events.retry_after = (0.3,)
    await talking.deps.database.close()
    with missing(Path(str(talking.deps.database.url.database))):
        await talking.workspace.say("lin", ROOM, "到晚上九點", thread=talking.card().ts)
        assert talking.workspace.delivery.log[-1][1].status == 503
    await talking.workspace.settled()
    await talking.settle()
    await send(talking)
    assert talking.arrived() == ["到晚上九點"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnOneDatabase:
    """What storage makes no difference to."""

    async def test_who_may_not_send_is_told_and_nothing_is_sent(self, talking: Desk) -> None:
        await says(talking, "我可以嗎", user="alice")
        assert talking.arrived() == []
        (told,) = whispers(talking, "alice")
        assert "Not sent to the member" in told
        assert "operator" in told

    async def test_words_too_long_are_refused_with_their_count(self, talking: Desk) -> None:
        await says(talking, "字" * 5001)
        assert talking.arrived() == []
        assert "5,001" in whispers(talking)[0]

    async def test_files_are_not_sent_nor_words_that_go_with_them(self, talking: Desk) -> None:
        await says(talking, "這是菜單", files={"menu.png": b"png"})
        assert talking.arrived() == []
        assert "Files put in this thread do not go to LINE" in whispers(talking)[0]

    async def test_words_that_name_colleagues_stay_with_the_team(self, talking: Desk) -> None:
        alice = talking.workspace.directory.user("alice").id
        await says(talking, f"<@{alice}> 這位你認識嗎？")
        assert talking.arrived() == []
        assert "team's own talk" in whispers(talking)[0]

    async def test_words_arrive_as_they_were_written(self, talking: Desk) -> None:
        await says(talking, "A &amp; B &lt;3 🐶 <https://example.com/menu|菜單>")
        assert talking.arrived() == ["A & B <3 🐶 菜單 https://example.com/menu"]

    async def test_an_edit_afterwards_earns_a_warning_and_the_receipt_shows_what_was_sent(
        self, talking: Desk
    ) -> None:
        said = await says(talking, "到晚上九點")
        await talking.workspace.edit("lin", said, "到晚上八點")
        await talking.settle()
        await send(talking)
        assert talking.arrived() == ["到晚上九點"]
        assert "LINE cannot change a message" in whispers(talking)[-1]
        receipt = words_of(talking.posts()[-1])
        assert "到晚上九點" in receipt
        assert "Edited in Slack since" in receipt

    async def test_a_deletion_afterwards_earns_a_warning_too(self, talking: Desk) -> None:
        said = await says(talking, "到晚上九點")
        await talking.workspace.delete("lin", said)
        await talking.settle()
        assert talking.arrived() == ["到晚上九點"]
        assert "LINE cannot take a message back" in whispers(talking)[-1]
        assert "到晚上九點" in words_of(talking.posts()[-1])

    async def test_an_edit_of_the_teams_own_talk_is_nobodys_business(self, desk: Desk) -> None:
        await hear(desk)
        said = await says(desk, "誰有空")
        await desk.workspace.edit("lin", said, "誰有空？")
        await desk.settle()
        assert len(whispers(desk)) == 1

    async def test_in_standby_the_thread_answers_nobody(self, talking: Desk) -> None:
        talking.platform.set_standby(talking.cafe, True)
        await hear(talking)
        await says(talking, "到晚上九點")
        assert talking.arrived() == []
        assert "Another module channel" in whispers(talking)[-1]

    async def test_slack_being_down_only_delays_the_decision(self, talking: Desk) -> None:
        talking.workspace.fail("users.info", status=500, times=1)
        await says(talking, "到晚上九點")
        assert talking.arrived() == []
        talking.clock.advance(seconds=2)
        await talking.settle()
        await send(talking)
        assert talking.arrived() == ["到晚上九點"]

    async def test_what_waited_an_hour_is_not_sent_any_more(self, talking: Desk) -> None:
        talking.workspace.fail("users.info", status=500, times=1)
        await says(talking, "到晚上九點")
        talking.clock.advance(minutes=61)
        await talking.settle()
        await send(talking)
        assert talking.arrived() == []
        assert "for an hour" in whispers(talking)[-1]


# ---- nothing an operator writes elsewhere in Slack ever reaches a member ----------------------


async def second_account(desk: Desk) -> OfficialAccount:
    members = tuple(desk.workspace.directory.users)
    desk.workspace.directory.add_channel("line-two", members=members)
    official = desk.platform.create_account(desk.world.provider, "Two")
    await desk.bind(official, "two", "line-two")
    return official


async def elsewhere(desk: Desk, where: str) -> None:
    """Somebody writes in a place that is no thread of a member's."""
    workspace, card = desk.workspace, desk.card()
    match where:
        case "channel":
            await workspace.say("lin", ROOM, "secret")
        case "another thread":
            root = await workspace.say("lin", ROOM, "lunch?")
            await workspace.say("tanaka", ROOM, "secret", thread=root.ts)
        case "a bot's other thread":
            posted = await desk.deps.slack.post(desk.account.slack_channel, "an alert")
            await workspace.say("lin", ROOM, "secret", thread=posted.ts)
        case "the thread of a receipt":
            await workspace.say("lin", ROOM, "secret", thread=desk.posts()[-1].ts)
        case "direct message":
            await workspace.say("lin", workspace.direct("lin").id, "secret")
        case "another account's channel":
            await workspace.say("lin", "line-two", "secret", thread=card.ts)
        case "the channel the account has left":
            new = workspace.directory.add_channel("new-home", members=(workspace.bot.id,))
            async with desk.deps.database.transaction() as session:
                await session.execute(
                    update(Account)
                    .where(col(Account.id) == desk.account.id)
                    .values(slack_channel=new.id)
                )
            await workspace.say("lin", ROOM, "secret", thread=card.ts)
        case "another app":
            message = workspace.messages.post(
                desk.account.slack_channel, "U0OTHERBOT", "secret", thread_ts=card.ts, bot_id="B0X"
            )
            await workspace.events.message(message)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "where",
    [
        "channel",
        "another thread",
        "a bot's other thread",
        "the thread of a receipt",
        "direct message",
        "another account's channel",
        "the channel the account has left",
        "another app",
    ],
)
async def test_nothing_written_elsewhere_reaches_a_member(talking: Desk, where: str) -> None:
    official = await second_account(talking)
    await elsewhere(talking, where)
    await talking.settle()
    await send(talking)
    assert talking.arrived() == []
    assert talking.platform.received(talking.world.chen, official) == []
    assert "secret" not in await talking.everything_stored()
    async with talking.deps.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Overheard)) == 0
    assert tried(talking, PUSH) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_thread_of_one_account_never_answers_for_another(talking: Desk) -> None:
    """Both accounts know the same person, each in a channel of its own."""
    official = await second_account(talking)
    await talking.platform.send_text(talking.world.chen, official, "to two")
    await talking.settle()
    (card,) = talking.cards("line-two")
    await allow(talking, True)
    await talking.workspace.say("lin", "line-two", "from two", thread=card.ts)
    await talking.settle()
    await send(talking)
    assert talking.arrived() == []
    received = talking.platform.received(talking.world.chen, official)
    assert [one.text for one in received] == ["from two"]
