"""The JSON Slack's Web API and payloads give for users, channels, messages and views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.model import Channel, Json, Message, User, View

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState


def user_json(workspace: WorkspaceState, user: User, *, include_locale: bool) -> Json:
    """A user object; ``locale`` only when asked for, as users.info does."""
    shown: Json = {
        "id": user.id,
        "team_id": workspace.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "profile": {
            "real_name": user.real_name,
            "display_name": user.name,
            "team": workspace.team.id,
        },
        "is_admin": user.is_admin,
        "is_owner": user.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }
    if include_locale:
        shown["locale"] = user.locale
    return shown


def channel_json(workspace: WorkspaceState, channel: Channel) -> Json:
    """A conversation object, as the bot sees it."""
    shown: Json = {
        "id": channel.id,
        "created": int(channel.created.timestamp()),
        "is_im": channel.is_direct,
        "is_mpim": False,
        "is_archived": channel.is_archived,
        "context_team_id": workspace.team.id,
    }
    if channel.is_direct:
        return {**shown, "user": channel.direct_with, "is_open": True}
    return {
        **shown,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_member": workspace.bot.id in channel.members,
        "is_shared": False,
        "previous_names": channel.previous_names,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def message_json(workspace: WorkspaceState, message: Message) -> Json:
    """A message object, with thread counts when replies exist."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.team.id,
    }
    if message.bot_id:
        shown |= {"bot_id": message.bot_id, "app_id": message.app_id}
    if message.files:
        shown["subtype"] = "file_share"
    for name in ("blocks", "attachments", "metadata", "files"):
        if value := getattr(message, name):
            shown[name] = value
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)}
            for name, users in message.reactions.items()
        ]
    return {**shown, **_thread(workspace, message)}


def _thread(workspace: WorkspaceState, message: Message) -> Json:
    if message.is_reply:
        root = workspace.messages.find(message.thread_ts or "")
        parent = {"parent_user_id": root.user} if root else {}
        return {"thread_ts": message.thread_ts, **parent}
    replies = workspace.messages.replies(message.channel, message.ts)
    if not replies:
        return {}
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users": sorted({reply.user for reply in replies}),
        "latest_reply": replies[-1].ts,
    }


def view_json(workspace: WorkspaceState, view: View) -> Json:
    """A view object with its state (https://docs.slack.dev/reference/views)."""
    content = view.content
    values: Json = {}
    for (block_id, action_id), state in view.typed.items():
        values.setdefault(block_id, {})[action_id] = state
    return {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": content.get("private_metadata") or "",
        "callback_id": view.callback_id,
        "state": {"values": values},
        "hash": view.hash,
        "title": content.get("title"),
        "clear_on_close": bool(content.get("clear_on_close")),
        "notify_on_close": bool(content.get("notify_on_close")),
        "close": content.get("close"),
        "submit": content.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": workspace.app_id,
        "external_id": content.get("external_id") or "",
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.bot.bot_id,
    }
