"""The durable inbox."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlmodel import col

from bot.errors import Refused, StorageDown
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing
from storage.tables import Event
from tests.clock import Clock
from tests.conftest import KINDS
from tests.edge.harness import account_row
from tests.edge.outages import cut_unnoticed

NASTY = [
    '{"quotes": "\\"", "backslash": "\\\\", "n": 1.50, "e": 1E+2}',
    '"\\u0000 \\ud83d\\ude00 \\u2028"',
    '"家 😀 \u2028 \x7f é"',
    "[\n\t1 ,\r\n 2]",
    "null",
    '"' + "長" * 100_000 + '"',
]


@pytest.fixture
async def account_id(database: Database, ring: KeyRing, clock: Clock) -> str:
    account = account_row(ring, clock())
    async with database.transaction() as session:
        session.add(account)
    return account.id


async def bodies(database: Database) -> Sequence[str]:
    async with database.reading() as session:
        return (await session.scalars(select(col(Event.body)).order_by(col(Event.id)))).all()


async def test_events_are_kept_to_the_letter_and_in_order(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    assert await inbox.append(account_id, [(str(n), raw) for n, raw in enumerate(NASTY)]) == 6
    assert await bodies(database) == NASTY


async def test_tells_how_many_were_new(inbox: Inbox, account_id: str) -> None:
    assert await inbox.append(account_id, [("a", "1"), ("b", "2"), ("a", "3")]) == 2
    assert await inbox.append(account_id, [("a", "1"), ("c", "2")]) == 1
    assert await inbox.append(account_id, [("a", "1")]) == 0
    assert await inbox.append(account_id, []) == 0


async def test_the_same_event_of_two_accounts_is_two_events(
    database: Database, inbox: Inbox, account_id: str, ring: KeyRing, clock: Clock
) -> None:
    other = account_row(ring, clock(), slug="tea-house")
    async with database.transaction() as session:
        session.add(other)
    assert await inbox.append(account_id, [("a", "1")]) == 1
    assert await inbox.append(other.id, [("a", "1")]) == 1


async def test_a_crowd_shares_commits(
    database: Database, inbox: Inbox, account_id: str, woken: list[None]
) -> None:
    counts = await asyncio.gather(
        *(inbox.append(account_id, [(str(n), "{}")]) for n in range(3_000))
    )
    assert sum(counts) == 3_000 == len(await bodies(database))
    assert len(woken) < 10


async def test_nothing_new_wakes_nobody(inbox: Inbox, account_id: str, woken: list[None]) -> None:
    await inbox.append(account_id, [("a", "1")])
    await inbox.append(account_id, [("a", "1")])
    await asyncio.sleep(0)
    assert len(woken) == 1


async def test_an_event_the_database_refuses_does_not_take_its_neighbours_along(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    good, bad, mixed = await asyncio.gather(
        inbox.append(account_id, [("a", "1"), ("b", "2")]),
        inbox.append("an account that was removed", [("a", "x")]),
        inbox.append(account_id, [("c", "3"), ("d", '"\ud800"'), ("e", "5")]),
        return_exceptions=True,
    )
    assert good == 2
    assert isinstance(bad, Refused)
    assert isinstance(mixed, Refused)
    assert await bodies(database) == ["1", "2", "3", "5"]


async def test_a_delivery_of_very_many_events(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    events = [(str(number % 9_000), f"{number}") for number in range(10_000)]
    assert await inbox.append(account_id, events) == 9_000
    assert await bodies(database) == [raw for _id, raw in events[:9_000]]


async def test_one_refused_event_among_many_costs_none_of_the_others(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    events = [(str(number), f"{number}") for number in range(300)]
    with pytest.raises(Refused):
        await inbox.append(account_id, [*events[:150], ("bad", '"\ud800"'), *events[150:]])
    assert await bodies(database) == [raw for _id, raw in events]


async def test_closing_commits_what_is_pending(
    database: Database, account_id: str, clock: Clock
) -> None:
    inbox = Inbox(database, on_stored=lambda: None, clock=clock)
    await inbox.open()
    pending = [asyncio.create_task(inbox.append(account_id, [(str(n), "{}")])) for n in range(50)]
    await asyncio.sleep(0)
    await inbox.close()
    assert await asyncio.gather(*pending) == [1] * 50
    assert len(await bodies(database)) == 50


async def test_a_closed_inbox_takes_nothing(database: Database, clock: Clock) -> None:
    inbox = Inbox(database, on_stored=lambda: None, clock=clock)
    with pytest.raises(StorageDown):
        await inbox.append("a", [("a", "1")])
    await inbox.open()
    await inbox.close()
    await inbox.close()
    with pytest.raises(StorageDown):
        await inbox.append("a", [("a", "1")])


async def test_a_request_that_is_given_up_harms_nobody(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    given_up = asyncio.create_task(inbox.append(account_id, [("a", "1")]))
    kept = asyncio.create_task(inbox.append(account_id, [("b", "2")]))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await kept == 1
    assert await bodies(database) == ["1", "2"]


@pytest.mark.parametrize(
    "database_url", [kind for kind in KINDS if kind == "postgresql"], indirect=True
)
async def test_a_connection_found_dead_is_replaced_before_anybody_is_turned_away(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    assert await inbox.append(account_id, [("a", "1")]) == 1
    cut_unnoticed(database)
    assert await inbox.append(account_id, [("b", "2")]) == 1
