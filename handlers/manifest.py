"""The Slack app manifest (https://docs.slack.dev/reference/app-manifest).

There is one slash command, so new subcommands change nothing here; `/line help` lists them.
"""

from __future__ import annotations

from typing import Any

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "users:read",
)
EVENTS = ("app_home_opened", "message.channels", "message.groups")


def manifest(public_url: str, *, socket_mode: bool) -> dict[str, Any]:
    """Everything Slack asks when an app is made "from a manifest"."""
    address = f"{public_url}/slack/events"
    command: dict[str, Any] = {
        "command": "/line",
        "description": "Bind web sites to a LINE official account, and look after them",
        "usage_hint": "setup | status | inbox | help",
        "should_escape": True,
    }
    settings: dict[str, Any] = {
        "interactivity": {"is_enabled": True},
        "event_subscriptions": {"bot_events": list(EVENTS)},
        "org_deploy_enabled": False,
        "socket_mode_enabled": socket_mode,
        "token_rotation_enabled": False,
    }
    if not socket_mode:
        command["url"] = address
        settings["interactivity"]["request_url"] = address
        settings["event_subscriptions"]["request_url"] = address
    return {
        "display_information": {
            "name": "Moorline",
            "description": "Moors your sites to your LINE official account",
            "background_color": "#06423c",
        },
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True,
                         "messages_tab_read_only_enabled": True},
            "bot_user": {"display_name": "Moorline", "always_online": True},
            "slash_commands": [command],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": settings,
    }  # fmt: skip
