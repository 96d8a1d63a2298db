"""`keys rotate`: every stored secret re-sealed under the newest key, beside a running server.

The order that never locks anybody out: put the new key first in SECRET_KEYS and restart every
process; rotate; then drop the old key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Table, select, tuple_, update
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - only then does SQLModel know the tables
from bot.errors import SecretUnreadable
from bot.text import _
from storage.database import Database
from storage.secrets import KeyRing

_BATCH = 200

Key = tuple[Any, ...]
"""A row's primary key; where it has several parts, its box is bound to them joined by colons."""


async def rotate(database: Database, ring: KeyRing) -> int:
    """Re-seal what is not under `ring.current`, and return how many secrets that were.

    A secret that changes meanwhile is left to whoever changed it. Those that open under no key
    are left as they are, and told at the end, when all others are done: `SecretUnreadable`.
    """
    resealed, unreadable = 0, list[str]()
    for table, column in _boxes():
        after: Key = ()
        while batch := await _stale(database, table, column, ring.current, after):
            after = batch[-1][0]
            fresh = list(_reseal(batch, table.name, column.name, ring, unreadable))
            resealed += await _replace(database, column, fresh)
    if unreadable:
        raise SecretUnreadable(
            _(
                "{done} secrets are under the newest key now, but these open under no key in "
                "SECRET_KEYS: {places}. Add the key they were sealed with, or enter them anew.",
                done=resealed,
                places=", ".join(unreadable),
            )
        )
    return resealed


def _boxes() -> Iterator[tuple[Table, Column[str]]]:
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if column.name.endswith("_box"):
                yield table, column


async def _stale(
    database: Database, table: Table, column: Column[str], current: str, after: Key
) -> Sequence[tuple[Key, str]]:
    """The next rows, by their keys, whose box is under another key of ours."""
    keys = tuple(table.primary_key)
    wanted = (
        select(*keys, column)
        .where(column.is_not(None), ~column.startswith(f"v1.{current}."))
        .order_by(*keys)
        .limit(_BATCH)
    )
    if after:
        wanted = wanted.where(tuple_(*keys) > tuple_(*after))
    async with database.reading() as session:
        return [(tuple(row[:-1]), row[-1]) for row in await session.execute(wanted)]


def _reseal(
    batch: Sequence[tuple[Key, str]], table: str, column: str, ring: KeyRing, unreadable: list[str]
) -> Iterator[tuple[Key, str, str]]:
    """Key, old box and new box of each; the places of those that do not open go to `unreadable`."""
    for key, box in batch:
        row = ":".join(map(str, key))
        try:
            plain = ring.open(box, table=table, column=column, row=row)
        except SecretUnreadable:
            unreadable.append(f"{table}.{column} of {row}")
            continue
        yield key, box, ring.seal(plain, table=table, column=column, row=row)


async def _replace(
    database: Database, column: Column[str], fresh: Sequence[tuple[Key, str, str]]
) -> int:
    """Write the new boxes where the old ones still stand; how many that were."""
    replaced = 0
    table = column.table
    async with database.transaction() as session:
        for key, old, new in fresh:
            this = (one == value for one, value in zip(table.primary_key, key, strict=True))
            change = update(table).where(*this, column == old).values({column: new})
            replaced += (await session.execute(change.returning(column))).first() is not None
    return replaced
