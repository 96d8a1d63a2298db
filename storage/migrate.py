"""Brings a database to the newest schema; needs no configuration file.

How a revision is made: change the tables, then `python -m storage.migrations "what changed"`
writes `storage/migrations/versions/NNNN_….py`; read it, and mend it by hand where rows exist
(a new NOT NULL column needs a `server_default`). `tests/storage/test_migrations.py` fails until
tables and revisions agree on both databases.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, text

from storage import postgresql, sqlite
from storage.address import read_address
from storage.failures import storage_down
from storage.schema import head

_LOCK = 0x4D4F4F52  #: "MOOR"; the PostgreSQL advisory lock under which schemas change
_WAIT_SECONDS = 60.0  #: for somebody else's migration of the same SQLite file


async def migrate(database_url: str) -> str:
    """Upgrade an empty or older database, and return the revision reached.

    Safe to run from many processes and machines at once: one migrates, the others wait and find
    nothing left to do. All of it happens or none. Raises `StorageDown` and `SettingsError`.
    """
    kind, url = read_address(database_url)
    await (_sqlite(url) if kind == "sqlite" else _postgresql(url))
    return head()


async def _postgresql(url: URL) -> None:
    engine = postgresql.writer(url, size=1, wait_seconds=_WAIT_SECONDS)
    try:
        async with engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()


async def _sqlite(url: URL) -> None:
    engine = sqlite.creator(url, wait_seconds=_WAIT_SECONDS)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()
    try:
        async with asyncio.timeout(_WAIT_SECONDS):
            while not await sqlite.write_ahead(url):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError as error:
        raise storage_down(url, error) from error


def upgrade(connection: Connection) -> None:
    """Run what is missing inside the connection's own transaction."""
    configuration = configure()
    configuration.attributes["connection"] = connection
    command.upgrade(configuration, "head")


def configure() -> Config:
    """Alembic's settings, wherever the package is installed."""
    configuration = Config()
    folder = str(Path(__file__).with_name("migrations"))
    configuration.set_main_option("script_location", folder.replace("%", "%%"))
    configuration.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return configuration
