"""Long lists: one page of them, and the buttons that turn pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.cards.parts import Part, button, buttons, context
from bot.cards.values import ButtonValue
from bot.text import _

T = TypeVar("T")


def page_of(items: Sequence[T], page: int, size: int) -> Sequence[T]:
    """The items of one page; pages begin at 0, one too far shows the last."""
    start = _start(page, size, len(items))
    return items[start : start + size]


def turning(page: int, size: int, count: int, turn: Callable[[int], ButtonValue]) -> Sequence[Part]:
    """Where the reader is and the buttons to the pages before and after; nothing for one page.

    `turn` gives the value that asks for a page; declare its `@pressed(…, replaces=True)`.
    """
    if count <= size:
        return ()
    start = _start(page, size, count)
    here, last = start // size, min(start + size, count)
    before = [button(_("Back"), turn(here - 1))] if start else []
    after = [button(_("More"), turn(here + 1))] if last < count else []
    place = _("{first} to {last} of {count}", first=start + 1, last=last, count=count)
    return (context(place), buttons(*before, *after))


def _start(page: int, size: int, count: int) -> int:
    return min(max(page, 0), max(count - 1, 0) // size) * size
