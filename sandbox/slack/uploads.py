"""Files at Slack: those people choose in a form (named in the submission, fetched by the app) and
those shared in channels.

https://docs.slack.dev/reference/block-kit/block-elements/file-input-element and
https://docs.slack.dev/reference/objects/file-object; a file's address wants the bot's token.
"""

from __future__ import annotations

import base64
import mimetypes
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from sandbox.slack.blocks import elements_of
from sandbox.slack.model import Blocks, Json, User, View
from sandbox.slack.schema import fault

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
    return kept(workspace, user, given["name"], content)


def kept(workspace: WorkspaceState, user: User, name: str, content: bytes) -> Json:
    """A person's file, kept by Slack; answers the file object."""
    identifier = workspace.mint.identifier("F")
    workspace.files[identifier] = {
        "name": name,
        "length": len(content),
        "content": content,
        "user": user.id,
    }
    return file_object(workspace, identifier)


def file_object(workspace: WorkspaceState, identifier: str, title: str = "") -> Json:
    """A file as Slack describes it."""
    stored = workspace.files[identifier]
    address = f"{workspace.address}/files/{identifier}"
    kind = kind_of(stored)
    smaller = {"thumb_360": address} if kind.startswith("image/") else {}
    return {
        "id": identifier,
        "name": stored["name"],
        "title": title or stored["name"],
        "mimetype": kind,
        "filetype": str(stored["name"]).rpartition(".")[2],
        "size": len(stored["content"]),
        "user": stored.get("user", workspace.bot.id),
        "mode": "hosted",
        "is_external": False,
        "url_private": address,
        "url_private_download": f"{address}/download",
        **smaller,
    }


def kind_of(stored: Json) -> str:
    """The media type of a file, by its name."""
    guessed, _ = mimetypes.guess_type(str(stored["name"]))
    return guessed or "application/octet-stream"


def shares_of(workspace: WorkspaceState, identifier: str) -> Json:
    """Where a file was shared: kind of channel, channel, timestamps."""
    shares: Json = {}
    for message in workspace.messages.with_file(identifier):
        channel = workspace.directory.channel(message.channel)
        places = shares.setdefault("private" if channel.is_private else "public", {})
        thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
        places.setdefault(channel.id, []).append({"ts": message.ts, **thread})
    return shares


def faults_of_pictures(workspace: WorkspaceState, blocks: Blocks) -> list[str]:
    """The blocks' pictures that are no file of this workspace, or no picture."""
    images = [
        (f"/blocks/{index}", image)
        for index, block in enumerate(blocks)
        for image in (block, *elements_of(block))
        if image.get("type") == "image" and image.get("slack_file")
    ]
    return [
        fault("invalid slack file", f"{pointer}/slack_file")
        for pointer, image in images
        if not _is_picture(workspace, image["slack_file"])
    ]


def _is_picture(workspace: WorkspaceState, named: Json) -> bool:
    identifier = named.get("id") or str(named.get("url", "")).removesuffix("/download")
    stored = workspace.files.get(str(identifier).rpartition("/")[2])
    there = stored is not None and stored["content"] is not None
    return there and stored is not None and kind_of(stored).startswith("image/")


def download(workspace: WorkspaceState, *, everybody: bool = False) -> Handler:
    """``GET /files/{id}``: who has no token, or lacks the scope, is sent to the sign-in page.

    For `everybody` no token is asked for: people see files without one.
    """

    async def handle(request: web.Request) -> web.Response:
        stored = workspace.files.get(request.match_info["id"])
        if stored is None or stored["content"] is None:
            return web.Response(status=404)
        scopes = workspace.installation.scopes
        allowed = scopes is None or FILE_SCOPE in scopes
        bearer = request.headers.get("Authorization") == f"Bearer {workspace.bot_token}"
        if not everybody and not (bearer and allowed):
            raise web.HTTPFound("/signin")
        return web.Response(body=stored["content"], content_type=kind_of(stored))

    return handle
