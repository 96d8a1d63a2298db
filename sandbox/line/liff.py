"""The LIFF server API.

Source: https://developers.line.biz/en/reference/liff-server/
"""

from __future__ import annotations

from aiohttp import web

from sandbox.line.authorization import calling_login_channel
from sandbox.line.liff_rules import changed_app, new_app
from sandbox.line.model import LiffApp, LoginChannel
from sandbox.line.refusals import refusal
from sandbox.line.replies import answer, json_body


async def add_app(request: web.Request) -> web.Response:
    """POST /liff/v1/apps."""
    channel = calling_login_channel(request)
    return answer({"liffId": new_app(channel, await json_body(request)).liff_id})


async def list_apps(request: web.Request) -> web.Response:
    """GET /liff/v1/apps: 404 when there are none."""
    channel = calling_login_channel(request)
    if not channel.liff_apps:
        raise refusal(404, f"no LIFF app found for channel {channel.channel_id}")
    return answer({"apps": [app.as_json() for app in channel.liff_apps.values()]})


def _app_at(request: web.Request, channel: LoginChannel) -> LiffApp:
    app = channel.liff_apps.get(request.match_info["liff_id"])
    if app is None:
        raise refusal(404, "not found")
    return app


async def update_app(request: web.Request) -> web.Response:
    """PUT /liff/v1/apps/{liffId}: only the properties sent change."""
    channel = calling_login_channel(request)
    changed_app(channel, _app_at(request, channel), await json_body(request))
    return web.Response()


async def delete_app(request: web.Request) -> web.Response:
    """DELETE /liff/v1/apps/{liffId}."""
    channel = calling_login_channel(request)
    del channel.liff_apps[_app_at(request, channel).liff_id]
    return web.Response()


def add_routes(app: web.Application) -> None:
    """Puts the endpoints of this file on ``app``."""
    app.router.add_post("/liff/v1/apps", add_app)
    app.router.add_get("/liff/v1/apps", list_apps)
    app.router.add_put("/liff/v1/apps/{liff_id}", update_app)
    app.router.add_delete("/liff/v1/apps/{liff_id}", delete_app)
