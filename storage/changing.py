"""Conditional updates: of two that want the same row in one state, one finds it so."""

from __future__ import annotations

from sqlalchemy import Update, literal
from sqlalchemy.ext.asyncio import AsyncSession


async def changed(session: AsyncSession, change: Update) -> bool:
    """Whether the update found a row to change. Rows read before are not brought up to date."""
    asked = change.returning(literal(1)).execution_options(synchronize_session=False)
    return (await session.execute(asked)).first() is not None
