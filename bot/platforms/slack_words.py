"""What somebody wrote in Slack, as plain words for somebody outside it.

What people write comes as `rich_text` blocks
(https://docs.slack.dev/reference/block-kit/blocks/rich-text-block); where there are none, `text` is
Slack's markup (https://docs.slack.dev/messaging/formatting-message-text).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

Json = Mapping[str, Any]
BRACKETED = re.compile(r"<([^<>]*)>")
NAMING = ("user", "usergroup", "channel", "broadcast", "team")
"""Elements that name somebody or something of the workspace."""


@dataclass(frozen=True)
class Spoken:
    """Plain words; `names` tells whether they name people or channels of the workspace."""

    words: str
    names: bool = False


def spoken(message: Json) -> Spoken:
    """Read a message object or a message event."""
    rich = [one for one in _items(message, "blocks") if one.get("type") == "rich_text"]
    if not rich:
        return _from_markup(_word(message, "text"))
    pieces = [_piece(one) for block in rich for one in _items(block, "elements")]
    names = any(_names(block) for block in rich)
    return Spoken(_joined(pieces).strip(), names)


def _piece(element: Json) -> str:
    """One paragraph, quotation, piece of code, or list."""
    if element.get("type") != "rich_text_list":
        return "".join(map(_inline, _items(element, "elements")))
    depth = "  " * _whole(element, "indent")
    ordered = element.get("style") == "ordered"
    first = _whole(element, "offset") + 1
    return "\n".join(
        f"{depth}{f'{number}.' if ordered else '・'} {_piece(item)}"
        for number, item in enumerate(_items(element, "elements"), start=first)
    )


def _joined(pieces: list[str]) -> str:
    """Each piece begins on a line of its own."""
    words = ""
    for piece in pieces:
        words += piece if not words or words.endswith("\n") else f"\n{piece}"
    return words


def _inline(element: Json) -> str:
    known = INLINE.get(str(element.get("type")))
    return known(element) if known else _word(element, "text")


def _emoji(element: Json) -> str:
    """The sign itself; one of the workspace's own has none and stays a name."""
    try:
        return "".join(chr(int(one, 16)) for one in _word(element, "unicode").split("-"))
    except (ValueError, OverflowError):
        return f":{_word(element, 'name')}:"


def _link(element: Json) -> str:
    return _labelled(_word(element, "text"), _word(element, "url"))


def _labelled(label: str, url: str) -> str:
    return f"{label} {url}" if label and label != url else url


def _named(element: Json) -> str:
    given = (element.get(f"{kind}_id") or element.get("range") for kind in NAMING)
    return f"@{next((str(one) for one in given if one), '')}"


def _date(element: Json) -> str:
    return _word(element, "fallback")


INLINE: dict[str, Callable[[Json], str]] = {
    "emoji": _emoji,
    "link": _link,
    "date": _date,
    **dict.fromkeys(NAMING, _named),
}


def _names(value: Any) -> bool:
    if isinstance(value, Mapping):
        return value.get("type") in NAMING or any(map(_names, value.values()))
    return isinstance(value, list) and any(map(_names, value))


def _from_markup(text: str) -> Spoken:
    names = False

    def plain(found: re.Match[str]) -> str:
        nonlocal names
        target, _bar, label = found[1].partition("|")
        if target.startswith("!date^"):
            return label
        if target.startswith(("@", "#", "!")):
            names = True
            return f"@{label or target[1:]}"
        return _labelled(label, target)

    words = BRACKETED.sub(plain, text)
    return Spoken(unescape(words).strip(), names)


def _items(value: Json, name: str) -> Iterator[Json]:
    found = value.get(name)
    if isinstance(found, list):
        yield from (one for one in found if isinstance(one, Mapping))


def _whole(value: Json, name: str) -> int:
    found = value.get(name)
    return found if isinstance(found, int) else 0


def _word(value: Json, name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
