"""Rich menus at LINE and who is shown them, as a test sets them up and looks at them."""

from __future__ import annotations

import struct

from bot.flows.members.menu_linking import follow, link_due
from sandbox.line.model import OfficialAccount, Person, RichMenu
from storage.tables import MenuWish
from tests.members import browsing
from tests.world import ROOM, World

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 1200, 810)


def menu(
    world: World, name: str, *, account: OfficialAccount | None = None, picture: bool = True
) -> RichMenu:
    """A menu somebody made with the Messaging API."""
    area = {
        "bounds": {"x": 0, "y": 0, "width": 600, "height": 810},
        "action": {"type": "uri", "label": "網站", "uri": "https://example.com/"},
    }
    body = {"size": {"width": 1200, "height": 810}, "selected": True, "name": name,
            "chatBarText": "選單", "areas": [area]}  # fmt: skip
    made = world.line.create_rich_menu(account or world.cafe, body)
    if picture:
        world.line.give_picture(made, PNG, "image/png")
    return made


async def sign_in(world: World, person: Person, site: str = ROOM, *, friend: bool = True) -> None:
    """Sign in on a site, in a browser that knows nothing; then LINE is told the menus."""
    async with browsing(world) as browser:
        page = await browser.sign_in(person, site=site, friend=friend)
    assert (page.status, person.display_name in page.text) == (200, True)
    await world.settle()
    await settled(world)


async def settled(world: World) -> None:
    """Everything the menus' jobs have to do now."""
    await follow(world.deps)
    while await link_due(world.deps):
        pass


def shown(world: World, person: Person, account: OfficialAccount | None = None) -> str | None:
    """The name of the menu a person's phone shows."""
    found = world.line.menu_shown_to(account or world.cafe, person)
    return str(found.content["name"]) if found else None


async def wish(world: World) -> MenuWish:
    """The one member's wish."""
    (row,) = await world.rows(MenuWish)
    return row


async def give(world: World, words: str, user: str = "lin") -> str:
    """`/line rich-menu …`, and its answer."""
    return await world.whisper(user, ROOM, f"rich-menu {words}")
