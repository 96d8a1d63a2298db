"""A ticket's picture as a file: made to fit a phone, freed of what a camera wrote into it, kept."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import replace
from io import BytesIO

from bot.binding.ticket_settings import TicketSettings
from bot.deps import Deps
from bot.errors import InvalidForm, Refused
from bot.flows.picture_files import LARGEST_FILE, broken, plain
from bot.text import _
from storage import pictures
from storage.tables import Account, Ticket, WebPicture

SIDE = 1200  #: pixels, at most
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
NO_PICTURE = _("This is no picture we can show. Choose a PNG, JPEG, WebP or GIF file.")


async def tried_picture(deps: Deps, typed: str, file_id: str) -> bytes | None:
    """The picture in a file somebody chose, as a PNG or JPEG for phones; None without a file.

    Raises `InvalidForm` under the field: also when an address was typed besides.
    """
    if not file_id:
        return None
    if typed:
        raise InvalidForm({"picture": _("Give the picture's address or choose a file, not both.")})
    try:
        content = await deps.slack.files.content(file_id, LARGEST_FILE)
        return await asyncio.to_thread(_fitted, content)
    except Refused as refused:
        raise InvalidForm({"picture_file": refused.said}) from None


async def with_picture(
    deps: Deps, account: Account, wanted: TicketSettings, content: bytes | None
) -> TicketSettings:
    """The settings with the address at which that picture is kept from now on."""
    if content is None:
        return wanted
    key, kind = secrets.token_urlsafe(24), "png" if content.startswith(b"\x89PNG") else "jpeg"
    async with deps.database.transaction() as session:
        session.add(WebPicture(account_id=account.id, key=key, content_type=f"image/{kind}",
                               content=content, created_at=deps.clock()))  # fmt: skip
    return replace(wanted, picture_url=f"{deps.settings.public_url}/pictures/{key}.png")


async def let_go(deps: Deps, account: Account, before: Ticket, wanted: TicketSettings) -> None:
    """A picture of ours that another has taken the place of is removed after a day: pages that
    show it may still be open.
    """
    if before.picture_url != wanted.picture_url:
        key = before.picture_url.rpartition("/")[2].removesuffix(".png")
        async with deps.database.transaction() as session:
            await pictures.let_go(session, account.id, key, deps.clock())


def _fitted(content: bytes) -> bytes:
    """Decoded and written anew, so that it holds nothing but the picture: no place, no camera."""
    try:
        picture = plain(content, FORMATS)
        picture.thumbnail((SIDE, SIDE))
        written = BytesIO()
        if picture.mode == "RGBA":
            picture.save(written, "PNG", optimize=True)
        else:
            picture.save(written, "JPEG", quality=85)
    except broken():
        raise Refused(NO_PICTURE) from None
    return written.getvalue()
