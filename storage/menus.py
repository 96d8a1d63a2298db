"""Which rich menu each member is to see, and what LINE shows them as far as we know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.binding.menus import NO_PICTURE
from storage.inserting import insert_new
from storage.tables import Member, MenuWish, Site

BATCH = 500


async def of_member(session: AsyncSession, member_id: str) -> MenuWish | None:
    """The member's wish, locked."""
    mine = select_rows(MenuWish).where(col(MenuWish.member_id) == member_id)
    found: MenuWish | None = await session.scalar(mine.with_for_update())
    return found


async def wish(
    session: AsyncSession,
    account_id: str,
    member_id: str,
    menu: str,
    now: datetime,
    *,
    site_id: str | None = None,
) -> None:
    """Have the member see this menu soon; "" is the account's own default. Nothing for who has
    left.
    """
    member = await session.get(Member, member_id)
    if member is None or member.forgotten_at is not None:
        return
    new = MenuWish(account_id=account_id, member_id=member_id, menu=menu, wished_at=now)
    await insert_new(session, new)
    row = await of_member(session, member_id)
    if row is not None:
        row.menu, row.site_id, row.wished_at = menu, site_id, now
        row.due_at, row.attempts, row.failure = now, 0, None


async def troubles(session: AsyncSession, account_id: str) -> Mapping[str, str]:
    """The menus that LINE would not show for want of a picture, by name."""
    found = await session.scalars(
        select(col(MenuWish.menu))
        .where(col(MenuWish.account_id) == account_id, col(MenuWish.failure) == NO_PICTURE)
        .distinct()
    )
    return dict.fromkeys(found, NO_PICTURE)


async def again(session: AsyncSession, member_id: str, now: datetime) -> None:
    """A member has become a friend: LINE shows a menu of one's own to friends only."""
    await session.execute(
        update(MenuWish)
        .where(col(MenuWish.member_id) == member_id, col(MenuWish.menu) != "")
        .values(due_at=now, attempts=0)
    )


async def leave_site(session: AsyncSession, site_id: str, now: datetime) -> None:
    """The site goes: those who have its menu see the account's default again."""
    await session.execute(
        update(MenuWish)
        .where(col(MenuWish.site_id) == site_id)
        .values(site_id=None, menu="", due_at=now, attempts=0)
    )


async def follow_sites(session: AsyncSession, now: datetime) -> int:
    """Some of the members whose site has another menu by now are to see that one; how many."""
    present = select(col(Site.rich_menu)).where(col(Site.id) == col(MenuWish.site_id))
    menu = present.scalar_subquery()
    return await _some(session, col(MenuWish.menu) != menu, menu=menu, due_at=now, attempts=0,
                       failure=None)  # fmt: skip


async def follow_line(
    session: AsyncSession, account_id: str, menu: str, menu_id: str, now: datetime
) -> int:
    """Some of those who should see the menu of this name and were shown another one of it, or
    none while LINE had none, are to be shown it; how many.
    """
    shown = col(MenuWish.linked_id)
    return await _some(
        session,
        col(MenuWish.account_id) == account_id,
        col(MenuWish.menu) == menu,
        col(MenuWish.due_at).is_(None),
        or_(shown != menu_id, shown.is_(None) & col(MenuWish.failure).is_not(None)),
        due_at=now,
        attempts=0,
    )


async def names(session: AsyncSession) -> Mapping[str, list[str]]:
    """The names of the menus that members are to see, by account id."""
    rows = await session.execute(
        select(col(MenuWish.account_id), col(MenuWish.menu))
        .where(col(MenuWish.menu) != "")
        .distinct()
    )
    found: dict[str, list[str]] = {}
    for account_id, menu in rows:
        found.setdefault(account_id, []).append(menu)
    return found


async def _some(session: AsyncSession, *where: ColumnElement[bool], **values: object) -> int:
    """Change a batch of the rows, so that nobody else waits long."""
    some = select(col(MenuWish.id)).where(*where).limit(BATCH)
    done = await session.execute(
        update(MenuWish)
        .where(col(MenuWish.id).in_(some))
        .values(**values)
        .returning(col(MenuWish.id))
        .execution_options(synchronize_session=False)
    )
    return len(done.all())
