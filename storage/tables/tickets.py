"""Tickets (票券): what is offered, who holds one, and where it was redeemed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


class Ticket(SQLModel, table=True):
    """A kind of ticket of an account. `issued` counts, so that `quantity` holds by one conditional
    update.
    """

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    name: str
    picture_url: str = ""
    terms: str = ""
    price_points: int | None = None  #: None: cannot be bought with points; 0 with a claim: free
    price_money: int | None = None  #: whole units of the account's currency, paid at the counter
    valid_from: datetime | None = None
    valid_until: datetime | None = None  #: the first moment at which it is no longer valid
    per_member: int | None = None
    quantity: int | None = None
    issued: int = 0
    claim_key: str | None = Field(default=None, unique=True)  #: of its claim link, if it has one
    voided_at: datetime | None = None
    voided_by: str = ""
    created_at: datetime
    created_by: str
    changed_at: datetime


class TicketStore(SQLModel, table=True):
    """A store that may redeem a ticket, and how many (按照商店設定限制數量)."""

    __tablename__ = "ticket_store"

    ticket_id: str = Field(foreign_key="ticket.id", primary_key=True)
    site_id: str = Field(foreign_key="site.id", primary_key=True)
    quota: int | None = None
    redeemed: int = 0


class TicketHolding(SQLModel, table=True):
    """How many of a ticket one member was issued: `per_member` holds by a conditional update."""

    __tablename__ = "ticket_holding"

    ticket_id: str = Field(foreign_key="ticket.id", primary_key=True)
    member_id: str = Field(foreign_key="member.id", primary_key=True)
    issued: int = 0


class IssuedTicket(SQLModel, table=True):
    """One member's ticket."""

    __tablename__ = "issued_ticket"
    __table_args__ = (
        UniqueConstraint("account_id", "once"),
        Index("ix_issued_ticket_member", "member_id", "ticket_id"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    ticket_id: str = Field(foreign_key="ticket.id", index=True)
    member_id: str = Field(foreign_key="member.id")
    source: str  #: operator | claim | points | counter | task
    once: str  #: names the act that issued it: the same act issues once
    by_tasks: Any = Field(default=None, sa_column=Column(JSON))  #: ids of the tasks behind it
    issued_at: datetime
    redeemed_at: datetime | None = None
    voided_at: datetime | None = None


class Redemption(SQLModel, table=True):
    """A ticket taken in by a store (核銷); reversing it leaves the record."""

    __table_args__ = (
        UniqueConstraint("account_id", "once"),
        Index("ix_redemption_store", "site_id", "at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    issued_ticket_id: str = Field(foreign_key="issued_ticket.id", index=True)
    ticket_id: str = Field(foreign_key="ticket.id")
    member_id: str = Field(foreign_key="member.id", index=True)
    site_id: str = Field(foreign_key="site.id")
    once: str  #: names the form it was typed into: sent twice, it redeems once
    at: datetime
    reversed_at: datetime | None = None
    reversed_by: str = ""
    reason: str = ""


class TicketRound(Due, table=True):
    """A ticket issued to many; due while members are left who are to get it."""

    __tablename__ = "ticket_round"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    ticket_id: str = Field(foreign_key="ticket.id")
    site_id: str | None = Field(default=None, foreign_key="site.id")  #: who signed in there
    level: str | None = None  #: who is of this level; with neither, every member
    after: str = ""  #: member id up to which it is done
    total: int
    issued: int = 0
    passed_over: int = 0  #: had their share already
    by: str
    created_at: datetime
    done_at: datetime | None = None
    failure: Any = Field(default=None, sa_column=Column(JSON))  #: a `Text`: why it ended early
    slack_channel: str | None = None
    slack_ts: str | None = None  #: the one progress message


class CodeLock(SQLModel, table=True):
    """Redemption codes typed wrongly, per member and per store; too many lock for a while."""

    __tablename__ = "code_lock"

    subject: str = Field(primary_key=True)  #: "member:ID" or "site:ID"
    account_id: str = Field(foreign_key="account.id", index=True)
    wrong_at: Any = Field(
        sa_column=Column(JSON, nullable=False)
    )  #: seconds since 1970, recent ones
    locked_until: datetime | None = None
