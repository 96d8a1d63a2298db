"""The stand-in as an aiohttp application: Web API, response_urls, uploads, sockets and console."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.serve import ON_ADDRESS
from sandbox.slack.console import add_console
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Json
from sandbox.slack.socket_mode import SocketMode
from sandbox.slack.uploads import download
from sandbox.slack.web_api import WebApi
from sandbox.slack.workspace import SlackWorkspace


def make_app(workspace: SlackWorkspace) -> web.Application:
    """An application to serve; point a Slack client's base URL at its ``/api/``.

    `workspace.address` must be where it is served; `sandbox.serve.serving` sets it by itself.
    """
    app = web.Application(client_max_size=8 * 1024 * 1024)
    app.router.add_route("*", "/api/{method}", WebApi(workspace).handle)
    app.router.add_post("/hooks/{rest:.*}", _hook(workspace))
    app.router.add_post("/upload/{id}", _upload(workspace))
    app.router.add_get("/files/{id}", download(workspace))
    app.router.add_get("/files/{id}/download", download(workspace))
    app.router.add_get("/link/", SocketMode(workspace).handle)

    add_console(app, workspace)

    def at(address: str) -> None:
        workspace.address = address

    async def until_closed(_: web.Application) -> AsyncIterator[None]:
        yield
        await workspace.aclose()

    app[ON_ADDRESS] = at
    app.cleanup_ctx.append(until_closed)
    return app


def _hook(workspace: SlackWorkspace) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        """Something is posted to a response_url; the body is JSON, or a form with ``payload``."""
        try:
            workspace.hooks.post(request.path, await _hook_body(request))
        except SlackRefusal as refusal:
            status = 404 if refusal.code in ("expired_url", "used_url") else 400
            return web.json_response({"ok": False, "error": refusal.code}, status=status)
        return web.json_response({"ok": True})

    return handle


async def _hook_body(request: web.Request) -> Json:
    text = await request.text()
    if request.content_type == "application/x-www-form-urlencoded":
        text = str((await request.post()).get("payload", ""))
    try:
        body = json.loads(text)
    except ValueError:
        raise SlackRefusal("invalid_payload") from None
    if not isinstance(body, dict):
        raise SlackRefusal("invalid_payload")
    return body


def _upload(workspace: SlackWorkspace) -> Handler:
    async def handle(request: web.Request) -> web.Response:
        """The bytes of a file, as the body or as the first field of a form."""
        stored = workspace.files.get(request.match_info["id"])
        if stored is None:
            return web.Response(status=404)
        content = await request.read()
        if request.content_type == "multipart/form-data":
            field = next(iter((await request.post()).values()), b"")
            content = field.file.read() if isinstance(field, web.FileField) else str(field).encode()
        stored["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    return handle
