"""Kit, continued: modals and their inputs (https://docs.slack.dev/reference/views)."""

from __future__ import annotations

import json
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
from slack_sdk.models.views import View

from bot.cards.kit import Json, blocks_of
from bot.cards.kit_elements import plain
from bot.cards.marks import Said
from bot.cards.modals import (
    ChannelPicked,
    Input,
    Modal,
    PersonPicked,
    Picked,
    Ticked,
    Typed,
)
from bot.cards.parts import Context, Part
from bot.cards.spelling import Spelling
from bot.locale import Speaker
from bot.text import _

MOST_BLOCKS = 100
ANSWER = "value"  # the action_id of every input (contract.md)
TICK = "yes"  # the value of a ticked box


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
    return blocks + (blocks_of(between, spelling, room) if between else [])


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
    said = Context((_("⚠️ {problem}", problem=asked.problem),))
    return [drawn, *blocks_of((said,), spelling, 1)]


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
