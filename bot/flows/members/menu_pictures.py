"""The picture of a rich menu, for whoever has its sealed address."""

from __future__ import annotations

from bot.deps import Deps
from bot.flows.accounts import account_named
from bot.flows.reach import messaging
from bot.platforms.line_rich_menus import MenuPicture
from storage.tables import Account


def picture_address(deps: Deps, account: Account, menu_id: str) -> str:
    """Where this server gives a menu's picture to whoever is given this address."""
    sealed = deps.ring.seal(menu_id, table="rich_menu", column="picture", row=account.slug)
    return f"{deps.settings.public_url}/rich-menus/{account.slug}/{sealed}"


async def menu_picture(deps: Deps, slug: str, sealed: str) -> MenuPicture | None:
    """The picture LINE has; None where it has none. Raises `SecretUnreadable` for an address not
    made here, `NotFound` for an account that is gone, `VendorError`.
    """
    menu_id = deps.ring.open(sealed, table="rich_menu", column="picture", row=slug)
    return await messaging(deps, await account_named(deps, slug)).rich_menu_picture(menu_id)
