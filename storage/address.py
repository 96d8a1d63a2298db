"""Reads `DATABASE_URL`: which of the two databases, and how SQLAlchemy wants it written."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError
from bot.text import Text, _

Kind = Literal["sqlite", "postgresql"]

_DRIVERS: dict[str, tuple[Kind, str]] = {
    "sqlite": ("sqlite", "sqlite+aiosqlite"),
    "sqlite+aiosqlite": ("sqlite", "sqlite+aiosqlite"),
    "postgres": ("postgresql", "postgresql+asyncpg"),
    "postgresql": ("postgresql", "postgresql+asyncpg"),
    "postgresql+asyncpg": ("postgresql", "postgresql+asyncpg"),
}


def read_address(setting: str) -> tuple[Kind, URL]:
    """The database a `DATABASE_URL` names; a relative SQLite path is taken from here and now.

    Hosting companies hand out libpq's words: `sslmode` becomes asyncpg's `ssl`, and
    `channel_binding`, which asyncpg cannot do, is left out.
    Raises `SettingsError`, which never repeats the setting: it may hold a password.
    """
    try:
        url = make_url(setting.strip())
    except (ArgumentError, ValueError):
        raise _refused(_("this is not a database address; {mend}", mend=_MEND)) from None
    if url.drivername not in _DRIVERS:
        raise _refused(_("Moorline runs on SQLite or PostgreSQL; {mend}", mend=_MEND))
    kind, drivername = _DRIVERS[url.drivername]
    url = url.set(drivername=drivername)
    return kind, _sqlite(url) if kind == "sqlite" else _postgresql(url)


_MEND = _("write sqlite:///moorline.db or postgresql://user:password@host/name")


def _refused(problem: Text) -> SettingsError:
    return SettingsError({"DATABASE_URL": problem})


def _sqlite(url: URL) -> URL:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise _refused(_("a SQLite address names a file; {mend}", mend=_MEND))
    return url.set(database=str(Path(url.database).absolute()))


def _postgresql(url: URL) -> URL:
    if not url.database:
        raise _refused(_("the address lacks the name of the database; {mend}", mend=_MEND))
    query = {name: value for name, value in url.query.items() if name != "channel_binding"}
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return url.set(query=query)
