"""Wishes for a site's card: posted once, edited whenever what it shows has changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col, select

from bot.deps import Deps
from storage import outbox
from storage.tables import Account, Site


async def introduce(deps: Deps, site: Site) -> None:
    """Have the site's card posted to the account's channel, or brought up to date."""
    async with deps.database.transaction() as session:
        await _wish(session, site.id, site.account_id, deps.clock())
    deps.bell.ring("announce")


async def wish_again(session: AsyncSession, site: Site, now: datetime) -> None:
    """Bring the site's card up to date, if it has one."""
    if site.card_ts:
        await _wish(session, site.id, site.account_id, now)


async def refresh(
    session: AsyncSession, account: Account, before: Any, after: Any, now: datetime
) -> None:
    """Bring up to date the cards of the sites a new look has changed, by the binding cards' lines
    `before` and `after` it.
    """
    old, new = _by_subject(before), _by_subject(after)
    changed = {about for about in old.keys() | new.keys() if old.get(about) != new.get(about)}
    slugs = [about.removeprefix("site:") for about in changed if about.startswith("site:")]
    shown = (col(Site.account_id) == account.id, col(Site.card_ts).is_not(None))
    for site in await session.scalars(select(Site).where(*shown, col(Site.slug).in_(slugs))):
        await _wish(session, site.id, account.id, now)


async def _wish(session: AsyncSession, site_id: str, account_id: str, now: datetime) -> None:
    await outbox.wish(session, "subnet", f"subnet:{site_id}", account_id=account_id,
                      payload={"site_id": site_id}, now=now)  # fmt: skip


def _by_subject(card: Any) -> Mapping[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for line in [*card["checks"], *card["steps"]] if card else []:
        found.setdefault(line["subject"], []).append(line)
    return {about: sorted(lines, key=repr) for about, lines in found.items()}
