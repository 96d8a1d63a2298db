"""Kit, continued: buttons and menus.

An element's `action_id` is the action its value runs (contract.md). Slack wants action_ids unique
within a block only, so a repeated one gets `#2`, `#3` there; `action_of` takes that off again. What
a button carries is its value as JSON; a menu's option carries `ACTION JSON`, since one menu may
offer several actions; a menu of people has nothing to carry, so its block's id does (`block_of`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from slack_sdk.models.blocks import (
    ButtonElement,
    ConfirmObject,
    ImageElement,
    InteractiveElement,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    StaticSelectElement,
    UserSelectElement,
)

from bot.cards import parts
from bot.cards.marks import Said
from bot.cards.spelling import Spelling
from bot.cards.values import ButtonValue, written
from bot.text import _

OPENS = "opens"  # the action_id of a button that only opens an address


def plain(spelling: Spelling, text: Said, most: int) -> PlainTextObject:
    """A plain_text object for the reader."""
    return PlainTextObject(text=spelling.plain(text, most), emoji=True)


def action_of(action_id: str) -> str:
    """The action an element's id stands for."""
    return action_id.split("#", maxsplit=1)[0]


def carried(action_id: str, value: str | None, option: str | None) -> tuple[str, str]:
    """The action and the JSON that a press brought: from the chosen option, else the button."""
    if option is not None:
        action, _space, stored = option.partition(" ")
        return action, stored
    return action_of(action_id), value or ""


def block_of(elements: Sequence[parts.Element]) -> str | None:
    """The block_id of these elements: what a menu of people among them carries."""
    return next((written(one.value) for one in elements if isinstance(one, parts.People)), None)


def chosen(block_id: str, user: str) -> str:
    """The JSON a menu of people brought, with the person in it."""
    try:
        carried_by = msgspec.json.decode(block_id, type=dict[str, Any])
    except msgspec.MsgspecError:
        return ""
    return msgspec.json.encode({**carried_by, "user": user}).decode()


def actions(elements: Sequence[parts.Element], spelling: Spelling) -> list[InteractiveElement]:
    """The elements of one block, 25 at most, each with an id of its own."""
    made: list[InteractiveElement] = []
    seen: dict[str, int] = {}
    for one in elements[:25]:
        drawn = _interactive(one, spelling)
        name = drawn.action_id or OPENS
        seen[name] = seen.get(name, 0) + 1
        drawn.action_id = name if seen[name] == 1 else f"{name}#{seen[name]}"
        made.append(drawn)
    return made


def element(
    side: parts.Button | parts.Choice | parts.More | parts.Picture, spelling: Spelling
) -> InteractiveElement | ImageElement:
    """The one thing at a paragraph's side."""
    if isinstance(side, parts.Picture):
        return ImageElement(image_url=side.url, alt_text=spelling.plain(side.alt, 2000))
    return _interactive(side, spelling)


def _interactive(one: parts.Element, spelling: Spelling) -> InteractiveElement:
    match one:
        case parts.People(label, value, chosen_before):
            return UserSelectElement(
                placeholder=plain(spelling, label, 150),
                action_id=value.action,
                initial_user=chosen_before or None,
            )
        case parts.Button():
            return _button(one, spelling)
        case parts.Choice(label, options):
            return StaticSelectElement(
                placeholder=plain(spelling, label, 150),
                action_id=options[0].value.action,
                options=_options(options[:100], spelling),
            )
        case parts.More(options):
            return OverflowMenuElement(
                action_id=options[0].value.action, options=_options(options[:5], spelling)
            )


def _button(one: parts.Button, spelling: Spelling) -> ButtonElement:
    return ButtonElement(
        text=plain(spelling, one.label, 75),
        action_id=one.value.action if one.value else OPENS,
        value=written(one.value) if one.value else None,
        url=one.url or None,
        style=one.style or None,
        confirm=_confirm(one, spelling),
    )


def _confirm(one: parts.Button, spelling: Spelling) -> ConfirmObject | None:
    if one.confirm is None:
        return None
    return ConfirmObject(
        title=plain(spelling, one.label, 100),
        text=plain(spelling, one.confirm, 300),
        confirm=plain(spelling, _("Yes"), 30),
        deny=plain(spelling, _("No"), 30),
    )


def _options(options: Sequence[parts.Option], spelling: Spelling) -> list[Option]:
    return [Option(text=plain(spelling, one.label, 75), value=_value(one.value)) for one in options]


def _value(value: ButtonValue) -> str:
    return f"{value.action} {written(value)}"
