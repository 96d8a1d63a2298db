"""What every table shares: ids, and the columns of rows that await work."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel
from uuid_utils import uuid7

#: A named constraint is one that a later migration can drop, on SQLite too.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """A fresh row id; sorts by time of making."""
    return uuid7().hex


class Due(SQLModel):
    """Work that waits for its time: taken by one process at a time, until its lease runs out."""

    due_at: datetime | None = Field(default=None, index=True)  #: None: nothing to do
    leased_until: datetime | None = None
    claim: str | None = None  #: token of the claimer; fences its finishing write
    attempts: int = 0
