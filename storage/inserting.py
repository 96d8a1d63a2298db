"""INSERT that lets be what is already there, alike on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import SQLModel

from storage.tables import Due


async def insert_new(session: AsyncSession, *rows: Due) -> frozenset[str]:
    """Insert rows of one table, and skip those a unique constraint already knows.

    Returns the ids that were new. The objects stay outside the session; SQL says what is stored.
    """
    if not rows:
        return frozenset()
    table: Table = inspect(type(rows[0])).local_table
    statement = insert_into(session, type(rows[0])).on_conflict_do_nothing().returning(table.c.id)
    inserted = await session.execute(statement, [_values(row) for row in rows])
    return frozenset(inserted.scalars())


def insert_into(session: AsyncSession, model: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """The two dialects' own INSERT, which know ON CONFLICT; they are used alike."""
    table: Table = inspect(model).local_table
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    return sqlite.insert(table) if on_sqlite else postgresql.insert(table)


def _values(row: SQLModel) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).columns}
