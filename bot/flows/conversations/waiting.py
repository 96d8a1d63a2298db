"""`/line test`: somebody waits for the next member message; rows remember it, not this process."""

from __future__ import annotations

from datetime import timedelta

from bot.deps import Deps
from storage import waiting
from storage.tables import Account

PATIENCE = timedelta(minutes=10)
MINUTES = int(PATIENCE.total_seconds() // 60)


async def expect_message(
    deps: Deps, account: Account, *, user: str, channel: str, language: str
) -> None:
    """Have this Slack user told, in `channel`, when a member next writes to the account; or, after
    ten minutes, what to check."""
    now = deps.clock()
    payload = {"user": user, "channel": channel, "language": language, "minutes": MINUTES}
    async with deps.database.transaction() as session:
        await waiting.wait(session, account.id, payload, now=now, until=now + PATIENCE)
