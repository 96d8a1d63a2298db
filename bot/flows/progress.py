"""Long work in the account's Slack channel: one message, edited in place until the end.

Where the message stands is stored until it says the end. Who goes on with work that was cut off
goes on in the same message; until somebody does, `cut_off` has it say that it was cut off.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog

from bot.cards.parts import Card
from bot.deps import Deps
from bot.errors import VendorError
from bot.flows.announcements.announce_alerts import place, spoken
from storage import progress
from storage.tables import Account, ProgressMessage

log = structlog.get_logger()

PAUSE = 1.2  #: seconds between two edits; Slack allows about fifty a minute
SILENCE = timedelta(minutes=5)  #: after that without news the work was cut off


class Progress:
    """Says how far it is, no more often than Slack likes; what Slack refuses holds nothing up.

    `about` names the work: "move:" and its id, "reissue:" and what was asked for.
    """

    def __init__(self, deps: Deps, account: Account, about: str) -> None:
        self._deps = deps
        self._account = account
        self._about = about
        self._next = 0.0

    async def say(self, card: Card) -> None:
        """Show how far it is, unless that was shown a moment ago."""
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            self._next = now + PAUSE
            await self._show(card, await self._known())

    async def end(self, card: Card) -> None:
        """Show what became of it; nothing where nothing was said before."""
        known = await self._known()
        if known and await self._show(card, known):
            async with self._deps.database.transaction() as session:
                await progress.forget(session, self._account.id, self._about)

    async def _known(self) -> ProgressMessage | None:
        async with self._deps.database.reading() as session:
            return await progress.message(session, self._account.id, self._about)

    async def _show(self, card: Card, known: ProgressMessage | None) -> bool:
        channel = self._account.slack_channel
        before = (known.slack_channel, known.slack_ts) if known else (None, None)
        try:
            ts = await place(self._deps, spoken(card, self._account), channel, before)
        except VendorError as error:
            log.info("progress.not_said", account=self._account.slug, error=str(error))
            return False
        async with self._deps.database.transaction() as session:
            await session.merge(
                ProgressMessage(account_id=self._account.id, about=self._about,
                                slack_channel=channel, slack_ts=ts,
                                until=self._deps.clock() + SILENCE)
            )  # fmt: skip
        return True
