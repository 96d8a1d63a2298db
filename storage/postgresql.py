"""The engine for PostgreSQL."""

from __future__ import annotations

from typing import Any

import asyncpg
from sqlalchemy import URL, event
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.failures import storage_down, translate

_CONNECT_SECONDS = 5.0
_STATEMENT_SECONDS = 60.0  #: after which a server that says nothing counts as gone


def writer(url: URL, *, size: int = 10, wait_seconds: float) -> AsyncEngine:
    """Connections are tried before use, so a server that came back is used again by itself."""
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=size,
        max_overflow=size,
        pool_timeout=wait_seconds,
        pool_pre_ping=True,
        connect_args={"timeout": _CONNECT_SECONDS, "command_timeout": _STATEMENT_SECONDS},
    )
    event.listen(engine.sync_engine, "handle_error", translate)

    @event.listens_for(engine.sync_engine, "do_connect")
    def connect(dialect: Dialect, record: Any, args: list[Any], options: dict[str, Any]) -> Any:
        try:
            return dialect.connect(*args, **options)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise storage_down(url, error) from error

    return engine


def readers(writer: AsyncEngine) -> AsyncEngine:
    """The same connections, for transactions that see one snapshot and cannot write."""
    return writer.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True, only_reads=True
    )
