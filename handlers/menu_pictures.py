"""Pictures of rich menus at addresses Slack can fetch: LINE gives them to the account's token only.

The address holds the menu's id, sealed to its account: nobody can ask for anything else.
"""

from __future__ import annotations

from aiohttp import web

from bot.deps import Deps
from bot.errors import MoorlineError, NotFound, SecretUnreadable
from bot.flows.members.menu_pictures import menu_picture
from bot.pages import assets

EMPTY = "no-picture.png"
"""In place of a picture that cannot be had: without any, Slack would refuse the whole card."""
HEADERS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'"}


def routes(deps: Deps) -> list[web.RouteDef]:
    """`/rich-menus/{account}/{sealed}`."""

    async def picture(request: web.Request) -> web.Response:
        """The picture, or an empty one; 404 for what was not sealed here."""
        words = request.match_info
        try:
            found = await menu_picture(deps, words["account"], words["sealed"])
        except (SecretUnreadable, NotFound):
            return web.Response(status=404, text="not found\n")
        except MoorlineError:
            found = None
        lasts = "public, max-age=86400" if found else "no-store"
        return web.Response(
            body=found.content if found else assets()[EMPTY].body,
            content_type=found.content_type if found else "image/png",
            headers={**HEADERS, "Cache-Control": lasts},
        )

    return [web.get("/rich-menus/{account}/{sealed}", picture)]
