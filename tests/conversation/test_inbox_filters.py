"""`/line inbox` shows the conversations one asks for, by words or by its menus."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select, update

from bot.cards.inbox import InboxPage
from bot.errors import Refused
from handlers.inbox_words import chosen_by
from sandbox.line.model import Person
from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.seen import words_of
from storage.tables import Conversation, Level, LoginChannel, Member, Site, Visit
from tests.conversation.answering import send
from tests.conversation.desk import Desk

ROOM, LIN = "line-kojima", "lin"


@pytest.fixture
async def busy(desk: Desk) -> Desk:
    """Three members wrote, a minute apart: chen, alan and mei; we have answered alan."""
    from bot.flows.conversations.reply import write

    desk.workspace.directory.user(LIN).locale = "en-US"
    mei = desk.platform.create_person("美子", key="mei")
    for person in (desk.world.chen, desk.world.alan, mei):
        await desk.platform.send_text(person, desk.cafe, f"from {person.key}")
        await desk.settle()
        desk.clock.advance(minutes=1)
    conversation = f"user:{desk.user_id(desk.world.alan)}"
    await write(desk.deps, desk.account.id, conversation, "answered", author="U0LIN")
    await send(desk)
    return desk


async def shown(desk: Desk, words: str) -> SlackMessage:
    before = len(desk.workspace.ephemerals(LIN))
    await desk.workspace.command(LIN, ROOM, f"inbox {words}")
    found = await desk.workspace.journal.wait_for(
        lambda: desk.workspace.ephemerals(LIN)[before:], about=words
    )
    return found[-1]


def listed(message: SlackMessage) -> list[str]:
    """Whom the inbox names, in its order."""
    words = words_of(message)
    names = [name for name in ("陳怡君", "Alan Lin", "美子") if f"*{name}*" in words]
    return sorted(names, key=lambda name: words.index(f"*{name}*"))


async def changes(desk: Desk, person: Person, table: type, **values: Any) -> None:
    name = f"user:{desk.user_id(person)}"
    which = (
        col(Conversation.name) == name
        if table is Conversation
        else col(Member.user_id) == desk.user_id(person)
    )
    async with desk.deps.database.transaction() as session:
        await session.execute(update(table).where(which).values(**values))


async def visited(desk: Desk, person: Person, slug: str) -> None:
    """Taipei and Tainan exist; this member has signed in on one of them."""
    now, account = desk.clock(), desk.account.id
    channel = LoginChannel(account_id=account, channel_id="1", secret_box="", created_at=now)
    sites = {
        one: Site(account_id=account, slug=one, name=one.title(), created_at=now)
        for one in ("kojima", "taipei", "tainan")
    }
    async with desk.deps.database.transaction() as session:
        session.add_all([channel, *sites.values()])
        await session.flush()
        named = select(Member).where(col(Member.user_id) == desk.user_id(person))
        member = (await session.scalars(named)).one()
        session.add(Visit(site_id=sites[slug].id, member_id=member.id, first_at=now))


async def test_words_narrow_the_inbox(busy: Desk) -> None:
    assert listed(await shown(busy, "")) == ["Alan Lin", "美子", "陳怡君"]
    assert listed(await shown(busy, "unreplied")) == ["美子", "陳怡君"]
    assert listed(await shown(busy, "longest")) == ["陳怡君", "美子"]
    lin = busy.workspace.directory.user(LIN).id
    await changes(busy, busy.world.alan, Conversation, assigned_to=lin)
    await changes(busy, busy.world.chen, Conversation, assigned_to=lin)
    assert listed(await shown(busy, "mine")) == ["Alan Lin", "陳怡君"]
    assert listed(await shown(busy, "unreplied mine")) == ["陳怡君"]


async def test_site_and_level_narrow_it_too(busy: Desk) -> None:
    await visited(busy, busy.world.chen, "taipei")
    async with busy.deps.database.transaction() as session:
        session.add(Level(account_id=busy.account.id, name="金卡", created_at=busy.clock()))
    await changes(busy, busy.world.alan, Member, level="金卡")
    assert listed(await shown(busy, "site:taipei")) == ["陳怡君"]
    assert "No conversation is like that" in words_of(await shown(busy, "site:tainan"))
    assert listed(await shown(busy, "level：金卡")) == ["Alan Lin"]
    assert "There are: kojima, taipei, tainan" in words_of(await shown(busy, "site:osaka"))
    assert "金卡" in words_of(await shown(busy, "level:Platin"))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_menus_do_the_same_in_place(busy: Desk) -> None:
    message = await shown(busy, "")
    menus = message.blocks[1]
    menu = menus["elements"][0]
    unreplied = next(
        one["value"] for one in menu["options"] if one["text"]["text"] == "Not replied"
    )
    before = len(busy.workspace.ephemerals(LIN))
    await busy.workspace.press(
        LIN, message, menu["action_id"], unreplied, block_id=menus["block_id"]
    )
    await busy.edge.drain(5)
    after = busy.workspace.ephemerals(LIN)
    assert len(after) == before
    assert listed(after[-1]) == ["美子", "陳怡君"]
    assert after[-1].blocks[1]["elements"][0]["placeholder"]["text"] == "Not replied"


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("", InboxPage(0)),
        ("3", InboxPage(2)),
        ("UNREPLIED site:Taipei 2", InboxPage(1, "unreplied", "taipei")),
        ("mine longest", InboxPage(0, "mine-longest")),
        ("level:金卡", InboxPage(0, level="金卡")),
        ("0", InboxPage(0)),
    ],
)
def test_words_are_taken_in_any_order(words: str, meant: InboxPage) -> None:
    assert chosen_by(words.split()) == meant


@pytest.mark.parametrize("word", ["everything", "site:", "shop:1", "-1"])
def test_words_that_mean_nothing_are_refused_by_name(word: str) -> None:
    with pytest.raises(Refused) as refused:
        chosen_by([word])
    assert word in str(refused.value.said)
