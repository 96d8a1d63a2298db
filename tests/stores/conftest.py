"""Databases that wait: 64 writers at once take their turns on a busy machine too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.opening import opened
from bot.settings import Settings
from storage.database import Database
from storage.secrets import new_key
from tests import browser as chromium_of
from tests.clock import Clock
from tests.stores.counter import CODES, Counter
from tests.stores.ledgers import stock
from tests.worlds import shown_world, sqlite_url, stored_world, world

__all__ = ["shown_world", "sqlite_url", "stored_world", "world"]

collect_ignore_glob = [] if chromium_of.program() else ["*_in_browser.py"]

MEMBERS = 64


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, opened database of either kind whose writers wait a minute."""
    database = Database(database_url, wait_seconds=60)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def counter(database: Database, database_url: str, clock: Clock) -> AsyncIterator[Counter]:
    """The counters of a café's stores, on each kind of database; no platform is called."""
    settings = Settings(database_url=SecretStr(database_url), secret_keys=SecretStr(new_key()))
    account = await stock(database, clock(), members=MEMBERS)
    async with opened(settings, clock) as deps:
        made = Counter(replace(deps, database=database), account, clock)
        for slug, code in CODES.items():
            await made.set_code(slug, code)
        yield made
