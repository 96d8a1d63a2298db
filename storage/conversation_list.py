"""The inbox: an account's conversations, filtered, ordered and a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, func, select

from storage import lines
from storage.forgetting import NOBODY
from storage.tables import Conversation, Member, Message, Site, Visit


@dataclass(frozen=True)
class Filter:
    """Which conversations; what is empty or False lets all through."""

    unreplied: bool = False
    assigned_to: str = ""  #: Slack user id
    site: str = ""  #: slug; conversations of members who visited it
    level: str = ""  #: its name
    longest: bool = False  #: those who wait, the longest first; else the newest line first


@dataclass(frozen=True)
class Listed:
    """One row of the inbox."""

    row: Conversation
    last: Message
    member: Member | None
    replied: bool  #: we have written there

    @property
    def answerable(self) -> bool:
        """Whether LINE lets this account write there now."""
        return self.last.direction == "out" or self.last.mode == "active"


async def page(
    session: AsyncSession, account_id: str, wanted: Filter, *, offset: int, limit: int
) -> Sequence[Listed]:
    """Some of the conversations the filter lets through, in its order."""
    newest = (col(Conversation.last_at).desc(), col(Conversation.name))
    order = (col(Conversation.waiting_since), *newest) if wanted.longest else newest
    found = await session.execute(
        _narrowed(select(Conversation, Member), account_id, wanted)
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    return [await _listed(session, row, member) for row, member in found]


async def count(session: AsyncSession, account_id: str, wanted: Filter) -> int:
    """How many conversations the filter lets through."""
    counted = select(func.count(col(Conversation.id)))
    return await session.scalar(_narrowed(counted, account_id, wanted)) or 0


def _narrowed(what: Any, account_id: str, wanted: Filter) -> Select[Any]:
    narrowed: Select[Any] = (
        what.select_from(Conversation)
        .outerjoin(Member, col(Member.id) == col(Conversation.member_id))
        .where(col(Conversation.account_id) == account_id, ~_left())
    )
    if wanted.unreplied or wanted.longest:
        narrowed = narrowed.where(col(Conversation.waiting_since).is_not(None))
    if wanted.assigned_to:
        narrowed = narrowed.where(col(Conversation.assigned_to) == wanted.assigned_to)
    if wanted.level:
        narrowed = narrowed.where(col(Member.level) == wanted.level)
    if wanted.site:
        visitors = (
            select(col(Visit.member_id))
            .join(Site, col(Site.id) == col(Visit.site_id))
            .where(col(Site.account_id) == account_id, col(Site.slug) == wanted.site)
        )
        narrowed = narrowed.where(col(Conversation.member_id).in_(visitors))
    return narrowed


def _left() -> ColumnElement[bool]:
    """The member's own talk, and they have unlinked: there is nobody to answer, nothing to read."""
    return col(Conversation.name).startswith(f"user:{NOBODY}", autoescape=True)


async def _listed(session: AsyncSession, row: Conversation, member: Member | None) -> Listed:
    last = await lines.newest(session, row.account_id, row.name)
    if last is None:
        raise LookupError(row.name)  # a row is made together with its first line
    replied = await lines.last_sent(session, row.account_id, row.name) is not None
    return Listed(row, last, member, replied)
