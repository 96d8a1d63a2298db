"""Edited and unsent messages, in whatever order LINE tells it."""

from __future__ import annotations

import sqlite3
from itertools import permutations
from pathlib import Path

import pytest

from bot.text import from_json
from tests.conversation.desk import Desk, Json

SECRET = "我的密碼是 swordfish"
UNSENT = "Unsent a message"


def unsend(desk: Desk, message_id: str, after: int = 60_000) -> Json:
    event = desk.event("unsend", unsend={"messageId": message_id})
    return event | {"timestamp": desk.ms() + after}


def edited(desk: Desk, message_id: str, words: str, after: int) -> Json:
    event = desk.text_event(words, message_id)
    return event | {"type": "messageEdited", "timestamp": desk.ms() + after}


async def test_an_unsent_message_is_nowhere_in_the_database(desk: Desk) -> None:
    await desk.platform.send_text(desk.world.chen, desk.cafe, SECRET)
    await desk.settle()
    assert SECRET in await desk.everything_stored()
    message_id = (await desk.message()).line_message_id
    await desk.platform.unsend(desk.cafe, message_id or "")
    await desk.settle()
    everything = await desk.everything_stored()
    assert "swordfish" not in everything
    assert str(message_id) in everything


async def test_the_slack_copy_of_an_unsent_message_says_so_instead(desk: Desk) -> None:
    await desk.take_in(desk.text_event(SECRET, "9"))
    assert SECRET in desk.shown()[0]
    await desk.take_in(unsend(desk, "9"))
    (shown,) = desk.shown()
    assert UNSENT in shown
    assert "swordfish" not in shown
    assert "Reply" not in shown


@pytest.mark.parametrize("order", list(permutations(range(4))))
async def test_in_any_order_an_unsent_and_edited_message_leaves_only_a_tombstone(
    desk: Desk, order: tuple[int, ...]
) -> None:
    events = [
        desk.text_event(SECRET, "9"),
        edited(desk, "9", f"{SECRET}!", 1_000),
        edited(desk, "9", f"{SECRET}!!", 2_000),
        unsend(desk, "9"),
    ]
    for place in order:
        await desk.stored(events[place])
        await desk.settle()
    message = await desk.message()
    assert (message.text, str(from_json(message.line))) == (None, UNSENT)
    assert message.unsent_at is not None
    assert "swordfish" not in await desk.everything_stored()
    assert "swordfish" not in "".join(desk.shown())


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_in_any_order_the_newest_edit_is_shown_where_the_message_was_written(
    desk: Desk, order: tuple[int, ...]
) -> None:
    written = desk.text_event("first", "9")
    events = [written, edited(desk, "9", "second", 1_000), edited(desk, "9", "third", 2_000)]
    for place in order:
        await desk.stored(events[place])
        await desk.settle()
    message = await desk.message()
    assert message.text == "third"
    assert desk.ms(message.at) == written["timestamp"]
    (shown,) = desk.shown()
    assert "third" in shown
    assert "edited" in shown


async def test_all_at_once_is_the_same_as_one_by_one(desk: Desk) -> None:
    await desk.take_in(
        unsend(desk, "9"), edited(desk, "9", f"{SECRET}!", 1_000), desk.text_event(SECRET, "9")
    )
    assert (await desk.message()).text is None
    assert "swordfish" not in await desk.everything_stored()


async def test_an_edit_in_a_group_reaches_slack(desk: Desk) -> None:
    group = desk.platform.create_group("熟客", [desk.world.chen])
    desk.platform.set_joins_groups(desk.cafe, True)
    await desk.platform.invite(desk.cafe, group)
    await desk.platform.send_text(desk.world.chen, desk.cafe, "明天見", group=group)
    await desk.settle()
    message_id = next(m.line_message_id for m in await desk.messages() if m.line_message_id)
    desk.clock.advance(seconds=5)
    await desk.platform.edit(desk.cafe, message_id, "後天見")
    await desk.settle()
    assert "明天見" not in "".join(desk.shown())
    assert "後天見" in desk.shown()[-1]
    assert "陳怡君" in desk.shown()[-1]


async def test_an_unsend_of_another_accounts_message_touches_nothing(desk: Desk) -> None:
    desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
    other = await desk.bind(
        desk.platform.create_account(desk.world.provider, "Two"), "two", "line-two"
    )
    await desk.take_in(desk.text_event("stays", "9"))
    await desk.stored(unsend(desk, "9"), account=other)
    await desk.settle()
    assert (await desk.message()).text == "stays"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_unsent_message_is_not_even_in_the_bytes_of_the_sqlite_file(desk: Desk) -> None:
    await desk.take_in(desk.text_event("swordfish " * 450, "9"))
    await desk.take_in(unsend(desk, "9"))
    file = Path(str(desk.deps.database.url.database))
    with sqlite3.connect(file) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    left = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert b"swordfish" not in left
