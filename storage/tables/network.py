"""What a network of sites needs: roles, LIFF apps set aside, imports, moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


class Role(SQLModel, table=True):
    """What a Slack user may do in one account, besides workspace owners and admins."""

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    user_id: str = Field(primary_key=True)  #: Slack user id
    role: str  #: administrator | operator | store-manager
    sites: Any = Field(default=None, sa_column=Column(JSON))  #: ids of a store manager's sites
    granted_by: str
    granted_at: datetime


class Visit(SQLModel, table=True):
    """A member has signed in on a site; members themselves are the account's."""

    site_id: str = Field(foreign_key="site.id", primary_key=True)
    member_id: str = Field(foreign_key="member.id", primary_key=True)
    first_at: datetime


class RetiredLiffApp(Due, table=True):
    """A LIFF app that was replaced and stays as a fallback; due when it is to be deleted."""

    __tablename__ = "retired_liff_app"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    login_channel_id: str = Field(foreign_key="login_channel.id", index=True)
    site_id: str | None = Field(default=None, foreign_key="site.id")
    liff_id: str = Field(unique=True)
    retired_at: datetime


class IgnoredLiffApp(SQLModel, table=True):
    """A LIFF app on our channel that we did not make and that a person chose to leave alone."""

    __tablename__ = "ignored_liff_app"

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    liff_id: str = Field(primary_key=True)
    by: str
    at: datetime


class Import(Due, table=True):
    """Many sites at once; due while rows are left. `digest` makes submitting twice harmless."""

    __tablename__ = "import"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    digest: str
    by: str
    created_at: datetime
    done_at: datetime | None = None
    slack_channel: str | None = None
    slack_ts: str | None = None  #: the one progress message


class ImportRow(SQLModel, table=True):
    """One line of an import, and what became of it."""

    __tablename__ = "import_row"

    import_id: str = Field(foreign_key="import.id", primary_key=True)
    number: int = Field(primary_key=True)
    values: Any = Field(sa_column=Column(JSON, nullable=False))  #: without the redemption code
    redemption_code_box: str | None = None
    site_id: str | None = None
    outcome: str | None = None  #: None while it waits: added | changed | same | waiting | refused
    problem: Any = Field(default=None, sa_column=Column(JSON))  #: a `Text`


class Move(SQLModel, table=True):
    """Sites on their way to other addresses, and what it takes to bring them back."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    by: str
    created_at: datetime
    steps: Any = Field(sa_column=Column(JSON, nullable=False))  #: [[site id, old, new address], …]
    moved: int = 0  #: how many of the steps have been taken
    under_way_until: datetime | None = None  #: later than that without an end: it was cut off
    back_at: datetime | None = None  #: when they were brought back


class ProgressMessage(SQLModel, table=True):
    """The message that says how far long work is, while it goes on."""

    __tablename__ = "progress_message"

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    about: str = Field(primary_key=True)  #: "move:" and its id, "reissue:" and what was asked for
    slack_channel: str
    slack_ts: str
    until: datetime  #: without news later than that, the work was cut off
