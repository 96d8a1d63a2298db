"""Databases that wait: 64 writers at once take their turns on a busy machine too."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.worlds import sqlite_url, stored_world, world

__all__ = ["sqlite_url", "stored_world", "world"]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated, opened database of either kind whose writers wait a minute."""
    database = Database(database_url, wait_seconds=60)
    await database.open()
    yield database
    await database.close()
