"""Deliveries that do not verify: refused, and kept when a new secret may verify them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import StorageDown
from bot.platforms.signature import sign
from bot.platforms.webhook_body import opener
from handlers.line_rejected import Bursts
from storage.deliveries import (
    LARGEST_HELD,
    MOST_HELD,
    expire,
    hold,
    rejections,
    sightings,
    take_in,
)
from storage.inbox import Inbox
from storage.secrets import KeyRing
from storage.tables import HeldDelivery, new_id
from tests.clock import Clock
from tests.edge.harness import Edge, account_row, delivery, event

NEW = "f" * 32
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


async def held(edge: Edge) -> int:
    async with edge.database.reading() as session:
        return (await rejections(session, edge.account.id, LONG_AGO)).held


async def test_a_delivery_for_this_bot_is_held_once(edge: Edge, clock: Clock) -> None:
    body = delivery(event())
    for _ in range(3):
        assert (await edge.post(body, secret=NEW)).status == 401
    assert (await edge.post(delivery(event()), secret=NEW)).status == 401
    async with edge.database.reading() as session:
        found = await rejections(session, edge.account.id, clock())
        later = await rejections(session, edge.account.id, clock() + timedelta(seconds=1))
    assert (found.held, found.first_at) == (2, clock())
    assert (later.held, later.first_at) == (0, None)


@pytest.mark.parametrize(
    "body",
    [
        delivery(event(), destination="U0000"),
        b"garbage",
        b'{"events":[{}]}',
        b"[]",
        delivery(event(text="x" * LARGEST_HELD)),
    ],
    ids=["another bot's", "no JSON", "nobody's", "no object", "too large"],
)
async def test_everything_else_is_refused_and_forgotten(edge: Edge, body: bytes) -> None:
    assert (await edge.post(body, secret=NEW)).status == 401
    assert await held(edge) == 0


async def test_without_a_signature_nothing_is_held(edge: Edge) -> None:
    answer = await edge.client.post("/line/island-coffee/webhook", data=delivery(event()))
    assert answer.status == 401
    assert await held(edge) == 0


async def test_the_log_tells_of_it_without_the_body_or_the_signature(
    edge: Edge, logged: Callable[[], str]
) -> None:
    body = delivery(event(text="SECRET WORDS"))
    await edge.post(body, secret=NEW)
    await edge.post(b"[" + body + b"]")
    told = logged()
    assert "webhook.rejected" in told
    assert "webhook.malformed" in told
    assert "SECRET WORDS" not in told
    assert sign(NEW.encode(), body) not in told


async def test_any_signature_can_be_stored(edge: Edge) -> None:
    for signature in ("é簽", "x" * 5_000):
        body = delivery(event())
        assert (await edge.post(body, **{"X-Line-Signature": signature})).status == 401
    assert await held(edge) == 2


async def test_empty_events_with_a_bad_signature_are_a_sighting(edge: Edge) -> None:
    await asyncio.gather(*(edge.post(delivery(), secret=NEW) for _ in range(20)))
    async with edge.database.reading() as session:
        assert (await sightings(session, edge.account.id)).badly_signed == 20
    assert await held(edge) == 0


async def test_no_more_than_1000_are_held_even_when_they_come_at_once(
    edge: Edge, clock: Clock
) -> None:
    async with edge.database.transaction() as session:
        session.add_all(
            HeldDelivery(
                id=new_id(),
                account_id=edge.account.id,
                body=b"%d" % number,
                digest=str(number),
                signature="",
                received_at=clock(),
            )
            for number in range(MOST_HELD - 5)
        )
    arriving = (
        hold(edge.database, edge.account.id, b"new %d" % number, "x", clock())
        for number in range(20)
    )
    assert sum(await asyncio.gather(*arriving)) == 5
    assert await held(edge) == MOST_HELD
    assert (await edge.post(delivery(event()), secret=NEW)).status == 401
    assert await held(edge) == MOST_HELD


async def test_a_removed_account_holds_nothing(edge: Edge, clock: Clock) -> None:
    assert not await hold(edge.database, "nobody", b"x", "x", clock())


async def test_the_new_secret_takes_in_what_it_verifies(
    edge: Edge, inbox: Inbox, woken: list[None]
) -> None:
    ids = {f"01NEW{number:02}" for number in range(45)}
    await asyncio.gather(*(edge.post(delivery(event(one)), secret=NEW) for one in ids))
    await edge.post(delivery(event("01FORGED")), secret="0" * 32)
    taken = await take_in(edge.database, inbox, edge.account.id, opener(NEW.encode()))
    assert taken == 45
    assert {one.webhook_event_id for one in await edge.stored()} == ids
    assert await held(edge) == 1
    assert len(woken) > 0
    assert await take_in(edge.database, inbox, edge.account.id, opener(NEW.encode())) == 0


async def test_what_was_redelivered_meanwhile_is_not_taken_in_twice(
    edge: Edge, inbox: Inbox
) -> None:
    await edge.post(delivery(event("01TWICE")), secret=NEW)
    await edge.post(delivery(event("01TWICE")))
    assert await take_in(edge.database, inbox, edge.account.id, opener(NEW.encode())) == 0
    assert len(await edge.stored()) == 1
    assert await held(edge) == 0


async def test_nothing_is_let_go_before_it_is_durable(edge: Edge, clock: Clock) -> None:
    closed = Inbox(edge.database, on_stored=lambda: None, clock=clock)
    await edge.post(delivery(event()), secret=NEW)
    with pytest.raises(StorageDown):
        await take_in(edge.database, closed, edge.account.id, opener(NEW.encode()))
    assert await held(edge) == 1


async def test_another_accounts_deliveries_are_left_alone(
    edge: Edge, inbox: Inbox, ring: KeyRing, clock: Clock
) -> None:
    other = account_row(ring, clock(), slug="tea-house")
    async with edge.database.transaction() as session:
        session.add(other)
    body = delivery(event())
    await hold(edge.database, other.id, body, sign(NEW.encode(), body), clock())
    assert await take_in(edge.database, inbox, edge.account.id, opener(NEW.encode())) == 0
    assert await take_in(edge.database, inbox, other.id, opener(NEW.encode())) == 1


async def test_after_24_hours_they_are_let_go(edge: Edge, clock: Clock) -> None:
    await edge.post(delivery(event()), secret=NEW)
    clock.advance(hours=1)
    await edge.post(delivery(event()), secret=NEW)
    clock.advance(hours=23)
    assert await expire(edge.database, clock()) == 1
    assert await held(edge) == 1


async def test_the_third_bad_one_in_ten_minutes_is_told_once(edge: Edge, clock: Clock) -> None:
    for _ in range(2):
        await edge.post(delivery(event()), secret=NEW)
    await edge.post(delivery(), secret=NEW)
    await edge.post(delivery(event(), destination="U0000"), secret=NEW)
    assert edge.bursts == []
    for _ in range(3):
        await edge.post(delivery(event()), secret=NEW)
    assert edge.bursts == [edge.account.id]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ([0, 1, 2], [2]),
        ([0, 1], []),
        ([0, 5, 10], []),
        ([0, 5, 9.9], [9.9]),
        ([0, 6, 12, 13], [13]),
        ([0, 1, 2, 3, 4, 13, 22, 31], [2]),
        ([0, 1, 2, 12, 13, 14], [2, 14]),
    ],
)
def test_when_a_burst_begins(minutes: list[float], told: list[float]) -> None:
    bursts = Bursts()
    start = datetime(2026, 11, 23, tzinfo=UTC)
    begun = [at for at in minutes if bursts.begins("a", start + timedelta(minutes=at))]
    assert begun == told


def test_bursts_of_two_accounts_are_two() -> None:
    bursts = Bursts()
    now = datetime(2026, 11, 23, tzinfo=UTC)
    told = [account for account in "abababab" if bursts.begins(account, now)]
    assert told == ["a", "b"]
