"""Redemption codes typed wrongly: counted under a lock, so that no two tries count as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.inserting import insert_into
from storage.tables import CodeLock


async def hold(
    session: AsyncSession, account_id: str, subjects: Sequence[str]
) -> Mapping[str, CodeLock]:
    """The counts of these subjects, made where missing; ours until the transaction ends.

    Always taken in the same order. Whoever types a code waits here for whoever types one about
    the same member or on the same page.
    """
    found = await _locked(session, subjects)
    if missing := sorted(set(subjects) - set(found)):
        rows = [{"subject": one, "account_id": account_id, "wrong_at": []} for one in missing]
        await session.execute(insert_into(session, CodeLock).values(rows).on_conflict_do_nothing())
        found = await _locked(session, subjects)
    return found


async def _locked(session: AsyncSession, subjects: Sequence[str]) -> Mapping[str, CodeLock]:
    wanted = select(CodeLock).where(col(CodeLock.subject).in_(subjects))
    held = wanted.order_by(col(CodeLock.subject)).with_for_update()
    return {one.subject: one for one in await session.scalars(held)}
