"""Long work in the account's Slack channel: one message, edited in place until the end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.cards.parts import Card
from bot.deps import Deps
from bot.errors import VendorError
from bot.flows.announce_alerts import place, spoken
from storage.tables import Account

log = structlog.get_logger()

PAUSE = 1.2  #: seconds between two edits; Slack allows about fifty a minute


Known = tuple[str | None, str | None]
"""The channel and ts of a message; two None before there is one."""


class Progress:
    """Says how far it is, no more often than Slack likes; what Slack refuses holds nothing up.

    `known` is a message of before to go on in; `keep` stores where the message is once it stands,
    and that there is none any more once it says the end.
    """

    def __init__(
        self,
        deps: Deps,
        account: Account,
        known: Known = (None, None),
        keep: Callable[[Known], Awaitable[None]] | None = None,
    ) -> None:
        self._deps = deps
        self._account = account
        self._known = known
        self._keep = keep
        self._next = 0.0

    async def say(self, card: Card) -> None:
        """Show how far it is, unless that was shown a moment ago."""
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            self._next = now + PAUSE
            await self._show(card)

    async def end(self, card: Card) -> None:
        """Show what became of it; nothing where nothing was said before."""
        if self._known[1] and await self._show(card) and self._keep:
            await self._keep((None, None))

    async def _show(self, card: Card) -> bool:
        channel, before = self._account.slack_channel, self._known
        try:
            ts = await place(self._deps, spoken(card, self._account), channel, before)
        except VendorError as error:
            log.info("progress.not_said", account=self._account.slug, error=str(error))
            return False
        self._known = (channel, ts)
        if self._keep and self._known != before:
            await self._keep(self._known)
        return True
