"""What an app may do, as its manifest says (https://docs.slack.dev/reference/app-manifest).

Until a manifest is installed everything is allowed. Afterwards a Web API call needs its scope, an
event is told only when subscribed to, and only declared commands exist.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.slack.directory import Directory
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Json

SCOPES = {
    "bots.info": ("users:read",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": ("channels:history", "groups:history", "im:history"),
    "conversations.info": ("channels:read", "groups:read", "im:read"),
    "conversations.join": ("channels:join",),
    "conversations.list": ("channels:read", "groups:read", "im:read"),
    "conversations.members": ("channels:read", "groups:read", "im:read"),
    "conversations.open": ("im:write", "mpim:write"),
    "conversations.replies": ("channels:history", "groups:history", "im:history"),
    "files.completeUploadExternal": ("files:write",),
    "files.delete": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "reactions.add": ("reactions:write",),
    "team.info": ("team:read",),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
}
"""The scopes of each method's page; any one of several will do."""


@dataclass
class Installation:
    """The granted scopes, subscribed events and declared commands; None means all."""

    scopes: frozenset[str] | None = None
    bot_events: frozenset[str] | None = None
    commands: dict[str, Json] | None = None
    has_home: bool = True
    is_interactive: bool = True

    def require_scope(self, method: str) -> None:
        """Refuses with ``missing_scope`` when the method's scope was not granted."""
        needed = SCOPES.get(method, ())
        if self.scopes is not None and needed and not self.scopes & set(needed):
            provided = ",".join(sorted(self.scopes))
            raise SlackRefusal("missing_scope", needed=needed[0], provided=provided)

    def is_subscribed(self, event: Json) -> bool:
        """Whether the app asked for this event; messages are subscribed to by kind of channel."""
        if self.bot_events is None:
            return True
        kind = event["type"]
        if kind == "message":
            kind = {"im": "message.im", "group": "message.groups"}.get(
                event.get("channel_type", ""), "message.channels"
            )
        return kind in self.bot_events

    def has_command(self, command: str) -> bool:
        """Whether Slack knows this slash command."""
        return self.commands is None or command in self.commands

    def written(self, command: str, text: str, directory: Directory) -> str:
        """The text as sent: with ``should_escape`` @names and #channels become their ids."""
        declared = (self.commands or {}).get(command, {})
        if not declared.get("should_escape"):
            return text
        for user in directory.users.values():
            text = _named(text, "@", user.name, f"<@{user.id}|{user.name}>")
        for channel in directory.channels.values():
            if channel.name:
                text = _named(text, "#", channel.name, f"<#{channel.id}|{channel.name}>")
        return text


def _named(text: str, sign: str, name: str, reference: str) -> str:
    pattern = rf"(?<![\w<]){re.escape(sign + name)}(?![\w-])"
    return re.sub(pattern, lambda _: reference, text)


def from_manifest(manifest: Mapping[str, Any]) -> Installation:
    """The installation a manifest asks for. Raises ValueError when a required part is missing."""
    if not manifest.get("display_information", {}).get("name"):
        raise ValueError("a manifest needs display_information.name")
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    declared = features.get("slash_commands", [])
    events = settings.get("event_subscriptions", {})
    return Installation(
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        bot_events=frozenset(events.get("bot_events", [])),
        commands={one["command"]: one for one in declared},
        has_home=bool(features.get("app_home", {}).get("home_tab_enabled")),
        is_interactive=bool(settings.get("interactivity", {}).get("is_enabled")),
    )
