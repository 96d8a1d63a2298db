"""Reading Slack messages as a person does: their words, their colour, their buttons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.cards.kit import COLORS
from bot.cards.parts import Tone
from bot.demo.control import Json

WELL = COLORS[Tone.WELL]


def words(shown: Any) -> str:
    """Every text of a message or view, in reading order."""
    return " ".join(dict.fromkeys(_texts(shown)))


def _texts(shown: Any) -> Iterator[str]:
    if isinstance(shown, dict):
        for name, part in shown.items():
            if name == "text" and isinstance(part, str):
                yield part.strip()
            elif name not in ("edits", "state", "metadata"):
                yield from _texts(part)
    elif isinstance(shown, list):
        for part in shown:
            yield from _texts(part)


def color(message: Json) -> str:
    """The colour of a message's bar; "" without one."""
    return next((str(one.get("color", "")) for one in message.get("attachments", [])), "")


def is_green(message: Json) -> bool:
    """Whether the bar says that all is well."""
    return color(message) == WELL


def buttons(message: Json) -> Iterator[tuple[str, Json]]:
    """Every button with its block_id."""
    for block in message.get("blocks", []):
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if element.get("type") == "button":
                yield block["block_id"], element


def button(message: Json, action: str, *, said: str = "") -> tuple[str, Json] | None:
    """The first button running `action`, its value holding `said`."""
    for block_id, element in buttons(message):
        named = element["action_id"].split("#")[0] == action
        if named and said in str(element.get("value", "")):
            return block_id, element
    return None


def alerts(messages: Sequence[Json], check: str) -> list[Json]:
    """The messages whose status line names the check."""
    return [one for one in messages if f"`{check}`" in words(one.get("attachments", []))]
