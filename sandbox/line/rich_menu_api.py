"""Rich menus over HTTP, pictures included.

Source: https://developers.line.biz/en/reference/messaging-api/#rich-menu and #per-user-rich-menu .
Aliases and batch replacement are not played.
"""

from __future__ import annotations

from aiohttp import web

from sandbox.line.authorization import calling_account
from sandbox.line.model import Json, OfficialAccount
from sandbox.line.platform import PLATFORM
from sandbox.line.profiles import USER_ID
from sandbox.line.refusals import body_errors, refusal
from sandbox.line.replies import answer, json_body
from sandbox.line.rich_menu_rules import check_menu
from sandbox.line.rich_menus import with_details

PICTURES = ("image/png", "image/jpeg")
BULK_LIMIT = 500
"""User ids of one request."""
routes = web.RouteTableDef()
_MENU = "/v2/bot/richmenu/{rich_menu_id:richmenu-[0-9A-Za-z]+}"


def _menu_id(request: web.Request) -> str:
    return request.match_info["rich_menu_id"]


def _user_id(request: web.Request) -> str:
    user_id = request.match_info["user_id"]
    if not USER_ID.fullmatch(user_id):
        raise refusal(400, "The value for the 'userId' parameter is invalid")
    return user_id


@routes.post("/v2/bot/richmenu")
async def create(request: web.Request) -> web.Response:
    """A new rich menu."""
    account, body = calling_account(request), await json_body(request)
    menu = request.app[PLATFORM].create_rich_menu(account, body)
    return answer({"richMenuId": menu.rich_menu_id})


@routes.post("/v2/bot/richmenu/validate")
async def validate(request: web.Request) -> web.Response:
    """Whether creating would go well."""
    calling_account(request)
    check_menu(await json_body(request))
    return answer({})


@routes.get("/v2/bot/richmenu/list")
async def list_menus(request: web.Request) -> web.Response:
    """All made with the Messaging API; none is an empty list."""
    menus = calling_account(request).rich_menus.values()
    return answer({"richmenus": [menu.as_json() for menu in menus]})


@routes.get(_MENU)
async def get_menu(request: web.Request) -> web.Response:
    """One rich menu."""
    menu = request.app[PLATFORM].rich_menu(calling_account(request), _menu_id(request))
    return answer(menu.as_json())


@routes.delete(_MENU)
async def delete_menu(request: web.Request) -> web.Response:
    """Deletes one."""
    request.app[PLATFORM].delete_rich_menu(calling_account(request), _menu_id(request))
    return answer({})


@routes.post(f"{_MENU}/content")
async def upload(request: web.Request) -> web.Response:
    """The picture, as the body."""
    platform = request.app[PLATFORM]
    menu = platform.rich_menu(calling_account(request), _menu_id(request))
    if request.content_type not in PICTURES:
        raise refusal(415, f"The content type, {request.content_type}, is not supported")
    platform.give_picture(menu, await request.read(), request.content_type)
    return answer({})


@routes.get(f"{_MENU}/content")
async def download(request: web.Request) -> web.Response:
    """The picture; 404 too while there is none."""
    menu = request.app[PLATFORM].rich_menu(calling_account(request), _menu_id(request))
    if not menu.picture:
        raise refusal(404, "Not found")
    return web.Response(body=menu.picture, content_type=menu.picture_type)


@routes.get("/v2/bot/user/all/richmenu")
async def get_default(request: web.Request) -> web.Response:
    """The default menu's id; 403 while LINE Official Account Manager sets one, 404 without any."""
    account = calling_account(request)
    if account.default_menu is not None:
        return answer({"richMenuId": account.default_menu})
    if account.manager_menu:
        raise with_details(403, "the richmenu is owned by another channel")
    raise with_details(404, "no default richmenu")


@routes.post("/v2/bot/user/all/richmenu/{rich_menu_id}")
async def set_default(request: web.Request) -> web.Response:
    """Shows a menu to everybody who has none of their own."""
    request.app[PLATFORM].set_default_menu(calling_account(request), _menu_id(request))
    return answer({})


@routes.delete("/v2/bot/user/all/richmenu")
async def clear_default(request: web.Request) -> web.Response:
    """No default menu any more."""
    calling_account(request).default_menu = None
    return answer({})


@routes.get("/v2/bot/user/{user_id}/richmenu")
async def get_linked(request: web.Request) -> web.Response:
    """The id of somebody's own menu."""
    account = calling_account(request)
    linked = request.app[PLATFORM].linked_menu(account, _user_id(request))
    if linked is None:
        raise with_details(404, "the user has no richmenu")
    return answer({"richMenuId": linked})


@routes.post("/v2/bot/user/{user_id}/richmenu/{rich_menu_id}")
async def link(request: web.Request) -> web.Response:
    """Gives somebody a menu of their own; 200 and nothing done for whoever is no friend."""
    account, user_id = calling_account(request), _user_id(request)
    request.app[PLATFORM].link_menu(account, [user_id], _menu_id(request))
    return answer({})


@routes.delete("/v2/bot/user/{user_id}/richmenu")
async def unlink(request: web.Request) -> web.Response:
    """Takes somebody's own menu away."""
    request.app[PLATFORM].unlink_menu(calling_account(request), [_user_id(request)])
    return answer({})


@routes.post("/v2/bot/richmenu/bulk/link")
async def link_many(request: web.Request) -> web.Response:
    """As `link` for up to 500 people; LINE does it within seconds, this stand-in at once."""
    account, body = calling_account(request), await json_body(request)
    user_ids, rich_menu_id = _user_ids(body), str(body.get("richMenuId", ""))
    if not rich_menu_id.startswith("richmenu-"):
        raise body_errors([{"message": "invalid richMenuId", "property": "richMenuId"}])
    _exists(account, rich_menu_id)
    request.app[PLATFORM].link_menu(account, user_ids, rich_menu_id)
    return answer({}, 202)


@routes.post("/v2/bot/richmenu/bulk/unlink")
async def unlink_many(request: web.Request) -> web.Response:
    """As `unlink` for up to 500 people."""
    account = calling_account(request)
    request.app[PLATFORM].unlink_menu(account, _user_ids(await json_body(request)))
    return answer({}, 202)


def _exists(account: OfficialAccount, rich_menu_id: str) -> None:
    if rich_menu_id not in account.rich_menus:
        raise with_details(404, "richmenu not found")


def _user_ids(body: Json) -> list[str]:
    given = body.get("userIds")
    if not isinstance(given, list) or not 1 <= len(given) <= BULK_LIMIT:
        text = f"Size must be between 1 and {BULK_LIMIT}"
        raise body_errors([{"message": text, "property": "userIds"}])
    for index, one in enumerate(given):
        if not USER_ID.fullmatch(str(one)):
            text = f"The property, 'userIds[{index}]', in the request body is invalid"
            raise refusal(400, f"{text} (line: -, column: -)")
    return [str(one) for one in given]


def add_routes(app: web.Application) -> None:
    """Puts the routes of this file on ``app``."""
    app.router.add_routes(routes)
