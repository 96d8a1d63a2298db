"""The control side over HTTP: groups and events at will (table in console_people.py)."""

from __future__ import annotations

from aiohttp import web

from sandbox.line.console_requests import (
    account_at,
    account_in,
    group_at,
    needed,
    optional_body,
    person_at,
    platform_of,
)
from sandbox.line.console_views import delivery_view, group_view
from sandbox.line.profiles import media_type
from sandbox.line.refusals import NotPossible, Unknown
from sandbox.line.replies import answer, json_body

routes = web.RouteTableDef()


@routes.post("/console/groups")
async def create_group(request: web.Request) -> web.Response:
    """Creates a group chat or a multi-person chat."""
    body, platform = await json_body(request), platform_of(request)
    kind = str(body.get("kind", "group"))
    if kind not in {"group", "room"}:
        raise NotPossible("kind is group or room")
    members = [platform.person(key) for key in body.get("members", [])]
    group = platform.create_group(str(needed(body, "name")), members, kind=kind)
    return answer(group_view(group), 201)


@routes.post("/console/accounts/{account}/groups/{group}/{act:invite|expel}")
async def move_account(request: web.Request) -> web.Response:
    """Brings an account into a group or removes it."""
    platform = platform_of(request)
    act = platform.invite if request.match_info["act"] == "invite" else platform.expel
    return answer(delivery_view(await act(account_at(request), group_at(request))))


@routes.post("/console/people/{person}/groups/{group}/{act:join|leave}")
async def move_in_group(request: web.Request) -> web.Response:
    """A person enters or leaves a group the account is in."""
    platform = platform_of(request)
    act = platform.join_group if request.match_info["act"] == "join" else platform.leave_group
    account = account_in(request, await json_body(request))
    return answer(delivery_view(await act(person_at(request), account, group_at(request))))


@routes.get("/console/accounts/{account}/messages/{message}/content")
async def content(request: web.Request) -> web.Response:
    """The picture, film, sound or file of a message, as phones show it."""
    message = account_at(request).messages.get(request.match_info["message"])
    if message is None or not message.body:
        raise Unknown("this message has no content")
    return web.Response(body=message.body, content_type=media_type(message))


@routes.post("/console/accounts/{account}/messages/{message}/unsend")
async def unsend(request: web.Request) -> web.Response:
    """Takes a message back."""
    message_id = request.match_info["message"]
    return answer(delivery_view(await platform_of(request).unsend(account_at(request), message_id)))


@routes.post("/console/accounts/{account}/messages/{message}/edit")
async def edit(request: web.Request) -> web.Response:
    """Edits a text in a group chat."""
    text = str(needed(await json_body(request), "text"))
    message_id = request.match_info["message"]
    delivery = await platform_of(request).edit(account_at(request), message_id, text)
    return answer(delivery_view(delivery))


@routes.post("/console/accounts/{account}/events")
async def happen(request: web.Request) -> web.Response:
    """Sends an event of any type."""
    body, platform = await json_body(request), platform_of(request)
    delivery = await platform.happen(
        account_at(request),
        str(needed(body, "type")),
        person=platform.person(body["person"]) if body.get("person") else None,
        group=platform.group(body["group"]) if body.get("group") else None,
        reply=body.get("reply"),
        **body.get("details", {}),
    )
    return answer(delivery_view(delivery))


@routes.post("/console/accounts/{account}/hold")
async def hold(request: web.Request) -> web.Response:
    """Keeps events back."""
    platform_of(request).hold_events(account_at(request))
    return answer({})


@routes.post("/console/accounts/{account}/release")
async def release(request: web.Request) -> web.Response:
    """Sends the events kept back."""
    body = await optional_body(request)
    sent = await platform_of(request).release_events(
        account_at(request),
        per_request=body.get("per_request"),
        reverse=bool(body.get("reverse", False)),
        times=int(body.get("times", 1)),
    )
    return answer([delivery_view(each) for each in sent])


def add_routes(app: web.Application) -> None:
    """Puts the routes of this file on ``app``."""
    app.router.add_routes(routes)
