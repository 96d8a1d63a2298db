"""reactions.add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.methods.conversations import visible_channel
from sandbox.slack.model import Json

if TYPE_CHECKING:
    from sandbox.slack.methods import Method
    from sandbox.slack.state import WorkspaceState


def add(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/reactions.add"""
    name = arguments.text("name").strip(":")
    if not name:
        raise SlackRefusal("invalid_name")
    channel = visible_channel(workspace, arguments.text("channel"))
    message = workspace.messages.find(arguments.text("timestamp"), channel.id)
    if message is None:
        raise SlackRefusal("message_not_found")
    if workspace.bot.id in message.reactions.get(name, []):
        raise SlackRefusal("already_reacted")
    workspace.messages.react(message, name, workspace.bot.id)
    return {}


METHODS: dict[str, Method] = {"reactions.add": add}
