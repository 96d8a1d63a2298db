"""Figures of a period, their chart, and the report that comes by itself every morning."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from bot.binding.figures import Period, Spoken, each_day, middle, period_of, reply_times
from bot.cards.chart import COLORS, chart
from bot.errors import Refused
from bot.flows.prune import prune_all
from bot.flows.stores.digests import digest_due, next_at, set_digest
from bot.flows.stores.figures import read, report
from sandbox.slack.seen import words_of
from storage.tables import (
    IssuedTicket,
    Message,
    PointEntry,
    Purchase,
    Redemption,
    Role,
    Ticket,
    Visit,
    WebPicture,
)
from tests.tasks.shop import Shop

TAIPEI = ZoneInfo("Asia/Taipei")
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # noon in Taipei, when the tests' clock begins
LATE = datetime(2026, 11, 30, 15, 59, tzinfo=UTC)  # 23:59 of the month's last day in Taipei


@pytest.mark.parametrize(
    ("words", "now", "said"),
    [
        ("today", LATE, "2026-11-30"),
        ("today", LATE + timedelta(minutes=1), "2026-12-01"),
        ("yesterday", LATE, "2026-11-29"),
        ("", LATE, "2026-11-24..2026-11-30"),
        ("30d", LATE, "2026-11-01..2026-11-30"),
        ("month", LATE + timedelta(minutes=1), "2026-12-01"),
        ("2024-02", LATE, "2024-02-01..2024-02-29"),
        ("2026-11-03", LATE, "2026-11-03"),
        ("2026-11-01..2026-11-15", LATE, "2026-11-01..2026-11-15"),
    ],
)
def test_days_are_those_of_the_accounts_zone(words: str, now: datetime, said: str) -> None:
    assert str(period_of(words, TAIPEI, now)) == said


@pytest.mark.parametrize(
    "words", ["tomorrow", "2026-13", "2026-02-30", "0d", "999d", "2026-11-15..2026-11-01"]
)
def test_what_is_no_period_is_refused(words: str) -> None:
    with pytest.raises(Refused):
        period_of(words, TAIPEI, LATE)


def test_a_day_begins_and_ends_at_midnight_of_the_zone() -> None:
    day = Period(date(2026, 12, 1), date(2026, 12, 1), TAIPEI)
    assert day.start == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert day.end == datetime(2026, 12, 1, 16, tzinfo=UTC)
    last_moment = day.end - timedelta(microseconds=1)
    assert each_day(day, [day.start, last_moment, day.end]) == [2]


def test_the_wait_is_from_the_first_unanswered_message_to_the_first_answer() -> None:
    def at(minutes: int) -> datetime:
        return NOON + timedelta(minutes=minutes)

    said = [
        Spoken("user:A", at(0), ours=False),
        Spoken("user:A", at(5), ours=False),
        Spoken("user:B", at(6), ours=False),
        Spoken("user:A", at(10), ours=True),
        Spoken("user:A", at(11), ours=True),
        Spoken("user:A", at(12), ours=False),
        Spoken("user:A", at(14), ours=True),
    ]
    waits = reply_times(said)
    assert waits == [timedelta(minutes=10), timedelta(minutes=2)]
    assert middle(waits) == timedelta(minutes=6)
    assert middle([]) is None


async def a_busy_noon(shop: Shop) -> None:
    """Something of everything, at noon of 23 November."""
    chen, alan = await shop.befriended("chen", "alan")
    account, store = shop.desk.account, shop.taipei
    ticket = Ticket(account_id=account.id, name="Coffee", created_at=NOON, created_by="U1",
                    changed_at=NOON)  # fmt: skip
    async with shop.desk.deps.database.transaction() as session:
        session.add(ticket)
        await session.flush()
        held = [
            IssuedTicket(account_id=account.id, ticket_id=ticket.id, member_id=chen.id,
                         source="claim", once=f"claim:{number}", issued_at=NOON)
            for number in range(2)
        ]  # fmt: skip
        session.add_all(held)
        await session.flush()
        session.add_all(
            [
                Visit(site_id=store.id, member_id=chen.id, first_at=NOON),
                *said(shop, "user:A", ours=False, minute=0),
                *said(shop, "user:A", ours=True, minute=4),
                Redemption(account_id=account.id, once="r0", ticket_id=ticket.id,
                           issued_ticket_id=held[0].id,
                           member_id=chen.id, site_id=store.id, at=NOON),
                Redemption(account_id=account.id, once="r1", ticket_id=ticket.id,
                           issued_ticket_id=held[1].id,
                           member_id=chen.id, site_id=store.id, at=NOON, reversed_at=NOON),
                Purchase(account_id=account.id, site_id=store.id, member_id=chen.id, amount=1200,
                         once="p1", at=NOON),
                PointEntry(account_id=account.id, member_id=chen.id, site_id=store.id, kind="earn",
                           points=12, once="e1", at=NOON),
                PointEntry(account_id=account.id, member_id=alan.id, site_id=shop.parent.id,
                           kind="spend", points=-5, once="s1", at=NOON),
            ]
        )  # fmt: skip


def said(shop: Shop, conversation: str, *, ours: bool, minute: int) -> list[Message]:
    return [
        Message(
            account_id=shop.desk.account.id, conversation=conversation, kind="text", text="Hi",
            direction="out" if ours else "in", at=NOON + timedelta(minutes=minute),
        )
    ]  # fmt: skip


async def test_an_account_and_a_store_have_their_own_numbers(shop: Shop) -> None:
    await a_busy_noon(shop)
    day = Period(NOON.date(), NOON.date(), TAIPEI)
    async with shop.desk.deps.database.reading() as session:
        whole = await read(session, shop.desk.account, None, day)
        store = await read(session, shop.desk.account, shop.taipei, day)
        before = await read(session, shop.desk.account, None,
                            Period(date(2026, 11, 22), date(2026, 11, 22), TAIPEI))  # fmt: skip
    assert (whole.new_members, whole.members, whole.messages) == (2, 2, 1)
    assert whole.first_reply == timedelta(minutes=4)
    assert (whole.redemptions, whole.purchases, whole.money) == (1, 1, 1200)
    assert (whole.points_earned, whole.points_spent) == (12, 5)
    assert (store.new_members, store.messages, store.points_spent) == (1, None, 0)
    assert (store.redemptions, store.points_earned) == (1, 12)
    assert (before.new_members, before.messages, before.redemptions) == (0, 0, 0)


def colors_of(image: Image.Image) -> set[str]:
    """Every colour in it, as CSS writes them."""
    pixels = image.convert("RGB").tobytes()
    return {f"#{pixels[at : at + 3].hex().upper()}" for at in range(0, len(pixels), 3)}


def test_a_chart_shows_each_days_bars_in_their_colours() -> None:
    days = [date(2026, 11, 22), date(2026, 11, 23)]
    drawn = Image.open(BytesIO(chart(days, {"messages": [0, 120], "redemptions": [3, 0]})))
    colors = colors_of(drawn)
    assert {COLORS["messages"], COLORS["redemptions"]} <= colors
    assert COLORS["new-members"] not in colors
    assert len(chart(days, {"messages": [0, 0]})) < 20_000


async def test_a_report_has_its_picture_for_some_months(shop: Shop) -> None:
    await a_busy_noon(shop)
    shown = await report(shop.desk.deps, shop.desk.account, None, "today")
    assert (shown.period, shown.left) == ("2026-11-23", 200)
    (picture,) = await shop.rows(WebPicture)
    assert picture.key in shown.picture_url
    assert picture.content.startswith(b"\x89PNG")
    shop.desk.clock.advance(hours=24 * 91)
    await prune_all(shop.desk.deps)
    assert await shop.rows(WebPicture) == []


def test_the_next_morning_is_reckoned_in_the_accounts_zone() -> None:
    assert next_at(9, TAIPEI, NOON) == datetime(2026, 11, 24, 1, tzinfo=UTC)
    assert next_at(13, TAIPEI, NOON) == datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert next_at(12, TAIPEI, NOON) == datetime(2026, 11, 24, 4, tzinfo=UTC)


async def morning(shop: Shop, hours: float = 24) -> None:
    shop.desk.clock.advance(hours=hours)
    await digest_due(shop.desk.deps)
    await shop.desk.settle()


async def test_the_figures_of_the_day_before_come_once_every_morning(shop: Shop) -> None:
    await a_busy_noon(shop)
    deps, account = shop.desk.deps, shop.desk.account
    await set_digest(deps, account, None, 9, by="U1")
    await morning(shop, 20.9)
    assert shop.told("2026-11-23") == []
    await morning(shop, 0.2)
    await morning(shop, 0.1)
    (told,) = shop.told("2026-11-23")
    assert "Messages from members" in told
    await morning(shop, 72)  # nobody was awake for three mornings: the last one is caught up
    assert (len(shop.told("2026-11-24")), len(shop.told("2026-11-26"))) == (0, 1)
    await set_digest(deps, account, None, None, by="U1")
    await morning(shop, 48)
    assert shop.told("2026-11-27") == []


async def test_a_stores_figures_go_to_its_managers(shop: Shop) -> None:
    await a_busy_noon(shop)
    deps, account, desk = shop.desk.deps, shop.desk.account, shop.desk
    alice = desk.workspace.directory.user("alice").id
    async with deps.database.transaction() as session:
        session.add(Role(account_id=account.id, user_id=alice, role="store-manager",
                         sites=[shop.taipei.id], granted_by="U1", granted_at=NOON))  # fmt: skip
    await set_digest(deps, account, shop.taipei, 9, by="U1")
    await morning(shop)
    direct = [words_of(one) for one in desk.workspace.direct_messages("alice")]
    assert any("台北店" in words and "2026-11-23" in words for words in direct)
    assert shop.told("台北店") == []
