"""The control side over HTTP: rich menus (table in console.py).

What is made here counts as made with the Messaging API, by a developer or a tool of the company's:
menus of LINE Official Account Manager are seen by no API.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.line.console_requests import account_at, bytes_in, platform_of
from sandbox.line.console_views import account_view
from sandbox.line.refusals import Unknown
from sandbox.line.replies import answer, json_body
from sandbox.line.rich_menus import FIELDS

routes = web.RouteTableDef()


@routes.post("/console/accounts/{account}/rich-menus")
async def create_menu(request: web.Request) -> web.Response:
    """Creates a rich menu, with its picture if one is given."""
    platform, body = platform_of(request), await json_body(request)
    picture = bytes_in(body, "picture")
    menu = platform.create_rich_menu(account_at(request), {n: body.get(n) for n in FIELDS})
    if picture:
        kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
        platform.give_picture(menu, picture, kind)
    return answer(menu.as_json(), 201)


@routes.delete("/console/accounts/{account}/rich-menus/{menu}")
async def delete_menu(request: web.Request) -> web.Response:
    """Deletes a rich menu."""
    account = account_at(request)
    platform_of(request).delete_rich_menu(account, request.match_info["menu"])
    return answer(account_view(account))


@routes.get("/console/accounts/{account}/rich-menus/{menu}/picture")
async def picture_of_menu(request: web.Request) -> web.Response:
    """The picture of a rich menu."""
    menu = platform_of(request).rich_menu(account_at(request), request.match_info["menu"])
    if not menu.picture:
        raise Unknown("this rich menu has no picture yet")
    return web.Response(body=menu.picture, content_type=menu.picture_type)


def add_routes(app: web.Application) -> None:
    """Puts the routes of this file on ``app``."""
    app.router.add_routes(routes)
