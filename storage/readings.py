"""Probe answers that serve later rounds, since when a check is unread, and proofs of steps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.inserting import insert_into
from storage.tables import Account, Proof, Reading, Unread


async def every(session: AsyncSession, account_id: str) -> Sequence[Reading]:
    """Every answer that is kept, whether it still serves or not."""
    mine = select(Reading).where(col(Reading.account_id) == account_id)
    return (await session.scalars(mine)).all()


async def keep(
    session: AsyncSession, account_id: str, readings: Mapping[tuple[str, str], Reading | None]
) -> None:
    """Keep answers in place of the former ones, by probe and subject; None forgets the former.

    A network's hundreds are one reading of rows.
    """
    left = dict(readings)
    for row in await every(session, account_id) if left else ():
        key = (row.probe, row.subject)
        if key not in left:
            continue
        if (one := left.pop(key)) is None:
            await session.delete(row)
        else:
            row.answer, row.read_at, row.keep_until = one.answer, one.read_at, one.keep_until
    session.add_all(one for one in left.values() if one is not None)


async def doubt(session: AsyncSession, account_id: str, probes: Iterable[str]) -> None:
    """Have these questions asked in the next round, whenever they were asked last."""
    await session.execute(
        delete(Reading).where(
            col(Reading.account_id) == account_id, col(Reading.probe).in_(list(probes))
        )
    )


async def forget(session: AsyncSession, account_id: str, probe: str, subject: str) -> None:
    """What was answered about this subject is out of date."""
    await session.execute(
        delete(Reading).where(
            col(Reading.account_id) == account_id,
            col(Reading.probe) == probe,
            col(Reading.subject) == subject,
        )
    )


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
    """Write down what was shown, in place of what was known before.

    Of two who show the same at once neither fails; several at a time are written in the order of
    their subjects and names, so that nobody waits in a circle.
    """
    row = {column: getattr(proof, column) for column in Proof.model_fields}
    key = ("account_id", "subject", "name")
    news = {column: value for column, value in row.items() if column not in key}
    shown = insert_into(session, Proof).values(**row)
    await session.execute(shown.on_conflict_do_update(index_elements=key, set_=news))


async def withdraw(session: AsyncSession, account_id: str, subject: str, name: str) -> None:
    """A person takes their word back."""
    await session.execute(
        delete(Proof).where(
            col(Proof.account_id) == account_id,
            col(Proof.subject) == subject,
            col(Proof.name) == name,
        )
    )
