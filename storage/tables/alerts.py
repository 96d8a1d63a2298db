"""What verifications found, and what people and events have shown."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from storage.tables.base import new_id


class Alert(SQLModel, table=True):
    """One finding from its opening to its end; its status is derived from its times."""

    __table_args__ = (Index("ix_alert_open", "account_id", "resolved_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    check: str
    subject: str  #: "site:taipei"
    subject_name: str
    severity: int
    expected: Any = Field(sa_column=Column(JSON))  #: a `Text` or words
    actual: Any = Field(sa_column=Column(JSON))
    means: Any = Field(default=None, sa_column=Column(JSON))
    opened_at: datetime
    changed_at: datetime
    announced_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    muted_until: datetime | None = None
    muted_by: str = ""
    resolved_at: datetime | None = None
    resolved_by: str = ""  #: Slack user id of who repaired it; "" when it healed by itself
    slack_channel: str | None = None
    slack_ts: str | None = None
    group_id: str | None = Field(
        default=None, foreign_key="alert_group.id", index=True
    )  #: told by the group's message, not by one of its own


class AlertGroup(SQLModel, table=True):
    """Many alerts of one check that one message tells of, until the last of them is resolved."""

    __tablename__ = "alert_group"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    check: str
    about: str = ""  #: "login-channel:1234567890" where each Login channel has its own, else ""
    opened_at: datetime
    announced_at: datetime | None = None
    resolved_at: datetime | None = None
    slack_channel: str | None = None
    slack_ts: str | None = None


class Reading(SQLModel, table=True):
    """A probe's answer that may serve later rounds, and since when a probe has had none."""

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    probe: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    answer: Any = Field(default=None, sa_column=Column(JSON))
    read_at: datetime
    keep_until: datetime


class Unread(SQLModel, table=True):
    """A check that cannot be told since a while; after an hour that itself is an alert."""

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    check: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    since: datetime


class Proof(SQLModel, table=True):
    """Evidence for, or a named person's word on, what LINE's API cannot show."""

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    subject: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str
    at: datetime
    by: str = ""
