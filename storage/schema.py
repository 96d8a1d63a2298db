"""Which schema a database has, and which one this program needs.

Asked by every `/readyz`, so without Alembic, which takes a fifth of a second and 7 MB to import.
Revisions are numbered, `storage/migrations/versions/NNNN_….py`, in the order they apply.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.errors import SchemaError
from bot.text import _


def head() -> str:
    """The newest revision this program knows."""
    return _revisions()[-1]


def found(connection: Connection) -> str | None:
    """The revision a database is at; None when it has never been migrated."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def judge(revision: str | None) -> None:
    """Raises `SchemaError`, with the mend, unless that is the revision this program needs."""
    if revision == head():
        return
    if revision is None:
        raise SchemaError(_("The database is empty: run `python -m bot migrate`."))
    if revision in _revisions():
        told = _(
            "The database is at revision {found}, this program needs {head}: "
            "run `python -m bot migrate`.",
            found=revision,
            head=head(),
        )
    else:
        told = _(
            "The database is at revision {found}, which is newer than this program ({head}): "
            "install the newer Moorline, then run `python -m bot migrate`.",
            found=revision,
            head=head(),
        )
    raise SchemaError(told)


@cache
def _revisions() -> tuple[str, ...]:
    """Oldest first; they come with the program, so they cannot change while it runs."""
    folder = Path(__file__).with_name("migrations") / "versions"
    return tuple(sorted(file.name.split("_")[0] for file in folder.glob("[0-9]*_*.py")))
