"""What people do with buttons and menus.

https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.slack.blocks import elements_of
from sandbox.slack.commands import shown_name
from sandbox.slack.errors import NoSuchThing
from sandbox.slack.forms import entered, result_field
from sandbox.slack.model import Blocks, Json, Message, User, View
from sandbox.slack.render import message_json, view_json
from sandbox.slack.seen import Seen, look

if TYPE_CHECKING:
    from sandbox.slack.state import WorkspaceState


@dataclass(frozen=True)
class Pressed:
    """Which element a person used, and what they chose with it."""

    user: User
    where: Message | View
    action_id: str
    value: Any = None
    block_id: str | None = None


async def press(workspace: WorkspaceState, pressed: Pressed, patience: float) -> Seen:
    """A person presses a button or chooses from a menu; see SlackWorkspace.press."""
    start = workspace.journal.latest
    where, user = pressed.where, pressed.user
    block, element = _element(pressed)
    action = _action(workspace, block, element, pressed.value)
    name = (block["block_id"], pressed.action_id)
    if isinstance(where, View) and name in where.typed:
        where.typed[name] = entered(element, pressed.value)
    if not workspace.installation.is_interactive:
        return await look(workspace, user.id, start, 0, failure="not_interactive")
    payload = {
        **envelope(workspace, "block_actions", user),
        **_place(workspace, user, where),
        "actions": [action],
    }
    answer = await workspace.delivery.interaction(payload)
    return await look(workspace, user.id, start, patience, failure=answer.failure)


def envelope(workspace: WorkspaceState, kind: str, user: User) -> Json:
    """What every interaction payload carries."""
    team = workspace.team
    return {
        "type": kind,
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": team.id,
        },
        "api_app_id": workspace.app_id,
        "token": workspace.verification_token,
        "trigger_id": workspace.triggers.issue(user.id),
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _place(workspace: WorkspaceState, user: User, where: Message | View) -> Json:
    """Where the element stood: a view, or a message with its channel and a response_url.

    The payload of an ephemeral message does not carry the message itself.
    """
    if isinstance(where, View):
        return {
            "container": {"type": "view", "view_id": where.id},
            "view": view_json(workspace, where),
        }
    channel = workspace.directory.channel(where.channel)
    hook = workspace.hooks.issue("actions", user.id, channel.id, where)
    container: Json = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": channel.id,
        "is_ephemeral": where.only_for is not None,
    }
    if where.thread_ts:
        container["thread_ts"] = where.thread_ts
    place: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": shown_name(channel)},
        "state": {"values": {}},
        "response_url": workspace.address + hook.path,
    }
    if where.only_for is None:
        place["message"] = message_json(workspace, where)
    return place


def _surface(where: Message | View) -> Blocks:
    if isinstance(where, View):
        return where.blocks
    nested = [block for one in where.attachments for block in one.get("blocks", [])]
    return [*where.blocks, *nested]


def _element(pressed: Pressed) -> tuple[Json, Json]:
    """The element pressed; where several share an action_id, the button with that value."""
    every = [(block, one) for block in _surface(pressed.where) for one in elements_of(block)]
    found = [
        (block, one)
        for block, one in every
        if one.get("action_id") == pressed.action_id
        and pressed.block_id in (None, block.get("block_id"))
    ]
    if not found:
        there = [one["action_id"] for _, one in every if "action_id" in one]
        raise NoSuchThing(f"nothing to press named {pressed.action_id!r}; there are {there}")
    if pressed.value is None or found[0][1]["type"] != "button":
        return found[0]
    for pair in found:
        if pair[1].get("value") == pressed.value:
            return pair
    there = [one.get("value") for _, one in found]
    raise NoSuchThing(f"no {pressed.action_id!r} with value {pressed.value!r}; there are {there}")


def _action(workspace: WorkspaceState, block: Json, element: Json, value: Any) -> Json:
    """One entry of ``actions``."""
    action: Json = {
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block.get("block_id"),
        "action_ts": workspace.mint.timestamp(),
    }
    if element["type"] == "button":
        return action | {
            name: element[name] for name in ("text", "value", "style") if name in element
        }
    name = result_field(element["type"])
    return {**action, name: entered(element, value)[name]}
