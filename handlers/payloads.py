"""What Slack's payloads say, read defensively: signed, yet shaped by whatever Slack sends next.

https://docs.slack.dev/reference/interaction-payloads
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from bot.cards.kit_elements import action_of, carried, chosen

Json = Mapping[str, Any]


class Kept(msgspec.Struct):
    """What a form of ours remembers in `private_metadata`: its channel, and what it was given."""

    channel: str = ""
    name: str = ""
    given: dict[str, Any] = {}


@dataclass(frozen=True)
class Pressed:
    """A button or menu that was used: the action it runs and the JSON it carries."""

    action: str
    stored: str


def part(body: Json, *path: str) -> Json:
    """A nested object, empty when anything on the way is missing or something else."""
    found: Any = body
    for name in path:
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def word(body: Json, *path: str) -> str:
    """A nested text, empty when there is none."""
    found = part(body, *path[:-1]).get(path[-1])
    return found if isinstance(found, str) else ""


def kept(view: Json) -> Kept:
    """What our form remembered; nothing for views that are not ours."""
    try:
        return msgspec.json.decode(word(view, "private_metadata") or "{}", type=Kept)
    except msgspec.MsgspecError:
        return Kept()


def pressed(body: Json) -> Pressed:
    """What was used. Slack sends one action at a time from buttons and single menus."""
    actions = body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else {}
    if user := word(first, "selected_user"):
        return Pressed(action_of(word(first, "action_id")), chosen(word(first, "block_id"), user))
    option = word(first, "selected_option", "value") or None
    action, stored = carried(word(first, "action_id"), word(first, "value") or None, option)
    return Pressed(action, stored)
