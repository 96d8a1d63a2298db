"""Work that was cut off: its message in Slack says so, instead of saying that it goes on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cards.moving import not_under_way
from bot.cards.parts import Card
from bot.cards.reissue import reissue_cut_off
from bot.deps import Deps
from bot.flows.progress import Progress
from storage import progress
from storage.tables import Account, Move, ProgressMessage


async def tell_cut_off(deps: Deps) -> None:
    """Have every message of work without news say how far it came."""
    now = deps.clock()
    async with deps.database.reading() as session:
        cards = [
            (await session.get_one(Account, row.account_id), row, await _card(session, row, now))
            for row in await progress.cut_off(session, now)
        ]
    for account, row, card in cards:
        if card:
            await Progress(deps, account, row.about).end(card)


async def _card(session: AsyncSession, row: ProgressMessage, now: datetime) -> Card | None:
    """What became of it; None while it goes on without news."""
    kind, _colon, key = row.about.partition(":")
    if kind == "reissue":
        return reissue_cut_off(key)
    move = await session.get_one(Move, key)
    if move.under_way_until and move.under_way_until > now:
        return None
    return not_under_way(move.moved, len(move.steps), back=move.back_at is not None)
