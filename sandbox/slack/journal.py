"""Everything that happened in the workspace, in order, and a way to wait for what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sandbox.slack.identifiers import Clock
from sandbox.waiting import Bell, Wanted


@dataclass(frozen=True)
class Change:
    """One thing that happened.

    `kind` is a subject and a past participle, such as ``message.posted``, ``ephemeral.shown``,
    ``view.opened``, ``home.published``, ``api.called``. `user` is the one person it concerns;
    None when everybody in `channel` sees it.
    """

    number: int
    kind: str
    at: datetime
    channel: str | None = None
    user: str | None = None
    ts: str | None = None
    view: str | None = None
    by: str | None = None


class Journal:
    """An append-only list of changes that wakes whoever waits."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._changes: list[Change] = []
        self._bell = Bell()

    @property
    def latest(self) -> int:
        """The number of the last change; 0 before the first."""
        return len(self._changes)

    def note(
        self,
        kind: str,
        *,
        channel: str | None = None,
        user: str | None = None,
        ts: str | None = None,
        view: str | None = None,
        by: str | None = None,
    ) -> None:
        """Append one change and wake every waiter."""
        number = self.latest + 1
        self._changes.append(Change(number, kind, self._clock(), channel, user, ts, view, by))
        self._bell.ring()

    def since(self, number: int) -> list[Change]:
        """The changes after change `number`, oldest first."""
        return self._changes[number:]

    async def wait_for(
        self, predicate: Callable[[], Wanted | None], within: float = 5.0, *, about: str = ""
    ) -> Wanted:
        """Wait until `predicate` gives something true, and return that.

        It is asked once at first and once after every change, never by the clock. Raises
        TimeoutError after `within` seconds, naming `about` and the last changes.
        """
        try:
            return await self._bell.wait_for(predicate, within, about)
        except TimeoutError as nothing:
            recent = ", ".join(change.kind for change in self._changes[-8:])
            raise TimeoutError(f"{nothing}; last changes: {recent or 'none'}") from None
