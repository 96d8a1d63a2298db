"""The webhook edge over real HTTP, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from handlers.line import LineEdge
from storage.database import Database
from storage.inbox import Inbox
from storage.secrets import KeyRing
from tests.clock import Clock
from tests.edge.harness import Counts, Edge, account_row, application


@pytest.fixture
def woken() -> list[None]:
    """One entry for each time the inbox woke the intake."""
    return []


@pytest.fixture
async def inbox(database: Database, clock: Clock, woken: list[None]) -> AsyncIterator[Inbox]:
    inbox = Inbox(database, on_stored=lambda: woken.append(None), clock=clock)
    await inbox.open()
    yield inbox
    await inbox.close()


@pytest.fixture
async def edge(
    database: Database, inbox: Inbox, ring: KeyRing, clock: Clock, aiohttp_client: AiohttpClient
) -> Edge:
    """The account `island-coffee` and its webhook."""
    account = account_row(ring, clock())
    async with database.transaction() as session:
        session.add(account)
    metrics, bursts = Counts(), list[str]()
    line = LineEdge(database, ring, inbox, metrics=metrics, on_burst=bursts.append, clock=clock)
    client = await aiohttp_client(application(line))
    return Edge(database, account, inbox, line, client, metrics, bursts)
