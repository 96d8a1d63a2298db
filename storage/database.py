"""The one way to the database: `transaction()` to write, `reading()` to read.

Both databases keep the same promises: what `transaction()` committed survives a power cut; two
transactions that read and then write the same row cannot lose an update on SQLite, and on
PostgreSQL do not if the row was read `with_for_update()`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from bot.errors import StorageDown
from bot.text import _
from storage import sqlite
from storage.address import read_address
from storage.schema import found, judge

Result = TypeVar("Result")

INSISTS = 20.0  #: seconds; browsers and proxies give an answer up after thirty or more
BREATH = 0.2  #: seconds between two tries at a database that is down


class Database:
    """SQLite or PostgreSQL, whichever `DATABASE_URL` names. Opens nothing until it is used.

    Every method raises `StorageDown` while the database is locked, gone or out of order, and
    works again by itself once it is back. `IntegrityError` passes through.
    """

    def __init__(self, url: str, *, wait_seconds: float = 5.0) -> None:
        """Raises `SettingsError` if the URL names no database we can use; touches no file.

        `wait_seconds`: for a free connection, and for SQLite's lock, before it is `StorageDown`.
        """
        self.kind, self.url = read_address(url)
        self.insists = INSISTS
        self._wait = wait_seconds
        self._turn = asyncio.Lock()
        if self.kind == "sqlite":
            self._writer = sqlite.writer(self.url, wait_seconds=wait_seconds)
            self._readers = sqlite.readers(self.url, wait_seconds=wait_seconds)
        else:
            from storage import postgresql  # noqa: PLC0415 - 3 MB that SQLite needs not

            self._writer = postgresql.writer(self.url, wait_seconds=wait_seconds)
            self._readers = postgresql.readers(self._writer)
        self._writing, self._reading = _sessions(self._writer), _sessions(self._readers)

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
    async def transaction(
        self, *, patience: float | None = None, quick: bool = False
    ) -> AsyncIterator[AsyncSession]:
        """Commits at the end, rolls back if the block raises.

        SQLite has one writer: call nothing outside while in here. `patience` is that of `turn`;
        `quick` promises that every statement finds its rows by an index (`sqlite_trips.py`).
        """
        with self._waiting_is_down():
            begun = self._writing[quick]
            async with self.turn(patience), begun() as session, session.begin():
                yield session

    async def insist(self, work: Callable[[AsyncSession], Awaitable[Result]]) -> Result:
        """`work` in a transaction, begun anew for `insists` seconds while it is `StorageDown`.

        For what nobody can ask for again, such as what a code at LINE was spent on. `work` is
        quick and changes nothing but rows; it may do that twice, as a commit that was cut off may
        have counted.
        """
        clock = asyncio.get_running_loop().time
        end = clock() + self.insists
        while True:
            try:
                async with self.transaction(patience=max(end - clock(), 0), quick=True) as session:
                    return await work(session)
            except StorageDown:
                if clock() + BREATH >= end:
                    raise
                await asyncio.sleep(BREATH)

    @asynccontextmanager
    async def turn(self, patience: float | None = None) -> AsyncIterator[None]:
        """Wait until nobody else in this process writes to SQLite; PostgreSQL needs no turns.

        SQLite's own waiting is a poll at growing intervals, which is slow and starves somebody:
        measured without turns, the inbox was half as fast and its p99 five times as long.
        `patience` in seconds; then it is `StorageDown`.
        """
        if self.kind != "sqlite":
            yield
            return
        seconds = self._wait if patience is None else patience
        try:
            async with asyncio.timeout(seconds):
                await self._turn.acquire()
        except TimeoutError as error:
            raise _busy(seconds) from error
        try:
            yield
        finally:
            self._turn.release()

    @asynccontextmanager
    async def reading(self, *, quick: bool = False) -> AsyncIterator[AsyncSession]:
        """One consistent look; the database refuses to write. Rows read stay usable afterwards.

        `quick` is that of `transaction`.
        """
        with self._waiting_is_down():
            async with self._reading[quick]() as session:
                yield session

    async def ready(self) -> None:
        """Ask the database now: does it answer, and is its schema the one this program needs?

        Raises `StorageDown` or `SchemaError`.
        """
        with self._waiting_is_down():
            async with self._readers.connect() as connection:
                judge(await connection.run_sync(found))

    @contextmanager
    def _waiting_is_down(self) -> Iterator[None]:
        try:
            yield
        except exc.TimeoutError as error:
            raise _busy(self._wait) from error


def _busy(seconds: float) -> StorageDown:
    return StorageDown(
        _(
            "Every connection to the database stayed busy for {seconds} s; try again.",
            seconds=seconds,
        )
    )


def _sessions(engine: AsyncEngine) -> Mapping[bool, async_sessionmaker[AsyncSession]]:
    """By whether what they do is quick."""
    return {
        quick: async_sessionmaker(engine.execution_options(quick=quick), expire_on_commit=False)
        for quick in (False, True)
    }
