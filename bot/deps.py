"""What a flow may use, and nothing else: database, keys, platforms, clock, metrics, the bell.

Built once in `bot/app.py`; tests build the same against the stand-ins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.metrics import Metrics
from bot.platforms.line import LineClients
from bot.platforms.slack import SlackClient
from bot.settings import Settings
from storage.database import Database
from storage.inbox import Inbox
from storage.opened_codes import OpenedCodes
from storage.secrets import KeyRing

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass
class Bell:
    """Wakes a job at once instead of at its next turn; silent where no jobs run."""

    listeners: dict[str, Callable[[], None]] = field(default_factory=dict)

    def ring(self, job: str) -> None:
        """Have `job` look now. Losing a ring only costs the wait until its next turn."""
        if listener := self.listeners.get(job):
            listener()

    def heard_by(self, listeners: Mapping[str, Callable[[], None]]) -> None:
        """The scheduler says how each of its jobs is woken."""
        self.listeners.update(listeners)


@dataclass(frozen=True)
class Deps:
    """Handed to every flow."""

    settings: Settings
    database: Database
    ring: KeyRing
    line: LineClients
    slack: SlackClient
    inbox: Inbox
    metrics: Metrics
    clock: Clock = utc_now
    bell: Bell = field(default_factory=Bell)
    codes: OpenedCodes = field(default_factory=OpenedCodes)
    forget_account: Callable[[str], None] = lambda slug: None  #: the edge re-reads its secrets
