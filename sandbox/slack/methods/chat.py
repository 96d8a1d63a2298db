"""chat.*: posting, editing and deleting messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.arguments import Arguments
from sandbox.slack.blocks import faults_of_blocks, named, text_length
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.methods.conversations import visible_channel
from sandbox.slack.model import Channel, Json, Message
from sandbox.slack.render import message_json
from sandbox.slack.uploads import faults_of_pictures

if TYPE_CHECKING:
    from sandbox.slack.methods import Method
    from sandbox.slack.state import WorkspaceState

LONGEST = 40_000
LONGEST_UPDATE = 4_000
"""Not on the page; seen in the wild: chat.update refuses what chat.postMessage would cut."""
LONGEST_BLOCKS = 11_000
"""Characters in all blocks of a message together. The pages give no number; bolt-js issue 2867 saw
9,597 accepted and 11,341 refused, and a maintainer speaks of 12,000 less a margin."""
MOST_ATTACHMENTS = 100


def post_message(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postMessage"""
    channel = _target(workspace, arguments)
    content = _content(workspace, arguments)
    thread = arguments.text("thread_ts") or None
    message = _posted(workspace, channel, content, thread_ts=thread, arguments=arguments)
    workspace.background(workspace.events.message(message))
    return {
        "channel": channel.id,
        "ts": message.ts,
        "message": message_json(workspace, message),
    }


def post_ephemeral(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.postEphemeral"""
    channel = _target(workspace, arguments)
    content = _content(workspace, arguments)
    user = arguments.text("user")
    if user not in channel.members:
        raise SlackRefusal("user_not_in_channel")
    thread = arguments.text("thread_ts") or None
    message = _posted(
        workspace, channel, content, thread_ts=thread, arguments=arguments, only_for=user
    )
    return {"message_ts": message.ts}


def update(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.update"""
    channel, message = _own(workspace, arguments, "cant_update_message")
    if channel.is_archived:
        raise SlackRefusal("is_inactive")
    if len(arguments.text("text")) > LONGEST_UPDATE:
        raise SlackRefusal("msg_too_long")
    content = _content(workspace, arguments)
    kept = {name: value for name, value in content.items() if name in arguments}
    workspace.messages.edit(message, kept)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(workspace, message),
    }


def delete(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.delete"""
    channel, message = _own(workspace, arguments, "cant_delete_message")
    workspace.messages.delete(message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/chat.getPermalink"""
    channel = visible_channel(workspace, arguments.text("channel"))
    message = workspace.messages.find(arguments.text("message_ts"), channel.id)
    if message is None:
        raise SlackRefusal("message_not_found")
    place = f"archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    address = f"https://{workspace.team.domain}.slack.com/{place}{thread}"
    return {"channel": channel.id, "permalink": address}


def _target(workspace: WorkspaceState, arguments: Arguments) -> Channel:
    """Where to post: a channel's id or name, or a user's id for a direct message."""
    wanted = arguments.text("channel")
    directory = workspace.directory
    if wanted in directory.users and wanted != workspace.bot.id:
        return directory.direct(wanted)
    by_name = [one.id for one in directory.channels.values() if one.name == wanted.lstrip("#")]
    channel = visible_channel(workspace, by_name[0] if wanted and by_name else wanted)
    if channel.is_archived:
        raise SlackRefusal("is_archived")
    if workspace.bot.id not in channel.members:
        raise SlackRefusal("not_in_channel")
    return channel


def _content(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """Text, blocks, attachments and metadata, checked; a text over 40,000 characters is cut."""
    blocks = arguments.items("blocks", "invalid_blocks_format")
    attachments = arguments.items("attachments", "invalid_attachments")
    text = arguments.text("text")
    if not (text or blocks or attachments):
        raise SlackRefusal("no_text")
    if faults := faults_of_blocks(blocks):
        raise SlackRefusal("invalid_blocks", faults)
    if faults := faults_of_pictures(workspace, blocks):
        raise SlackRefusal("invalid_blocks", faults)
    if text_length(blocks) > LONGEST_BLOCKS:
        raise SlackRefusal("msg_blocks_too_long")
    return {
        "text": text[:LONGEST],
        "blocks": named(blocks, workspace.mint),
        "attachments": _attachments(workspace, attachments),
        "metadata": _metadata(arguments),
    }


def _attachments(workspace: WorkspaceState, attachments: list[Json]) -> list[Json]:
    """Numbered as Slack numbers them; blocks within are held to the same limits."""
    if len(attachments) > MOST_ATTACHMENTS:
        raise SlackRefusal("too_many_attachments")
    shown = []
    for number, one in enumerate(attachments, start=1):
        blocks = one.get("blocks") or []
        if faults := faults_of_blocks(blocks, f"/attachments/{number - 1}/blocks"):
            raise SlackRefusal("invalid_attachments", faults)
        inner = {"blocks": named(blocks, workspace.mint)} if blocks else {}
        shown.append({"id": number, **one, **inner})
    return shown


def _metadata(arguments: Arguments) -> Json | None:
    metadata = arguments.decoded("metadata", "invalid_metadata_format")
    if not metadata:
        return None
    if not isinstance(metadata, dict) or not {"event_type", "event_payload"} <= set(metadata):
        raise SlackRefusal("invalid_metadata_format")
    return metadata


def _posted(
    workspace: WorkspaceState,
    channel: Channel,
    content: Json,
    *,
    thread_ts: str | None,
    arguments: Arguments,
    only_for: str | None = None,
) -> Message:
    return workspace.messages.post(
        channel.id,
        workspace.bot.id,
        bot_id=workspace.bot.bot_id,
        app_id=workspace.app_id,
        thread_ts=thread_ts,
        reply_broadcast=arguments.flag("reply_broadcast"),
        only_for=only_for,
        **content,
    )


def _own(workspace: WorkspaceState, arguments: Arguments, refusal: str) -> tuple[Channel, Message]:
    """A message of the bot's own; ephemeral ones cannot be reached by their timestamp."""
    channel = visible_channel(workspace, arguments.text("channel"))
    message = workspace.messages.find(arguments.text("ts"), channel.id)
    if message is None or message.only_for is not None:
        raise SlackRefusal("message_not_found")
    if message.user != workspace.bot.id:
        raise SlackRefusal(refusal)
    return channel, message


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": permalink,
}
