"""What people type, as Slack tells it to apps: `rich_text` blocks, and signs by their names.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape

from sandbox.slack.model import Blocks, Json

PARTS = re.compile(r"<([^<>]+)>|([\U0001F300-\U0001FAFF\u2600-\u27BF])")


def rich_text(text: str) -> Blocks:
    """One paragraph of the text with its mentions, links and emoji as elements."""
    elements: list[Json] = []
    start = 0
    for found in PARTS.finditer(text):
        elements += _plain(text[start : found.start()])
        elements.append(_reference(found[1]) if found[1] else _emoji(found[2]))
        start = found.end()
    elements += _plain(text[start:])
    return [
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": elements}]}
    ]


def with_names(text: str) -> str:
    """The text as the event's ``text``: emoji by their names."""
    return PARTS.sub(lambda found: f":{_name(found[2])}:" if found[2] else found[0], text)


def _plain(words: str) -> list[Json]:
    return [{"type": "text", "text": unescape(words)}] if words else []


def _reference(target: str) -> Json:
    target, _bar, label = target.partition("|")
    match target[:1]:
        case "@":
            return {"type": "user", "user_id": target[1:]}
        case "#":
            return {"type": "channel", "channel_id": target[1:]}
        case "!":
            return {"type": "broadcast", "range": target[1:]}
        case _:
            return {"type": "link", "url": target, **({"text": label} if label else {})}


def _emoji(sign: str) -> Json:
    return {"type": "emoji", "name": _name(sign), "unicode": f"{ord(sign):x}"}


def _name(sign: str) -> str:
    return unicodedata.name(sign, "sign").lower().replace(" ", "_")
