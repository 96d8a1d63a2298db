"""One at a time: who changes an account at LINE holds it, on whatever machine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.deps import Deps
from bot.errors import Refused
from bot.text import _
from storage import accounts

LEASE = timedelta(minutes=3)  #: longer than the slowest repair; every call to LINE has a time-out
PATIENCE = 40.0  #: seconds to wait for somebody else's repair or verification
PAUSE = 0.1  #: seconds between two attempts


@asynccontextmanager
async def alone(deps: Deps, account_id: str) -> AsyncIterator[None]:
    """Hold the account while the block runs: no job verifies it and nobody else repairs it.

    Two repairs at once would both find the LIFF app missing, and both create one. Waits for whoever
    holds it; raises `Refused` when that takes too long.
    """
    token = await _taken(deps, account_id)
    try:
        yield
    finally:
        async with deps.database.transaction() as session:
            await accounts.let_go(session, account_id, token)


async def _taken(deps: Deps, account_id: str) -> str:
    loop = asyncio.get_running_loop()
    end = loop.time() + PATIENCE
    while True:
        now = deps.clock()
        async with deps.database.transaction() as session:
            token = await accounts.take(session, account_id, now, now + LEASE)
        if token:
            return token
        if loop.time() > end:
            raise Refused(_("Somebody else is repairing this account. Try again in a moment."))
        await asyncio.sleep(PAUSE)
