"""`/line audit`: who changed what, and when."""

from __future__ import annotations

from bot.cards.listings import audit_list
from bot.cards.parts import Card
from bot.flows.access import scope
from bot.flows.accounts import account_for, narrowed
from bot.flows.history import history
from bot.text import _
from handlers.declare import Call, command


@command("audit", "[SITE]", _("Show who changed what, and when."))
async def audit(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    seen = await scope(call.deps, call.user, account)
    site = await narrowed(call.deps, account, next(iter(call.words), None), seen)
    slugs = {site} if site else seen.slugs
    return audit_list(account.name, await history(call.deps, account, slugs))
