"""Reading what happened at the counters, and taking it away as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.binding.csv_cells import table
from bot.binding.figures import is_period, period_of
from bot.binding.roles import RoleName, Scope
from bot.cards.records import A_PAGE, RecordLine, RecordsShown
from bot.deps import Deps
from bot.errors import NotAllowed, NotFound
from bot.flows.stores.reversing import reversible_until
from bot.text import _
from storage import accounts, records
from storage.audit import Tag, record
from storage.records import KINDS, Record, Wanted
from storage.tables import Account

MOST_EXPORTED = 100_000
COLUMNS = (
    "time", "kind", "store", "member", "ticket", "number", "detail", "reversed", "points", "reason",
)  # fmt: skip


async def wanted_by(deps: Deps, account: Account, seen: Scope, words: Sequence[str]) -> Wanted:
    """The records these words mean: a store, a kind, a period, part of a member's name.

    Only within what the person sees. Raises `NotAllowed` for a store that is not theirs.
    """
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    stores = {site.slug: site.id for site in bound.sites}
    meant = Wanted(account.id, seen.sites)
    names = []
    for word in words:
        if word in stores:
            if not seen.allows(stores[word]):
                raise NotAllowed(_("This is not one of your sites."))
            meant = replace(meant, sites=frozenset({stores[word]}))
        elif word.lower() in KINDS:
            meant = replace(meant, kinds=(word.lower(),))
        elif is_period(word):
            period = period_of(word, ZoneInfo(account.time_zone), deps.clock())
            meant = replace(meant, start=period.start, end=period.end)
        else:
            names.append(word)
    return replace(meant, member=" ".join(names))


def may_export(seen: Scope) -> bool:
    """A store's own managers and administrators take tables of members away; nobody else."""
    return seen.role is not RoleName.OPERATOR


async def page(
    deps: Deps, account: Account, seen: Scope, words: Sequence[str], number: int
) -> RecordsShown:
    """One page of records; pages begin at 0, one too far shows the last."""
    wanted = await wanted_by(deps, account, seen, words)
    async with deps.database.reading() as session:
        total = await records.count(session, wanted)
        number = max(0, min(number, (total - 1) // A_PAGE))
        found = await records.page(session, wanted, offset=number * A_PAGE, limit=A_PAGE)
    lines = tuple(_line(account, one, deps.clock()) for one in found)
    said = " ".join(words)
    return RecordsShown(account.slug, account.name, lines, number, total, said, may_export(seen))


async def export(
    deps: Deps, account: Account, seen: Scope, words: Sequence[str], *, to: str, comment: str
) -> int:
    """Send somebody the records as a table; returns how many. Raises `NotAllowed`, `NotFound`."""
    if not may_export(seen):
        raise NotAllowed(_("Tables of members are for administrators and for a store's own "
                           "managers. Ask one of them."))  # fmt: skip
    wanted = await wanted_by(deps, account, seen, words)
    async with deps.database.reading() as session:
        found = await records.page(session, wanted, offset=0, limit=MOST_EXPORTED)
    if not found:
        raise NotFound(_("There are no such records."))
    zone = ZoneInfo(account.time_zone)
    text = table(COLUMNS, (_cells(one, zone) for one in found))
    room = await deps.slack.direct_channel(to)
    await deps.slack.files.upload(room, f"{account.slug}-records.csv", text.encode(), comment)
    async with deps.database.transaction() as session:
        record(session, Tag.RECORDS_EXPORTED, account_id=account.id, at=deps.clock(), who=to,
               subject=f"account:{account.slug}", new=f"{len(found)} records")  # fmt: skip
    return len(found)


def _line(account: Account, one: Record, now: datetime) -> RecordLine:
    open_ = one.kind != "points" and not one.reversed
    return RecordLine(
        kind=one.kind,
        id=one.id,
        at=one.at,
        site=one.site,
        member=one.member,
        ticket=one.ticket,
        number=one.number,
        points=one.points,
        reversed=one.reversed,
        reversed_by=one.reversed_by,
        reason=one.reason,
        reversible=open_ and now < reversible_until(account, one.at),
    )


def _cells(one: Record, zone: ZoneInfo) -> Sequence[str]:
    at = one.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
    return (
        at, one.kind, one.site, one.member, one.ticket, str(one.number), one.detail,
        "yes" if one.reversed else "", str(one.points or ""), one.reason,
    )  # fmt: skip
