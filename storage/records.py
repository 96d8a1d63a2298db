"""What happened at the counters: tickets redeemed, purchases, points; the newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, func, literal, null, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.forgetting import NOBODY
from storage.tables import Member, PointEntry, Purchase, Redemption, Site, Ticket

KINDS = ("redemptions", "purchases", "points")


@dataclass(frozen=True)
class Wanted:
    """Which records: of these stores (None: of all), kinds, days and members."""

    account_id: str
    sites: Collection[str] | None = None  #: ids
    kinds: Collection[str] = KINDS
    start: datetime | None = None
    end: datetime | None = None
    member: str = ""  #: part of a name, or a whole LINE user id


@dataclass(frozen=True)
class Record:
    """One act. `number` is an amount of money for purchases and a number of points for points."""

    id: str
    kind: str  #: one of `KINDS`
    at: datetime
    site: str  #: name of the store; "" where there is none
    member: str
    ticket: str  #: name; "" where there is none
    number: int
    reversed: bool
    detail: str = field(default="")  #: of points: earn, spend, expire, correct
    points: int = 0  #: a purchase was paid with
    reversed_by: str = ""  #: Slack user id
    reason: str = ""  #: why it was reversed


async def page(
    session: AsyncSession, wanted: Wanted, *, offset: int, limit: int
) -> Sequence[Record]:
    """So many records, the newest first."""
    acts = _acts(wanted).subquery()
    named = (
        select(
            acts.c.id, acts.c.kind, acts.c.at, col(Site.name), col(Member.name),
            col(Member.user_id), col(Ticket.name), acts.c.number, acts.c.reversed_at,
            acts.c.detail, acts.c.points, acts.c.reversed_by, acts.c.reason,
        )
        .join(Member, col(Member.id) == acts.c.member_id)
        .outerjoin(Site, col(Site.id) == acts.c.site_id)
        .outerjoin(Ticket, col(Ticket.id) == acts.c.ticket_id)
        .where(*_member(wanted))
        .order_by(acts.c.at.desc(), acts.c.id.desc())
        .offset(offset)
        .limit(limit)
    )  # fmt: skip
    return [
        Record(id_, kind, at, site or "", _named(name, user_id), ticket or "", number or 0,
               reversed_at is not None, detail or "", points or 0, reversed_by or "", reason or "")
        for id_, kind, at, site, name, user_id, ticket, number, reversed_at, detail, points,
        reversed_by, reason in await session.execute(named)
    ]  # fmt: skip


async def count(session: AsyncSession, wanted: Wanted) -> int:
    """How many records there are."""
    acts = _acts(wanted).subquery()
    counted = (
        select(func.count())
        .select_from(acts)
        .join(Member, col(Member.id) == acts.c.member_id)
        .where(*_member(wanted))
    )
    return await session.scalar(counted) or 0


def _named(name: str, user_id: str) -> str:
    """Empty for who has left."""
    return name or ("" if user_id.startswith(NOBODY) else user_id[:8])


def _member(wanted: Wanted) -> Sequence[Any]:
    if not wanted.member:
        return ()
    alike = col(Member.name).icontains(wanted.member, autoescape=True)
    present = col(Member.forgotten_at).is_(None)
    return (present, or_(alike, col(Member.user_id) == wanted.member))


def _acts(wanted: Wanted) -> CompoundSelect[Any] | Select[Any]:
    """The acts of every kind under one set of columns."""
    each = {
        "redemptions": _of(Redemption, wanted, "redemptions", **_reversal(Redemption)),
        "purchases": _of(
            Purchase, wanted, "purchases",
            number=Purchase.amount, points=Purchase.points, **_reversal(Purchase),
        ),
        "points": _of(
            PointEntry, wanted, "points", number=PointEntry.points, detail=PointEntry.kind
        ),
    }  # fmt: skip
    return union_all(*(each[kind] for kind in KINDS if kind in wanted.kinds))


MORE = ("number", "points", "detail", "reversed_at", "reversed_by", "reason")
"""Columns that not every kind has."""


def _reversal(table: Any) -> dict[str, Any]:
    return {"reversed_at": table.reversed_at, "reversed_by": table.reversed_by,
            "reason": table.reason}  # fmt: skip


def _of(table: Any, wanted: Wanted, kind: str, **more: Any) -> Select[Any]:
    acts = select(
        table.id.label("id"),
        literal(kind).label("kind"),
        table.at.label("at"),
        table.site_id.label("site_id"),
        table.member_id.label("member_id"),
        table.ticket_id.label("ticket_id"),
        *(more.get(name, null()).label(name) for name in MORE),
    ).where(table.account_id == wanted.account_id)
    if wanted.sites is not None:
        acts = acts.where(table.site_id.in_(sorted(wanted.sites)))
    if wanted.start is not None and wanted.end is not None:
        acts = acts.where(table.at >= wanted.start, table.at < wanted.end)
    return acts
