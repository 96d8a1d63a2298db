"""The figures of an account or of one store, with their chart."""

from __future__ import annotations

import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.figures import (
    Figures,
    Period,
    Spoken,
    each_day,
    middle,
    period_of,
    reply_times,
)
from bot.cards.figures import ReportShown
from bot.deps import Deps
from bot.flows.stores.task_planning import messages_left
from storage import alerts, figures
from storage.figures import Within
from storage.tables import Account, Site, WebPicture

PICTURES_LAST = timedelta(days=90)
CHART_DAYS = 14  #: days a chart shows at least, so that one day is seen beside those before it


async def report(
    deps: Deps, account: Account, site: Site | None, words: str, *, daily: bool = False
) -> ReportShown:
    """What a period was like. Raises `Refused` for words that are no period."""
    zone, now = ZoneInfo(account.time_zone), deps.clock()
    period = period_of(words, zone, now)
    charted = _at_least(period, CHART_DAYS)
    async with deps.database.reading() as session:
        found = await read(session, account, site, period)
        drawn = found if charted == period else await read(session, account, site, charted)
        open_ = await alerts.open_of(session, account.id)
        hour = await figures.told_at(session, account.id, site.id if site else "")
    subject = f"site:{site.slug}" if site else None
    mine = [one for one in open_.values() if subject in (None, one.subject)]
    return ReportShown(
        name=site.name if site else account.name,
        account=account.slug,
        site=site.slug if site else "",
        period=str(period),
        figures=found,
        left=None if site else await messages_left(deps, account),
        open_alerts=len(mine),
        picture_url=await _charted(deps, account, charted, drawn),
        daily=daily,
        told_at=hour,
    )


def _at_least(period: Period, days: int) -> Period:
    first = min(period.first, period.last - timedelta(days=days - 1))
    return Period(first, period.last, period.zone)


async def read(
    session: AsyncSession, account: Account, site: Site | None, period: Period
) -> Figures:
    """The numbers of a period, from rows alone."""
    within = Within(account.id, site.id if site else None, period.start, period.end)
    joined = await figures.joined(session, within)
    redeemed = await figures.redeemed(session, within)
    earned, spent = await figures.points(session, within)
    purchases, money = await figures.bought(session, within)
    said = [] if site else [Spoken(*one) for one in await figures.written(session, within)]
    heard = [one.at for one in said if not one.ours]
    by_day = {"new-members": each_day(period, joined), "redemptions": each_day(period, redeemed)}
    if site is None:
        by_day = {"messages": each_day(period, heard), **by_day}
    return Figures(
        new_members=len(joined),
        members=await figures.members(session, within),
        messages=None if site else len(heard),
        first_reply=middle(reply_times(said)),
        redemptions=len(redeemed),
        points_earned=earned,
        points_spent=spent,
        purchases=purchases,
        money=money,
        by_day=by_day,
    )


async def _charted(deps: Deps, account: Account, period: Period, drawn: Figures) -> str:
    """Keep the chart where Slack can fetch it: an address nobody can guess, for some months."""
    from bot.cards.chart import chart  # noqa: PLC0415  a server starts without Pillow

    now = deps.clock()
    key = secrets.token_urlsafe(24)
    picture = WebPicture(
        account_id=account.id,
        key=key,
        content_type="image/png",
        content=chart(period.days, drawn.by_day),
        created_at=now,
        expires_at=now + PICTURES_LAST,
    )
    async with deps.database.transaction() as session:
        session.add(picture)
    return f"{deps.settings.public_url}/pictures/{key}.png"
