"""Has LINE show members the rich menus they are to see, and tries again what LINE did not do.

A menu that is gone or has no picture is the check `rich-menu`'s to tell, once; its members wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.binding.menus import GONE, NO_PICTURE, named
from bot.binding.platforms import RichMenu
from bot.deps import Deps
from bot.errors import LeaseLost, MoorlineError, RateLimited, RefusedByVendor
from bot.flows.binding.verify import look_soon
from bot.flows.members.rich_menus import known_menus, menus_at_line
from bot.flows.reach import messaging
from storage import claims, menus
from storage.tables import Account, Member, MenuWish

log = structlog.get_logger()

AT_ONCE = 20
LEASE = timedelta(seconds=60)
JUST_NOW = timedelta(seconds=60)  #: a menu not found in an older list may have been made since
NEXT_LOOK = timedelta(hours=1)  #: until a menu without a picture is tried again
LONGEST = timedelta(days=1)
REFUSED = "refused"


@dataclass(frozen=True)
class Done:
    """How one attempt ended: what LINE shows the member now, why not, and when to try again."""

    linked_id: str | None
    failure: str | None = None
    after: timedelta | None = None


async def link_due(deps: Deps) -> int:
    """Show the menus that are due; returns how many were tried."""
    rows = await claims.claim(deps.database, MenuWish, now=deps.clock(), limit=AT_ONCE, lease=LEASE)
    ends = await asyncio.gather(*(_one(deps, row) for row in rows))
    accounts = {row.account_id for row, end in zip(rows, ends, strict=True) if end.failure}
    for account_id in accounts:
        await look_soon(deps, account_id)
    return len(rows)


async def follow(deps: Deps) -> None:
    """Find members whose site has another menu by now, or whose menu LINE has anew (LINE's menus
    cannot be changed, only made again), and have them shown it."""
    while await _follow_sites(deps):
        pass
    async with deps.database.reading() as session:
        wanted = await menus.names(session)
    for account_id, names in wanted.items():
        async with deps.database.reading() as session:
            account = await session.get_one(Account, account_id)
        known = await known_menus(deps, account)
        for name in names if known else ():
            await _follow_line(deps, account_id, name, named(known or (), name))


async def _follow_sites(deps: Deps) -> int:
    async with deps.database.transaction() as session:
        return await menus.follow_sites(session, deps.clock())


async def _follow_line(deps: Deps, account_id: str, name: str, menu: RichMenu | None) -> None:
    changed = 1
    while menu and changed:
        async with deps.database.transaction() as session:
            changed = await menus.follow_line(session, account_id, name, menu.id, deps.clock())


async def _one(deps: Deps, row: MenuWish) -> Done:
    async with deps.database.reading() as session:
        account = await session.get_one(Account, row.account_id)
        member = await session.get_one(Member, row.member_id)
    end = await _attempt(deps, account, member, row)
    if end.failure:
        log.info("menu.not_shown", account=account.slug, menu=row.menu, why=end.failure)
    try:
        async with deps.database.transaction() as session:
            due_at = None if end.after is None else deps.clock() + end.after
            await claims.finish(
                session, row, due_at=due_at, linked_id=end.linked_id, failure=end.failure
            )
    except LeaseLost:
        log.info("menu.lease_lost", wish=row.id)
    return end


async def _attempt(deps: Deps, account: Account, member: Member, row: MenuWish) -> Done:
    """One attempt; whatever LINE does, the row says what is known afterwards."""
    if member.forgotten_at is not None:  # left while it waited; nobody is there to see it
        return Done(None)
    if member.friendship == "blocked":  # LINE shows them nothing; unblocking makes it due again
        return Done(None)
    try:
        if not row.menu:
            return await _take_away(deps, account, member, row)
        return await _show(deps, account, member, row)
    except RateLimited as slow:
        return Done(row.linked_id, None, max(slow.retry_after, claims.backoff(row.attempts)))
    except MoorlineError as error:  # out of order, or a secret that does not open just now
        log.warning("menu.tried_later", account=account.slug, error=str(error))
        return Done(row.linked_id, None, claims.backoff(row.attempts))


async def _take_away(deps: Deps, account: Account, member: Member, row: MenuWish) -> Done:
    if row.linked_id is not None:
        await messaging(deps, account).unlink_rich_menu(member.user_id)
    return Done(None)


async def _show(deps: Deps, account: Account, member: Member, row: MenuWish) -> Done:
    menu = named(await menus_at_line(deps, account), row.menu) or named(
        await _read_again(deps, account), row.menu
    )
    if menu is None:
        return Done(row.linked_id, GONE)
    line = messaging(deps, account)
    try:
        await line.link_rich_menu(member.user_id, menu.id)
    except RefusedByVendor as refused:
        if named(await menus_at_line(deps, account, within=timedelta(0)), row.menu) != menu:
            return Done(row.linked_id, GONE)
        if await line.rich_menu_picture(menu.id) is None:
            return Done(row.linked_id, NO_PICTURE, NEXT_LOOK)
        log.warning("menu.refused", account=account.slug, error=str(refused),
                    request_id=refused.request_id)  # fmt: skip
        return Done(row.linked_id, REFUSED, min(NEXT_LOOK * row.attempts, LONGEST))
    return Done(menu.id)


async def _read_again(deps: Deps, account: Account) -> Sequence[RichMenu]:
    """The list as of just now: of many who wait for a menu that is gone, one asks a minute."""
    return await menus_at_line(deps, account, within=JUST_NOW)
