"""Moves of sites to other addresses."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import NotFound
from bot.text import _
from storage.tables import Move


async def of_account(session: AsyncSession, account_id: str, move_id: str) -> Move:
    """A move of this account. Raises `NotFound`."""
    move = await session.get(Move, move_id, with_for_update=True)
    if move is None or move.account_id != account_id:
        raise NotFound(_("Nothing is known of this move any more."))
    return move
