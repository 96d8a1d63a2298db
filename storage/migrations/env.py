"""Alembic runs this file for every command; `storage/migrate.py` hands it a connection."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import AutoString, SQLModel, UTCDateTime

import storage.tables  # noqa: F401 - only then does SQLModel know the tables


def run(connection: Connection) -> None:
    """Alembic joins the transaction it is given, so that a failed migration leaves no trace."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_server_default=True,
        render_as_batch=True,  # SQLite cannot ALTER a column; PostgreSQL does not mind
        render_item=plainly,
    )
    with context.begin_transaction():
        context.run_migrations()


def plainly(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write SQLModel's types as SQLAlchemy's, so that old revisions outlive SQLModel's changes."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


run(context.config.attributes["connection"])
