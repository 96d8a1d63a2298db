"""The control side over HTTP: what SlackWorkspace's methods do, as JSON.

Users and channels are given by id or name, messages by timestamp, views by id. An act answers what
the person saw (see Seen). 404 with ``error`` when there is no such thing, 400 for a malformed body.

| method and path | body or query | does |
| --- | --- | --- |
| GET /workspace/state | | team, bot, users, channels, open views, number of the last change |
| GET /workspace/changes | ?after=N&within=SECONDS | changes after N; waits for the first |
| GET /workspace/calls | ?method=NAME | Web API calls the app made |
| POST /workspace/users | name, real_name, locale, tz, is_admin, is_owner | a new person |
| GET /workspace/users/{user} | | what is on this person's screen: views, home, ephemerals, direct |
| POST /workspace/users/{user}/home | | opens the app's Home tab |
| POST /workspace/channels | name, members, is_private | a new channel |
| GET /workspace/channels/{channel} | ?user=USER | messages with edits, that person's ephemerals |
| POST /workspace/channels/{channel}/messages | user, text, thread, broadcast, files | a person |
| | | writes; files: names to base64 |
| POST /workspace/messages/{ts}/{act} | user, text | edits or deletes a message of one's own |
| GET /workspace/files/{file} | | the bytes of a file, as everybody in the workspace sees them |
| POST /workspace/channels/{channel}/{act} | name | see `channel_act` |
| POST /workspace/commands | user, channel, text, command, patience | a slash command |
| POST /workspace/presses | user, where, action_id, value, block_id, patience | a button or menu |
| POST /workspace/views/{view}/submit | user, values | fills in and submits a modal |
| POST /workspace/views/{view}/close | user, everything | closes a modal |
| POST /workspace/request-url | url | where the app is; answers whether it gave the challenge back |
| POST /workspace/manifest | an app manifest | installs the app as its manifest says |
| POST /workspace/disconnect | reason | hangs up every Socket Mode connection |
| POST /workspace/faults | the fields of Fault | breaks the next Web API calls |
| DELETE /workspace/faults | | calls unused faults off |
| POST /workspace/limits | burst | Slack's own rate limits from now on |
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.slack import console_views as shown
from sandbox.slack.errors import NoSuchThing
from sandbox.slack.model import Json
from sandbox.slack.uploads import download
from sandbox.slack.workspace import SlackWorkspace

Act = Callable[[SlackWorkspace, Json], Awaitable[Json]]
"""Takes the path's names, the query and the body as one mapping; gives the answer."""


async def new_user(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/users"""
    fields = ("real_name", "locale", "tz", "is_admin", "is_owner")
    chosen = {name: given[name] for name in fields if name in given}
    return shown.user(workspace, workspace.directory.add_user(given["name"], **chosen))


async def new_channel(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/channels"""
    members = tuple(workspace.directory.user(one).id for one in given.get("members", []))
    channel = workspace.directory.add_channel(
        given["name"], members=members, is_private=bool(given.get("is_private"))
    )
    return shown.channel(workspace, channel)


async def channel_act(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/channels/{channel}/{act}

    The act is ``archive``, ``unarchive``, ``rename``, ``invite-bot`` or ``remove-bot``.
    """
    place = workspace.directory.channel(given["channel"])
    match given["act"]:
        case "archive":
            await workspace.archive(place)
        case "unarchive":
            await workspace.unarchive(place)
        case "rename":
            await workspace.rename(place, given["name"])
        case "invite-bot":
            await workspace.invite_bot(place)
        case "remove-bot":
            await workspace.remove_bot(place)
        case unknown:
            raise NoSuchThing(f"no act {unknown!r} on a channel")
    return shown.channel(workspace, place)


async def say(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/channels/{channel}/messages"""
    files = {name: base64.b64decode(body) for name, body in given.get("files", {}).items()}
    message = await workspace.say(
        given["user"],
        given["channel"],
        given["text"],
        thread=given.get("thread"),
        broadcast=bool(given.get("broadcast")),
        files=files,
    )
    return shown.message(workspace, message)


async def message_act(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/messages/{ts}/{act}; the act is ``edit`` or ``delete``."""
    message = workspace.messages.get(given["ts"])
    match given["act"]:
        case "edit":
            await workspace.edit(given["user"], message, given["text"])
        case "delete":
            await workspace.delete(given["user"], message)
        case unknown:
            raise NoSuchThing(f"no act {unknown!r} on a message")
    return shown.message(workspace, message)


async def command(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/commands"""
    seen = await workspace.command(
        given["user"],
        given["channel"],
        given.get("text", ""),
        command=given.get("command", "/line"),
        patience=float(given.get("patience", 3)),
    )
    return shown.seen(workspace, seen)


async def press(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/presses"""
    seen = await workspace.press(
        given["user"],
        given["where"],
        given["action_id"],
        given.get("value"),
        block_id=given.get("block_id"),
        patience=float(given.get("patience", 3)),
    )
    return shown.seen(workspace, seen)


async def submit(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/views/{view}/submit"""
    seen = await workspace.submit(given["user"], given["view"], given.get("values", {}))
    return shown.seen(workspace, seen)


async def close(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/views/{view}/close"""
    everything = bool(given.get("everything"))
    seen = await workspace.close(given["user"], given["view"], everything=everything)
    return shown.seen(workspace, seen)


async def open_home(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/users/{user}/home"""
    await workspace.open_home(given["user"])
    return shown.screen(workspace, given["user"])


async def request_url(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/request-url"""
    workspace.request_url = given["url"]
    return {"url": given["url"], "verified": await workspace.events.verify_url()}


async def manifest(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/manifest"""
    workspace.install(given)
    return {"installed": True}


async def disconnect(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/disconnect"""
    there = list(workspace.connections)
    for connection in there:
        await connection.hang_up(given.get("reason", "refresh_requested"))
    return {"disconnected": len(there)}


async def fault(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/faults"""
    workspace.fail(**given)
    return {}


async def no_faults(workspace: SlackWorkspace, given: Json) -> Json:
    """DELETE /workspace/faults"""
    workspace.limits.clear()
    return {}


async def limits(workspace: SlackWorkspace, given: Json) -> Json:
    """POST /workspace/limits"""
    workspace.limits.strict(burst=float(given.get("burst", 4)))
    return {}


ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("GET", "/state", shown.state),
    ("GET", "/changes", shown.changes),
    ("GET", "/calls", shown.calls),
    ("POST", "/users", new_user),
    ("GET", "/users/{user}", shown.person),
    ("POST", "/users/{user}/home", open_home),
    ("POST", "/channels", new_channel),
    ("GET", "/channels/{channel}", shown.conversation),
    ("POST", "/channels/{channel}/messages", say),
    ("POST", "/channels/{channel}/{act}", channel_act),
    ("POST", "/messages/{ts}/{act}", message_act),
    ("POST", "/commands", command),
    ("POST", "/presses", press),
    ("POST", "/views/{view}/submit", submit),
    ("POST", "/views/{view}/close", close),
    ("POST", "/request-url", request_url),
    ("POST", "/manifest", manifest),
    ("POST", "/disconnect", disconnect),
    ("POST", "/faults", fault),
    ("DELETE", "/faults", no_faults),
    ("POST", "/limits", limits),
)


def add_console(app: web.Application, workspace: SlackWorkspace) -> None:
    """Put every route of the table under ``/workspace``."""
    app.router.add_get("/workspace/files/{id}", download(workspace, everybody=True))
    for method, path, act in ROUTES:
        app.router.add_route(method, "/workspace" + path, _handler(workspace, act))


def _handler(workspace: SlackWorkspace, act: Act) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        try:
            given: Json = {**await _body(request), **request.query, **request.match_info}
            return web.json_response(await act(workspace, given))
        except NoSuchThing as missing:
            return web.json_response({"error": str(missing)}, status=404)
        except (KeyError, TypeError, ValueError) as wrong:  # a field missing or of a wrong type
            return web.json_response({"error": f"malformed request: {wrong}"}, status=400)

    return handle


async def _body(request: web.Request) -> Json:
    if not request.can_read_body:
        return {}
    body: Any = await request.json()
    if not isinstance(body, dict):
        raise ValueError("the body must be a JSON object")
    return body
