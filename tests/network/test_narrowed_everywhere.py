"""Whatever a store manager types or presses, no other store is shown: new commands and buttons are
tried by themselves.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest

import handlers
from bot.binding.roles import RoleName, least
from handlers.declare import Press
from handlers.edge import declared_in
from sandbox.slack.model import Message, View
from sandbox.slack.seen import words_of
from storage.tables import (
    IssuedTicket,
    Member,
    PointEntry,
    Purchase,
    Redemption,
    Site,
    Task,
    Ticket,
    TicketStore,
)
from tests.network.store_managers import broken_stores, managed
from tests.world import ROOM, World, words_in

OTHER = "府城旗艦店"  #: alice manages Taipei; this is the other store's name
THEIRS = "府城"  #: in every name that belongs to the other store: its task, ticket and customer
OPEN = (None, RoleName.STORE_MANAGER)
COMMANDS = sorted(one.name for one in declared_in(handlers).commands if least(one.name) in OPEN)
PRESSES = [one for one in declared_in(handlers).presses if least(one.name) in OPEN]
KEYS = {"task": "task", "ticket": "ticket", "redemption": "redeemed", "purchase": "bought"}
"""Ids of what happened at the other store, by the button's field."""


async def business(world: World) -> None:
    """The other store gets its name; it has a task and a ticket, and a customer at its counter."""
    (row,) = [one for one in await world.rows(Site) if one.slug == "tainan"]
    about: dict[str, Any] = {"account_id": row.account_id, "site_id": row.id}
    now = world.clock()
    act: dict[str, Any] = {**about, "member_id": "guest", "once": "act", "at": now}
    async with world.deps.database.transaction() as session:
        (await session.get_one(Site, row.id)).name = OTHER
        session.add(Member(id="guest", account_id=row.account_id, user_id="Uguest", name="府城客",
                           created_at=now))  # fmt: skip
        session.add(Ticket(id="ticket", account_id=row.account_id, name="府城券", created_at=now,
                           created_by="U1", changed_at=now))  # fmt: skip
        session.add(Task(id="task", **about, name="府城任務", trigger="redeem", conditions={},
                         action={"deed": "text", "content": "府城"}, created_at=now,
                         created_by="U1", changed_at=now))  # fmt: skip
        await session.flush()
        session.add(TicketStore(ticket_id="ticket", site_id=row.id, quota=5))
        session.add(IssuedTicket(id="held", account_id=row.account_id, ticket_id="ticket",
                                 member_id="guest", source="claim", once="held",
                                 issued_at=now))  # fmt: skip
        session.add(Purchase(id="bought", **act, amount=500))
        await session.flush()
        session.add(Redemption(id="redeemed", **act, issued_ticket_id="held", ticket_id="ticket"))
        session.add(PointEntry(id="points", **act, kind="earn", points=5, purchase_id="bought"))


async def everything_shown(world: World, command: str) -> str:
    """What a command shows alice, wherever it does."""
    before = len(world.slack.ephemerals("alice", ROOM))
    await world.slack.command("alice", ROOM, command, patience=0)

    def done() -> Message | View | None:
        whispers = world.slack.ephemerals("alice", ROOM)[before:]
        said = next((one for one in whispers if "⏳" not in words_of(one)), None)
        front = world.slack.front("alice")
        if said is None and front and "⏳" not in words_in(front):
            return front
        return said

    shown: Message | View = await world.slack.wait_for(done, 60, about=command)
    words = words_in(shown) if isinstance(shown, View) else words_of(shown)
    if world.slack.front("alice"):
        await world.slack.close("alice", everything=True)
    return words


@pytest.mark.parametrize("shut", [False, True], ids=["all is well", "both stores are broken"])
async def test_no_command_shows_a_store_manager_another_store(world: World, shut: bool) -> None:
    await managed(world, "taipei")
    await business(world)
    if shut:
        broken_stores(world)
    await world.next_round()
    for command in COMMANDS:
        for words in (command, f"{command} taipei", f"{command} tainan"):
            shown = await everything_shown(world, words)
            assert THEIRS not in shown, words
            assert "/s/tainan" not in shown, words
    assert OTHER in await world.whisper("lin", ROOM, "subnet list")


def aimed(press: Press, site: str) -> str:
    """What the button carries, made to mean the other store."""
    plain = {"int": 0, "bool": False}
    given = {
        one.name: plain.get(str(one.type), KEYS.get(one.name, ""))
        for one in fields(press.value)
    }  # fmt: skip
    named = {"account": ROOM, "site": site, "subject": "site:tainan", "words": "tainan"}
    return json.dumps(given | {name: named[name] for name in given if name in named})


def forged(world: World, user: str, action: str, value: str) -> Message:
    """A card as of the app, with one button that nobody was ever given."""
    (whisper, *_more) = world.slack.ephemerals("alice", ROOM)
    words = {"type": "plain_text", "text": "…"}
    button = {"type": "button", "action_id": action, "value": value, "text": words}
    block = {"type": "actions", "block_id": "forged", "elements": [button]}
    return world.slack.messages.post(whisper.channel, whisper.user, "…", blocks=[block],
                                     only_for=user, app_id=whisper.app_id)  # fmt: skip


async def after_pressing(world: World, press: Press, site: str) -> str:
    """All that alice sees once a button has done what it can."""
    start = world.slack.journal.latest
    alice = world.slack.directory.user("alice").id
    card = forged(world, alice, press.name, aimed(press, site))
    await world.slack.press("alice", card, press.name, patience=0)

    steps = 2 if press.waiting or press.opens else 1  # "one moment", then the answer

    def settled() -> bool:
        since = world.slack.journal.since(start)
        told = [one for one in since if one.user == alice and one.kind != "view.closed"]
        return len(told) > steps  # the forged card is one of them

    await world.slack.wait_for(settled, 60, about=press.name)
    front = world.slack.front("alice")
    words = words_in(front) if front else ""
    await world.slack.close("alice", everything=True) if front else None
    return words + "".join(words_of(one) for one in world.slack.ephemerals("alice", ROOM))


async def test_no_button_shows_or_changes_another_store(world: World) -> None:
    await managed(world, "taipei")
    await business(world)
    await world.whisper("alice", ROOM, "help")
    (tainan,) = [one for one in await world.rows(Site) if one.slug == "tainan"]
    for press in PRESSES:
        for site in ("tainan", tainan.id):
            shown = await after_pressing(world, press, site)
            assert THEIRS not in shown, press.name
            assert ", tainan" not in shown, press.name
    (task,) = await world.rows(Task)
    assert task.active
    assert "府城任務" in await world.whisper("lin", ROOM, "task list tainan")
