"""What Slack tells us by itself (https://docs.slack.dev/apis/events-api): declared and done once.

Slack repeats an event up to three times when it doubts that we heard it; the same `event_id` is
done once. This process remembers the last thousand, which is more than Slack repeats in its hour;
what must never happen twice across machines needs a row, as everywhere.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING

import structlog

from bot.discover import discover
from bot.errors import MoorlineError
from handlers.failures import trace
from handlers.payloads import Json, part, word

if TYPE_CHECKING:
    from bot.deps import Deps

log = structlog.get_logger()
REMEMBERED = 1000

React = Callable[["Deps", Json], Awaitable[None]]


@dataclass(frozen=True, eq=False)
class Happening:
    """What is done when Slack reports an event of this type; it is given the event object."""

    name: str
    react: React
    stored_first: bool


def happened(kind: str, *, stored_first: bool = False) -> Callable[[React], Happening]:
    """Declare what to do about a Slack event type such as `app_home_opened`.

    With `stored_first` Slack is answered once it is done, and repeats what could not be done: what
    must not be lost is stored so. It may then be done several times, which must be harmless.
    """
    return lambda react: Happening(kind, react, stored_first)


class Events:
    """Does what is declared for an event, each event once."""

    def __init__(self, deps: Deps, package: ModuleType) -> None:
        self._deps = deps
        self._happenings = {one.name: one for one in discover(package, Happening)}
        self._seen: dict[str, None] = {}

    def is_new(self, body: Json) -> bool:
        """Whether this event was not seen before; seeing it makes it old."""
        event_id = word(body, "event_id")
        if not event_id or event_id in self._seen:
            return not event_id
        self._seen[event_id] = None
        if len(self._seen) > REMEMBERED:
            del self._seen[next(iter(self._seen))]
        return True

    def stored_first(self, body: Json) -> bool:
        """Whether Slack is to be answered only once this event is taken."""
        happening = self._happenings.get(word(body, "event", "type"))
        return happening is not None and happening.stored_first

    async def take(self, body: Json) -> bool:
        """React to an event, and tell whether that went well. There is nobody else to tell when it
        fails, so it is logged."""
        event = part(body, "event")
        happening = self._happenings.get(word(event, "type"))
        if happening is None:
            return True
        try:
            await happening.react(self._deps, event)
        except MoorlineError as error:
            log.warning("slack.event_refused", kind=happening.name, error=str(error))
        except Exception as error:  # the boundary of a task nobody awaits
            log.error("slack.event_failed", kind=happening.name, traceback=trace(error))
        else:
            return True
        return False
