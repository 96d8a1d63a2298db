"""The one way to the database: `transaction()` to write, `reading()` to read.

Both databases keep the same promises: what `transaction()` committed survives a power cut; two
transactions that read and then write the same row cannot lose an update on SQLite, and on
PostgreSQL do not if the row was read `with_for_update()`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.errors import SchemaError, StorageDown
from bot.text import _
from storage import engines
from storage.address import read_address


class Database:
    """SQLite or PostgreSQL, whichever `DATABASE_URL` names. Opens nothing until it is used.

    Every method raises `StorageDown` while the database is locked, gone or out of order, and
    works again by itself once it is back. `IntegrityError` passes through.
    """

    def __init__(self, url: str) -> None:
        """Raises `SettingsError` if the URL names no database we can use; touches no file."""
        self.kind, self.url = read_address(url)
        if self.kind == "sqlite":
            self._writer = engines.sqlite_writer(self.url)
            self._readers = engines.sqlite_readers(self.url)
        else:
            self._writer = engines.postgresql(self.url)
            self._readers = self._writer.execution_options(
                postgresql_readonly=True, only_reads=True
            )
        self._writing = _sessions(self._writer)
        self._reading = _sessions(self._readers)

    def __repr__(self) -> str:
        return f"Database({self.url!r})"

    async def open(self) -> None:
        """Reach the database once, to fail now rather than at the first request."""
        async with self._readers.connect():
            pass

    async def close(self) -> None:
        """Close every connection; the object may be opened again."""
        await self._readers.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Commits at the end, rolls back if the block raises.

        SQLite has one writer: call nothing outside while in here.
        """
        with _waiting_is_down():
            async with self._writing() as session, session.begin():
                yield session

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One consistent look; the database refuses to write. Rows read stay usable afterwards."""
        with _waiting_is_down():
            async with self._reading() as session:
                yield session

    async def ready(self) -> None:
        """Ask the database now: does it answer, and is its schema the one this program needs?

        Raises `StorageDown` or `SchemaError`.
        """
        # Alembic takes a fifth of a second to import, which commands without a database never need.
        from storage.migrate import found, head, known  # noqa: PLC0415

        async with self._readers.connect() as connection:
            revision = await connection.run_sync(found)
        if revision == head():
            return
        if revision is None:
            raise SchemaError(_("The database is empty: run `python -m bot migrate`."))
        if known(revision):
            raise SchemaError(
                _(
                    "The database is at revision {found}, this program needs {head}: "
                    "run `python -m bot migrate`.",
                    found=revision,
                    head=head(),
                )
            )
        raise SchemaError(
            _(
                "The database is at revision {found}, which is newer than this program ({head}): "
                "install the newer Moorline, then run `python -m bot migrate`.",
                found=revision,
                head=head(),
            )
        )


@contextmanager
def _waiting_is_down() -> Iterator[None]:
    try:
        yield
    except exc.TimeoutError as error:
        raise StorageDown(
            _(
                "Every connection to the database stayed busy for {seconds} s; try again.",
                seconds=engines.WAIT_SECONDS,
            )
        ) from error


def _sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
