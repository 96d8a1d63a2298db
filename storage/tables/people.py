"""Members on web pages: who is signed in, their levels, their rich menus, and what went wrong."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


class MemberSession(SQLModel, table=True):
    """A member signed in on one site in one browser, which keeps the row's id, sealed."""

    __tablename__ = "member_session"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    site_id: str = Field(foreign_key="site.id", index=True)
    member_id: str = Field(foreign_key="member.id", index=True)
    source: str = "web"  #: web | liff
    friend: bool | None = None  #: as LINE said then; None where no official account is linked
    created_at: datetime
    expires_at: datetime = Field(index=True)  #: signing out sets it to that moment


class MemberToken(Due, table=True):
    """What LINE gave for a member on one Login channel, kept since leaving means deauthorising it;
    due from when the member left until LINE has accepted that.
    """

    __tablename__ = "member_token"
    __table_args__ = (UniqueConstraint("member_id", "login_channel_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    member_id: str = Field(foreign_key="member.id")
    login_channel_id: str = Field(foreign_key="login_channel.id", index=True)
    access_token_box: str
    access_until: datetime
    refresh_token_box: str | None = None  #: a sign-in in the LIFF app has none
    refresh_until: datetime | None = None


class Forgetting(Due, table=True):
    """A member who unlinked: due until what they wrote is gone, here and in Slack."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    member_id: str = Field(foreign_key="member.id", unique=True)
    after: str = ""  #: id of the last message that has been purged
    shown: int = 0  #: copies in Slack that have been asked to be purged
    created_at: datetime


class Level(SQLModel, table=True):
    """A member level of an account, reached with so many points earned in all."""

    __table_args__ = (
        UniqueConstraint("account_id", "name"),
        UniqueConstraint("account_id", "threshold"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    threshold: int = 0
    created_at: datetime
    created_by: str = ""


class LevelSweep(Due, table=True):
    """Members' levels to be worked out anew, since levels have changed; due until all are."""

    __tablename__ = "level_sweep"
    __table_args__ = (UniqueConstraint("account_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    after: str = ""  #: id of the member looked at last; members follow in order of their ids
    names: Any = Field(
        default=None, sa_column=Column(JSON)
    )  #: levels renamed: {old: new}, "" where
    #: one was removed
    begun_at: datetime


class MenuWish(Due, table=True):
    """Which site's rich menu a member is to see; due until LINE has linked it."""

    __tablename__ = "menu_wish"
    __table_args__ = (UniqueConstraint("member_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    member_id: str = Field(foreign_key="member.id")
    site_id: str | None = Field(default=None, foreign_key="site.id", index=True)
    #: the site that gave it, whose menu it follows; None: a task or a person gave it
    menu: str  #: its name at LINE; "" for the account's own default
    linked_id: str | None = None  #: the rich menu LINE shows the member, as far as we know
    wished_at: datetime
    failure: str | None = None  #: gone | no-picture | refused


class Tally(SQLModel, table=True):
    """How often something happened on one day of the account's zone: a number, not a flood."""

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    site_id: str = Field(primary_key=True)  #: "" for the account itself
    day: date = Field(primary_key=True)
    name: str = Field(primary_key=True)  #: sign-in.declined, sign-in.expired, …
    times: int = 0
    last_at: datetime
