"""Long work in the account's Slack channel: one message, edited in place until the end."""

from __future__ import annotations

import asyncio

import structlog

from bot.cards.parts import Card
from bot.deps import Deps
from bot.errors import VendorError
from bot.flows.announce_alerts import place, spoken
from storage.tables import Account

log = structlog.get_logger()

PAUSE = 1.2  #: seconds between two edits; Slack allows about fifty a minute


class Progress:
    """Says how far it is, no more often than Slack likes; what Slack refuses holds nothing up."""

    def __init__(self, deps: Deps, account: Account) -> None:
        self._deps = deps
        self._account = account
        self._ts: str | None = None
        self._next = 0.0

    async def say(self, card: Card) -> None:
        """Show how far it is, unless that was shown a moment ago."""
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            self._next = now + PAUSE
            await self._show(card)

    async def end(self, card: Card) -> None:
        """Show what became of it; nothing where nothing was said before."""
        if self._ts:
            await self._show(card)

    async def _show(self, card: Card) -> None:
        channel = self._account.slack_channel
        known = (channel, self._ts)
        try:
            self._ts = await place(self._deps, spoken(card, self._account), channel, known)
        except VendorError as error:
            log.info("progress.not_said", account=self._account.slug, error=str(error))
