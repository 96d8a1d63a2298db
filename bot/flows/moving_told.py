"""The message in the account's Slack channel that says how far a move is; it outlives a crash.

It stands on the move's row until it says the end. Who goes on with a move that was cut off, or
brings it back, goes on in the same message; until then it says that it was cut off.
"""

from __future__ import annotations

from bot.cards.moving import not_under_way
from bot.deps import Deps
from bot.flows.progress import Known, Progress
from storage import moves
from storage.tables import Account, Move


def told(deps: Deps, account: Account, move: Move) -> Progress:
    """The message of a move, the one of before if it never said the end."""

    async def keep(known: Known) -> None:
        async with deps.database.transaction() as session:
            row = await moves.of_account(session, account.id, move.id)
            row.slack_channel, row.slack_ts = known

    return Progress(deps, account, (move.slack_channel, move.slack_ts), keep)


async def tell_cut_off(deps: Deps) -> None:
    """Have no message say that sites are being moved when nobody is moving them."""
    async with deps.database.reading() as session:
        rows = [
            (await session.get_one(Account, row.account_id), row)
            for row in await moves.cut_off(session, deps.clock())
        ]
    for account, row in rows:
        shown = not_under_way(row.moved, len(row.steps), back=row.back_at is not None)
        await told(deps, account, row).end(shown)
