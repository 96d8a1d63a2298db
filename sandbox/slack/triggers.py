"""trigger_ids: leave to open a view, once, within three seconds of what a person did.

https://docs.slack.dev/interactivity/handling-user-interaction and the errors of
https://docs.slack.dev/reference/methods/views.open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.slack.errors import SlackRefusal
from sandbox.slack.identifiers import Clock, Mint

LIFE = timedelta(seconds=3)


@dataclass
class Trigger:
    """Whose act it came from, and whether it was used."""

    id: str
    user: str
    issued: datetime
    used: bool = False


class Triggers:
    """Issues and exchanges trigger_ids."""

    def __init__(self, mint: Mint, clock: Clock) -> None:
        self._mint = mint
        self._clock = clock
        self._all: dict[str, Trigger] = {}

    def issue(self, user: str) -> str:
        """A fresh trigger_id for something `user` just did."""
        identifier = f"{self._mint.number()}.{self._mint.number()}.{self._mint.word(32)}"
        self._all[identifier] = Trigger(identifier, user, self._clock())
        return identifier

    def exchange(self, identifier: str) -> str:
        """The user whose act it was.

        Refuses with ``invalid_trigger_id``, ``exchanged_trigger_id`` or ``expired_trigger_id``.
        """
        trigger = self._all.get(identifier)
        if trigger is None:
            raise SlackRefusal("invalid_trigger_id")
        if trigger.used:
            raise SlackRefusal("exchanged_trigger_id")
        if self._clock() - trigger.issued > LIFE:
            raise SlackRefusal("expired_trigger_id")
        trigger.used = True
        return trigger.user
