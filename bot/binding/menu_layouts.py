"""How a rich menu is divided, and what its areas do; pure.

Limits: https://developers.line.biz/en/reference/messaging-api/#rich-menu-object and
#upload-rich-menu-image-requirements
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.text import Text, _

NARROWEST, WIDEST, LOWEST, FLATTEST = 800, 2500, 250, 1.45
"""Pixels of a picture's width, of its height, and the least width for a height of one."""
LONGEST_BAR = 14  #: characters of the bar beneath the chat
LONGEST_LINK, LONGEST_TEXT = 1000, 300
SCHEMES = ("https://", "http://", "tel:", "line://")
NEARLY_A_LINK = re.compile(r"[a-z][a-z+.-]*:/|www\.|mailto:", re.IGNORECASE)
"""What nobody means a member to say in the chat."""
MOST_AREAS = 6

LAYOUTS: Mapping[str, tuple[int, int]] = {
    "1": (1, 1),
    "2": (1, 2),
    "3": (1, 3),
    "4": (2, 2),
    "6": (2, 3),
}
"""Rows and columns, by how many areas there are; areas are counted as one reads."""


def unfit(width: int, height: int) -> Text | None:
    """Why LINE would not take a picture of so many pixels, if it would not."""
    if width >= NARROWEST and height >= LOWEST and width / height >= FLATTEST:
        return None
    return _(
        "This picture has {width} × {height} pixels. LINE wants it at least {narrowest} wide and "
        "{lowest} high, and lying: 1,200 × 810, or 1,200 × 405 for a low menu.",
        width=width,
        height=height,
        narrowest=NARROWEST,
        lowest=LOWEST,
    )


def bad_action(words: str) -> Text | None:
    """What is wrong with what an area is to do, if anything: a link, or a text."""
    if NEARLY_A_LINK.match(words) and not is_link(words):
        return _("LINE opens only links that begin with https://, http://, tel: or line://.")
    most = LONGEST_LINK if is_link(words) else LONGEST_TEXT
    if len(words) <= most:
        return None
    return _("LINE takes at most {most} characters here.", most=most)


def is_link(words: str) -> bool:
    """Whether these words open something instead of being said in the chat."""
    return words.lower().startswith(SCHEMES)


def menu_object(
    name: str, bar: str, size: tuple[int, int], layout: str, actions: Sequence[str]
) -> Mapping[str, Any]:
    """LINE's rich menu object; `actions` are as many as the layout has areas."""
    return {
        "size": {"width": size[0], "height": size[1]},
        "selected": True,
        "name": name,
        "chatBarText": bar,
        "areas": [
            {"bounds": bounds, "action": _action(words)}
            for bounds, words in zip(_areas(size, *LAYOUTS[layout]), actions, strict=True)
        ],
    }


def _areas(size: tuple[int, int], rows: int, columns: int) -> Sequence[Mapping[str, int]]:
    """Without a gap or an overlap, whatever the pixels divide into."""
    across = [size[0] * column // columns for column in range(columns + 1)]
    down = [size[1] * row // rows for row in range(rows + 1)]
    return [
        {
            "x": across[column],
            "y": down[row],
            "width": across[column + 1] - across[column],
            "height": down[row + 1] - down[row],
        }
        for row in range(rows)
        for column in range(columns)
    ]


def _action(words: str) -> Mapping[str, str]:
    if is_link(words):
        return {"type": "uri", "uri": words}
    return {"type": "message", "text": words}
