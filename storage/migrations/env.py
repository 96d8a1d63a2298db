"""Alembic runs this file for every command; `storage/migrate.py` hands it a connection."""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection

from storage.tables import SQLModel  # from there, for only then does it know the tables


def run(connection: Connection) -> None:
    """Alembic joins the transaction it is given, so that a failed migration leaves no trace."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_server_default=True,
        render_as_batch=connection.dialect.name == "sqlite",  # SQLite cannot ALTER a column
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
