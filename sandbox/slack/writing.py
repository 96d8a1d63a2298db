"""What people write in channels and do to it afterwards, each act told to the app.

https://docs.slack.dev/reference/events/message and its subtypes
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.slack.errors import NoSuchThing
from sandbox.slack.model import Channel, Json, Message, User
from sandbox.slack.render import message_json
from sandbox.slack.rich_text import rich_text, with_names
from sandbox.slack.uploads import kept

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState


async def say(
    workspace: WorkspaceState,
    person: User,
    place: Channel,
    text: str,
    *,
    thread: str | None,
    broadcast: bool,
    files: Mapping[str, bytes],
) -> Message:
    """A person writes; a reply that is also sent to the channel is told as `thread_broadcast`."""
    shared = [kept(workspace, person, name, body) for name, body in files.items()]
    message = workspace.messages.post(
        place.id, person.id, text, thread_ts=thread, reply_broadcast=broadcast, files=shared
    )
    await workspace.events.message(message)
    return message


async def edit(workspace: WorkspaceState, message: Message, person: User, text: str) -> None:
    """A person edits what they wrote: `message_changed`."""
    _insist(message, person)
    before = told(workspace, message)
    workspace.messages.edit(message, {"text": text})
    now = {**told(workspace, message), "edited": {"user": person.id, "ts": message.edited_ts}}
    await _tell(workspace, message.channel, "message_changed", message=now, previous_message=before)


async def delete(workspace: WorkspaceState, message: Message, person: User) -> None:
    """A person deletes what they wrote: `message_deleted`, which does not say who did it."""
    _insist(message, person)
    before = told(workspace, message)
    workspace.messages.delete(message)
    await _tell(
        workspace,
        message.channel,
        "message_deleted",
        deleted_ts=message.ts,
        previous_message=before,
    )


def told(workspace: WorkspaceState, message: Message) -> Json:
    """A message as events tell it: what a person wrote comes with `rich_text` blocks."""
    shown = message_json(workspace, message)
    if message.bot_id:
        return shown
    by_hand = {
        "text": with_names(message.text),
        "blocks": rich_text(message.text),
        "client_msg_id": f"{message.ts.replace('.', '-')}-{message.user}",
    }
    shown |= by_hand
    if message.reply_broadcast and message.is_reply:
        root = workspace.messages.find(message.thread_ts or "")
        shown |= {"subtype": "thread_broadcast"}
        shown |= {"root": message_json(workspace, root)} if root else {}
    return shown


async def _tell(workspace: WorkspaceState, where: str, subtype: str, **about: Any) -> None:
    channel = workspace.directory.channel(where)
    if workspace.bot.id not in channel.members:
        return
    ts = workspace.mint.timestamp()
    event: Json = {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": kind_of(channel),
        "ts": ts,
        "event_ts": ts,
        **about,
    }
    await workspace.events.tell(event)


def kind_of(channel: Channel) -> str:
    """The ``channel_type`` of message events."""
    if channel.is_direct:
        return "im"
    return "group" if channel.is_private else "channel"


def _insist(message: Message, person: User) -> None:
    if message.user != person.id:
        raise NoSuchThing(f"{person.name} did not write this message")
