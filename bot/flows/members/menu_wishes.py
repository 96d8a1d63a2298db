"""Which rich menu a member is to see: the one of the site they signed in on last.

Call these in the transaction in which it happens; `menu_linking.py` has LINE show it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import menus
from storage.tables import Site


async def wish_menu_of_site(
    session: AsyncSession, site: Site, member_id: str, now: datetime
) -> None:
    """A member has signed in on a site. One without a menu takes away what another site gave."""
    if site.rich_menu or await menus.of_member(session, member_id) is not None:
        await menus.wish(session, site.account_id, member_id, site.rich_menu, now, site_id=site.id)


async def wish_menu(
    session: AsyncSession, account_id: str, member_id: str, menu: str, now: datetime
) -> None:
    """A person or a task gives a member a menu by its name at LINE; "" gives the default back."""
    await menus.wish(session, account_id, member_id, menu, now)
