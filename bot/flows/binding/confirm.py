"""A person gives their word for a console step, by name; evidence may replace it any time."""

from __future__ import annotations

from bot.deps import Deps
from bot.errors import NotFound
from bot.flows.binding.alerting import settle
from bot.flows.binding.looking import Look, look, steps
from bot.text import _
from storage import readings
from storage.audit import Tag, record
from storage.tables import Account, Proof

CONFIRMED = "confirmed"


async def confirm(
    deps: Deps, account: Account, subject: str, step: str, *, by: str, done: bool
) -> Look:
    """Write the word down, or take it back, and look again."""
    if step not in {each.name for each in steps()}:
        raise NotFound(_("There is no step `{step}` on the checklist.", step=step))
    now = deps.clock()
    async with deps.database.transaction() as session:
        if done:
            word = Proof(account_id=account.id, subject=subject, name=step, value=CONFIRMED,
                         at=now, by=by)  # fmt: skip
            await readings.prove(session, word)
        else:
            await readings.withdraw(session, account.id, subject, step)
        record(session, Tag.STEP_CONFIRMED, account_id=account.id, at=now, who=by,
               subject=subject, old=step, new=CONFIRMED if done else "open")  # fmt: skip
    seen = await look(deps, account.id, afresh=False)
    await settle(deps, seen)
    return seen
