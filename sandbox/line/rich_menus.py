"""Rich menus: those made with the Messaging API, and which of them each person sees.

Source: https://developers.line.biz/en/reference/messaging-api/#rich-menu
"""

from __future__ import annotations

import secrets

from sandbox.line.model import Json, OfficialAccount, Person, RichMenu
from sandbox.line.refusals import Refused, refusal
from sandbox.line.rich_menu_rules import MENU_LIMIT, check_menu, check_picture
from sandbox.line.world import World

FIELDS = ("size", "selected", "name", "chatBarText", "areas")


def with_details(status: int, message: str) -> Refused:
    """A refusal with the empty ``details`` that these endpoints' samples show."""
    return Refused(status, {"message": message, "details": []})


class RichMenus(World):
    """The part of the platform that keeps rich menus."""

    def create_rich_menu(self, account: OfficialAccount, body: Json) -> RichMenu:
        """A new rich menu, shown to nobody yet. Raises a 400 refusal of a bad object."""
        check_menu(body)
        if len(account.rich_menus) >= MENU_LIMIT:
            raise refusal(400, f"The maximum number of rich menus is {MENU_LIMIT}")
        content = {name: body[name] for name in FIELDS}
        menu = RichMenu(rich_menu_id=f"richmenu-{secrets.token_hex(16)}", content=content)
        account.rich_menus[menu.rich_menu_id] = menu
        return menu

    def rich_menu(self, account: OfficialAccount, rich_menu_id: str) -> RichMenu:
        """The account's rich menu with that id; a 404 refusal when there is none."""
        found = account.rich_menus.get(rich_menu_id)
        if found is None:
            raise refusal(404, "Not found")
        return found

    def give_picture(self, menu: RichMenu, content: bytes, kind: str) -> None:
        """Sets a menu's picture (``kind``: image/png or image/jpeg); LINE lets nobody replace it.

        Raises a 400 refusal of a second picture, or of one that breaks LINE's rules.
        """
        if menu.picture:
            raise refusal(400, "An image has already been uploaded to the richmenu")
        check_picture(content)
        menu.picture, menu.picture_type = content, kind

    def delete_rich_menu(self, account: OfficialAccount, rich_menu_id: str) -> None:
        """Deletes a menu; whoever had it sees the default one again."""
        del account.rich_menus[self.rich_menu(account, rich_menu_id).rich_menu_id]
        if account.default_menu == rich_menu_id:
            account.default_menu = None
        for key, linked in list(account.linked_menus.items()):
            if linked == rich_menu_id:
                del account.linked_menus[key]

    def set_default_menu(self, account: OfficialAccount, rich_menu_id: str) -> None:
        """Shows a menu to everybody who has none of their own."""
        account.default_menu = self._shown(account, rich_menu_id).rich_menu_id

    def link_menu(self, account: OfficialAccount, user_ids: list[str], rich_menu_id: str) -> None:
        """Gives people a menu of their own. Ids of nobody who is a friend are passed over."""
        menu = self._shown(account, rich_menu_id)
        for person in self._friends(account, user_ids):
            account.linked_menus[person.key] = menu.rich_menu_id

    def unlink_menu(self, account: OfficialAccount, user_ids: list[str]) -> None:
        """Takes people's own menus away; ids of nobody who is a friend are passed over."""
        for person in self._friends(account, user_ids):
            account.linked_menus.pop(person.key, None)

    def linked_menu(self, account: OfficialAccount, user_id: str) -> str | None:
        """The id of somebody's own menu; None too for those who are no friends."""
        people = self._friends(account, [user_id])
        return account.linked_menus.get(people[0].key) if people else None

    def menu_shown_to(self, account: OfficialAccount, person: Person) -> RichMenu | None:
        """What a person's phone shows below the chat: their own menu, else the default one."""
        own = account.linked_menus.get(person.key) if account.has_friend(person) else None
        return account.rich_menus.get(own or account.default_menu or "")

    def _shown(self, account: OfficialAccount, rich_menu_id: str) -> RichMenu:
        menu = self.rich_menu(account, rich_menu_id)
        if not menu.picture:
            raise with_details(400, "must upload richmenu image before applying it to user")
        return menu

    def _friends(self, account: OfficialAccount, user_ids: list[str]) -> list[Person]:
        provider = account.channel.provider_id
        found = [self.person_by_user_id(provider, one) for one in user_ids]
        return [one for one in found if one is not None and account.has_friend(one)]
