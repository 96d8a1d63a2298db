"""Points (消費集點): purchases, and a ledger whose entries add up. There is no balance column."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.base import Due, new_id


class Purchase(SQLModel, table=True):
    """Something paid at a store's counter, with the store's code."""

    __table_args__ = (
        UniqueConstraint("account_id", "once"),
        Index("ix_purchase_store", "site_id", "at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    site_id: str = Field(foreign_key="site.id")
    member_id: str = Field(foreign_key="member.id", index=True)
    amount: int  #: whole units of the account's currency; 0 when points paid for it
    points: int = 0  #: paid with
    ticket_id: str | None = Field(default=None, foreign_key="ticket.id")
    once: str
    at: datetime
    reversed_at: datetime | None = None
    reversed_by: str = ""
    reason: str = ""


class PointEntry(Due, table=True):
    """One line of a member's ledger; corrected by a further line, never changed. Points earned are
    due when they expire, until a line says what became of them.
    """

    __tablename__ = "point_entry"
    __table_args__ = (
        UniqueConstraint("account_id", "once"),
        Index("ix_point_entry_member", "member_id", "at"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    account_id: str = Field(foreign_key="account.id")
    member_id: str = Field(foreign_key="member.id")
    site_id: str | None = Field(default=None, foreign_key="site.id", index=True)
    kind: str  #: earn | spend | expire | correct
    points: int  #: added to the balance; negative for what leaves it
    purchase_id: str | None = Field(default=None, foreign_key="purchase.id")
    ticket_id: str | None = Field(default=None, foreign_key="ticket.id")
    expires_at: datetime | None = None  #: the first moment at which points earned are gone
    lot_id: str | None = Field(default=None, foreign_key="point_entry.id")  #: what an expire takes
    reason: str = ""
    by: str = ""  #: Slack user id; "" when it happened by itself
    once: str  #: names the act: the same act enters the ledger once
    at: datetime
