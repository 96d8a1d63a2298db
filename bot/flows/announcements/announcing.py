"""Declares how one kind of outbox row is told to Slack."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.deps import Deps
from storage.tables import Outbox

Tell = Callable[[Deps, Outbox], Awaitable[None]]


@dataclass(frozen=True, eq=False)
class Announcement:
    """What is done with an outbox row of this kind. Telling twice must be harmless."""

    name: str
    tell: Tell
    in_channel: bool  #: whether it needs the account's Slack channel


def announcement(kind: str, *, in_channel: bool = True) -> Callable[[Tell], Announcement]:
    """Declare the function for `kind`; `bot.flows` is searched for them."""
    return lambda tell: Announcement(kind, tell, in_channel)
