"""What the console shows: everything in the workspace, without the limits of the bot's eyes."""

from __future__ import annotations

import contextlib
from dataclasses import asdict

from sandbox.slack.journal import Change
from sandbox.slack.model import Channel, Json, Message, User
from sandbox.slack.render import channel_json, message_json, user_json, view_json
from sandbox.slack.seen import Seen
from sandbox.slack.workspace import SlackWorkspace

LONGEST_POLL = 30.0


def user(workspace: SlackWorkspace, one: User) -> Json:
    """A person, with the locale."""
    return user_json(workspace, one, include_locale=True)


def channel(workspace: SlackWorkspace, one: Channel) -> Json:
    """A channel, with its members."""
    return {**channel_json(workspace, one), "members": sorted(one.members)}


def message(workspace: SlackWorkspace, one: Message) -> Json:
    """A message, with what it said before and whose eyes it is for."""
    extra = {"channel": one.channel, "only_for": one.only_for, "edits": one.edits}
    return {**message_json(workspace, one), **extra}


def seen(workspace: SlackWorkspace, outcome: Seen) -> Json:
    """What a person saw."""
    return {
        "ok": outcome.ok,
        "failure": outcome.failure,
        "errors": outcome.errors,
        "by_slack": outcome.by_slack,
        "text": outcome.text,
        "kinds": outcome.kinds,
        "messages": [message(workspace, one) for one in outcome.messages],
        "ephemerals": [message(workspace, one) for one in outcome.ephemerals],
        "view": view_json(workspace, outcome.view) if outcome.view else None,
    }


def screen(workspace: SlackWorkspace, name: str) -> Json:
    """What is on one person's screen."""
    home = workspace.home(name)
    return {
        "user": user(workspace, workspace.directory.user(name)),
        "views": [
            {**view_json(workspace, view), "errors": view.errors} for view in workspace.views(name)
        ],
        "home": view_json(workspace, home) if home else None,
        "ephemerals": [message(workspace, one) for one in workspace.ephemerals(name)],
        "direct": [message(workspace, one) for one in workspace.direct_messages(name)],
    }


async def person(workspace: SlackWorkspace, given: Json) -> Json:
    """GET /workspace/users/{user}"""
    return screen(workspace, given["user"])


async def conversation(workspace: SlackWorkspace, given: Json) -> Json:
    """GET /workspace/channels/{channel}"""
    there = workspace.directory.channel(given["channel"])
    whose = given.get("user")
    private = workspace.ephemerals(whose, there) if whose else []
    return {
        "channel": channel(workspace, there),
        "messages": [message(workspace, one) for one in workspace.history(there)],
        "ephemerals": [message(workspace, one) for one in private],
    }


async def state(workspace: SlackWorkspace, given: Json) -> Json:
    """GET /workspace/state"""
    people = workspace.directory.users.values()
    return {
        "team": asdict(workspace.team),
        "bot": user(workspace, workspace.bot),
        "app_id": workspace.app_id,
        "request_url": workspace.request_url,
        "connections": len(workspace.connections),
        "latest": workspace.journal.latest,
        "users": [user(workspace, one) for one in people],
        "channels": [channel(workspace, one) for one in workspace.directory.channels.values()],
        "views": {
            one.id: [view_json(workspace, view) for view in workspace.surfaces.stack(one.id)]
            for one in people
        },
        "calls": len(workspace.calls),
    }


async def changes(workspace: SlackWorkspace, given: Json) -> Json:
    """GET /workspace/changes"""
    after = int(given.get("after", 0))
    within = min(float(given.get("within", 0)), LONGEST_POLL)

    def fresh() -> list[Change]:
        return workspace.journal.since(after)

    with contextlib.suppress(TimeoutError):  # nothing new is an answer too
        await workspace.wait_for(fresh, within)
    found = [{**asdict(one), "at": one.at.isoformat()} for one in fresh()]
    return {"changes": found, "latest": workspace.journal.latest}


async def calls(workspace: SlackWorkspace, given: Json) -> Json:
    """GET /workspace/calls"""
    wanted = given.get("method")
    found = [one for one in workspace.calls if wanted in (None, one.method)]
    return {"calls": [{**asdict(one), "at": one.at.isoformat()} for one in found]}
