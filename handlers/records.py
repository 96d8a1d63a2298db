"""`/line records`: what happened at the counters."""

from __future__ import annotations

from bot.cards.parts import Card
from bot.cards.records import ExportRecords, RecordsPage, exported
from bot.cards.records import records as records_card
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.stores import records as flow
from bot.text import _
from handlers.declare import Call, command, pressed
from storage.tables import Account

NARROWED = "[SITE] [redemptions|purchases|points] [PERIOD] [MEMBER]"


@command("records", NARROWED, _("Tickets redeemed, purchases and points, the newest first."),
         example="/line records taipei-101 redemptions 7d")  # fmt: skip
async def records(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    return await _page(call, account, call.words, 0)


@pressed(RecordsPage, replaces=True)
async def turn_page(call: Call, value: RecordsPage) -> Card:
    account = await account_named(call.deps, value.account)
    return await _page(call, account, tuple(value.words.split()), value.page)


@command("records export", NARROWED, _("Get records as a table, in your direct messages."),
         example="/line records export taipei-101 month",
         waiting=_("Writing the table …"))  # fmt: skip
async def export_records(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    return await _export(call, account, call.words)


@pressed(ExportRecords, waiting=_("Writing the table …"))
async def export_pressed(call: Call, value: ExportRecords) -> Card:
    account = await account_named(call.deps, value.account)
    return await _export(call, account, tuple(value.words.split()))


async def _page(call: Call, account: Account, words: tuple[str, ...], page: int) -> Card:
    seen = await scope(call.deps, call.user, account)
    return records_card(await flow.page(call.deps, account, seen, words, page))


async def _export(call: Call, account: Account, words: tuple[str, ...]) -> Card:
    seen = await scope(call.deps, call.user, account)
    comment = call.speaker.say(_("Records of {account}", account=account.name))
    count = await flow.export(call.deps, account, seen, words, to=call.user, comment=comment)
    return exported(count)
