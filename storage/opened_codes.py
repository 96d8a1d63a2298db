"""Redemption codes opened once each: a store is looked for among hundreds at every try."""

from __future__ import annotations

from collections.abc import Callable, Sequence

MOST = 20_000  #: codes kept; each is a few bytes
MOST_LISTS = 50  #: of accounts; one of six hundred stores takes some hundred kilobytes


class OpenedCodes:
    """Remembers what a box held, by the box itself: a changed code has another box, so what is
    remembered can never be out of date. Shows nothing of itself.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._lists: dict[str, Sequence[tuple[str, str]]] = {}

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

    def all(
        self, boxes: str, opened: Callable[[], Sequence[tuple[str, str]]]
    ) -> Sequence[tuple[str, str]]:
        """The stores of one account and their codes, remembered by everything they are read from:
        one changed box makes another list.
        """
        known = self._lists.get(boxes)
        if known is None:
            if len(self._lists) >= MOST_LISTS:
                self._lists.clear()
            known = self._lists[boxes] = opened()
        return known
