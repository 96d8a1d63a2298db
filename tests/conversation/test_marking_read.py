"""Who is answered sees that their message was read; nothing depends on it."""

from __future__ import annotations

import pytest

from bot.text import to_json
from sandbox.slack.seen import words_of
from storage.tables import Alert
from tests.conversation.answering import answer, hear, send, tried
from tests.conversation.desk import Desk

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
READ = "/v2/bot/chat/markAsRead"


def read_by_us(desk: Desk) -> list[bool]:
    """Whether each of 陳怡君's messages shows as read on her phone."""
    chat = desk.platform.chat(desk.cafe, desk.world.chen)
    return [message.read for message in chat if message.sender == "member"]


async def mark(desk: Desk) -> None:
    """Choose “Mark as read” in the card's menu."""
    menu = next(
        one
        for block in desk.card().blocks
        for one in block.get("elements", [])
        if one["type"] == "overflow"
    )
    value = menu["options"][0]["value"]
    await desk.workspace.press("lin", desk.card(), menu["action_id"], value, patience=0)
    await desk.edge.drain(5)
    await desk.settle()


async def test_answering_marks_all_before_it_as_read(desk: Desk) -> None:
    await hear(desk, "first")
    await hear(desk, "second")
    await answer(desk)
    assert read_by_us(desk) == [False, False]
    await send(desk)
    assert read_by_us(desk) == [True, True]
    await answer(desk, "and once more")
    await send(desk)
    assert tried(desk, READ) == 1


async def test_the_menu_marks_without_an_answer_and_is_gone_then(desk: Desk) -> None:
    await hear(desk)
    await mark(desk)
    assert read_by_us(desk) == [True]
    assert "overflow" not in str(desk.card().blocks)
    assert "waiting since" in words_of(desk.card())


async def test_a_failure_is_quiet_when_answering_and_said_when_asked_for(desk: Desk) -> None:
    desk.workspace.directory.user("lin").locale = "en-US"
    desk.platform.faults.add(READ, status=500)
    await hear(desk)
    await answer(desk)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert "free of charge" in desk.shown()[-1]
    assert desk.workspace.ephemerals("lin") == []
    await mark(desk)
    assert "LINE did not take it" in words_of(desk.workspace.ephemerals("lin")[-1])


async def test_where_chat_is_off_line_is_not_even_asked(desk: Desk) -> None:
    now = desk.clock()
    async with desk.deps.database.transaction() as session:
        session.add(
            Alert(
                account_id=desk.account.id, check="chat-mode", subject="account:kojima",
                subject_name="", severity=1, expected=to_json("on"), actual=to_json("off"),
                opened_at=now, changed_at=now,
            )
        )  # fmt: skip
    await hear(desk)
    assert "overflow" not in str(desk.card().blocks)
    await answer(desk)
    await send(desk)
    assert tried(desk, READ) == 0
