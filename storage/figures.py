"""What the rows say about a period; an account's, or one store's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from storage.tables import Digest, Member, Message, PointEntry, Purchase, Redemption, Visit

EVENTS = ("follow", "unfollow", "join", "leave", "memberJoined", "memberLeft", "postback",
          "videoPlayComplete", "beacon", "accountLink", "membership", "unsend")  # fmt: skip
"""Kinds of what happened in a chat without anybody writing."""


@dataclass(frozen=True)
class Within:
    """Of which account, of which of its stores (None: all of it), from when, until before when."""

    account_id: str
    site_id: str | None
    start: datetime
    end: datetime

    def holds(self, moment: object) -> ColumnElement[bool]:
        """The moment falls into the period."""
        at = col(moment)
        return (at >= self.start) & (at < self.end)


async def joined(session: AsyncSession, within: Within) -> Sequence[datetime]:
    """When each new member came: to the account, or to the store for the first time. Who has left
    since counts in neither.
    """
    if within.site_id:
        new = select(col(Visit.first_at)).where(
            col(Visit.site_id) == within.site_id, within.holds(Visit.first_at)
        )
    else:
        new = select(col(Member.created_at)).where(
            col(Member.account_id) == within.account_id,
            within.holds(Member.created_at),
            col(Member.forgotten_at).is_(None),
        )
    return (await session.scalars(new)).all()


async def members(session: AsyncSession, within: Within) -> int:
    """How many members there were at the end of the period."""
    if within.site_id:
        all_ = select(func.count()).where(
            col(Visit.site_id) == within.site_id, col(Visit.first_at) < within.end
        )
    else:
        all_ = select(func.count()).where(
            col(Member.account_id) == within.account_id,
            col(Member.created_at) < within.end,
            col(Member.forgotten_at).is_(None),
        )
    return await session.scalar(all_) or 0


async def written(session: AsyncSession, within: Within) -> Sequence[tuple[str, datetime, bool]]:
    """Conversation, time and whether it is ours, of every message of the period, in its order."""
    said = (
        select(col(Message.conversation), col(Message.at), col(Message.direction) == "out")
        .where(
            col(Message.account_id) == within.account_id,
            within.holds(Message.at),
            col(Message.kind).not_in(EVENTS),
        )
        .order_by(col(Message.at), col(Message.id))
    )
    return [(conversation, at, ours) for conversation, at, ours in await session.execute(said)]


async def redeemed(session: AsyncSession, within: Within) -> Sequence[datetime]:
    """When each ticket was redeemed; reversed ones do not count."""
    done = select(col(Redemption.at)).where(
        col(Redemption.account_id) == within.account_id,
        within.holds(Redemption.at),
        col(Redemption.reversed_at).is_(None),
        *(_at_store(Redemption.site_id, within)),
    )
    return (await session.scalars(done)).all()


async def points(session: AsyncSession, within: Within) -> tuple[int, int]:
    """How many points were earned and how many spent; those of reversed purchases do not count."""
    given = col(PointEntry.points)
    of_kind = col(PointEntry.kind)
    added = (
        select(
            func.coalesce(func.sum(case((of_kind == "earn", given), else_=0)), 0),
            func.coalesce(func.sum(case((of_kind == "spend", -given), else_=0)), 0),
        )
        .outerjoin(Purchase, col(Purchase.id) == col(PointEntry.purchase_id))
        .where(
            col(PointEntry.account_id) == within.account_id,
            within.holds(PointEntry.at),
            col(Purchase.reversed_at).is_(None),
            *(_at_store(PointEntry.site_id, within)),
        )
    )
    earned, spent = (await session.execute(added)).one()
    return int(earned), int(spent)


async def bought(session: AsyncSession, within: Within) -> tuple[int, int]:
    """How many purchases there were and what they came to; reversed ones do not count."""
    paid = select(func.count(), func.coalesce(func.sum(col(Purchase.amount)), 0)).where(
        col(Purchase.account_id) == within.account_id,
        within.holds(Purchase.at),
        col(Purchase.reversed_at).is_(None),
        *(_at_store(Purchase.site_id, within)),
    )
    count, money = (await session.execute(paid)).one()
    return int(count), int(money)


async def told_at(session: AsyncSession, account_id: str, place: str) -> int | None:
    """The hour at which figures are told daily, of a site or, "" for it, of the account."""
    row = select(col(Digest.hour)).where(
        col(Digest.account_id) == account_id,
        col(Digest.site_id) == place,
        col(Digest.due_at).is_not(None),
    )
    return await session.scalar(row)


def _at_store(column: object, within: Within) -> Sequence[ColumnElement[bool]]:
    """Only this store's, if it is about one."""
    mine = col(column)
    return (mine == within.site_id,) if within.site_id else ()
