"""Kinds of tickets as their cards show them, as far as the reader may see."""

from __future__ import annotations

from collections.abc import Sequence

from bot.binding.roles import RoleName, Scope
from bot.binding.ticket_rules import from_written, until_written
from bot.cards.tickets import StoreShare, TicketShown
from bot.deps import Deps
from bot.errors import NotFound
from bot.flows.binding.desired import site_url
from bot.text import _
from storage import accounts, ticket_kinds
from storage.tables import Account, Site, Ticket

MOST_NAMED = 10


async def tickets_shown(
    deps: Deps, account: Account, seen: Scope, word: str = ""
) -> Sequence[TicketShown]:
    """The kinds whose name holds `word`; for a store manager those good at their stores."""
    async with deps.database.reading() as session:
        kinds = await ticket_kinds.of_account(session, account.id, sites=seen.sites)
    found = [one for one in kinds if word.casefold() in one.name.casefold()]
    return await _shown(deps, account, seen, found)


async def ticket_shown(deps: Deps, account: Account, seen: Scope, ticket_id: str) -> TicketShown:
    """One kind. Raises `NotFound`, also for one that is not good at the reader's stores."""
    async with deps.database.reading() as session:
        kinds = await ticket_kinds.of_account(session, account.id, sites=seen.sites)
    found = [one for one in kinds if one.id == ticket_id]
    if not found:
        raise NotFound(_("There is no such kind of ticket any more. `/line ticket list` shows "
                         "those there are."))  # fmt: skip
    return (await _shown(deps, account, seen, found))[0]


async def kind_named(deps: Deps, account: Account, seen: Scope, words: str) -> Ticket:
    """The one kind these words name. Raises `NotFound`, with those they may mean."""
    async with deps.database.reading() as session:
        kinds = await ticket_kinds.of_account(session, account.id, sites=seen.sites)
    wanted = words.strip().casefold()
    for fits in (lambda name: name == wanted, lambda name: wanted in name):
        found = [one for one in kinds if fits(one.name.casefold())]
        found = [one for one in found if one.voided_at is None] or found
        if len(found) == 1:
            return found[0]
        if found:
            break
    names = ", ".join(f"“{one.name}”" for one in (found or kinds)[:MOST_NAMED]) or "—"
    if found:
        raise NotFound(_("“{words}” may mean several kinds of ticket: {names}. Write the whole "
                         "name.", words=words, names=names))  # fmt: skip
    raise NotFound(_("No kind of ticket is called “{words}”. There are: {names}.", words=words,
                     names=names))  # fmt: skip


async def _shown(
    deps: Deps, account: Account, seen: Scope, kinds: Sequence[Ticket]
) -> Sequence[TicketShown]:
    ids = [one.id for one in kinds]
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account.id)
        stores = await ticket_kinds.stores(session, ids)
        redeemed = await ticket_kinds.redeemed(session, ids)
    return [
        TicketShown(
            account=account.slug,
            id=one.id,
            name=one.name,
            picture_url=one.picture_url,
            terms=one.terms,
            price_points=one.price_points,
            price_money=one.price_money,
            valid_from=from_written(one.valid_from, account.time_zone),
            valid_until=until_written(one.valid_until, account.time_zone),
            per_member=one.per_member,
            quantity=one.quantity,
            issued=one.issued,
            redeemed=redeemed.get(one.id, 0),
            stores=[
                StoreShare(site.name, share.redeemed, share.quota)
                for share, site in stores.get(one.id, ())
                if seen.allows(site.id)
            ],
            claim_urls=_claim_urls(deps, bound.parent, one),
            voided=one.voided_at is not None,
            changing=seen.role.covers(RoleName.OPERATOR),
        )
        for one in kinds
    ]


def _claim_urls(deps: Deps, parent: Site, ticket: Ticket) -> Sequence[str]:
    """Where it is claimed: in LINE's own browser, and as a plain web address."""
    if ticket.claim_key is None:
        return ()
    path = f"tickets/claim/{ticket.claim_key}"
    web = f"{site_url(deps.settings, parent.slug, parent.address)}/{path}"
    if not parent.liff_id:
        return (web,)
    return (f"{deps.settings.liff_url}/{parent.liff_id}/{path}", web)
