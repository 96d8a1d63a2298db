"""`/line ticket`: kinds of tickets, made, changed, shown and withdrawn."""

from __future__ import annotations

from bot.binding.roles import RoleName
from bot.binding.ticket_rules import from_written, until_written, write_stores
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.tickets import (
    CreateTicket,
    EditTicket,
    ShowTicket,
    TicketsPage,
    TicketsShown,
    VoidTicket,
    store_names,
    ticket_card,
    tickets_list,
    withdrawn,
    withdrawn_from,
)
from bot.errors import Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.stores import ticket_kinds
from bot.flows.stores.ticket_pictures import let_go, tried_picture, with_picture
from bot.flows.stores.ticket_shown import kind_named, ticket_shown, tickets_shown
from bot.text import _
from handlers.declare import Call, command, pressed, submitted
from handlers.form_subject import form_account
from handlers.ticket_forms import NewTicket, PresentTicket
from storage.tables import Account


async def tried_new(call: Call, form: NewTicket) -> None:
    """Everything that can be wrong, before anything is stored."""
    await ticket_kinds.settings_of(call.deps, await form_account(call), await form.written(call))
    await tried_picture(call.deps, form.picture, form.picture_file)


async def tried_present(call: Call, form: PresentTicket) -> None:
    """As for a new one; and never fewer than were issued."""
    account = await form_account(call)
    present = await ticket_kinds.kind_of(call.deps, account, str(call.metadata["ticket"]))
    await ticket_kinds.settings_of(call.deps, account, await form.written(call), present)
    await tried_picture(call.deps, form.address_typed(present), form.picture_file)


@command("ticket create", "", _("Make a kind of ticket that stores redeem."))
async def create_ticket(call: Call) -> Modal:
    return await _new_form(call, await account_for(call.deps, call.channel))


@pressed(CreateTicket)
async def create_pressed(call: Call, value: CreateTicket) -> Modal:
    return await _new_form(call, await account_named(call.deps, value.account))


@submitted(NewTicket, first=tried_new)
async def save_new(call: Call, form: NewTicket) -> Card:
    account = await form_account(call)
    wanted = await ticket_kinds.settings_of(call.deps, account, await form.written(call))
    content = await tried_picture(call.deps, form.picture, form.picture_file)
    wanted = await with_picture(call.deps, account, wanted, content)
    made = await ticket_kinds.create(call.deps, account, wanted, by=call.user)
    return await _card(call, account, made.id)


@command("ticket list", "[WORD]", _("Show the kinds of tickets."))
async def list_tickets(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    return await _list(call, account, 0, " ".join(call.words))


@pressed(TicketsPage, replaces=True)
async def turn_page(call: Call, value: TicketsPage) -> Card:
    account = await account_named(call.deps, value.account)
    return await _list(call, account, value.page, value.word)


@command("ticket show", "TICKET", _("Show one kind of ticket: limits, stores, claim link."),
         example="/line ticket show 拿鐵")  # fmt: skip
async def show_ticket(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    return await _card(call, account, await _named(call, account, "show"))


@pressed(ShowTicket)
async def show_pressed(call: Call, value: ShowTicket) -> Card:
    return await _card(call, await account_named(call.deps, value.account), value.ticket)


@command("ticket edit", "TICKET", _("Change a kind of ticket."), example="/line ticket edit 拿鐵")
async def edit_ticket(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return await _edit_form(call, account, await _named(call, account, "edit"))


@pressed(EditTicket)
async def edit_pressed(call: Call, value: EditTicket) -> Modal:
    return await _edit_form(call, await account_named(call.deps, value.account), value.ticket)


@submitted(PresentTicket, first=tried_present)
async def save_present(call: Call, form: PresentTicket) -> Card:
    account, ticket_id = await form_account(call), str(call.metadata["ticket"])
    present = await ticket_kinds.kind_of(call.deps, account, ticket_id)
    written = await form.written(call)
    wanted = await ticket_kinds.settings_of(call.deps, account, written, present)
    content = await tried_picture(call.deps, form.address_typed(present), form.picture_file)
    wanted = await with_picture(call.deps, account, wanted, content)
    await ticket_kinds.edit(call.deps, account, ticket_id, wanted, by=call.user)
    await let_go(call.deps, account, present, wanted)
    return await _card(call, account, ticket_id)


@command("ticket void", "TICKET", _("Withdraw a kind of ticket; what was redeemed stays."),
         example="/line ticket void 拿鐵")  # fmt: skip
async def void_ticket(call: Call) -> Card:
    """Shows it, with the button that asks once more: a name may be mistyped."""
    account = await account_for(call.deps, call.channel)
    return await _card(call, account, await _named(call, account, "void"))


@pressed(VoidTicket, replaces=True)
async def void_pressed(call: Call, value: VoidTicket) -> Card:
    account = await account_named(call.deps, value.account)
    if value.issued:
        kind = await ticket_kinds.void_issued(call.deps, account, value.issued, by=call.user)
        return withdrawn_from(kind.name)
    return withdrawn((await ticket_kinds.void(call.deps, account, value.ticket, by=call.user)).name)


async def _list(call: Call, account: Account, page: int, word: str) -> Card:
    seen = await scope(call.deps, call.user, account)
    shown = await tickets_shown(call.deps, account, seen, word)
    may = seen.role.covers(RoleName.OPERATOR)
    return tickets_list(TicketsShown(account.slug, account.name, shown, page, word[:100], may))


async def _card(call: Call, account: Account, ticket_id: str) -> Card:
    seen = await scope(call.deps, call.user, account)
    return ticket_card(await ticket_shown(call.deps, account, seen, ticket_id))


async def _new_form(call: Call, account: Account) -> Modal:
    notes = store_names(await ticket_kinds.store_slugs(call.deps, account))
    return NewTicket.view(notes=notes, metadata={"account": account.slug})


async def _edit_form(call: Call, account: Account, ticket_id: str) -> Modal:
    kind = await ticket_kinds.kind_of(call.deps, account, ticket_id)
    chosen = await ticket_kinds.stores_of(call.deps, kind)
    slugs = await ticket_kinds.store_slugs(call.deps, account)
    filled = {
        "name": kind.name,
        "picture": kind.picture_url,
        "terms": kind.terms,
        "price_points": kind.price_points,
        "price_money": kind.price_money,
        "valid_from": from_written(kind.valid_from, account.time_zone),
        "valid_until": until_written(kind.valid_until, account.time_zone),
        "per_member": kind.per_member,
        "quantity": kind.quantity,
        "stores": write_stores(chosen, slugs),
        "claim_link": kind.claim_key is not None,
    }
    kept = {"account": account.slug, "ticket": kind.id}
    return PresentTicket.view(filled, notes=store_names(slugs), metadata=kept)


async def _named(call: Call, account: Account, verb: str) -> str:
    if not call.words:
        raise Refused(_("Say which ticket, such as `/line ticket {verb} 拿鐵`. `/line ticket list` "
                        "shows them.", verb=verb))  # fmt: skip
    seen = await scope(call.deps, call.user, account)
    return (await kind_named(call.deps, account, seen, " ".join(call.words))).id
