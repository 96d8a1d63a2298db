"""Kinds of tickets: made, changed, withdrawn; what was issued and redeemed stays on record."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.binding.ticket_settings import TicketSettings, Written, read_settings
from bot.deps import Deps
from bot.errors import InvalidForm, NotFound, Refused
from bot.text import _
from storage import accounts, ticket_kinds
from storage.audit import Tag, record
from storage.tables import Account, IssuedTicket, Ticket, new_id

GONE = _("There is no such kind of ticket any more. `/line ticket list` shows those there are.")
COLUMNS = (
    "name", "picture_url", "terms", "price_points", "price_money", "valid_from", "valid_until",
    "per_member", "quantity",
)  # fmt: skip


async def settings_of(
    deps: Deps, account: Account, written: Written, present: Ticket | None = None
) -> TicketSettings:
    """A form read and judged, nothing stored. Raises `InvalidForm` under each wrong field."""
    kept = present.picture_url if present else ""
    slugs = list(await _sites(deps, account))
    wanted = read_settings(written, account.time_zone, slugs, kept=kept)
    if present is not None:
        _not_fewer(wanted, present)
    return wanted


async def create(deps: Deps, account: Account, wanted: TicketSettings, *, by: str) -> Ticket:
    """A new kind of ticket, of which nothing is issued yet."""
    sites = await _sites(deps, account)
    made = Ticket(
        id=new_id(),
        account_id=account.id,
        claim_key=_new_key() if wanted.claimable else None,
        created_at=deps.clock(),
        created_by=by,
        changed_at=deps.clock(),
        **{column: getattr(wanted, column) for column in COLUMNS},
    )
    async with deps.database.transaction() as session:
        session.add(made)
        await session.flush()
        quotas = {sites[slug]: quota for slug, quota in (wanted.stores or {}).items()}
        await ticket_kinds.set_stores(session, made.id, quotas)
        _Deed(session, by, deps.clock()).noted(Tag.TICKET_MADE, made, new=made.name)
    return made


async def edit(
    deps: Deps, account: Account, ticket_id: str, wanted: TicketSettings, *, by: str
) -> Ticket:
    """Store what differs; members' tickets follow their kind. Raises `InvalidForm`, `NotFound`."""
    sites = await _sites(deps, account)
    async with deps.database.transaction() as session:
        stored = await _held(session, account, ticket_id)
        _not_fewer(wanted, stored)
        deed = _Deed(session, by, deps.clock())
        for column in COLUMNS:
            old, new = getattr(stored, column), getattr(wanted, column)
            if old != new:
                deed.noted(Tag.TICKET_CHANGED, stored, f"{column}: {_word(old)}",
                           f"{column}: {_word(new)}")  # fmt: skip
                setattr(stored, column, new)
        if wanted.claimable != (stored.claim_key is not None):
            stored.claim_key = _new_key() if wanted.claimable else None
            switched = "on" if wanted.claimable else "off"
            deed.noted(Tag.TICKET_CHANGED, stored, new=f"claim link: {switched}")
        if wanted.stores is not None:
            await deed.set_stores(stored, {sites[slug]: n for slug, n in wanted.stores.items()})
        stored.changed_at = deed.at
    return stored


async def void(deps: Deps, account: Account, ticket_id: str, *, by: str) -> Ticket:
    """Withdraw a kind of ticket: nobody gets or redeems it any more. Raises `NotFound`,
    `Refused` when it was withdrawn before.
    """
    async with deps.database.transaction() as session:
        stored = await _held(session, account, ticket_id)
        deed = _Deed(session, by, deps.clock())
        if not await ticket_kinds.void(session, stored.id, at=deed.at, by=by):
            raise Refused(_("{ticket} has been withdrawn already.", ticket=stored.name))
        deed.noted(Tag.TICKET_VOIDED, stored, old=stored.name)
    return stored


async def void_issued(deps: Deps, account: Account, issued_id: str, *, by: str) -> Ticket:
    """Withdraw one member's ticket. Raises `NotFound`, `Refused` when it was used or withdrawn."""
    async with deps.database.transaction() as session:
        issued = await session.get(IssuedTicket, issued_id)
        if issued is None or issued.account_id != account.id:
            raise NotFound(_("There is no such ticket."))
        kind = await session.get_one(Ticket, issued.ticket_id)
        if not await ticket_kinds.void_issued(session, issued.id, deps.clock()):
            raise Refused(_("This ticket has been used or withdrawn already."))
        record(session, Tag.TICKET_VOIDED, account_id=account.id, at=deps.clock(), who=by,
               subject=f"member:{issued.member_id}", old=kind.name)  # fmt: skip
    return kind


async def kind_of(deps: Deps, account: Account, ticket_id: str) -> Ticket:
    """A kind of ticket of this account. Raises `NotFound`."""
    async with deps.database.reading() as session:
        found = await session.get(Ticket, ticket_id)
    if found is None or found.account_id != account.id:
        raise NotFound(GONE)
    return found


async def stores_of(deps: Deps, ticket: Ticket) -> Mapping[str, int | None]:
    """Which stores may redeem it, by slug, and how many each; empty: every store."""
    async with deps.database.reading() as session:
        shares = (await ticket_kinds.stores(session, [ticket.id])).get(ticket.id, ())
    return {site.slug: share.quota for share, site in shares}


async def store_slugs(deps: Deps, account: Account) -> list[str]:
    """Every site of the account, by slug."""
    return sorted(await _sites(deps, account))


@dataclass(frozen=True)
class _Deed:
    """One person's change to a kind of ticket, and the audit of it."""

    session: AsyncSession
    by: str
    at: datetime

    def noted(self, tag: Tag, ticket: Ticket, old: str = "", new: str = "") -> None:
        record(self.session, tag, account_id=ticket.account_id, at=self.at, who=self.by,
               subject=f"ticket:{ticket.name}", old=old, new=new)  # fmt: skip

    async def set_stores(self, ticket: Ticket, quotas: Mapping[str, int | None]) -> None:
        shares = (await ticket_kinds.stores(self.session, [ticket.id])).get(ticket.id, ())
        present = {share.site_id: share.quota for share, _site in shares}
        if quotas != present:
            await ticket_kinds.set_stores(self.session, ticket.id, quotas)
            self.noted(Tag.TICKET_CHANGED, ticket, f"stores: {len(present) or 'all'}",
                       f"stores: {len(quotas) or 'all'}")  # fmt: skip


def _not_fewer(wanted: TicketSettings, present: Ticket) -> None:
    if wanted.quantity is not None and wanted.quantity < present.issued:
        raise InvalidForm({"quantity": _("{issued} have been issued already; it cannot be fewer.",
                                         issued=present.issued)})  # fmt: skip


async def _held(session: AsyncSession, account: Account, ticket_id: str) -> Ticket:
    stored = await ticket_kinds.hold(session, account.id, ticket_id)
    if stored is None:
        raise NotFound(GONE)
    return stored


async def _sites(deps: Deps, account: Account) -> dict[str, str]:
    """Ids by slug."""
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
    return {site.slug: site.id for site in bound.sites}


def _new_key() -> str:
    """The unguessable end of a claim link."""
    return secrets.token_urlsafe(12)


def _word(value: object) -> str:
    return "—" if value in (None, "") else str(value)
