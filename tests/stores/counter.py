"""A store's counter without its web page: codes typed on members' phones, straight to the flows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.deps import Deps
from bot.errors import MoorlineError
from bot.flows.sealed import seal_redemption_code
from bot.flows.stores.codes import Typed
from bot.flows.stores.purchasing import Payment, buy, earn_at_counter
from bot.flows.stores.redeeming import redeem
from bot.flows.stores.tickets import Issuing, issue, issue_all
from storage.tables import Account, Site, Ticket, TicketStore
from tests.clock import Clock
from tests.stores.ledgers import offer

CODES = {"taipei": "001", "tainan": "002"}


@dataclass
class Counter:
    """What a test holds: the café of `ledgers.stock`, its stores having `CODES`."""

    deps: Deps
    account: Account
    clock: Clock

    async def set_code(self, slug: str, code: str) -> None:
        """Give a store another code, "" for none."""
        async with self.deps.database.transaction() as session:
            site = await session.get_one(Site, slug)
            site.redemption_code_box = seal_redemption_code(self.deps, slug, code)

    async def offer(self, stores: dict[str, int | None] | None = None, **changed: Any) -> Ticket:
        """A kind of ticket, good at these stores; at every one when none are named."""
        made = await offer(self.deps.database, self.clock(), **changed)
        async with self.deps.database.transaction() as session:
            for slug, quota in (stores or {}).items():
                session.add(TicketStore(ticket_id=made.id, site_id=slug, quota=quota))
        return made

    async def give(self, ticket: Ticket, member: str = "m000", once: str = "") -> str:
        """One ticket for a member; returns its id."""
        how = Issuing("operator", self.clock())
        async with self.deps.database.transaction() as session:
            made = await issue(session, ticket, member, how, once=once or f"give:{member}")
        return made.id

    async def give_all(self, ticket: Ticket, count: int) -> list[str]:
        """One ticket for each of the first so many members; their ids in order."""
        acts = {f"m{number:03}": f"give:{number}" for number in range(count)}
        async with self.deps.database.transaction() as session:
            done = await issue_all(session, ticket, acts, Issuing("operator", self.clock()))
        return [done.tickets[member].id for member in acts]

    async def redeem(
        self, issued: str, code: str = "001", *, member: str = "m000", once: str = "tap",
        page: str = "main",
    ) -> str:  # fmt: skip
        """The store that took it, or why none did."""
        try:
            done = await redeem(
                self.deps, self.account, issued, await self._typed(code, member, once, page)
            )
        except MoorlineError as error:
            return f"{type(error).__name__}: {error}"
        return done.redemption.site_id

    async def earn(
        self, amount: int, code: str = "001", *, member: str = "m000", once: str = "tap",
        page: str = "main",
    ) -> int | str:  # fmt: skip
        """The points earned, or why none were."""
        try:
            typed = await self._typed(code, member, once, page)
            return (await earn_at_counter(self.deps, self.account, amount, typed)).earned
        except MoorlineError as error:
            return f"{type(error).__name__}: {error}"

    async def buy(
        self, ticket: Ticket, payment: Payment, code: str = "001", *, member: str = "m000",
        once: str = "tap", page: str = "main",
    ) -> str:  # fmt: skip
        """The store that sold it, or why none did."""
        try:
            typed = await self._typed(code, member, once, page)
            return (await buy(self.deps, self.account, ticket.id, payment, typed)).store.id
        except MoorlineError as error:
            return f"{type(error).__name__}: {error}"

    async def _typed(self, code: str, member: str, once: str, page: str) -> Typed:
        async with self.deps.database.reading() as session:
            return Typed(await session.get_one(Site, page), member, code, once)
