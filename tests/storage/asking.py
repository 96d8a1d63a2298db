"""The database asked for something, to see whether it answers."""

from __future__ import annotations

from sqlalchemy import text

from storage.database import Database


async def write(database: Database) -> None:
    async with database.transaction() as session:
        await session.execute(text("DELETE FROM sighting"))


async def read(database: Database) -> None:
    async with database.reading() as session:
        await session.execute(text("SELECT * FROM sighting"))
