"""Files people choose in a form: kept by Slack, named in the submission, fetched by the app.

https://docs.slack.dev/reference/block-kit/block-elements/file-input-element and
https://docs.slack.dev/reference/objects/file-object; a file's address wants the bot's token.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.slack.blocks import elements_of
from sandbox.slack.model import Json, User, View

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState

FILE_SCOPE = "files:read"


def with_files(
    workspace: WorkspaceState, user: User, view: View, given: Mapping[str, Any]
) -> dict[str, Any]:
    """The values with each chosen file as Slack's file object.

    A file is given as a mapping of `name` and `content`: bytes, text, or base64 text under
    `base64`; several as a list.
    """
    inputs = {
        block["block_id"]
        for block in view.blocks
        for element in elements_of(block)
        if element.get("type") == "file_input"
    }
    return {
        name: [_kept(workspace, user, one) for one in _several(value)] if name in inputs else value
        for name, value in given.items()
    }


def _several(value: Any) -> list[Any]:
    if not value:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _kept(workspace: WorkspaceState, user: User, given: Mapping[str, Any]) -> Json:
    content = given.get("content", "")
    if "base64" in given:
        content = base64.b64decode(given["base64"])
    content = content if isinstance(content, bytes) else str(content).encode()
    identifier = workspace.mint.identifier("F")
    workspace.files[identifier] = {
        "name": given["name"],
        "length": len(content),
        "content": content,
        "user": user.id,
    }
    return file_object(workspace, identifier)


def file_object(workspace: WorkspaceState, identifier: str, title: str = "") -> Json:
    """A file as Slack describes it."""
    stored = workspace.files[identifier]
    address = f"{workspace.address}/files/{identifier}"
    return {
        "id": identifier,
        "name": stored["name"],
        "title": title or stored["name"],
        "filetype": str(stored["name"]).rpartition(".")[2],
        "size": len(stored["content"]),
        "user": stored.get("user", workspace.bot.id),
        "mode": "hosted",
        "is_external": False,
        "url_private": address,
        "url_private_download": f"{address}/download",
    }


def download(workspace: WorkspaceState) -> Handler:
    """``GET /files/{id}``: who has no token, or lacks the scope, is sent to the sign-in page."""

    async def handle(request: web.Request) -> web.Response:
        stored = workspace.files.get(request.match_info["id"])
        if stored is None or stored["content"] is None:
            return web.Response(status=404)
        scopes = workspace.installation.scopes
        allowed = scopes is None or FILE_SCOPE in scopes
        if request.headers.get("Authorization") != f"Bearer {workspace.bot_token}" or not allowed:
            raise web.HTTPFound("/signin")
        return web.Response(body=stored["content"], content_type="text/plain")

    return handle
