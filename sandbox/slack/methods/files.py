"""Uploading a file in three steps (ask for an address, post the bytes there, complete), asking
about one, and deleting it.

https://docs.slack.dev/messaging/working-with-files#upload
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.methods.conversations import visible_channel
from sandbox.slack.model import Json
from sandbox.slack.uploads import file_object, shares_of

if TYPE_CHECKING:
    from sandbox.slack.methods import Method
    from sandbox.slack.state import WorkspaceState


def upload_url(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.getUploadURLExternal"""
    name, length = arguments.text("filename"), arguments.number("length", 0)
    if not name or length <= 0:
        raise SlackRefusal("invalid_arguments")
    identifier = workspace.mint.identifier("F")
    workspace.files[identifier] = {"name": name, "length": length, "content": None}
    return {
        "upload_url": f"{workspace.address}/upload/{identifier}",
        "file_id": identifier,
    }


def complete(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.completeUploadExternal"""
    given = arguments.items("files", "invalid_arguments")
    if not given:
        raise SlackRefusal("invalid_arguments")
    files = [_finished(workspace, one) for one in given]
    identifier = arguments.text("channel_id")
    if identifier:
        channel = visible_channel(workspace, identifier)
        if workspace.bot.id not in channel.members:
            raise SlackRefusal("not_in_channel")
        message = workspace.messages.post(
            channel.id,
            workspace.bot.id,
            arguments.text("initial_comment"),
            bot_id=workspace.bot.bot_id,
            app_id=workspace.app_id,
            thread_ts=arguments.text("thread_ts") or None,
            files=files,
        )
        workspace.background(workspace.events.message(message))
    return {"files": files}


def _finished(workspace: WorkspaceState, given: Json) -> Json:
    """One uploaded file, with the title it is given."""
    _there(workspace, str(given.get("id")))
    return file_object(workspace, str(given["id"]), str(given.get("title") or ""))


def info(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.info; only this tells where it was shared."""
    identifier = arguments.text("file")
    _there(workspace, identifier)
    shares = {"shares": shares_of(workspace, identifier)}
    return {"file": {**file_object(workspace, identifier), **shares}}


def delete(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/files.delete: of the bot's own files."""
    identifier = arguments.text("file")
    stored = _there(workspace, identifier)
    if stored.get("user", workspace.bot.id) != workspace.bot.id:
        raise SlackRefusal("cant_delete_file")
    stored["content"], stored["deleted"] = None, True
    workspace.messages.forget_file(identifier)
    return {}


def _there(workspace: WorkspaceState, identifier: str) -> Json:
    """What is kept of an uploaded file; refuses when it never came or was deleted."""
    stored = workspace.files.get(identifier)
    if stored is not None and stored.get("deleted"):
        raise SlackRefusal("file_deleted")
    if stored is None or stored["content"] is None:
        raise SlackRefusal("file_not_found")
    return stored


METHODS: dict[str, Method] = {
    "files.getUploadURLExternal": upload_url,
    "files.completeUploadExternal": complete,
    "files.delete": delete,
    "files.info": info,
}
