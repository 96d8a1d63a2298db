"""Waiting for something to become true without asking the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

Wanted = TypeVar("Wanted")


class Bell:
    """Rung after every change, so that those who wait look again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()

    def ring(self) -> None:
        """Something has changed."""
        for woken in self._waiting:
            woken.set()

    async def wait_for(
        self, predicate: Callable[[], Wanted | None], within: float = 5.0, about: str = ""
    ) -> Wanted:
        """Waits until ``predicate`` gives something true and returns it.

        It is asked at once and after every change. Raises TimeoutError, naming ``about``, after
        ``within`` seconds.
        """
        woken = asyncio.Event()
        self._waiting.add(woken)
        try:
            async with asyncio.timeout(within):
                while not (found := predicate()):
                    await woken.wait()
                    woken.clear()
                return found
        except TimeoutError:
            raise TimeoutError(f"nothing fitted within {within} s {about}".rstrip()) from None
        finally:
            self._waiting.discard(woken)
