"""Redemption codes typed wrongly: counted under a lock, so that no two tries count as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.inserting import insert_into
from storage.tables import CodeLock


async def hold(
    session: AsyncSession, account_id: str, *, member: str, page: str
) -> Mapping[str, CodeLock]:
    """The counts of these two subjects; ours until the transaction ends.

    Always taken in the same order. Whoever types a code waits here for whoever types one on the
    same page. The member is locked by then, so that theirs, where there is none yet, is no row
    before a wrong code makes it one: `session.add` what has been counted.
    """
    subjects = (member, page)
    found = await _locked(session, subjects)
    if page not in found:
        row = {"subject": page, "account_id": account_id, "wrong_at": []}
        await session.execute(insert_into(session, CodeLock).values(row).on_conflict_do_nothing())
        found = await _locked(session, subjects)
    return {member: CodeLock(subject=member, account_id=account_id, wrong_at=[]), **found}


async def _locked(session: AsyncSession, subjects: Sequence[str]) -> Mapping[str, CodeLock]:
    wanted = select(CodeLock).where(col(CodeLock.subject).in_(subjects))
    held = wanted.order_by(col(CodeLock.subject)).with_for_update()
    return {one.subject: one for one in await session.scalars(held)}
