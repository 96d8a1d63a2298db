"""Fixtures: worlds to play in. A `conftest.py` takes them in by name."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.clock import Clock
from tests.world import World, opened


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite database, for tests the kind of database makes no difference to."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'world.db')}"


@pytest.fixture
async def world(sqlite_url: str, clock: Clock) -> AsyncIterator[World]:
    """The world on SQLite; its clock stands still until moved."""
    async with opened(sqlite_url, clock=clock) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def shown_world(sqlite_url: str, clock: Clock) -> AsyncIterator[World]:
    """The world on SQLite, for tests that look at it in a browser."""
    async with opened(sqlite_url, clock=clock) as made:
        yield made


@pytest.fixture
async def stored_world(database_url: str, clock: Clock) -> AsyncIterator[World]:
    """The world on each kind of database, where storage matters."""
    async with opened(database_url, clock=clock) as made:
        yield made
