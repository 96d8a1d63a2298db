"""What the webhook edge must know of an account, kept in memory: a delivery costs no query."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import col

from bot.errors import SecretUnreadable, StorageDown
from storage.database import Database
from storage.secrets import KeyRing
from storage.tables import Account

YOUNG = timedelta(seconds=30)  #: for so long a change made by another process may go unnoticed
GAP = 0.2  #: seconds between two reads: a flood of garbage costs five small queries a second
MOST_AT_ONCE = 500  #: slugs in one read
PATIENCE = 1.0  #: seconds to wait for a read when there is an older answer; LINE waits 2


@dataclass(frozen=True, slots=True)
class Receiver:
    """An account as the webhook edge sees it. Its secrets are not shown."""

    id: str
    bot_user_id: str
    secrets: tuple[bytes, ...]  #: the present one, then the former one if there is one
    former_until: datetime | None
    read_at: datetime

    def __repr__(self) -> str:
        return f"Receiver({self.id!r})"

    def secrets_at(self, now: datetime) -> tuple[bytes, ...]:
        """The secrets that LINE's signature may be made with at `now`."""
        if self.former_until is None or now < self.former_until:
            return self.secrets
        return self.secrets[:1]


_Answer = Receiver | Exception | None


class Receivers:
    """Accounts by slug, read when first asked for and again when older than 30 s.

    Slugs asked for at the same time share a query, and queries are `GAP` apart, so strangers
    cannot turn requests into database load; still, each answer of `reread` comes from a read
    that began after it was asked for.
    """

    def __init__(self, database: Database, ring: KeyRing, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._ring = ring
        self._clock = clock
        self._known: dict[str, Receiver] = {}
        self._wanted: dict[str, asyncio.Future[_Answer]] = {}
        self._reader: asyncio.Task[None] | None = None
        self._forgotten = 0

    def fresh(self, slug: str, now: datetime) -> Receiver | None:
        """The account, if it was read within the last 30 s: then there is nothing to wait for."""
        known = self._known.get(slug)
        return known if known is not None and now - known.read_at < YOUNG else None

    async def get(self, slug: str, now: datetime) -> Receiver | None:
        """The account, or None; at most 30 s old while the database answers.

        Raises `StorageDown` or `SecretUnreadable` when there is not even an older answer.
        """
        known = self._known.get(slug)
        if known is None:
            return await self.reread(slug)
        if now - known.read_at < YOUNG:
            return known
        try:
            return await asyncio.wait_for(self.reread(slug), PATIENCE)
        except (StorageDown, TimeoutError):
            return known

    async def reread(self, slug: str) -> Receiver | None:
        """The account as it is in the database now. Raises as `get` does."""
        wanted = self._wanted.get(slug)
        if wanted is None:
            wanted = self._wanted[slug] = asyncio.get_running_loop().create_future()
            if self._reader is None or self._reader.done():
                self._reader = asyncio.create_task(self._read_wanted(), name="webhook accounts")
        answer = await asyncio.shield(wanted)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def forget(self, slug: str) -> None:
        """Read this account anew at its next delivery: it was changed in this process."""
        self._forgotten += 1
        self._known.pop(slug, None)

    async def _read_wanted(self) -> None:
        while self._wanted:
            slugs = list(islice(self._wanted, MOST_AT_ONCE))
            waiting = {slug: self._wanted.pop(slug) for slug in slugs}
            answers: dict[str, _Answer]
            try:
                answers = await self._read(slugs)
            except Exception as trouble:  # whatever it is, the waiting requests must hear of it
                answers = dict.fromkeys(slugs, trouble)
            for slug, future in waiting.items():
                future.set_result(answers.get(slug))
            await asyncio.sleep(GAP)

    async def _read(self, slugs: list[str]) -> dict[str, _Answer]:
        before, now = self._forgotten, self._clock()
        async with self._database.reading() as session:
            rows = await session.execute(_SELECT.where(col(Account.slug).in_(slugs)))
            answers = {row.slug: self._receiver(row, now) for row in rows}
        for slug in slugs:
            answer = answers.get(slug)
            if answer is None:
                self._known.pop(slug, None)
            elif isinstance(answer, Receiver) and self._forgotten == before:
                self._known[slug] = answer
        return answers

    def _receiver(self, row: Row[*tuple[Any, ...]], now: datetime) -> _Answer:
        try:
            secrets = tuple(
                self._ring.open(box, table="account", column=column, row=row.id).encode()
                for column in ("messaging_secret_box", "former_secret_box")
                if (box := getattr(row, column)) is not None
            )
        except SecretUnreadable as unreadable:
            return unreadable
        return Receiver(row.id, row.bot_user_id, secrets, row.former_secret_until, now)


_SELECT = select(
    col(Account.slug),
    col(Account.id),
    col(Account.bot_user_id),
    col(Account.messaging_secret_box),
    col(Account.former_secret_box),
    col(Account.former_secret_until),
)
