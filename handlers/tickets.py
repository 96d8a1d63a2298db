"""`/line ticket`: kinds of tickets, made, changed, shown and withdrawn."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.amounts import clean_number
from bot.binding.ticket_rules import from_written, until_written, write_stores
from bot.binding.ticket_settings import Written
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.tickets import (
    CreateTicket,
    EditTicket,
    ShowTicket,
    TicketsPage,
    VoidTicket,
    ticket_card,
    tickets_list,
    withdrawn,
    withdrawn_from,
)
from bot.errors import Refused
from bot.flows import ticket_kinds
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.ticket_shown import kind_named, ticket_shown, tickets_shown
from bot.flows.ticket_stores import stores_given
from bot.text import Text, _
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import asks, lines, ticks, uploads
from handlers.forms import Form
from storage.tables import Account

EMPTY = _("Left empty: no limit.")
NOT_SOLD = _("Left empty: not sold that way.")
STORES = _("One a line: short name and how many, such as `taipei-101 50`; `all 50` means each. "
           "Left empty: every store, no limit.")  # fmt: skip
KEEP = _("One a line: `taipei-101 50`; `all 50` means each, `all` alone every store without limit. "
         "Left empty, the stores stay as they are.")  # fmt: skip


class TicketForm(Form):
    """What a kind of ticket is."""

    callback: ClassVar[str] = ""
    title: ClassVar[Text] = _("Ticket")

    name: Annotated[str, asks(_("Name"), hint=_("As members see it."), longest=60)]
    picture: Annotated[str, asks(_("Picture"), hint=_("Its https address."))] = ""
    terms: Annotated[str, lines(_("Terms"), longest=2000)] = ""
    price_points: Annotated[
        str, asks(_("Price in points"), hint=NOT_SOLD, cleaned=clean_number)
    ] = ""
    price_money: Annotated[
        str, asks(_("Price at the counter"), hint=NOT_SOLD, cleaned=clean_number)
    ] = ""
    valid_from: Annotated[str, asks(_("Valid from"), hint=EMPTY, placeholder="2026-12-01")] = ""
    valid_until: Annotated[
        str,
        asks(_("Valid until"), hint=_("That day included. Left empty: no limit."),
             placeholder="2026-12-31"),
    ] = ""  # fmt: skip
    per_member: Annotated[str, asks(_("At most per member"), hint=EMPTY, cleaned=clean_number)] = ""
    quantity: Annotated[str, asks(_("At most in all"), hint=EMPTY, cleaned=clean_number)] = ""
    stores: Annotated[str, lines(_("Stores that may redeem it"), hint=STORES)] = ""
    file: Annotated[
        str,
        uploads(_("Stores as a file"), "csv", "tsv", "txt",
                hint=_("For lists too long for the field above.")),
    ] = ""  # fmt: skip
    claim_link: Annotated[
        bool,
        ticks(_("Claim link"), _("Whoever opens the link may get one"),
              hint=_("One per member, unless you say how many.")),
    ] = False  # fmt: skip

    async def written(self, call: Call) -> Written:
        """As the flows read it; a file stands for the list of stores."""
        given = self.model_dump(exclude={"file", "stores"})
        stores = await stores_given(call.deps, self.stores, self.file, call.speaker.language)
        return Written(**given, stores=stores)


class NewTicket(TicketForm):
    """A new kind of ticket."""

    callback: ClassVar[str] = "ticket.create"
    title: ClassVar[Text] = _("Create a ticket")


class PresentTicket(TicketForm):
    """A kind of ticket there is."""

    callback: ClassVar[str] = "ticket.edit"
    title: ClassVar[Text] = _("Edit a ticket")

    stores: Annotated[str, lines(_("Stores that may redeem it"), hint=KEEP)] = ""


async def tried_new(call: Call, form: NewTicket) -> None:
    """Everything that can be wrong, before anything is stored."""
    await ticket_kinds.settings_of(call.deps, await _account(call), await form.written(call))


async def tried_present(call: Call, form: PresentTicket) -> None:
    """As for a new one; and never fewer than were issued."""
    account = await _account(call)
    present = await ticket_kinds.kind_of(call.deps, account, str(call.metadata["ticket"]))
    await ticket_kinds.settings_of(call.deps, account, await form.written(call), present)


@command("ticket create", "", _("Make a kind of ticket that stores redeem."))
async def create_ticket(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return NewTicket.view(metadata={"account": account.slug})


@pressed(CreateTicket)
async def create_pressed(call: Call, value: CreateTicket) -> Modal:
    account = await account_named(call.deps, value.account)
    return NewTicket.view(metadata={"account": account.slug})


@submitted(NewTicket, first=tried_new)
async def save_new(call: Call, form: NewTicket) -> Card:
    account = await _account(call)
    wanted = await ticket_kinds.settings_of(call.deps, account, await form.written(call))
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
    account, ticket_id = await _account(call), str(call.metadata["ticket"])
    present = await ticket_kinds.kind_of(call.deps, account, ticket_id)
    written = await form.written(call)
    wanted = await ticket_kinds.settings_of(call.deps, account, written, present)
    await ticket_kinds.edit(call.deps, account, ticket_id, wanted, by=call.user)
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
    return tickets_list(account.slug, account.name, shown, page, word[:100])


async def _card(call: Call, account: Account, ticket_id: str) -> Card:
    seen = await scope(call.deps, call.user, account)
    return ticket_card(await ticket_shown(call.deps, account, seen, ticket_id))


async def _edit_form(call: Call, account: Account, ticket_id: str) -> Modal:
    kind = await ticket_kinds.kind_of(call.deps, account, ticket_id)
    chosen = await ticket_kinds.stores_of(call.deps, kind)
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
        "stores": write_stores(chosen, await ticket_kinds.store_slugs(call.deps, account)),
        "claim_link": kind.claim_key is not None,
    }
    return PresentTicket.view(filled, metadata={"account": account.slug, "ticket": kind.id})


async def _named(call: Call, account: Account, verb: str) -> str:
    if not call.words:
        raise Refused(_("Say which ticket, such as `/line ticket {verb} 拿鐵`. `/line ticket list` "
                        "shows them.", verb=verb))  # fmt: skip
    seen = await scope(call.deps, call.user, account)
    return (await kind_named(call.deps, account, seen, " ".join(call.words))).id


async def _account(call: Call) -> Account:
    return await account_named(call.deps, str(call.metadata["account"]))
