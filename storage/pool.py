"""Login channels of a pool."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.tables import Account, LoginChannel, MemberToken, Proof, Reading, RetiredLiffApp


async def holder(session: AsyncSession, channel_id: str) -> Account | None:
    """The account whose Login channel has this id at LINE."""
    login = (
        select(Account)
        .join(LoginChannel, col(LoginChannel.account_id) == col(Account.id))
        .where(col(LoginChannel.channel_id) == channel_id)
    )
    return await session.scalar(login)


async def forget(session: AsyncSession, row: LoginChannel) -> None:
    """Remove a channel that serves nothing, with what is known of it alone."""
    about = (f"login-channel:{row.channel_id}", row.channel_id)
    for table in (Proof, Reading):
        mine = col(table.account_id) == row.account_id
        await session.execute(delete(table).where(mine, col(table.subject).in_(about)))
    for kept in (RetiredLiffApp, MemberToken):
        await session.execute(delete(kept).where(col(kept.login_channel_id) == row.id))
    await session.execute(delete(LoginChannel).where(col(LoginChannel.id) == row.id))
