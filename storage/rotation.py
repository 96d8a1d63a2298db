"""`keys rotate`: every stored secret re-sealed under the newest key, beside a running server.

The order that never locks anybody out: put the new key first in SECRET_KEYS and restart every
process; rotate; then drop the old key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Column, Table, select, update
from sqlmodel import SQLModel

import storage.tables  # noqa: F401 - only then does SQLModel know the tables
from bot.errors import SecretUnreadable
from bot.text import _
from storage.database import Database
from storage.secrets import KeyRing

_BATCH = 200


async def rotate(database: Database, ring: KeyRing) -> int:
    """Re-seal what is not under `ring.current`, and return how many secrets that were.

    A secret that changes meanwhile is left to whoever changed it. Those that open under no key
    are left as they are, and told at the end, when all others are done: `SecretUnreadable`.
    """
    resealed, unreadable = 0, list[str]()
    for table, column in _boxes():
        after = ""
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
    database: Database, table: Table, column: Column[str], current: str, after: str
) -> Sequence[tuple[str, str]]:
    """The next rows, by id, whose box is under another key."""
    wanted = (
        select(table.c.id, column)
        .where(table.c.id > after, column.is_not(None), ~column.startswith(f"v1.{current}."))
        .order_by(table.c.id)
        .limit(_BATCH)
    )
    async with database.reading() as session:
        return [(row, box) for row, box in await session.execute(wanted)]


def _reseal(
    batch: Sequence[tuple[str, str]], table: str, column: str, ring: KeyRing, unreadable: list[str]
) -> Iterator[tuple[str, str, str]]:
    """Id, old box and new box of each; the places of those that do not open go to `unreadable`."""
    for row, box in batch:
        try:
            plain = ring.open(box, table=table, column=column, row=row)
        except SecretUnreadable:
            unreadable.append(f"{table}.{column} of {row}")
            continue
        yield row, box, ring.seal(plain, table=table, column=column, row=row)


async def _replace(
    database: Database, column: Column[str], fresh: Sequence[tuple[str, str, str]]
) -> int:
    """Write the new boxes where the old ones still stand; how many that were."""
    replaced = 0
    table = column.table
    async with database.transaction() as session:
        for row, old, new in fresh:
            change = update(table).where(table.c.id == row, column == old).values({column: new})
            replaced += (await session.execute(change.returning(table.c.id))).first() is not None
    return replaced
