"""What the team does with a conversation besides answering: who takes it, and when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards.conversations import Deed
from bot.deps import Deps
from bot.errors import NotAllowed, NotFound
from bot.flows.access import About, authorise
from bot.flows.conversations.hearing import patience
from bot.text import _
from storage import conversations, lines, outbox
from storage.tables import Account, Conversation


@dataclass(frozen=True)
class Target:
    """A conversation by the ids its buttons carry."""

    account: str
    conversation: str


async def assign(deps: Deps, target: Target, user: str, *, by: str) -> None:
    """Give it to a Slack user, who is told in its thread; "" takes it back from whoever has it.

    Raises `NotFound`.
    """
    async with deps.database.transaction() as session:
        row = await _locked(session, target)
        if row.assigned_to == user:
            return
        row.assigned_to, row.assigned_by = user, by if user else ""
        deed: Deed = "assigned" if user else "unassigned"
        await _done(session, row, deed, deps.clock(), by=by, user=user)
    deps.bell.ring("announce")


async def may_answer(deps: Deps, target: Target, user: str) -> bool:
    """Whether somebody's role in the account lets them answer its members."""
    try:
        await authorise(deps, user, "send", About(account=target.account))
    except NotAllowed:
        return False
    return True


async def resolve(deps: Deps, target: Target, *, by: str) -> None:
    """Nothing is left to answer; the member's next message opens it again. Raises `NotFound`."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        row = await _locked(session, target)
        if row.resolved_at is not None:
            return
        conversations.settled(row)
        row.resolved_at, row.resolved_by = now, by
        await _done(session, row, "resolved", now, by=by)
    deps.bell.ring("announce")


async def reopen(deps: Deps, target: Target, *, by: str) -> None:
    """It was resolved too soon: if its last word is the member's, they wait again."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        row = await _locked(session, target)
        if row.resolved_at is None:
            return
        row.resolved_at, row.resolved_by = None, ""
        account = await session.get_one(Account, row.account_id)
        since = await lines.waiting_again(session, row.account_id, row.name)
        if since is not None:
            conversations.asked(row, since, patience(account))
        await _done(session, row, "reopened", now, by=by)
    deps.bell.ring("announce")


async def named(deps: Deps, target: Target) -> str:
    """The conversation's name ("user:U…"). Raises `NotFound`."""
    async with deps.database.reading() as session:
        row = await session.get(Conversation, target.conversation)
    return _of_account(row, target).name


async def _locked(session: AsyncSession, target: Target) -> Conversation:
    row = await session.get(Conversation, target.conversation, with_for_update=True)
    return _of_account(row, target)


def _of_account(row: Conversation | None, target: Target) -> Conversation:
    if row is None or row.account_id != target.account:
        raise NotFound(_("There is no such conversation. Choose one from `/line inbox`."))
    return row


async def _done(
    session: AsyncSession,
    row: Conversation,
    deed: Deed,
    now: datetime,
    *,
    by: str,
    user: str = "",
) -> None:
    """Have the card and the thread show it."""
    await conversations.show(session, row, now)
    await outbox.wish(
        session, "deed", f"deed:{row.id}:{deed}:{now.isoformat()}", account_id=row.account_id,
        payload={"conversation_id": row.id, "deed": deed, "by": by, "user": user,
                 "at": now.isoformat()}, now=now,
    )  # fmt: skip
