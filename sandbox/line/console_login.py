"""The control side over HTTP: Login channels and their LIFF apps (table in console.py)."""

from __future__ import annotations

import msgspec
from aiohttp import web

from sandbox.line.console import NewChannel
from sandbox.line.console_requests import channel_at, needed, platform_of, read_as
from sandbox.line.console_views import login_channel_view
from sandbox.line.refusals import NotPossible
from sandbox.line.replies import answer, json_body

routes = web.RouteTableDef()


class LoginChannelChange(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The settings of a Login channel one may change; absent ones stay."""

    published: bool | msgspec.UnsetType = msgspec.UNSET
    linked_account: str | msgspec.UnsetType | None = msgspec.UNSET
    share_target_picker: bool | msgspec.UnsetType = msgspec.UNSET
    email_permission: bool | msgspec.UnsetType = msgspec.UNSET
    name: str | msgspec.UnsetType = msgspec.UNSET


@routes.post("/console/login-channels")
async def create_login_channel(request: web.Request) -> web.Response:
    """Creates a LINE Login channel."""
    form, platform = await read_as(request, NewChannel), platform_of(request)
    channel = platform.create_login_channel(
        platform.provider(form.provider),
        form.name,
        channel_id=form.channel_id,
        secret=form.secret,
    )
    return answer(login_channel_view(channel), 201)


@routes.patch("/console/login-channels/{channel}")
async def change_login_channel(request: web.Request) -> web.Response:
    """Changes settings of a Login channel."""
    channel, platform = channel_at(request), platform_of(request)
    form = await read_as(request, LoginChannelChange)
    if form.published is False and channel.published:
        raise NotPossible("a published channel stays published")
    if form.published is True:
        platform.publish(channel)
    if form.linked_account is None or isinstance(form.linked_account, str):
        linked = form.linked_account
        platform.link_account(channel, None if linked is None else platform.account(linked))
    for name in ("share_target_picker", "email_permission", "name"):
        if getattr(form, name) is not msgspec.UNSET:
            setattr(channel, name, getattr(form, name))
    return answer(login_channel_view(channel))


@routes.delete("/console/login-channels/{channel}")
async def delete_login_channel(request: web.Request) -> web.Response:
    """Deletes a Login channel."""
    channel = channel_at(request)
    platform_of(request).delete_channel(channel)
    return answer(login_channel_view(channel))


@routes.post("/console/login-channels/{channel}/callbacks")
@routes.delete("/console/login-channels/{channel}/callbacks")
async def change_callbacks(request: web.Request) -> web.Response:
    """Registers or removes a callback URL."""
    channel, url = channel_at(request), str(needed(await json_body(request), "url"))
    platform = platform_of(request)
    change = platform.register_callback if request.method == "POST" else platform.remove_callback
    change(channel, url)
    return answer(login_channel_view(channel))


@routes.post("/console/login-channels/{channel}/roles")
async def give_role(request: web.Request) -> web.Response:
    """Gives a person a role."""
    channel, body, platform = channel_at(request), await json_body(request), platform_of(request)
    person = platform.person(needed(body, "person"))
    platform.give_role(channel, person, str(body.get("role", "Tester")))
    return answer(login_channel_view(channel))


@routes.post("/console/login-channels/{channel}/liff")
async def add_liff_app(request: web.Request) -> web.Response:
    """Adds a LIFF app."""
    app = platform_of(request).add_liff_app(channel_at(request), await json_body(request))
    return answer(app.as_json(), 201)


@routes.patch("/console/login-channels/{channel}/liff/{liff_id}")
async def edit_liff_app(request: web.Request) -> web.Response:
    """Edits a LIFF app."""
    channel, body = channel_at(request), await json_body(request)
    app = platform_of(request).edit_liff_app(channel, request.match_info["liff_id"], body)
    return answer(app.as_json())


@routes.delete("/console/login-channels/{channel}/liff/{liff_id}")
async def delete_liff_app(request: web.Request) -> web.Response:
    """Deletes a LIFF app."""
    platform_of(request).delete_liff_app(channel_at(request), request.match_info["liff_id"])
    return answer({})


def add_routes(app: web.Application) -> None:
    """Puts the routes of this file on ``app``."""
    app.router.add_routes(routes)
