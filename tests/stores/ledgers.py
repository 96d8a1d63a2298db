"""An account with sites, members and tickets, put straight into a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from storage.database import Database
from storage.tables import Account, IssuedTicket, Member, PointEntry, Site, Ticket


def an_account(key: str, now: datetime, **changed: Any) -> Account:
    """A café's account as it is stored, with `changed` instead."""
    values: dict[str, Any] = {
        "id": key,
        "slug": key,
        "name": "小島咖啡",
        "oa_id": key,
        "messaging_channel_id": key,
        "messaging_secret_box": "",
        "secret_since": now,
        "bot_user_id": f"U{key}",
        "slack_channel": f"C{key}",
        "created_at": now,
        "changed_at": now,
        "changed_by": "U1",
    }
    return Account(**values | changed)


async def stock(database: Database, now: datetime, *, members: int = 3, **account: Any) -> Account:
    """An account `cafe` with the sites `main`, `taipei`, `tainan` and members `m000`, `m001`, …"""
    made = an_account("cafe", now, **account)
    async with database.transaction() as session:
        session.add(made)
        await session.flush()
        for slug in ("main", "taipei", "tainan"):
            session.add(
                Site(
                    id=slug,
                    account_id="cafe",
                    slug=slug,
                    name=slug.title(),
                    parent=slug == "main",
                    points_per=100,
                    created_at=now,
                )
            )
        for number in range(members):
            key = f"m{number:03}"
            session.add(Member(id=key, account_id="cafe", user_id=f"U{key}", name=key,
                               created_at=now))  # fmt: skip
    return made


async def offer(database: Database, now: datetime, **changed: Any) -> Ticket:
    """A kind of ticket of the café."""
    values: dict[str, Any] = {
        "id": "latte",
        "account_id": "cafe",
        "name": "拿鐵一杯",
        "created_at": now,
        "created_by": "U1",
        "changed_at": now,
    }
    made = Ticket(**values | changed)
    async with database.transaction() as session:
        session.add(made)
    return made


async def all_issued(database: Database) -> list[IssuedTicket]:
    """Every ticket members hold."""
    async with database.reading() as session:
        return list((await session.scalars(select(IssuedTicket))).all())


async def entries(database: Database, member_id: str = "m000") -> list[PointEntry]:
    """A member's ledger, the oldest entry first."""
    async with database.reading() as session:
        mine = select(PointEntry).where(col(PointEntry.member_id) == member_id)
        ordered = mine.order_by(col(PointEntry.at), col(PointEntry.id))
        return list((await session.scalars(ordered)).all())
