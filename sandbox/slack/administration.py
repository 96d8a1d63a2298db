"""What administrators do to channels; the app hears of it where it is a member.

The events are those under https://docs.slack.dev/reference/events.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.model import Channel, Json

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState


async def archive(workspace: WorkspaceState, channel: Channel, *, archived: bool) -> None:
    """Archive a channel or bring it back; `channel_archive` or `channel_unarchive` follows."""
    channel.is_archived = archived
    workspace.directory.changed(channel, "archived" if archived else "unarchived")
    kind = "channel_archive" if archived else "channel_unarchive"
    await _tell(
        workspace, channel, {"type": kind, "channel": channel.id, "user": _actor(workspace)}
    )


async def rename(workspace: WorkspaceState, channel: Channel, name: str) -> None:
    """Give a channel another name; `channel_rename` follows."""
    channel.previous_names.insert(0, channel.name)
    channel.name = name
    workspace.directory.changed(channel, "renamed")
    shown = {"id": channel.id, "name": name, "created": int(channel.created.timestamp())}
    await _tell(workspace, channel, {"type": "channel_rename", "channel": shown})


async def invite_bot(workspace: WorkspaceState, channel: Channel) -> None:
    """Bring the bot into a channel; `member_joined_channel` follows."""
    channel.members.add(workspace.bot.id)
    workspace.directory.changed(channel, "joined")
    event = {
        "type": "member_joined_channel",
        "user": workspace.bot.id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": workspace.team.id,
        "inviter": _actor(workspace),
    }
    await _tell(workspace, channel, event)


async def remove_bot(workspace: WorkspaceState, channel: Channel) -> None:
    """Put the bot out of a channel; `channel_left` (`group_left` if private) follows."""
    channel.members.discard(workspace.bot.id)
    workspace.directory.changed(channel, "left")
    kind = "group_left" if channel.is_private else "channel_left"
    event = {"type": kind, "channel": channel.id, "actor_id": _actor(workspace)}
    await workspace.events.tell({**event, "event_ts": workspace.mint.timestamp()})


async def _tell(workspace: WorkspaceState, channel: Channel, event: Json) -> None:
    if workspace.bot.id in channel.members:
        await workspace.events.tell({**event, "event_ts": workspace.mint.timestamp()})


def _actor(workspace: WorkspaceState) -> str:
    """The administrator who did it: the first there is."""
    admins = [one.id for one in workspace.directory.users.values() if one.is_admin]
    return admins[0] if admins else "USLACKBOT"
