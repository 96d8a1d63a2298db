"""auth.test, users.*, bots.info and team.info."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackRefusal
from sandbox.slack.model import Json
from sandbox.slack.render import user_json

if TYPE_CHECKING:
    from sandbox.slack.methods import Method
    from sandbox.slack.state import WorkspaceState


def auth_test(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/auth.test"""
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot.bot_id,
        "is_enterprise_install": False,
    }


def users_info(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.info"""
    user = workspace.directory.users.get(arguments.text("user"))
    if user is None:
        raise SlackRefusal("user_not_found")
    locale = arguments.flag("include_locale")
    return {"user": user_json(workspace, user, include_locale=locale)}


def users_list(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/users.list"""
    locale = arguments.flag("include_locale")
    members = [
        user_json(workspace, user, include_locale=locale)
        for user in workspace.directory.users.values()
    ]
    return {
        "members": members,
        "cache_ts": int(workspace.clock().timestamp()),
        "response_metadata": {"next_cursor": ""},
    }


def bots_info(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/bots.info"""
    if arguments.text("bot", workspace.bot.bot_id or "") != workspace.bot.bot_id:
        raise SlackRefusal("bot_not_found")
    return {
        "bot": {
            "id": workspace.bot.bot_id,
            "deleted": False,
            "name": workspace.bot.name,
            "updated": 0,
            "app_id": workspace.app_id,
            "user_id": workspace.bot.id,
            "icons": {},
        }
    }


def team_info(workspace: WorkspaceState, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/team.info"""
    team = workspace.team
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "users.info": users_info,
    "users.list": users_list,
    "bots.info": bots_info,
    "team.info": team_info,
}
