"""Conversations: one row each, with who waits in it and where it stands in Slack."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage import outbox
from storage.inserting import insert_new
from storage.tables import Conversation

NOBODY = "account"  #: events that belong to no chat; nobody can be answered there
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  #: when a conversation without lines had its newest


async def entered(
    session: AsyncSession, account_id: str, names: Collection[str]
) -> dict[str, Conversation]:
    """The rows of these conversations, created where they were missing, by name.

    They are locked until the transaction ends, always in the same order, after members and
    messages and before the outbox, so that nobody deadlocks.
    """
    wanted = sorted(set(names) - {NOBODY})
    locked = _named(account_id, wanted).with_for_update()
    found = {row.name: row for row in await session.scalars(locked)} if wanted else {}
    missing = [name for name in wanted if name not in found]
    if missing:
        new = [Conversation(account_id=account_id, name=one, last_at=NEVER) for one in missing]
        await insert_new(session, *new)
        later = _named(account_id, missing).with_for_update()
        found |= {row.name: row for row in await session.scalars(later)}
    return found


async def entered_one(session: AsyncSession, account_id: str, name: str) -> Conversation:
    """As `entered`, for one conversation that is a chat."""
    return (await entered(session, account_id, [name]))[name]


async def of(session: AsyncSession, account_id: str, name: str) -> Conversation | None:
    """One conversation of an account, if it has it."""
    return await session.scalar(_named(account_id, [name]))


async def in_thread(session: AsyncSession, channel: str, ts: str) -> Conversation | None:
    """The conversation whose Slack thread hangs from this message."""
    return await session.scalar(
        select(Conversation).where(
            col(Conversation.slack_channel) == channel, col(Conversation.slack_ts) == ts
        )
    )


def said(row: Conversation, at: datetime) -> None:
    """A line was added, either way."""
    row.last_at = max(row.last_at, at)


def asked(row: Conversation, at: datetime, remind_after: int | None) -> bool:
    """A member wrote: somebody waits, from `at` on. Tells whether nobody did before.

    The team is reminded `remind_after` minutes later, once; None: never.
    """
    row.resolved_at, row.resolved_by = None, ""
    if row.waiting_since is not None:
        row.waiting_since = min(row.waiting_since, at)
        return False
    row.waiting_since, row.reminded_at = at, None
    row.reminder_channel, row.reminder_ts = None, None
    row.due_at = reminder_at(row, remind_after)
    return True


def settled(row: Conversation) -> None:
    """Nobody waits any more; the next message of the member is news."""
    row.waiting_since, row.due_at = None, None


def reminder_at(row: Conversation, remind_after: int | None) -> datetime | None:
    """When the team is to be reminded of who waits; None: never, or it was already."""
    if remind_after is None or row.waiting_since is None or row.reminded_at is not None:
        return None
    return row.waiting_since + timedelta(minutes=remind_after)


async def show(
    session: AsyncSession, row: Conversation, now: datetime, *, opens: bool = False
) -> None:
    """Have the conversation's card in Slack brought up to date; with `opens` posted if there is
    none. A reminder that stands is brought up to date as well."""
    await outbox.wish(
        session, "conversation", f"conversation:{row.id}", account_id=row.account_id, now=now,
        payload={"conversation_id": row.id, "opens": opens},
    )  # fmt: skip
    if row.reminder_ts is not None:
        await remind(session, row, now)


async def remind(session: AsyncSession, row: Conversation, now: datetime) -> None:
    """Have the reminder posted, or brought up to date."""
    await outbox.wish(
        session, "reminder", f"reminder:{row.id}", account_id=row.account_id, now=now,
        payload={"conversation_id": row.id},
    )  # fmt: skip


async def waiting(session: AsyncSession, account_id: str) -> Sequence[Conversation]:
    """The account's conversations in which somebody waits; locked."""
    waits = select(Conversation).where(
        col(Conversation.account_id) == account_id, col(Conversation.waiting_since).is_not(None)
    )
    return (await session.scalars(waits.order_by(col(Conversation.name)).with_for_update())).all()


async def with_member(session: AsyncSession, member_id: str) -> Sequence[Conversation]:
    """The conversations a member has, or was the last to write in; locked."""
    theirs = select(Conversation).where(col(Conversation.member_id) == member_id)
    return (await session.scalars(theirs.order_by(col(Conversation.name)).with_for_update())).all()


def _named(account_id: str, names: Collection[str]) -> SelectOfScalar[Conversation]:
    return (
        select(Conversation)
        .where(col(Conversation.account_id) == account_id, col(Conversation.name).in_(names))
        .order_by(col(Conversation.name))
    )
