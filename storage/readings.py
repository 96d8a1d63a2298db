"""Probe answers that serve later rounds, since when a check is unread, and proofs of steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Account, Proof, Reading, Unread


async def kept(session: AsyncSession, account_id: str, now: datetime) -> Sequence[Reading]:
    """Answers still good at `now`."""
    good = select(Reading).where(
        col(Reading.account_id) == account_id, col(Reading.keep_until) > now
    )
    return (await session.scalars(good)).all()


async def keep(session: AsyncSession, account_id: str, readings: Iterable[Reading]) -> None:
    """Keep answers in place of the former ones; a network's hundreds in one reading of rows."""
    new = {(one.probe, one.subject): one for one in readings}
    if not new:
        return
    rows = await session.scalars(select(Reading).where(col(Reading.account_id) == account_id))
    for row in rows:
        one = new.pop((row.probe, row.subject), None)
        if one is not None:
            row.answer, row.read_at, row.keep_until = one.answer, one.read_at, one.keep_until
    session.add_all(new.values())


async def note_unread(
    session: AsyncSession, account_id: str, keys: Iterable[tuple[str, str]], now: datetime
) -> None:
    """Note what is unread now, and forget what is read again."""
    wanted = set(keys)
    rows = await session.scalars(select(Unread).where(col(Unread.account_id) == account_id))
    before = {(row.check, row.subject): row for row in rows}
    for key in before.keys() - wanted:
        await session.delete(before[key])
    for check, subject in wanted - before.keys():
        session.add(Unread(account_id=account_id, check=check, subject=subject, since=now))


async def unread_since(session: AsyncSession) -> Mapping[str, datetime]:
    """Since when each account has had a check that could not be told, oldest account first."""
    oldest = (
        select(col(Unread.account_id), func.min(col(Unread.since)))
        .join(Account, col(Account.id) == col(Unread.account_id))
        .group_by(col(Unread.account_id), col(Account.created_at), col(Account.id))
        .order_by(col(Account.created_at), col(Account.id))
    )
    return {account_id: since for account_id, since in await session.execute(oldest)}


async def proofs(session: AsyncSession, account_id: str) -> Sequence[Proof]:
    """Everything events and people have shown about the account."""
    return (await session.scalars(select(Proof).where(col(Proof.account_id) == account_id))).all()


async def prove(session: AsyncSession, proof: Proof) -> None:
    """Write down what was shown, in place of what was known before."""
    await session.merge(proof)


async def withdraw(session: AsyncSession, account_id: str, subject: str, name: str) -> None:
    """A person takes their word back."""
    await session.execute(
        delete(Proof).where(
            col(Proof.account_id) == account_id,
            col(Proof.subject) == subject,
            col(Proof.name) == name,
        )
    )
