"""Who has unlinked is nobody from then on: not found, listed, counted, sent or given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.binding.levels import Threshold
from bot.errors import NotFound
from bot.flows.conversations.reply import write
from bot.flows.members.forgetting import forget
from bot.flows.members.level_sweep import sweep_due
from bot.flows.members.leveling import fix_level
from bot.flows.members.levels import add_level
from bot.flows.members.menu_linking import link_due
from bot.flows.members.menu_wishes import wish_menu
from bot.flows.stores.ledgers import correct_points
from bot.flows.stores.tickets import Issuing, issue
from storage import conversation_list, figures, levels, members, records, tasks, ticket_rounds
from storage.conversation_list import Filter
from storage.figures import Within
from storage.records import Wanted
from storage.tables import Account, Member, MenuWish, Task, Ticket, TicketRound
from tests.levels.ladder import earns, with_levels
from tests.members import browsing
from tests.menus.at_line import give, menu
from tests.world import ROOM, World


@dataclass
class Left:
    """A world 陳怡君 has left and Alan has not; both had signed in, written and earned points."""

    world: World
    account: Account
    member: Member  #: who has left, as the row is now
    user_id: str  #: LINE's, as it was
    stayed: Member


@pytest.fixture
async def left(stored_world: World) -> Left:
    world = stored_world
    account = await with_levels(world, 一般=0, 銀卡=100)
    menu(world, "春季")
    await give(world, f"{ROOM} 春季")
    for person in (world.chen, world.trial.furnished.alan):
        async with browsing(world) as browser:
            await browser.sign_in(person, friend=True)
        await world.line.send_text(person, world.cafe, "請問今天有開嗎")
    await world.settle()
    chen, alan = sorted(await world.rows(Member), key=lambda one: one.name != "陳怡君")
    for one in (chen, alan):
        await earns(world, one, 150)
    await forget(world.deps, chen.id)
    (gone,) = [one for one in await world.rows(Member) if one.id == chen.id]
    (stayed,) = [one for one in await world.rows(Member) if one.id == alan.id]
    return Left(world, account, gone, chen.user_id, stayed)


Ask = Callable[[Left], Awaitable[object]]


async def found_by_name(it: Left) -> object:
    async with it.world.deps.database.reading() as session:
        return await members.find(session, it.account.id, "陳怡君", limit=5)


async def found_by_the_id_they_had(it: Left) -> object:
    async with it.world.deps.database.reading() as session:
        return await members.find(session, it.account.id, it.user_id, limit=5)


async def found_by_what_stands_in_its_place(it: Left) -> object:
    async with it.world.deps.database.reading() as session:
        return await members.find(session, it.account.id, "forgotten:", limit=5)


async def in_the_inbox(it: Left) -> object:
    async with it.world.deps.database.reading() as session:
        listed = await conversation_list.page(session, it.account.id, Filter(), offset=0, limit=9)
        count = await conversation_list.count(session, it.account.id, Filter())
    assert count == len(listed) == 1
    return [one for one in listed if one.row.name != f"user:{it.stayed.user_id}"]


async def in_a_level(it: Left) -> object:
    async with it.world.deps.database.reading() as session:
        held = await levels.holders(session, it.account.id)
    assert {name: one.members for name, one in held.items()} == {"銀卡": 1}
    return None


async def in_a_sweep(it: Left) -> object:
    await add_level(it.world.deps, it.account, Threshold("金卡", 500), by="U1")
    while await sweep_due(it.world.deps):
        pass
    (now,) = [one for one in await it.world.rows(Member) if one.id == it.member.id]
    return now.level


async def in_figures(it: Left) -> object:
    now = it.world.clock()
    within = Within(it.account.id, None, now - timedelta(days=1), now + timedelta(days=1))
    async with it.world.deps.database.reading() as session:
        assert len(await figures.joined(session, within)) == 1
        return await figures.members(session, within) - 1


async def in_a_tasks_round(it: Left) -> object:
    now = it.world.clock()
    task = Task(account_id=it.account.id, site_id="", name="", trigger="cron", created_at=now,
                created_by="", changed_at=now)  # fmt: skip
    async with it.world.deps.database.reading() as session:
        size = await tasks.audience_size(session, task, (), whole_account=True)
        meant = await tasks.audience(session, task, (), whole_account=True, limit=9)
    assert size == len(meant) == 1
    return [one for one, _name in meant if one != it.stayed.id]


async def in_a_ticket_round(it: Left) -> object:
    everybody = TicketRound(account_id=it.account.id, ticket_id="", total=0, by="",
                            created_at=it.world.clock())  # fmt: skip
    async with it.world.deps.database.reading() as session:
        meant = await ticket_rounds.next_members(session, everybody, 9)
        assert await ticket_rounds.counted(session, everybody) == len(meant) == 1
    return [one for one in meant if one != it.stayed.id]


async def in_records_by_member(it: Left) -> object:
    wanted = Wanted(it.account.id, member=it.member.user_id)
    async with it.world.deps.database.reading() as session:
        return await records.count(session, wanted)


async def by_name_in_records(it: Left) -> object:
    async with it.world.deps.database.reading() as session:
        every = await records.page(session, Wanted(it.account.id), offset=0, limit=9)
    assert sorted(one.member for one in every) == ["", "Alan Lin"]
    return None


async def with_a_menu(it: Left) -> object:
    async with it.world.deps.database.transaction() as session:
        await wish_menu(session, it.account.id, it.member.id, "春季", it.world.clock())
    return [one for one in await it.world.rows(MenuWish) if one.member_id == it.member.id]


PLACES: list[Ask] = [
    found_by_name,
    found_by_the_id_they_had,
    found_by_what_stands_in_its_place,
    in_the_inbox,
    in_a_level,
    in_a_sweep,
    in_figures,
    in_a_tasks_round,
    in_a_ticket_round,
    in_records_by_member,
    by_name_in_records,
    with_a_menu,
]


async def test_they_are_nowhere(left: Left) -> None:
    for place in PLACES:
        assert not await place(left), place.__name__


async def test_nothing_is_given_or_written_to_them(left: Left) -> None:
    deps, account, gone, now = left.world.deps, left.account, left.member, left.world.clock()
    ticket = Ticket(account_id=account.id, name="券", created_at=now, created_by="U1",
                    changed_at=now)  # fmt: skip
    async with deps.database.transaction() as session:
        session.add(ticket)

    async def give_level() -> object:
        async with deps.database.transaction() as session:
            return await fix_level(session, gone.id, "銀卡", at=now)

    async def give_ticket() -> object:
        async with deps.database.transaction() as session:
            return await issue(session, ticket, gone.id, Issuing("operator", now), once="x")

    ways: list[Callable[[], Awaitable[object]]] = [
        give_level,
        give_ticket,
        lambda: correct_points(deps, account, gone, 5, "gift", once="y", by="U1"),
        lambda: write(deps, account.id, f"user:{gone.user_id}", "哈囉", author="U1"),
        lambda: write(deps, account.id, f"user:{left.user_id}", "哈囉", author="U1"),
    ]
    for way in ways:
        with pytest.raises(NotFound):
            await way()


async def test_a_menu_that_waited_for_them_is_not_shown_any_more(left: Left) -> None:
    """Their wish is gone with them; LINE is asked for the one who stayed alone."""
    before = len(left.world.calls_to_line("/v2/bot/user/"))
    assert await link_due(left.world.deps) == 1
    asked = left.world.calls_to_line("/v2/bot/user/")[before:]
    assert [one.path.split("/")[4] for one in asked] == [left.stayed.user_id]
