"""After a change at LINE: look again, and believe what is seen."""

from __future__ import annotations

from collections.abc import Collection

from bot.deps import Deps
from bot.flows.binding.alerting import settle
from bot.flows.binding.looking import Look, look


async def settled(deps: Deps, account_id: str, *, by: str, callbacks: Collection[str] = ()) -> Look:
    """Look, and write down what is news; what is asked seldom is not repeated, but for the
    callback addresses of the sites named.
    """
    seen = await look(deps, account_id, afresh=False, callbacks=callbacks)
    await settle(deps, seen, by=by)
    return seen
