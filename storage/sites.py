"""Sites of a network, and the LIFF slots they take on Login channels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.binding.rules.login import callback
from storage import readings, store_records
from storage.tables import (
    Account,
    LoginChannel,
    MemberSession,
    Proof,
    Reading,
    RetiredLiffApp,
    Role,
    Site,
    Visit,
)


@dataclass(frozen=True)
class Known:
    """What every other site must not collide with."""

    id: str
    account_id: str
    slug: str
    name: str
    address: str | None


@dataclass(frozen=True)
class Taken:
    """The slots of one Login channel, as rows know them; `retired` ones are LIFF apps of ours."""

    channel: LoginChannel
    sites: int
    retired: int

    @property
    def used(self) -> int:
        """Ours, promised ones included, and those of others."""
        return self.sites + self.retired + self.channel.foreign_apps


async def code_boxes(session: AsyncSession, account_id: str) -> str:
    """The sealed redemption codes of an account: `ID:BOX ID:BOX …`. One value, because hundreds of
    rows take longer than all the rest of a redemption.
    """
    each = col(Site.id) + ":" + col(Site.redemption_code_box)
    here = (col(Site.account_id) == account_id, col(Site.redemption_code_box).is_not(None))
    return await session.scalar(select(func.aggregate_strings(each, " ")).where(*here)) or ""


async def all_known(session: AsyncSession) -> Sequence[Known]:
    """Every site of every account; slugs and addresses are shared by all."""
    wanted = select(
        col(Site.id), col(Site.account_id), col(Site.slug), col(Site.name), col(Site.address)
    )
    rows = await session.execute(wanted)
    return [Known(site, account, slug, name, at) for site, account, slug, name, at in rows]


async def account_slugs(session: AsyncSession) -> frozenset[str]:
    """The slugs of accounts, which their parent sites share."""
    return frozenset(await session.scalars(select(col(Account.slug))))


async def hold(session: AsyncSession, account_id: str) -> None:
    """Keep other writers of this account's slots out until the transaction ends."""
    one = select(col(Account.id)).where(col(Account.id) == account_id)
    await session.execute(one.with_for_update())


async def taken(session: AsyncSession, account_id: str) -> Sequence[Taken]:
    """The slots of each Login channel of the account, oldest channel first."""
    mine = col(LoginChannel.account_id) == account_id
    channels = await session.scalars(
        select_rows(LoginChannel).where(mine).order_by(col(LoginChannel.id))
    )
    sites = await _counted(session, col(Site.login_channel_id), col(Site.account_id) == account_id)
    retired = await _counted(
        session,
        col(RetiredLiffApp.login_channel_id),
        col(RetiredLiffApp.account_id) == account_id,
    )
    return [Taken(one, sites.get(one.id, 0), retired.get(one.id, 0)) for one in channels]


async def _counted(session: AsyncSession, key: object, where: object) -> Mapping[str | None, int]:
    rows = await session.execute(select(key, func.count()).where(where).group_by(key))  # type: ignore[call-overload]
    return {channel: count for channel, count in rows}


async def of_channel(session: AsyncSession, channel_id: str) -> Sequence[Site]:
    """The sites a Login channel serves, oldest first."""
    here = select_rows(Site).where(col(Site.login_channel_id) == channel_id)
    return (await session.scalars(here.order_by(col(Site.id)))).all()


async def waiting(session: AsyncSession, account_id: str) -> Sequence[Site]:
    """The sites without a LIFF slot, in the order they came."""
    mine = (col(Site.account_id) == account_id, col(Site.login_channel_id).is_(None))
    return (await session.scalars(select_rows(Site).where(*mine).order_by(col(Site.id)))).all()


async def made_at(session: AsyncSession, account_id: str) -> Sequence[datetime]:
    """When each sub-site of the account was added."""
    mine = (col(Site.account_id) == account_id, col(Site.parent).is_(False))
    return (await session.scalars(select(col(Site.created_at)).where(*mine))).all()


async def due(session: AsyncSession, account_id: str, now: datetime) -> Sequence[Site]:
    """The sites with a slot whose LIFF app is to be made or changed now, in the order they came."""
    mine = (col(Site.account_id) == account_id, col(Site.login_channel_id).is_not(None))
    work = select_rows(Site).where(*mine, col(Site.due_at) <= now)
    return (await session.scalars(work.order_by(col(Site.id)))).all()


async def unfinished(session: AsyncSession, now: datetime) -> Sequence[str]:
    """The accounts that have sites waiting for a slot, or LIFF apps to make now."""
    work = or_(col(Site.login_channel_id).is_(None), col(Site.due_at) <= now)
    found = await session.scalars(select(col(Site.account_id)).where(work).distinct())
    return list(found)


async def liff_ids(session: AsyncSession, account_id: str) -> frozenset[str]:
    """The LIFF apps that are ours: of sites, and retired ones."""
    of_sites = select(col(Site.liff_id)).where(col(Site.account_id) == account_id)
    old = select(col(RetiredLiffApp.liff_id)).where(col(RetiredLiffApp.account_id) == account_id)
    found = {*await session.scalars(of_sites), *await session.scalars(old)}
    return frozenset(one for one in found if one)


async def learn(
    session: AsyncSession,
    account_id: str,
    listed: Mapping[str, Sequence[str]],
    now: datetime,
) -> None:
    """Take in LINE's own lists: LIFF ids by channel id. What is no site's is foreign."""
    ours = await liff_ids(session, account_id)
    for channel_id, apps in listed.items():
        foreign = len(set(apps) - ours)
        change = update(LoginChannel).where(col(LoginChannel.channel_id) == channel_id)
        await session.execute(change.values(foreign_apps=foreign, listed_at=now))


async def visited(session: AsyncSession, site_id: str, member_id: str, now: datetime) -> bool:
    """Note that a member has signed in on a site; tells whether it is the first time."""
    if await session.get(Visit, (site_id, member_id)) is not None:
        return False
    session.add(Visit(site_id=site_id, member_id=member_id, first_at=now))
    return True


async def visitors(session: AsyncSession, account_id: str) -> Mapping[str, int]:
    """How many members have signed in on each site, by site id."""
    here = select(col(Visit.site_id), func.count()).join(Site, col(Site.id) == col(Visit.site_id))
    rows = await session.execute(
        here.where(col(Site.account_id) == account_id).group_by(col(Visit.site_id))
    )
    return {site_id: count for site_id, count in rows}


async def unlearn(session: AsyncSession, site: Site, now: datetime) -> None:
    """Forget what is known of the site's address: it has another now, and somebody has yet to
    paste that at LINE.
    """
    await _forget_address(session, site)
    session.add(Reading(account_id=site.account_id, probe=callback.name, subject=site.slug,
                        read_at=now, keep_until=now))  # fmt: skip


async def _forget_address(session: AsyncSession, site: Site) -> None:
    mine = col(Proof.account_id) == site.account_id
    await session.execute(delete(Proof).where(mine, col(Proof.subject) == f"site:{site.slug}"))
    await readings.forget(session, site.account_id, callback.name, site.slug)


async def forget(session: AsyncSession, site: Site) -> None:
    """Remove the site with what is known of it alone; members are the account's and stay."""
    await _forget_address(session, site)
    for table in (Visit, MemberSession):
        await session.execute(delete(table).where(col(table.site_id) == site.id))
    await store_records.forget(session, site.id)
    await session.execute(
        update(RetiredLiffApp).where(col(RetiredLiffApp.site_id) == site.id).values(site_id=None)
    )
    held = select_rows(Role).where(col(Role.account_id) == site.account_id)
    for role in await session.scalars(held):
        if site.id in (role.sites or ()):
            role.sites = [one for one in role.sites if one != site.id]
    await session.execute(delete(Site).where(col(Site.id) == site.id))
