"""Limits of Block Kit's blocks, messages and views, and the block_ids Slack adds.

Each table entry is one page under https://docs.slack.dev/reference/block-kit/blocks; views are
https://docs.slack.dev/reference/views.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sandbox.slack.elements import CHOSEN, IMAGE, PRESSED, TYPED_INTO, plain, text
from sandbox.slack.identifiers import Mint
from sandbox.slack.model import Blocks, Json
from sandbox.slack.schema import (
    Check,
    also,
    anything,
    fault,
    flag,
    kinds,
    link,
    listing,
    record,
    string,
)

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
BLOCK_ID = {"block_id": string(255)}


def text_or_fields(value: Any, pointer: str) -> Iterator[str]:
    """A section shows a text, fields, or both."""
    if not value.get("text") and not value.get("fields"):
        yield fault("must define either `text` or `fields`", pointer)


def image_source(value: Any, pointer: str) -> Iterator[str]:
    """An image names exactly one of an address and a Slack file."""
    if bool(value.get("image_url")) == bool(value.get("slack_file")):
        yield fault("must define either `image_url` or `slack_file`", pointer)


SECTION = record(
    {},
    {
        **BLOCK_ID,
        "text": text(3000),
        "fields": listing(text(2000), 10),
        "accessory": kinds({**PRESSED, **CHOSEN, "image": also(IMAGE, image_source)}),
        "expand": flag,
    },
)
CONTEXT_ITEM = kinds(
    {
        "image": also(IMAGE, image_source),
        "plain_text": text(3000),
        "mrkdwn": text(3000),
    }
)
BLOCKS: dict[str, Check] = {
    "section": also(SECTION, text_or_fields),
    "divider": record({}, BLOCK_ID),
    "header": record({"text": plain(150)}, {**BLOCK_ID, "level": anything}),
    "context": record({"elements": listing(CONTEXT_ITEM, 10)}, BLOCK_ID),
    "actions": record({"elements": listing(kinds({**PRESSED, **CHOSEN}), 25)}, BLOCK_ID),
    "image": also(
        record(
            {"alt_text": string(2000)},
            {**BLOCK_ID, "image_url": link(), "slack_file": anything, "title": plain(2000)},
        ),
        image_source,
    ),
    "input": record(
        {"label": plain(2000), "element": kinds({**TYPED_INTO, **CHOSEN})},
        {**BLOCK_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": record({"elements": listing(anything, 1000)}, BLOCK_ID),
}
MESSAGE_ONLY: dict[str, Check] = {"markdown": record({"text": string(12_000)}, BLOCK_ID)}

VIEW_FIELDS: dict[str, Check] = {
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
    "private_metadata": string(3000, 0),
}
MODAL = record(
    {"title": plain(24), "blocks": listing(kinds(BLOCKS), VIEW_BLOCKS, 0)},
    {
        **VIEW_FIELDS,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    },
)
HOME = record({"blocks": listing(kinds(BLOCKS), VIEW_BLOCKS, 0)}, VIEW_FIELDS)


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block, in the order shown."""
    found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict)]


def _repeated(blocks: Blocks, pointer: str) -> Iterator[str]:
    """Block ids are unique on a surface, action ids within a block."""
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        name = block.get("block_id")
        if name in seen and name is not None:
            yield fault(f"block_id already exists: {name}", f"{pointer}/{index}/block_id")
        seen.add(name or "")
        actions: set[str] = set()
        for element in elements_of(block):
            action = element.get("action_id")
            if action in actions and action is not None:
                yield fault(f"action_id already exists: {action}", f"{pointer}/{index}")
            actions.add(action or "")


def faults_of_blocks(blocks: Any, pointer: str = "/blocks") -> list[str]:
    """Every fault of a message's blocks; empty when Slack would take them."""
    found = list(listing(kinds({**BLOCKS, **MESSAGE_ONLY}), MESSAGE_BLOCKS, 0)(blocks, pointer))
    return found or list(_repeated(blocks, pointer))


def faults_of_view(view: Any, pointer: str = "/view", expected: str | None = None) -> list[str]:
    """Every fault of a modal or an App Home; `expected` is the only type allowed, if given."""
    types = {"modal": MODAL, "home": HOME}
    allowed = {name: types[name] for name in types if expected in (None, name)}
    found = list(kinds(allowed)(view, pointer))
    if found:
        return found
    found = list(_repeated(view["blocks"], f"{pointer}/blocks"))
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and not view.get("submit"):
        found.append(fault("missing required field: submit", pointer))
    return found


def is_too_large(view: Json) -> bool:
    """Whether a view is over Slack's 250 kB (https://docs.slack.dev/reference/methods/views.open)."""
    return len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES


def text_length(value: Any) -> int:
    """The characters of every text within blocks, counted together."""
    if isinstance(value, list):
        return sum(text_length(one) for one in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    rest = sum(text_length(one) for name, one in value.items() if name != "text")
    return rest + (len(own) if isinstance(own, str) else text_length(own))


def named(blocks: Blocks, mint: Mint) -> Blocks:
    """A copy in which every block has a block_id and every element an action_id, as Slack adds."""
    copy: Blocks = json.loads(json.dumps(blocks))
    for block in copy:
        block.setdefault("block_id", mint.word(5))
        for element in elements_of(block):
            if element.get("type") in {**PRESSED, **CHOSEN, **TYPED_INTO}:
                element.setdefault("action_id", mint.word(5))
    return copy
