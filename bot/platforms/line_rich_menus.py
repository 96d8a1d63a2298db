"""The rich menus of one official account, and which of them a member sees.

Source: https://developers.line.biz/en/reference/messaging-api/#rich-menu and #per-user-rich-menu
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from bot.binding.platforms import RichMenu
from bot.errors import RefusedByVendor
from bot.platforms.line_answer import Answer, unintelligible
from bot.platforms.line_channel import LineChannel
from bot.platforms.line_errors import refusal
from bot.text import _

MENU = "/v2/bot/richmenu"
PICTURE = "/v2/bot/richmenu/{richMenuId}/content"
KINDS = ("image/png", "image/jpeg")
LARGEST = 1_000_000  #: bytes


@dataclass(frozen=True)
class MenuPicture:
    """A rich menu's picture; LINE takes PNG and JPEG of at most 1 MB."""

    content_type: str
    content: bytes


class LineRichMenus(LineChannel):
    """Reads the menus, makes them, and shows one to a member. LINE lets 100 an hour be made and
    as many be deleted.
    """

    async def rich_menus(self, *, seconds: float | None = None) -> Sequence[RichMenu]:
        """All that were made with the Messaging API; LINE allows 10 such questions a second."""
        answer = await self._call(
            "GET /v2/bot/richmenu/list",
            lambda api, limit: api.get_rich_menu_list(_request_timeout=limit),
            seconds=seconds,
        )
        if not answer.ok:
            raise refusal(answer)
        listed = answer.object().get("richmenus")
        if not isinstance(listed, list):
            raise unintelligible(answer)
        return tuple(_menu(one) for one in listed if isinstance(one, dict) and "richMenuId" in one)

    async def default_rich_menu(self) -> str | None:
        """The id of the menu everybody sees who has none of their own; None where there is none,
        or where it was set in LINE Official Account Manager (403), which no API shows.
        """
        answer = await self._call(
            "GET /v2/bot/user/all/richmenu",
            lambda api, limit: api.get_default_rich_menu_id(_request_timeout=limit),
        )
        if answer.status in (403, 404):
            return None
        if not answer.ok:
            raise refusal(answer)
        return answer.text("richMenuId")

    async def link_rich_menu(self, user_id: str, menu_id: str) -> None:
        """Show a member this menu instead of the default one, at once.

        Of somebody who is no friend LINE takes it and does nothing. Raises `RefusedByVendor`: 404
        for a menu that is gone, 400 for one without a picture.
        """
        answer = await self._call(
            "POST /v2/bot/user/{userId}/richmenu/{richMenuId}",
            lambda api, limit: api.link_rich_menu_id_to_user(
                user_id, menu_id, _request_timeout=limit
            ),
        )
        if not answer.ok:
            raise refusal(answer)

    async def unlink_rich_menu(self, user_id: str) -> None:
        """Have a member see the default menu again; harmless where they had none of their own."""
        answer = await self._call(
            "DELETE /v2/bot/user/{userId}/richmenu",
            lambda api, limit: api.unlink_rich_menu_id_from_user(user_id, _request_timeout=limit),
        )
        if not answer.ok and answer.status != 404:
            raise refusal(answer)

    async def validate_rich_menu(self, body: Mapping[str, Any]) -> None:
        """Raise `RefusedByVendor` where LINE would not make this menu; it makes none."""
        await self._sent("POST", f"{MENU}/validate", json=body)

    async def create_rich_menu(self, body: Mapping[str, Any]) -> str:
        """Make a menu, which nobody sees and which has no picture yet; returns its id."""
        return (await self._sent("POST", MENU, json=body)).text("richMenuId")

    async def delete_rich_menu(self, menu_id: str) -> None:
        """Delete a menu; one that is gone counts as deleted."""
        path = f"{MENU}/{quote(menu_id, safe='')}"
        await self._sent("DELETE", f"{MENU}/{{richMenuId}}", path=path, gone=True)

    async def give_rich_menu_picture(self, menu_id: str, picture: MenuPicture) -> None:
        """Give a menu its picture, once: LINE replaces none."""
        path = f"{MENU}/{quote(menu_id, safe='')}/content"

        async def attempt(token: str) -> Answer:
            return await self._sdk.http.send_data(
                PICTURE, path=path, token=token, body=picture.content, kind=picture.content_type
            )

        answer = await self._sdk.tokens.spend(self._credentials, attempt)
        if not answer.ok:
            raise refusal(answer)

    async def _sent(
        self,
        method: str,
        template: str,
        *,
        path: str | None = None,
        json: Mapping[str, Any] | None = None,
        gone: bool = False,
    ) -> Answer:
        async def attempt(token: str) -> Answer:
            return await self._sdk.http.api(method, template, path=path, token=token, json=json)

        answer = await self._sdk.tokens.spend(self._credentials, attempt)
        if not answer.ok and not (gone and answer.status == 404):
            raise refusal(answer)
        return answer

    async def rich_menu_picture(self, menu_id: str) -> MenuPicture | None:
        """The menu's picture; None while it has none, and for a menu that is gone."""
        path = f"/v2/bot/richmenu/{quote(menu_id, safe='')}/content"

        async def attempt(token: str) -> Answer:
            return await self._sdk.http.data(PICTURE, path=path, token=token, most=LARGEST)

        answer = await self._sdk.tokens.spend(self._credentials, attempt)
        if answer.status == 404:
            return None
        if not answer.ok:
            raise refusal(answer)
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind not in KINDS or len(answer.body) > LARGEST:
            said = _("LINE sent something that is no picture ({kind}).", kind=kind or "—")
            raise RefusedByVendor("LINE", said, message=kind, request_id=answer.request_id)
        return MenuPicture(kind, answer.body)


def _menu(shown: Mapping[str, Any]) -> RichMenu:
    """One menu as LINE lists it; only its id must be there."""
    size = shown.get("size")
    pixels = size if isinstance(size, dict) else {}
    return RichMenu(
        id=str(shown["richMenuId"]),
        name=str(shown.get("name") or ""),
        chat_bar_text=str(shown.get("chatBarText") or ""),
        width=_pixels(pixels.get("width")),
        height=_pixels(pixels.get("height")),
    )


def _pixels(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
