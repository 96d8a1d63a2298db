"""How often things happened: one number a day, site and name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from storage.inserting import insert_into
from storage.tables import Site, Tally


async def count(
    session: AsyncSession, account_id: str, site_id: str, name: str, *, day: date, now: datetime
) -> None:
    """Once more; `day` is in the account's zone. `site_id` is "" for the account itself."""
    row = {"account_id": account_id, "site_id": site_id, "day": day, "name": name}
    once = insert_into(session, Tally).values(**row, times=1, last_at=now)
    again = once.on_conflict_do_update(
        index_elements=list(row), set_={"times": Tally.times + 1, "last_at": now}
    )
    await session.execute(again)


async def of_day(
    session: AsyncSession,
    account_id: str,
    day: date,
    beginning: str,
    slugs: Collection[str] | None = None,
) -> Mapping[str, int]:
    """The day's numbers by what follows `beginning` in their names, of all sites or of these."""
    wanted = (
        select(col(Tally.name), func.sum(col(Tally.times)))
        .where(
            col(Tally.account_id) == account_id,
            col(Tally.day) == day,
            col(Tally.name).startswith(beginning, autoescape=True),
        )
        .group_by(col(Tally.name))
    )
    if slugs is not None:
        named = select(col(Site.id)).where(col(Site.slug).in_(sorted(slugs)))
        wanted = wanted.where(col(Tally.site_id).in_(named))
    rows = await session.execute(wanted)
    return {name.removeprefix(beginning): int(times) for name, times in rows}
