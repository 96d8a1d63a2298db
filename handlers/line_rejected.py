"""What happens to a delivery that does not verify: most are noise, some are a reissued secret's.

Nobody vouches for these requests, so whatever they cause is bounded.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.errors import StorageDown
from bot.platforms.webhook_body import NotADelivery, look_at
from handlers.line_accounts import Receiver
from handlers.line_sightings import PATIENCE, SightingCounter
from storage.database import Database
from storage.deliveries import LARGEST_HELD, hold

BURST = 3  #: deliveries with a bad signature …
BURST_WITHIN = timedelta(minutes=10)  #: … within this, and nothing for as long ends it
MOST_WAITING = 200  #: deliveries waiting to be held; with more, LINE's redelivery must do
FULL_FOR = timedelta(minutes=1)  #: an account whose share is full is not tried again for so long

log = structlog.get_logger(__name__)


class Bursts:
    """Tells when bad signatures of an account become a burst: at the third within 10 minutes.

    A burst is told once; it is over when 10 minutes pass without another one.
    """

    def __init__(self) -> None:
        self._times: dict[str, deque[datetime]] = {}
        self._told: set[str] = set()

    def begins(self, account_id: str, now: datetime) -> bool:
        """Note one at `now`; whether a burst begins with it."""
        times = self._times.setdefault(account_id, deque(maxlen=BURST))
        if times and now - times[-1] >= BURST_WITHIN:
            self._told.discard(account_id)
        times.append(now)
        within = len(times) == BURST and now - times[0] < BURST_WITHIN
        if not within or account_id in self._told:
            return False
        self._told.add(account_id)
        return True


class Rejected:
    """Holds the deliveries that a new secret may verify, and counts LINE's own tests."""

    def __init__(
        self,
        database: Database,
        sightings: SightingCounter,
        on_burst: Callable[[str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._sightings = sightings
        self._on_burst = on_burst
        self._clock = clock
        self._bursts = Bursts()
        self._one_at_a_time = asyncio.Lock()
        self._keeping: set[asyncio.Task[None]] = set()
        self._waiting = 0
        self._full_until: dict[str, datetime] = {}

    async def take(self, account: Receiver, body: bytes, signature: str, path: str) -> None:
        """Look whether it was meant for this account's bot; if so, keep or count it.

        Returns in time for LINE, and keeps at it, when the database does not answer.
        """
        try:
            destination, empty = look_at(body)
        except NotADelivery:
            return
        if destination != account.bot_user_id:
            return
        if not empty and self._bursts.begins(account.id, self._clock()):
            self._on_burst(account.id)
        keeping = asyncio.create_task(self._keep(account.id, body, signature, path, empty))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        await asyncio.wait((keeping,), timeout=PATIENCE)

    async def _keep(
        self, account_id: str, body: bytes, signature: str, path: str, empty: bool
    ) -> None:
        try:
            if empty:
                await self._sightings.count(account_id, "badly-signed", path)
            else:
                await self._hold(account_id, body, signature)
        except StorageDown as down:
            log.warning("webhook.rejected.lost", account_id=account_id, reason=str(down))

    async def _hold(self, account_id: str, body: bytes, signature: str) -> None:
        now = self._clock()
        full_until = self._full_until.get(account_id)
        full = full_until is not None and now < full_until
        if full or len(body) > LARGEST_HELD or self._waiting >= MOST_WAITING:
            return
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                if not await hold(self._database, account_id, body, signature, now):
                    self._full_until[account_id] = now + FULL_FOR
        finally:
            self._waiting -= 1
