"""`/line report` and `/line digest`: the figures, asked for or told every morning."""

from __future__ import annotations

from bot.binding.figures import is_period
from bot.cards.figures import EveryMorning, ReportOf, digest_set, digest_stands
from bot.cards.figures import report as report_card
from bot.cards.parts import Card
from bot.errors import NotAllowed, Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.seeing import only_site, seen_site
from bot.flows.stores.digests import set_digest, told_at
from bot.flows.stores.figures import report
from bot.text import _
from handlers import cleaning
from handlers.declare import Call, command, pressed
from storage.tables import Account, Site

MORNING = 9


@command("report", "[SITE] [PERIOD]", _("Figures of the account or of a store, with a chart."),
         example="/line report taipei-101 30d", waiting=_("Counting …"))  # fmt: skip
async def report_(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    words = list(call.words)
    period = words.pop() if words and is_period(words[-1]) else ""
    site = await _seen(call, account, " ".join(words))
    return report_card(await report(call.deps, account, site, period))


@pressed(ReportOf, replaces=True)
async def other_period(call: Call, value: ReportOf) -> Card:
    account = await account_named(call.deps, value.account)
    site = await _seen(call, account, value.site)
    return report_card(await report(call.deps, account, site, value.period))


@command("digest", "[[SITE] HOUR|off]", _("Have the figures told every day at this hour."),
         example="/line digest 9")  # fmt: skip
async def digest(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        site = await _seen(call, account, "")
        return digest_stands(
            site.name if site else account.name, await told_at(call.deps, account, site)
        )
    words = list(call.words)
    hour = _hour(cleaning.identifier(words.pop()) if words else "")
    site = await _seen(call, account, " ".join(words))
    await set_digest(call.deps, account, site, hour, by=call.user)
    return digest_set(site.name if site else account.name, hour)


@pressed(EveryMorning)
async def every_morning(call: Call, value: EveryMorning) -> Card:
    account = await account_named(call.deps, value.account)
    site = await _seen(call, account, value.site)
    hour = None if value.off else MORNING
    await set_digest(call.deps, account, site, hour, by=call.user)
    return digest_set(site.name if site else account.name, hour)


def _hour(word: str) -> int | None:
    if word.lower() == "off":
        return None
    hour, _colon, minutes = word.partition(":")
    if not hour.isdecimal() or int(hour) > 23 or minutes not in ("", "00"):
        raise Refused(_("Say the hour, such as `/line digest 9`, or `/line digest off`."))
    return int(hour)


async def _seen(call: Call, account: Account, slug: str) -> Site | None:
    """The store that is meant; None is the whole account, which a store manager does not see."""
    if slug:
        return await seen_site(call.deps, call.user, account, cleaning.slug(slug))
    if only := await only_site(call.deps, call.user, account):
        return only
    if (await scope(call.deps, call.user, account)).sites is not None:
        raise NotAllowed(_("Say which of your stores, such as `/line report taipei-101`."))
    return None
