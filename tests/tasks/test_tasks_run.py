"""What sets a store's task off, for whom, once, and what stops it."""

from __future__ import annotations

import asyncio

import pytest

from bot.flows.sealed import seal_redemption_code
from bot.flows.stores.codes import Typed
from bot.flows.stores.redeeming import redeem
from bot.flows.stores.task_planning import plan_happened
from bot.flows.stores.task_running import run_due
from bot.flows.stores.tasks import switch_task
from bot.flows.stores.tickets import Issuing, issue
from storage.tables import (
    IssuedTicket,
    Level,
    Member,
    MenuWish,
    PointEntry,
    Site,
    Task,
    TaskRun,
    Ticket,
)
from tests.tasks.shop import Shop

THANK_YOU = "Thank you for coming."


async def test_a_purchase_thanks_the_member_once(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made()
    await shop.happens(chen, "purchase", "purchase:1")
    await shop.happens(chen, "purchase", "purchase:1")  # told twice, it happened once
    assert shop.heard() == [THANK_YOU]
    assert [run.outcome for run in await shop.runs()] == ["done"]


async def test_it_waits_as_long_as_it_was_told(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made(delay="2h")
    await shop.happens(chen, "purchase", "purchase:1")
    shop.desk.clock.advance(minutes=119)
    await shop.work()
    assert shop.heard() == []
    shop.desk.clock.advance(minutes=1)
    await shop.work()
    assert shop.heard() == [THANK_YOU]


@pytest.mark.parametrize(
    ("count", "times"), [("3", [3]), ("every 2", [2, 4]), ("", [1, 2, 3, 4, 5])]
)
async def test_the_time_counts(shop: Shop, count: str, times: list[int]) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made(count=count)
    sent = []
    for number in range(1, 6):
        before = len(shop.heard())
        await shop.happens(chen, "purchase", f"purchase:{number}")
        sent += [number] if len(shop.heard()) > before else []
    assert sent == times


async def test_other_levels_and_who_has_blocked_are_skipped(shop: Shop) -> None:
    gold, plain, blocked = await shop.befriended("chen", "alan", "hanako")
    now = shop.desk.clock()
    async with shop.desk.deps.database.transaction() as session:
        session.add(Level(account_id=shop.desk.account.id, name="Gold", created_at=now))
        for member in (gold, blocked):
            (await session.get_one(Member, member.id)).level = "Gold"
        (await session.get_one(Member, blocked.id)).friendship = "blocked"
    await shop.made(levels="Gold")
    for member in (gold, plain, blocked):
        await shop.happens(member, "purchase", f"purchase:{member.id}")
    assert (shop.heard(), shop.heard("alan"), shop.heard("hanako")) == ([THANK_YOU], [], [])
    skipped = {run.member_id: str(run.failure) for run in await shop.runs() if run.failure}
    assert "another level" in skipped[plain.id]
    assert "blocked" in skipped[blocked.id]


async def test_another_store_is_another_matter(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made(shop.taipei)
    await shop.happens(chen, "purchase", "purchase:1")
    assert shop.heard() == []


async def test_line_is_down_while_it_sends_and_the_message_arrives_once(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made()
    shop.desk.platform.faults.add("/v2/bot/message/push", status=500)
    await shop.happens(chen, "purchase", "purchase:1")
    (waiting,) = await shop.runs()
    assert (shop.heard(), waiting.outcome) == ([], None)
    shop.desk.platform.faults.clear()
    for _ in range(2):
        shop.desk.clock.advance(minutes=10)
        await shop.work()
    assert shop.heard() == [THANK_YOU]


async def test_a_message_whose_answer_was_lost_is_not_sent_again(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made()
    await shop.happens(chen, "purchase", "purchase:1")
    (run,) = await shop.runs()
    async with shop.desk.deps.database.transaction() as session:
        stored = await session.get_one(TaskRun, run.id)  # as if the process had died before
        stored.due_at, stored.done_at, stored.outcome = shop.desk.clock(), None, None
    await shop.work()
    assert shop.heard() == [THANK_YOU]
    assert [one.outcome for one in await shop.runs()] == ["done"]


async def test_several_processes_neither_plan_nor_send_twice(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made()
    await shop.made(name="And again", content="Come again.")
    await shop.noted(chen, "purchase", "purchase:1")
    await asyncio.gather(*(plan_happened(shop.desk.deps) for _ in range(4)))
    await asyncio.gather(*(run_due(shop.desk.deps) for _ in range(4)))
    assert sorted(shop.heard()) == ["Come again.", THANK_YOU]


async def test_a_task_that_sets_itself_off_is_stopped_and_reported_once(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    task = await shop.made()
    await shop.happens(chen, "purchase", "purchase:1", (task.id,))
    await shop.happens(chen, "purchase", "purchase:2", (task.id,))
    (stopped,) = await shop.rows(Task)
    assert (stopped.active, shop.heard()) == (False, [])
    (told,) = shop.told("has stopped")
    assert "set it off again" in told


async def test_a_ticket_that_brings_itself_is_stopped_however_it_is_redeemed(shop: Shop) -> None:
    """At a real counter: who redeems a coffee gets another coffee, would get another …"""
    (chen,) = await shop.befriended("chen")
    deps, account, now = shop.desk.deps, shop.desk.account, shop.desk.clock()
    async with deps.database.transaction() as session:
        site = await session.get_one(Site, shop.parent.id)
        site.redemption_code_box = seal_redemption_code(deps, site.id, "001")
        ticket = Ticket(account_id=account.id, name="Coffee", created_at=now, created_by="U1",
                        changed_at=now)  # fmt: skip
        session.add(ticket)
        await session.flush()
        await issue(session, ticket, chen.id, Issuing("operator", now), once="first")
    await shop.made(trigger="redeem", action="ticket", content="Coffee")
    for once in ("tap-one", "tap-two"):
        (held,) = [one for one in await shop.rows(IssuedTicket) if one.redeemed_at is None]
        await redeem(deps, account, held.id, Typed(site, chen.id, "001", once))
        await shop.work()
    (task,) = await shop.rows(Task)
    assert not task.active
    assert len(shop.told("has stopped")) == 1
    assert all(one.redeemed_at for one in await shop.rows(IssuedTicket))


async def test_a_new_friend_is_greeted_by_the_parent_site(shop: Shop) -> None:
    await shop.made(trigger="add-friend", content="Welcome!")
    await shop.befriended("chen")
    await shop.work()
    assert shop.heard() == ["Welcome!"]


async def test_a_task_gives_points_a_ticket_or_a_level(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    now, account = shop.desk.clock(), shop.desk.account
    async with shop.desk.deps.database.transaction() as session:
        session.add(Level(account_id=account.id, name="Gold", threshold=9000, created_at=now))
        session.add(Ticket(account_id=account.id, name="Free coffee", per_member=1, created_at=now,
                           created_by="U1", changed_at=now))  # fmt: skip
    await shop.made(action="points", content="30")
    await shop.made(action="ticket", content="Free coffee")
    await shop.made(action="level", content="Gold")
    await shop.made(action="rich-menu", content="Spring")
    for number in (1, 1, 2):
        await shop.happens(chen, "purchase", f"purchase:{number}")
    assert [one.points for one in await shop.rows(PointEntry)] == [30, 30]
    (ticket,) = await shop.rows(IssuedTicket)  # at most one a member
    assert ticket.member_id == chen.id
    (member,) = await shop.rows(Member)
    assert (member.level, member.level_fixed) == ("Gold", True)
    assert [wish.menu for wish in await shop.rows(MenuWish)] == ["Spring"]
    assert sorted(str(run.outcome) for run in await shop.runs()) == ["done"] * 7 + ["failed"]


async def test_points_that_bring_points_stop_at_the_second_round(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    await shop.made(trigger="earn", action="points", content="30")
    await shop.happens(chen, "earn", "earn:by-hand")
    (task,) = await shop.rows(Task)
    assert not task.active
    assert [one.points for one in await shop.rows(PointEntry)] == [30]


async def test_a_follow_at_line_greets_once_however_often_it_is_repeated(shop: Shop) -> None:
    await shop.made(trigger="add-friend", content="Welcome!")
    person = shop.desk.platform.person("chen")
    for act in (shop.desk.platform.follow, shop.desk.platform.block, shop.desk.platform.unblock):
        await act(person, shop.desk.cafe)
        await shop.desk.settle()
        await shop.work()
    assert shop.heard() == ["Welcome!"]


async def test_one_switched_off_meanwhile_does_nothing(shop: Shop) -> None:
    (chen,) = await shop.befriended("chen")
    task = await shop.made(delay="1h")
    await shop.happens(chen, "purchase", "purchase:1")
    desk = shop.desk
    await switch_task(desk.deps, desk.account, shop.parent, task.id, on=False, by="U1")
    desk.clock.advance(hours=1)
    await shop.work()
    assert (shop.heard(), [run.outcome for run in await shop.runs()]) == ([], ["skipped"])


async def test_the_calendar_calls_everybody_once_and_again_at_its_next_turn(shop: Shop) -> None:
    await shop.befriended("chen", "alan")
    await shop.made(trigger="cron", schedule="0 10 * * *", content="Good morning.")
    await shop.work()
    assert shop.heard() == []
    shop.desk.clock.advance(hours=24)  # it is noon in Taipei when the clock begins
    await shop.work()
    await shop.work()
    assert shop.heard() == shop.heard("alan") == ["Good morning."]
    shop.desk.clock.advance(hours=24)
    await shop.work()
    assert shop.heard() == ["Good morning."] * 2


async def test_a_day_comes_once_at_midnight_of_the_accounts_zone(shop: Shop) -> None:
    await shop.befriended("chen")
    await shop.made(trigger="date", schedule="2026-12-01 00:00", content="December!")
    shop.desk.clock.advance(hours=7 * 24 + 11, minutes=59)  # 23:59 of 30 November in Taipei
    await shop.work()
    assert shop.heard() == []
    shop.desk.clock.advance(minutes=1)
    await shop.work()
    shop.desk.clock.advance(hours=40 * 24)
    await shop.work()
    assert shop.heard() == ["December!"]


async def test_a_round_for_which_the_months_messages_do_not_suffice_does_not_begin(
    shop: Shop,
) -> None:
    await shop.befriended("chen", "alan")
    shop.desk.cafe.quota = 1
    await shop.made(trigger="date", schedule="2026-11-24 10:00")
    shop.desk.clock.advance(hours=24)
    await shop.work()
    assert shop.heard() == shop.heard("alan") == []
    (told,) = shop.told("has stopped")
    assert "2 members" in told
