"""What Slack is still to be told, and who did what."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


class Outbox(Due, table=True):
    """Something to tell Slack; due until Slack has it. The same `topic` waits only once."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    kind: str  #: names the function in `bot/flows/announcements/` that renders and posts it
    topic: str = Field(unique=True)
    payload: Any = Field(default=None, sa_column=Column(JSON))
    created_at: datetime
    wanted: int = 1  #: grows with each wish, so that one made while posting is not lost
    done_at: datetime | None = Field(default=None, index=True)
    failure: str | None = None


class Audit(SQLModel, table=True):
    """Who did what, when, old → new; secrets appear as "changed"."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    at: datetime
    who: str  #: Slack user id, "moorline", or "line" for what was found changed there
    tag: str  #: source:subject:action, from `storage/audit.py`
    subject: str
    old: Any = Field(
        default="", sa_column=Column(JSON)
    )  #: a word or a sentence (`bot.text.to_json`)
    new: Any = Field(default="", sa_column=Column(JSON))
