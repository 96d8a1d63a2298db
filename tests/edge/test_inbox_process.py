"""The process that writes the inbox's events into SQLite: whatever befalls it, nothing is lost."""

from __future__ import annotations

import asyncio
import os
import signal

import psutil
import pytest
from sqlalchemy import func, select

from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing
from storage.tables import Event
from tests.clock import Clock
from tests.edge.harness import account_row
from tests.edge.outages import locked

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def account_id(database: Database, ring: KeyRing, clock: Clock) -> str:
    account = account_row(ring, clock())
    async with database.transaction() as session:
        session.add(account)
    return account.id


async def test_killed_between_two_events(database: Database, inbox: Inbox, account_id: str) -> None:
    assert await inbox.append(account_id, [("a", "1")]) == 1
    writers(database)[0].kill()
    assert await inbox.append(account_id, [("b", "2")]) == 1
    assert await count(database) == 2


async def test_killed_with_events_in_hand(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    assert await inbox.append(account_id, [("a", "1")]) == 1
    async with locked(database):  # so it cannot be quicker than the kill
        appends = [asyncio.create_task(inbox.append(account_id, [(str(n), "")])) for n in range(9)]
        for _turn in range(9):
            await asyncio.sleep(0)
        writers(database)[0].kill()
    assert await asyncio.gather(*appends) == [1] * 9
    assert await count(database) == 10


async def test_signals_to_the_whole_group_are_not_for_it(
    database: Database, inbox: Inbox, account_id: str
) -> None:
    assert await inbox.append(account_id, [("a", "1")]) == 1
    [writer] = writers(database)
    for name in (signal.SIGINT, signal.SIGTERM):
        os.kill(writer.pid, name)
    assert await inbox.append(account_id, [("b", "2")]) == 1
    assert writers(database) == [writer]


async def test_it_ends_with_the_inbox(database: Database, account_id: str, clock: Clock) -> None:
    inbox = Inbox(database, on_stored=lambda: None, clock=clock)
    await inbox.open()
    assert writers(database) == []
    await inbox.append(account_id, [("a", "1")])
    assert len(writers(database)) == 1
    await inbox.close()
    assert writers(database) == []


def writers(database: Database) -> list[psutil.Process]:
    """The processes of this one that write to the database's file."""
    mine = psutil.Process().children()
    return [one for one in mine if str(database.url.database) in one.cmdline()]


async def count(database: Database) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(Event))).one()
