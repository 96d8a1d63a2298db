"""Every table. Ids are UUIDv7 as 32 hex digits, made by the program, so a secret can be sealed to
its row before the row exists. Times are aware UTC. `…_box` columns hold sealed secrets
(`storage/secrets.py`). Rows that await work carry `Due`'s columns (`storage/claims.py`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
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
    card: Any = Field(default=None, sa_column=Column(JSON))  #: the binding card's newest contents
    binding_channel: str | None = None  #: where the binding card stands
    binding_ts: str | None = None
    language: str = "zh_TW"  #: of cards posted to the Slack channel
    time_zone: str = "Asia/Taipei"
    verified_at: datetime | None = None
    created_at: datetime
    changed_at: datetime
    changed_by: str  #: Slack user id


class LoginChannel(SQLModel, table=True):
    """A LINE Login channel of an account."""

    __tablename__ = "login_channel"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    channel_id: str = Field(unique=True)
    secret_box: str
    label: str = ""
    created_at: datetime


class Site(SQLModel, table=True):
    """The parent site, or a sub-site."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    slug: str = Field(unique=True)
    name: str
    parent: bool = False
    address: str | None = None  #: own https address; None: under PUBLIC_URL/s/{slug}
    login_channel_id: str = Field(foreign_key="login_channel.id", index=True)
    liff_id: str | None = None
    created_at: datetime


class Event(Due, table=True):
    """One webhook event, exactly as LINE sent it; due until it is digested."""

    __table_args__ = (
        UniqueConstraint("account_id", "webhook_event_id"),
        Index(
            "ix_event_about",
            "account_id",
            "line_message_id",
            sqlite_where=text("line_message_id IS NOT NULL"),
            postgresql_where=text("line_message_id IS NOT NULL"),
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    webhook_event_id: str
    body: str  #: raw JSON of this one event
    received_at: datetime
    digested_at: datetime | None = None
    failure: str | None = None  #: why it could not be digested; the event stays
    line_message_id: str | None = None  #: once digested: whose text it holds, for `unsend`


class HeldDelivery(SQLModel, table=True):
    """A delivery that did not verify; waits up to 24 h for the secret that verifies it."""

    __tablename__ = "held_delivery"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str = Field(unique=True)  #: SHA-256 of account and body: the same body is held once
    signature: str
    received_at: datetime = Field(index=True)


class Sighting(SQLModel, table=True):
    """Counts test requests that reached the webhook edge (`bot.binding.platforms.Sightings`)."""

    account_id: str = Field(primary_key=True)  #: "" for requests to a path nobody has
    kind: str = Field(primary_key=True)  #: well | badly-signed | strayed
    times: int = 0
    last_at: datetime
    last_path: str = ""


class Member(Due, table=True):
    """A person on LINE, one per account whatever the site; due when the profile is to be read."""

    __table_args__ = (UniqueConstraint("account_id", "user_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    user_id: str
    name: str = ""
    picture_url: str | None = None
    language: str | None = None
    friendship: str = "unknown"  #: friend | blocked | unknown
    friendship_at: datetime | None = None  #: LINE's time of the event that last said so
    profile_read_at: datetime | None = None
    level: str | None = None
    signed_in_at: datetime | None = None  #: the latest sign-in on any site
    created_at: datetime


class Message(Due, table=True):
    """One line of a conversation, either way; due when it is to be sent to LINE."""

    __table_args__ = (
        UniqueConstraint("account_id", "line_message_id"),
        Index("ix_message_conversation", "account_id", "conversation", "at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    conversation: str  #: "user:U…", "group:C…", "room:R…": where it was said
    member_id: str | None = Field(default=None, foreign_key="member.id", index=True)
    event_id: str | None = Field(default=None, foreign_key="event.id")
    line_message_id: str | None = None
    direction: str  #: in | out
    kind: str  #: text, image, sticker, follow, … LINE's own word, unknown ones included
    text: str | None = None  #: what was written; None once unsent
    line: Any = Field(default=None, sa_column=Column(JSON))  #: the `Text` Slack shows (bot.text)
    at: datetime  #: LINE's timestamp; for our own, when it was written
    reply_token: str | None = None
    reply_until: datetime | None = None
    mode: str = "active"
    edited_at: datetime | None = None  #: LINE's timestamp of the newest edit; its text is shown
    unsent_at: datetime | None = None
    author: str = ""  #: Slack user id of who wrote an outgoing one
    answers_id: str | None = None  #: the incoming message an outgoing one answers
    retry_key: str | None = None
    sent_at: datetime | None = None
    sent_as: str | None = None  #: reply | push
    failure: Any = Field(default=None, sa_column=Column(JSON))  #: a `Text`: why it was not sent
    slack_channel: str | None = None
    slack_ts: str | None = None


class Outbox(Due, table=True):
    """Something to tell Slack; due until Slack has it. The same `topic` waits only once."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    kind: str  #: names the function in `bot/flows/announce*.py` that renders and posts it
    topic: str = Field(unique=True)
    payload: Any = Field(default=None, sa_column=Column(JSON))
    created_at: datetime
    wanted: int = 1  #: grows with each wish, so that one made while posting is not lost
    done_at: datetime | None = Field(default=None, index=True)
    failure: str | None = None


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


class Audit(SQLModel, table=True):
    """Who did what, when, old → new; secrets appear as "changed"."""

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    at: datetime
    who: str  #: Slack user id, or "moorline"
    tag: str  #: source:subject:action, from `storage/audit.py`
    subject: str
    old: str = ""
    new: str = ""
