"""After a change at LINE: look again, and believe what is seen."""

from __future__ import annotations

from bot.deps import Deps
from bot.flows.alerting import settle
from bot.flows.looking import Look, look


async def settled(deps: Deps, account_id: str, *, by: str) -> Look:
    """Look, and write down what is news; tests LINE rations are not repeated."""
    seen = await look(deps, account_id, afresh=False)
    await settle(deps, seen, by=by)
    return seen
