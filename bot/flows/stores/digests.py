"""The figures of the day before, told by themselves every morning: once a day, where they belong.

An account's go to its Slack channel. A store's go to the store's managers, or to the store's own
Slack channel if it has one; six hundred stores in one channel would help nobody.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlmodel import col, select

from bot.binding.roles import RoleName
from bot.cards.figures import report as report_card
from bot.cards.kit import Rendered
from bot.deps import Deps
from bot.errors import LeaseLost
from bot.flows.announcements.announce_alerts import spoken
from bot.flows.announcements.announcing import announcement
from bot.flows.stores.figures import report
from storage import claims, figures, outbox
from storage.audit import Tag, record
from storage.tables import Account, Digest, Outbox, Role, Site

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
BATCH = 50


def next_at(hour: int, zone: ZoneInfo, now: datetime) -> datetime:
    """The next time it is this hour in the zone, after now."""
    local = now.astimezone(zone)
    at = datetime.combine(local.date(), time(hour), zone)
    return (
        at if at > local else datetime.combine(local.date() + timedelta(days=1), time(hour), zone)
    )


async def set_digest(
    deps: Deps, account: Account, site: Site | None, hour: int | None, *, by: str
) -> None:
    """Have the figures told daily at this hour of the account's zone; None: no longer."""
    now, zone = deps.clock(), ZoneInfo(account.time_zone)
    place = site.id if site else ""
    async with deps.database.transaction() as session:
        mine = select(Digest).where(
            col(Digest.account_id) == account.id, col(Digest.site_id) == place
        )
        row = (await session.scalars(mine)).first() or Digest(account_id=account.id, site_id=place)
        old = f"{row.hour}:00" if row.due_at else ""
        row.hour = row.hour if hour is None else hour
        row.due_at = None if hour is None else next_at(hour, zone, now)
        session.add(row)
        record(session, Tag.DIGEST_CHANGED, account_id=account.id, at=now, who=by,
               subject=f"site:{site.slug}" if site else f"account:{account.slug}", old=old,
               new="off" if hour is None else f"{hour}:00")  # fmt: skip


async def told_at(deps: Deps, account: Account, site: Site | None) -> int | None:
    """The hour at which the figures are told daily; None: they are not."""
    async with deps.database.reading() as session:
        return await figures.told_at(session, account.id, site.id if site else "")


async def digest_due(deps: Deps) -> int:
    """Wish for each report whose hour has come; a missed hour is caught up once."""
    now = deps.clock()
    rows = await claims.claim(deps.database, Digest, now=now, limit=BATCH, lease=LEASE)
    for row in rows:
        try:
            await _wish(deps, row, now)
        except LeaseLost:
            log.info("digest.lease_lost", row=row.id)
    if rows:
        deps.bell.ring("announce")
    return len(rows)


async def _wish(deps: Deps, row: Digest, now: datetime) -> None:
    async with deps.database.transaction() as session:
        account = await session.get_one(Account, row.account_id)
        zone = ZoneInfo(account.time_zone)
        day = now.astimezone(zone).date() - timedelta(days=1)
        if row.told_for is None or row.told_for < day:
            await outbox.wish(
                session, "digest", f"digest:{row.id}:{day}", account_id=row.account_id,
                payload={"site": row.site_id, "day": day.isoformat()}, now=now, once=True,
            )  # fmt: skip
        await claims.finish(
            session, row, due_at=next_at(row.hour, zone, now), attempts=0, told_for=day
        )


@announcement("digest", in_channel=False)
async def tell_digest(deps: Deps, row: Outbox) -> None:
    """Post the figures of a day."""
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
        site = await session.get(Site, row.payload["site"]) if row.payload["site"] else None
        if row.payload["site"] and (site is None or not site.active):
            return
        managers = [] if site is None else await _managers(deps, account, site)
    shown = await report(deps, account, site, row.payload["day"], daily=True)
    card = spoken(report_card(shown), account)
    if site is None or site.slack_channel:
        await _post(deps, (site.slack_channel if site else None) or account.slack_channel, card)
    for user in managers if site is not None and not site.slack_channel else ():
        await deps.slack.direct(user, card.text, card.blocks, attachments=card.attachments)


async def _post(deps: Deps, channel: str, card: Rendered) -> None:
    await deps.slack.post(channel, card.text, card.blocks, attachments=card.attachments)


async def _managers(deps: Deps, account: Account, site: Site) -> list[str]:
    async with deps.database.reading() as session:
        held = select(Role).where(
            col(Role.account_id) == account.id, col(Role.role) == RoleName.STORE_MANAGER.value
        )
        return [one.user_id for one in await session.scalars(held) if site.id in (one.sites or ())]
