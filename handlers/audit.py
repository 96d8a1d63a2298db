"""`/line audit`: who changed what, and when."""

from __future__ import annotations

from bot.cards.audit import AuditPage, audit_list
from bot.cards.parts import Card
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named, narrowed
from bot.flows.history import history
from bot.text import _
from handlers.declare import Call, command, pressed
from storage.tables import Account


@command("audit", "[SITE]", _("Show who changed what, and when."))
async def audit(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    return await _page(call, account, AuditPage(account.slug, 0, "".join(call.words[:1])))


@pressed(AuditPage, replaces=True)
async def turn_page(call: Call, value: AuditPage) -> Card:
    return await _page(call, await account_named(call.deps, value.account), value)


async def _page(call: Call, account: Account, asked: AuditPage) -> Card:
    seen = await scope(call.deps, call.user, account)
    site = await narrowed(call.deps, account, asked.site or None, seen)
    slugs = {site} if site else seen.slugs
    return audit_list(await history(call.deps, account, slugs, asked))
