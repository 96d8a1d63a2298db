"""Whatever a store manager types, no other store is shown: new commands are tried by themselves."""

from __future__ import annotations

import pytest

import handlers
from bot.binding.roles import RoleName, least
from handlers.edge import declared_in
from sandbox.slack.model import Message, View
from sandbox.slack.seen import words_of
from storage.tables import Site
from tests.network.test_roles import broken_stores, managed
from tests.world import ROOM, World, words_in

OTHER = "府城旗艦店"  #: alice manages Taipei; this is the other store's name
COMMANDS = sorted(
    one.name
    for one in declared_in(handlers).commands
    if least(one.name) in (None, RoleName.STORE_MANAGER)
)


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
    async with world.deps.database.transaction() as session:
        (row,) = [one for one in await world.rows(Site) if one.slug == "tainan"]
        (await session.get_one(Site, row.id)).name = OTHER
    if shut:
        broken_stores(world)
    await world.next_round()
    for command in COMMANDS:
        for words in (command, f"{command} taipei", f"{command} tainan"):
            shown = await everything_shown(world, words)
            assert OTHER not in shown, words
            assert "/s/tainan" not in shown, words
    assert OTHER in await world.whisper("lin", ROOM, "subnet list")
