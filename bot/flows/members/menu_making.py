"""`/line rich-menu make`: a picture and what its areas do become a rich menu at LINE.

LINE gives single members only menus made with the Messaging API, which its console cannot make.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import structlog

from bot.binding.menu_layouts import WIDEST, menu_object, unfit
from bot.binding.rules.rich_menus import rich_menus as probe
from bot.deps import Deps
from bot.errors import InvalidForm, MoorlineError, Refused, VendorError
from bot.flows.members.menu_checking import AT_ONCE_SECONDS, FRESH
from bot.flows.members.rich_menus import menus_at_line
from bot.flows.picture_files import LARGEST_FILE, broken, plain
from bot.flows.reach import messaging
from bot.platforms.line_rich_menus import LARGEST, LineRichMenus, MenuPicture
from bot.text import _
from storage import readings
from storage.audit import Tag, record
from storage.tables import Account

log = structlog.get_logger()

QUALITIES = (90, 75, 60, 45)  #: of JPEG, until the picture has few enough bytes
NO_PICTURE = _("This is no picture LINE takes. Choose a PNG or JPEG file.")


@dataclass(frozen=True)
class Fitted:
    """A picture LINE takes, and its pixels."""

    size: tuple[int, int]
    picture: MenuPicture = field(repr=False)


@dataclass(frozen=True)
class MenuWanted:
    """A menu as somebody filled it in; `actions` are links and texts, one for each area."""

    name: str
    bar: str
    layout: str
    actions: Sequence[str]


async def fitted_picture(deps: Deps, file_id: str) -> Fitted:
    """The file somebody chose as LINE takes it. Raises `InvalidForm` under the field."""
    try:
        content = await deps.slack.files.content(file_id, LARGEST_FILE)
        return await asyncio.to_thread(_fitted, content)
    except Refused as refused:
        raise InvalidForm({"picture_file": refused.said}) from None


async def new_name(deps: Deps, account: Account, name: str) -> None:
    """Raise `InvalidForm` where LINE has a menu of this very name: sites go by names, and of two
    alike they would go on with the former. When LINE does not answer in time it is taken as new.
    """
    try:
        found = await menus_at_line(deps, account, within=FRESH, seconds=AT_ONCE_SECONDS)
    except VendorError as error:
        log.info("menu.not_asked", account=account.slug, error=str(error))
        return
    if any(one.name == name for one in found):
        raise InvalidForm({"name": _("LINE has a rich menu of this name already, and sites go by "
                                     "the name. Choose another.")})  # fmt: skip


async def make_menu(
    deps: Deps, account: Account, wanted: MenuWanted, fitted: Fitted, *, by: str
) -> str:
    """Have LINE judge the menu, then make it and give it its picture; returns its id.

    One without its picture does not stay. Raises `VendorError`.
    """
    line = messaging(deps, account)
    body = menu_object(wanted.name, wanted.bar, fitted.size, wanted.layout, wanted.actions)
    await line.validate_rich_menu(body)
    menu_id = await line.create_rich_menu(body)
    try:
        await line.give_rich_menu_picture(menu_id, fitted.picture)
    except MoorlineError:
        await _take_away(line, menu_id)
        raise
    async with deps.database.transaction() as session:
        await readings.forget(session, account.id, probe.name, account.slug)
        record(session, Tag.MENU_MADE, account_id=account.id, at=deps.clock(), who=by,
               subject=f"account:{account.slug}", new=wanted.name)  # fmt: skip
    log.info("menu.made", account=account.slug, menu=menu_id)
    return menu_id


async def _take_away(line: LineRichMenus, menu_id: str) -> None:
    """Where LINE does not delete it either, why it got no picture is what is said."""
    try:
        await line.delete_rich_menu(menu_id)
    except MoorlineError as error:
        log.warning("menu.without_picture_stays", menu=menu_id, error=str(error))


def _fitted(content: bytes) -> Fitted:
    """Decoded and written anew: upright, not too wide, and of few enough bytes."""
    from PIL import Image  # noqa: PLC0415  slow to load

    try:
        upright = plain(content, ("PNG", "JPEG"))
        upright.thumbnail((WIDEST, WIDEST))
        if said := unfit(upright.width, upright.height):
            raise Refused(said)
        opaque = Image.new("RGB", upright.size, "white")
        opaque.paste(upright, mask=upright if upright.mode == "RGBA" else None)
        for quality in QUALITIES:
            written = BytesIO()
            opaque.save(written, "JPEG", quality=quality)
            if written.tell() <= LARGEST:
                size = (upright.width, upright.height)
                return Fitted(size, MenuPicture("image/jpeg", written.getvalue()))
    except broken():
        raise Refused(NO_PICTURE) from None
    raise Refused(_("This picture has too many details for LINE's 1 MB. Choose a simpler one."))
