"""On SQLite, which has one writer, the inbox and everybody else in the process take turns."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select

from bot.errors import StorageDown
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing
from storage.tables import Account, Event
from tests.clock import Clock
from tests.edge.harness import account_row

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def account(database: Database, ring: KeyRing, clock: Clock) -> Account:
    account = account_row(ring, clock())
    async with database.transaction() as session:
        session.add(account)
    return account


async def test_first_come_first_served(database: Database, inbox: Inbox, account: Account) -> None:
    seen: list[int] = []

    async def count() -> None:
        async with database.transaction() as session:
            seen.append((await session.scalars(select(func.count()).select_from(Event))).one())

    async with database.transaction():
        before = asyncio.create_task(count())
        await asyncio.sleep(0)
        appends = [asyncio.create_task(inbox.append(account.id, [(str(n), "")])) for n in range(9)]
        for _turn in range(5):
            await asyncio.sleep(0)
        after = asyncio.create_task(count())
        await asyncio.sleep(0)
        assert not any(append.done() for append in appends)
    await asyncio.gather(before, *appends, after)
    assert seen == [0, 9]


async def test_a_transaction_that_does_not_end_is_storage_down_for_the_inbox(
    database: Database, inbox: Inbox, account: Account
) -> None:
    async with database.transaction():
        with pytest.raises(StorageDown, match="busy"):
            await inbox.append(account.id, [("a", "1")])
    assert await inbox.append(account.id, [("a", "1")]) == 1
