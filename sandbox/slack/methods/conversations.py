"""conversations.*: channels, their members and their messages, as far as the bot may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Channel, Json, Message
from sandbox.slack.render import channel_json, message_json

if TYPE_CHECKING:
    from sandbox.slack.methods import Method
    from sandbox.slack.state import WorkspaceState

MOST = 1000


def visible_channel(workspace: WorkspaceState, identifier: str) -> Channel:
    """The channel with this id; ``channel_not_found`` when the bot cannot know of it."""
    channel = workspace.directory.channels.get(identifier)
    hidden = channel is not None and (channel.is_private or channel.is_direct)
    if channel is None or (hidden and workspace.bot.id not in channel.members):
        raise SlackRefusal("channel_not_found")
    return channel


def info(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.info"""
    shown = channel_json(workspace, visible_channel(workspace, arguments.text("channel")))
    if not arguments.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def listed(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.list"""
    kinds = arguments.text("types", "public_channel").replace(" ", "").split(",")
    shown = []
    for channel in workspace.directory.channels.values():
        kind = (
            "im"
            if channel.is_direct
            else "private_channel"
            if channel.is_private
            else "public_channel"
        )
        if channel.is_archived and arguments.flag("exclude_archived"):
            continue
        if kind in kinds and (kind == "public_channel" or workspace.bot.id in channel.members):
            shown.append(channel_json(workspace, channel))
    page, cursor = paged(shown, arguments, default=100)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def paged(found: list[Json], arguments: Arguments, *, default: int) -> tuple[list[Json], str]:
    """One page and the cursor of the next, empty at the end; refuses a made-up cursor."""
    limit = min(max(arguments.number("limit", default), 1), MOST)
    try:
        start = int(arguments.text("cursor").removeprefix("page:") or 0)
    except ValueError:
        raise SlackRefusal("invalid_cursor") from None
    rest = len(found) > start + limit
    return found[start : start + limit], f"page:{start + limit}" if rest else ""


def join(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.join"""
    channel = visible_channel(workspace, arguments.text("channel"))
    if channel.is_private or channel.is_direct:
        raise SlackRefusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackRefusal("is_archived")
    warning = "already_in_channel" if workspace.bot.id in channel.members else ""
    channel.members.add(workspace.bot.id)
    shown: Json = {"channel": channel_json(workspace, channel)}
    if warning:
        return {**shown, "warning": warning, "response_metadata": {"warnings": [warning]}}
    workspace.directory.changed(channel, "joined")
    return shown


def members(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.members"""
    channel = visible_channel(workspace, arguments.text("channel"))
    found = [{"id": one} for one in sorted(channel.members)]
    page, cursor = paged(found, arguments, default=100)
    return {"members": [one["id"] for one in page], "response_metadata": {"next_cursor": cursor}}


def opened(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.open, for one user."""
    if "channel" in arguments:
        channel = visible_channel(workspace, arguments.text("channel"))
        return {"channel": {"id": channel.id}}
    users = [one for one in arguments.text("users").split(",") if one]
    if not users:
        raise SlackRefusal("users_list_not_supplied")
    if len(users) > 1 or users[0] not in workspace.directory.users:
        raise SlackRefusal("user_not_found")
    if users[0] == workspace.bot.id:
        raise SlackRefusal("cannot_dm_bot")
    return {"channel": {"id": workspace.directory.direct(users[0]).id}}


def history(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.history"""
    channel = _readable(workspace, arguments)
    found = _between(workspace.messages.in_channel(channel.id, threads=False), arguments)
    newest_first = [message_json(workspace, one) for one in reversed(found)]
    return _messages(newest_first, arguments)


def replies(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/conversations.replies"""
    channel = _readable(workspace, arguments)
    root = workspace.messages.find(arguments.text("ts"), channel.id)
    if root is None:
        raise SlackRefusal("thread_not_found")
    found = [root, *_between(workspace.messages.replies(channel.id, root.ts), arguments)]
    return _messages([message_json(workspace, one) for one in found], arguments)


def _readable(workspace: WorkspaceState, arguments: Arguments) -> Channel:
    channel = visible_channel(workspace, arguments.text("channel"))
    if workspace.bot.id not in channel.members:
        raise SlackRefusal("not_in_channel")
    return channel


def _between(found: list[Message], arguments: Arguments) -> list[Message]:
    oldest, latest = arguments.text("oldest", "0"), arguments.text("latest", "9" * 10)
    try:
        low, high = float(oldest), float(latest)
    except ValueError:
        raise SlackRefusal("invalid_ts_latest") from None
    if arguments.flag("inclusive"):
        return [one for one in found if low <= float(one.ts) <= high]
    return [one for one in found if low < float(one.ts) < high]


def _messages(found: list[Json], arguments: Arguments) -> Json:
    page, cursor = paged(found, arguments, default=100)
    shown: Json = {"messages": page, "has_more": bool(cursor), "pin_count": 0}
    return {**shown, "response_metadata": {"next_cursor": cursor}} if cursor else shown


METHODS: dict[str, Method] = {
    "conversations.info": info,
    "conversations.list": listed,
    "conversations.join": join,
    "conversations.members": members,
    "conversations.open": opened,
    "conversations.history": history,
    "conversations.replies": replies,
}
