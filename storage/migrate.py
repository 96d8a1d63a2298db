"""Brings a database to the newest schema; needs no configuration file.

How a revision is made: change the tables, then `python -m storage.migrations "what changed"`
writes `storage/migrations/versions/NNNN_….py`; read it, and mend it by hand where rows exist
(a new NOT NULL column needs a `server_default`). `tests/storage/test_migrations.py` fails until
tables and revisions agree on both databases.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage import engines
from storage.address import read_address

_LOCK = 0x4D4F4F52  #: "MOOR"; the PostgreSQL advisory lock under which schemas change
_WAIT_SECONDS = 60.0  #: for somebody else's migration of the same SQLite file


async def migrate(database_url: str) -> str:
    """Upgrade an empty or older database, and return the revision reached.

    Safe to run from many processes and machines at once: one migrates, the others wait and find
    nothing left to do. All of it happens or none. Raises `StorageDown` and `SettingsError`.
    """
    kind, url = read_address(database_url)
    if kind == "sqlite":
        engine = engines.sqlite_creator(url, wait_seconds=_WAIT_SECONDS)
    else:
        engine = engines.postgresql(url, size=1)
    try:
        async with engine.begin() as connection:
            if kind == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            await connection.run_sync(upgrade)
    finally:
        await engine.dispose()
    return head()


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


def head() -> str:
    """The newest revision this program knows."""
    return _revisions()[0]


def known(revision: str) -> bool:
    """Whether this program has that revision; if not, a newer program made it."""
    return revision in _revisions()


def found(connection: Connection) -> str | None:
    """The revision a database is at; None when it has never been migrated."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def _revisions() -> tuple[str, ...]:
    """Newest first; they come with the program, so they cannot change while it runs."""
    scripts = ScriptDirectory.from_config(configure())
    return tuple(script.revision for script in scripts.walk_revisions())
