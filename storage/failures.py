"""Tells "the database is locked, gone or out of order" from every other database error, once.

`translate` is registered on every engine, so no caller ever sees a driver's word for it.
Broken constraints and mistakes in SQL pass through unchanged.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL
from sqlalchemy.engine import ExceptionContext

from bot.errors import StorageDown
from bot.text import Text, _

#: Primary result codes of https://www.sqlite.org/rescode.html that no caller can have caused.
_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
}

#: Classes of https://www.postgresql.org/docs/current/errcodes-appendix.html: connection,
#: authorisation, resources, an administrator's intervention, the operating system.
_POSTGRESQL_CLASSES = {"08", "28", "3D", "53", "57", "58"}
#: Serialisation failure, deadlock, lock not available.
_POSTGRESQL_CODES = {"40001", "40P01", "55P03"}


def translate(context: ExceptionContext) -> StorageDown | None:
    """SQLAlchemy's `handle_error`: what to raise instead, or None to let the error pass."""
    if context.is_pre_ping:
        return None  # the pool tries another connection, and comes back if that fails too
    error = context.original_exception
    if context.is_disconnect or isinstance(error, OSError) or _is_down(error, context):
        return storage_down(context.engine.url if context.engine else None, error)
    return None


def _is_down(error: BaseException, context: ExceptionContext) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        primary = code & 0xFF
        return primary in _SQLITE or (primary == sqlite3.SQLITE_READONLY and _writes(context))
    state = getattr(error, "sqlstate", None) or ""
    return state[:2] in _POSTGRESQL_CLASSES or state in _POSTGRESQL_CODES


def _writes(context: ExceptionContext) -> bool:
    """A file one may not write to is a fault of the machine, unless we promised only to read."""
    options: dict[str, Any] = dict(context.engine.get_execution_options()) if context.engine else {}
    return not options.get("only_reads")


def storage_down(url: URL | None, error: BaseException) -> StorageDown:
    """The error people see: what happened in the driver's words, and what to do."""
    reason = " ".join(str(error).split()) or type(error).__name__
    return StorageDown(
        _("The database does not answer ({reason}). {mend}", reason=reason, mend=_mend(url))
    )


def _mend(url: URL | None) -> Text:
    if url is not None and url.get_backend_name() == "sqlite":
        return _(
            "Check that {file} exists (`python -m bot migrate` creates it), can be written, has "
            "room on its disk, and is not kept locked by another program.",
            file=url.database,
        )
    return _("Check that the PostgreSQL server in DATABASE_URL runs and lets this program in.")
