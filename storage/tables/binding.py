"""What an operator bound: accounts, Login channels, sites."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


class Account(Due, table=True):
    """One LINE official account; due when its binding is to be verified."""

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)
    name: str
    oa_id: str
    messaging_channel_id: str
    messaging_secret_box: str
    secret_since: datetime  #: when the present secret was entered
    former_secret_box: str | None = None  #: still accepted on webhooks until `former_secret_until`
    former_secret_until: datetime | None = None
    bot_user_id: str = Field(index=True)  #: `destination` of its webhooks
    picture_url: str | None = None
    slack_channel: str = Field(unique=True)
    slack_channel_name: str = ""
    binding_channel: str | None = None  #: where the binding card stands
    binding_ts: str | None = None
    language: str = "zh_TW"  #: of cards posted to the Slack channel
    time_zone: str = "Asia/Taipei"
    conversations: str = "thread"  #: thread | alerts-only | off
    thread_replies: bool = False  #: what operators write in a member's thread goes to the member
    remind_after: int | None = 30  #: minutes until the team is reminded of an unanswered member
    points_last: int | None = None  #: days until points earned expire; None: they do not
    reversal_hours: int = 24  #: within which a redemption may be reversed
    service_until: date | None = None  #: 服務到期, shown and reminded of; nothing is switched off
    verified_at: datetime | None = None
    created_at: datetime
    changed_at: datetime
    changed_by: str  #: Slack user id


class BindingCard(SQLModel, table=True):
    """The newest contents of an account's binding card; long, so whoever needs it asks for it."""

    __tablename__ = "binding_card"

    account_id: str = Field(foreign_key="account.id", primary_key=True)
    contents: Any = Field(sa_column=Column(JSON, nullable=False))  #: `bot.binding.report.dump`


class LoginChannel(SQLModel, table=True):
    """A LINE Login channel of an account."""

    __tablename__ = "login_channel"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    channel_id: str = Field(unique=True)
    secret_box: str
    label: str = ""
    foreign_apps: int = 0  #: LIFF apps of others on it, as LINE last listed them
    listed_at: datetime | None = None
    created_at: datetime


class Site(Due, table=True):
    """The parent site, or a sub-site; due when its LIFF app is to be made or changed at LINE."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    slug: str = Field(unique=True)
    name: str
    parent: bool = False
    address: str | None = Field(
        default=None, unique=True
    )  #: own https address; None: under PUBLIC_URL/s/{slug}
    login_channel_id: str | None = Field(
        default=None, foreign_key="login_channel.id", index=True
    )  #: None: waiting for a LIFF slot
    liff_id: str | None = None
    service_phone: str = ""
    redemption_code_box: str | None = None
    rich_menu: str = ""
    points_per: int | None = None  #: money that earns one point here; None: no points
    slack_channel: str | None = None  #: where the store's own news goes; None: the account's
    active: bool = True
    card_channel: str | None = None  #: where its card stands in Slack, if it has one
    card_ts: str | None = None
    created_at: datetime
    created_by: str = ""
