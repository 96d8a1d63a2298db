"""Kit, continued: modals and their inputs (https://docs.slack.dev/reference/views)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from slack_sdk.models.blocks import (
    CheckboxesElement,
    ConversationFilter,
    ConversationSelectElement,
    InputBlock,
    InputInteractiveElement,
    Option,
    PlainTextInputElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from bot.cards.kit import Json, blocks_of
from bot.cards.kit_elements import plain
from bot.cards.marks import Said
from bot.cards.modals import (
    ChannelPicked,
    FilePicked,
    Input,
    Modal,
    PersonPicked,
    Picked,
    Ticked,
    Typed,
)
from bot.cards.parts import Card, Context, Part, Prose
from bot.cards.spelling import Spelling
from bot.locale import Speaker
from bot.text import Text, _

MOST_BLOCKS = 100
ANSWER = "value"  # the action_id of every input (contract.md)
TICK = "yes"  # the value of a ticked box
PROBLEM = "problem-"  # begins the block_id of what stands under a refused input
INITIAL = {  # where an answer stands in a submission, and where a view takes it
    "value": "initial_value",
    "selected_option": "initial_option",
    "selected_options": "initial_options",
    "selected_user": "initial_user",
    "selected_conversation": "initial_conversation",
}


def view(modal: Modal, speaker: Speaker) -> Json:
    """The modal for one reader, as views.open, views.update and `response_action` take it."""
    spelling = Spelling(speaker)
    drawn = View(
        type="modal",
        callback_id=modal.callback or None,
        title=plain(spelling, modal.title, 24),
        submit=plain(spelling, modal.submit, 24) if modal.submit else None,
        close=plain(spelling, modal.close or _("Close"), 24),
        private_metadata=json.dumps(dict(modal.metadata), ensure_ascii=False, separators=(",", ":"))
        if modal.metadata
        else None,
        blocks=_blocks(modal, spelling),
    )
    made: Json = drawn.to_dict()
    return made


def home_view(card: Card, speaker: Speaker) -> Json:
    """A card as the Home tab of one reader, as views.publish takes it."""
    return {"type": "home", "blocks": blocks_of(card.parts, Spelling(speaker), MOST_BLOCKS)}


def _blocks(modal: Modal, spelling: Spelling) -> list[Json]:
    """Inputs are never cut away: only the other parts share what room is left."""
    inputs = [one for one in modal.parts if isinstance(one, Input)]
    room = MOST_BLOCKS - sum(2 if one.problem else 1 for one in inputs)
    blocks: list[Json] = []
    between: list[Part] = []
    for one in modal.parts:
        if not isinstance(one, Input):
            between.append(one)
            continue
        drawn = blocks_of(between, spelling, room) if between else []
        room -= len(drawn)
        blocks += drawn + _input(one, spelling)
        between = []
    blocks += blocks_of(between, spelling, room) if between else []
    return blocks or blocks_of((Prose(modal.title),), spelling, 1)  # Slack takes no empty modal


def _input(asked: Input, spelling: Spelling) -> list[Json]:
    """The input, and under it what is wrong with it, if anything."""
    drawn = InputBlock(
        block_id=asked.name,
        label=plain(spelling, asked.label, 2000),
        hint=plain(spelling, asked.hint, 2000) if asked.hint else None,
        optional=asked.optional or isinstance(asked.kind, Ticked),
        element=_element(asked, spelling),
    ).to_dict()
    if asked.problem is None:
        return [drawn]
    return [drawn, _problem(asked.name, asked.problem, spelling)]


def _element(asked: Input, spelling: Spelling) -> InputInteractiveElement:
    filled = asked.filled if isinstance(asked.filled, str) else ""
    match asked.kind:
        case Typed(lines, longest, placeholder):
            return PlainTextInputElement(
                action_id=ANSWER,
                multiline=lines,
                max_length=longest,
                placeholder=_placeholder(placeholder, spelling),
                initial_value=filled[:longest] or None,
            )
        case Picked(options):
            return _menu(options, filled, spelling)
        case Ticked(words):
            box = Option(text=plain(spelling, words, 75), value=TICK)
            ticked: list[dict[str, Any] | Option] | None = [box] if asked.filled else None
            return CheckboxesElement(action_id=ANSWER, options=[box], initial_options=ticked)
        case PersonPicked():
            return UserSelectElement(action_id=ANSWER, initial_user=filled or None)
        case FilePicked(endings):
            return FileInputElement(action_id=ANSWER, filetypes=list(endings), max_files=1)
        case ChannelPicked():
            return ConversationSelectElement(
                action_id=ANSWER,
                initial_conversation=filled or None,
                filter=ConversationFilter(include=["public", "private"]),
            )


def _menu(
    options: tuple[tuple[str, Said], ...], filled: str, spelling: Spelling
) -> StaticSelectElement:
    drawn = {
        value: Option(text=plain(spelling, words, 75), value=value)
        for value, words in options[:100]
    }
    return StaticSelectElement(
        action_id=ANSWER, options=list(drawn.values()), initial_option=drawn.get(filled)
    )


def _placeholder(words: Said, spelling: Spelling) -> str | None:
    return spelling.plain(words, 150) if words else None


def again(
    shown: Mapping[str, Any],
    problems: Mapping[str, Text],
    hidden: Collection[str],
    speaker: Speaker,
) -> Json:
    """A submitted view once more, as views.update takes it: filled in, problems under its fields.

    `shown` is the view as Slack sent it back. The inputs named in `hidden` are left empty.
    """
    spelling = Spelling(speaker)
    values = shown.get("state", {}).get("values", {})
    blocks: list[Json] = []
    for block in shown.get("blocks", []):
        name = str(block.get("block_id", ""))
        if name.startswith(PROBLEM):
            continue
        answer = {} if name in hidden else values.get(name, {}).get(ANSWER, {})
        blocks.append(_refilled(block, answer) if block.get("type") == "input" else dict(block))
        if name in problems:
            blocks.append(_problem(name, problems[name], spelling))
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    return {name: shown[name] for name in kept if shown.get(name)} | {"blocks": blocks}


def _refilled(block: Mapping[str, Any], answer: Mapping[str, Any]) -> Json:
    """An input with the given answer as its initial value, or with none."""
    element = {k: v for k, v in block["element"].items() if not k.startswith("initial_")}
    for given, initial in INITIAL.items():
        if answer.get(given):
            element[initial] = answer[given]
    return {**block, "element": element}


def _problem(name: str, problem: Text, spelling: Spelling) -> Json:
    said = Context((_("⚠️ {problem}", problem=problem),))
    return {**blocks_of((said,), spelling, 1)[0], "block_id": f"{PROBLEM}{name}"}
