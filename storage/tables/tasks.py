"""A store's scheduled tasks (排程任務), what made them run, and the figures told each day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


class Happened(Due, table=True):
    """Something a task may wait for; due until the tasks it causes are rows."""

    __table_args__ = (UniqueConstraint("account_id", "once"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    site_id: str | None = Field(default=None, foreign_key="site.id")
    member_id: str = Field(foreign_key="member.id", index=True)
    trigger: str  #: redeem | earn | purchase | first-sign-in | add-friend
    once: str  #: names what happened: it causes tasks once
    by_tasks: Any = Field(default=None, sa_column=Column(JSON))  #: ids of the tasks behind it
    at: datetime


class Task(Due, table=True):
    """When something happens, after a while, do something; due when it runs by the calendar."""

    __table_args__ = (Index("ix_task_site", "site_id", "active"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    site_id: str = Field(foreign_key="site.id")
    name: str
    trigger: str  #: redeem | earn | purchase | first-sign-in | add-friend | date | cron
    schedule: str = ""  #: of date and cron, in the account's zone
    delay_seconds: int = 0
    conditions: Any = Field(default=None, sa_column=Column(JSON))
    action: Any = Field(default=None, sa_column=Column(JSON))
    active: bool = True
    stopped: Any = Field(default=None, sa_column=Column(JSON))  #: a `Text`: why it stopped itself
    planned_until: str | None = None  #: member id up to which a round of many is planned
    round: int = 0  #: counts the rounds by the calendar
    created_at: datetime
    created_by: str
    changed_at: datetime


class TaskRun(Due, table=True):
    """One task for one member, once per cause; due until it is done."""

    __tablename__ = "task_run"
    __table_args__ = (
        UniqueConstraint("task_id", "member_id", "cause"),
        Index("ix_task_run_done", "task_id", "done_at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    task_id: str = Field(foreign_key="task.id")
    member_id: str = Field(foreign_key="member.id", index=True)
    cause: str  #: the id of what happened, or the round of a calendar task
    by_tasks: Any = Field(default=None, sa_column=Column(JSON))
    created_at: datetime
    done_at: datetime | None = None
    outcome: str | None = None  #: done | skipped | failed
    failure: Any = Field(default=None, sa_column=Column(JSON))  #: a `Text`


class Digest(Due, table=True):
    """Figures of an account, or of one store, told in Slack once a day."""

    __table_args__ = (UniqueConstraint("account_id", "site_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    site_id: str = ""  #: "" for the whole account
    hour: int = 9  #: of the account's zone
    told_for: date | None = None  #: the last day whose figures were told


class WebPicture(SQLModel, table=True):
    """A picture of ours that others fetch by its address, such as a chart or a ticket's."""

    __tablename__ = "web_picture"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    key: str = Field(unique=True)  #: unguessable part of its address
    content_type: str
    content: bytes
    created_at: datetime
    expires_at: datetime | None = Field(default=None, index=True)  #: None: while it is in use
