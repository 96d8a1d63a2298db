"""What reached the webhook."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


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
