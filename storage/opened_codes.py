"""Redemption codes opened once each: a store is looked for among hundreds at every try."""

from __future__ import annotations

from collections.abc import Callable

MOST = 20_000  #: codes kept; each is a few bytes


class OpenedCodes:
    """Remembers what a box held, by the box itself: a changed code has another box, so what is
    remembered can never be out of date. Shows nothing of itself.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __repr__(self) -> str:
        return "OpenedCodes(…)"

    def code(self, box: str, opened: Callable[[], str]) -> str:
        """What is in the box; `opened` opens it, and is asked only once."""
        known = self._known.get(box)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[box] = opened()
        return known
