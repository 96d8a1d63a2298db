"""What may be written to whom, and the receipt Slack shows of it."""

from __future__ import annotations

import pytest

from bot.errors import InvalidForm, NotFound, Refused
from bot.flows.conversations.reply import send_due, write
from sandbox.line.model import OfficialAccount
from storage.tables import Account
from tests.conversation.answering import (
    PUSH,
    answer,
    hear,
    send,
)
from tests.conversation.desk import Desk


async def second_account(desk: Desk) -> tuple[OfficialAccount, Account]:
    desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
    official = desk.platform.create_account(desk.world.provider, "Two")
    return official, await desk.bind(official, "two", "line-two")


async def test_two_accounts_that_share_a_member_never_cross(desk: Desk) -> None:
    official, other = await second_account(desk)
    await desk.platform.send_text(desk.world.chen, desk.cafe, "to one")
    await desk.platform.send_text(desk.world.chen, official, "to two")
    await desk.settle()
    conversation = f"user:{desk.user_id(desk.world.chen)}"
    await write(desk.deps, other.id, conversation, "from two", author="U0LIN")
    await write(desk.deps, desk.account.id, conversation, "from one", author="U0LIN")
    await send(desk)
    assert desk.arrived() == ["from one"]
    received = desk.platform.received(desk.world.chen, official)
    assert [one.content["text"] for one in received] == ["from two"]
    assert "from two" not in "".join(desk.shown())
    assert "from one" not in "".join(desk.shown("line-two"))


async def test_a_conversation_of_another_account_does_not_exist(desk: Desk) -> None:
    _official, other = await second_account(desk)
    await hear(desk)
    conversation = f"user:{desk.user_id(desk.world.chen)}"
    with pytest.raises(NotFound):
        await write(desk.deps, other.id, conversation, "hi", author="U0LIN")


@pytest.mark.parametrize("conversation", ["account", "user:Unobody", ""])
async def test_there_is_no_writing_to_nobody(desk: Desk, conversation: str) -> None:
    await desk.take_in(desk.event("botSuspended", source=None))
    with pytest.raises(NotFound):
        await write(desk.deps, desk.account.id, conversation, "hi", author="U0LIN")


async def test_a_chat_in_standby_is_not_answered(desk: Desk) -> None:
    desk.platform.set_standby(desk.cafe, True)
    await hear(desk)
    assert "Reply" not in desk.shown()[-1]
    with pytest.raises(Refused):
        await answer(desk)
    assert await send_due(desk.deps) == 0


@pytest.mark.parametrize(("words", "length"), [("字" * 5001, "5001"), ("😀" * 2501, "5002")])
async def test_words_too_long_for_line_are_refused_with_their_count(
    desk: Desk, words: str, length: str
) -> None:
    await hear(desk)
    with pytest.raises(InvalidForm) as refused:
        await answer(desk, words)
    assert length in str(refused.value.errors["text"])


async def test_words_as_long_as_line_takes_are_sent(desk: Desk) -> None:
    await hear(desk)
    await answer(desk, "😀" * 2500)
    await send(desk)
    assert desk.arrived() == ["😀" * 2500]


@pytest.mark.parametrize("words", ["", " \n\t ", "　"])
async def test_nothing_is_not_sent(desk: Desk, words: str) -> None:
    await hear(desk)
    with pytest.raises(InvalidForm):
        await answer(desk, words)


async def test_the_receipt_stands_in_the_thread_of_the_message_it_answers(desk: Desk) -> None:
    heard = await hear(desk)
    await answer(desk, answers=heard)
    await send(desk)
    _message, receipt = desk.posts()
    assert receipt.thread_ts == desk.card().ts
    assert "free of charge" in desk.shown()[1]
    assert "<@U0LIN>" in desk.shown()[1]


async def test_the_receipt_is_one_message_edited_in_place(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    desk.platform.faults.add(PUSH, status=500, count=3)
    await answer(desk)
    for _ in range(5):
        await send(desk)
        desk.clock.advance(seconds=10)
    assert len(desk.posts()) == 2
    assert "push message" in desk.shown()[1]


async def test_an_answer_to_somebody_who_blocked_the_account_says_so(desk: Desk) -> None:
    await hear(desk)
    desk.clock.advance(minutes=2)
    await desk.platform.block(desk.world.chen, desk.cafe)
    await desk.settle()
    await answer(desk)
    await send(desk)
    assert "blocked the account" in desk.shown()[-1]
