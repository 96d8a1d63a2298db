"""Kinds of tickets: the list, and one of them with all its limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.binding.calendar import span
from bot.cards.marks import Code, Said
from bot.cards.paging import page_of, turning
from bot.cards.parts import (
    Card,
    Part,
    Tone,
    button,
    buttons,
    context,
    copyable,
    facts,
    heading,
    picture,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 12
MOST_STORES = 20  #: shown by name


@dataclass(frozen=True)
class TicketsPage(ButtonValue):
    """Another page of the list; pages begin at 0."""

    action: ClassVar[str] = "ticket.list"
    account: str
    page: int
    word: str = ""


@dataclass(frozen=True)
class CreateTicket(ButtonValue):
    """Opens the form for another kind."""

    action: ClassVar[str] = "ticket.create"
    account: str


@dataclass(frozen=True)
class ShowTicket(ButtonValue):
    """Shows one kind."""

    action: ClassVar[str] = "ticket.show"
    account: str
    ticket: str


@dataclass(frozen=True)
class EditTicket(ButtonValue):
    """Opens a kind's form."""

    action: ClassVar[str] = "ticket.edit"
    account: str
    ticket: str


@dataclass(frozen=True)
class IssueTicket(ButtonValue):
    """Opens the form that issues it."""

    action: ClassVar[str] = "ticket.issue"
    account: str
    ticket: str


@dataclass(frozen=True)
class VoidTicket(ButtonValue):
    """Withdraws a kind; with `issued`, that one member's ticket alone."""

    action: ClassVar[str] = "ticket.void"
    account: str
    ticket: str = ""
    issued: str = ""


@dataclass(frozen=True)
class StoreShare:
    """A store that may redeem it."""

    name: str
    redeemed: int
    quota: int | None


@dataclass(frozen=True)
class TicketShown:
    """One kind of ticket; days as they are written where the account lives, "" for no limit."""

    account: str
    id: str
    name: str
    picture_url: str
    terms: str
    price_points: int | None
    price_money: int | None
    valid_from: str
    valid_until: str
    per_member: int | None
    quantity: int | None
    issued: int
    redeemed: int
    stores: Sequence[StoreShare]  #: empty: every store
    claim_urls: Sequence[str]  #: empty: no claim link
    voided: bool
    changing: bool  #: whether its reader may change it


@dataclass(frozen=True)
class TicketsShown:
    """The kinds there are, those whose name holds `word`; `may_create` is about the reader."""

    account: str  #: slug
    account_name: str
    tickets: Sequence[TicketShown]
    page: int
    word: str
    may_create: bool


def tickets_list(found: TicketsShown) -> Card:
    """One page of the kinds there are."""
    account, shown, page, word = found.account, found.tickets, found.page, found.word
    title = _("Tickets of {account}", account=found.account_name)
    parts: list[Part] = [heading(title)]
    if not shown:
        parts.append(prose(_("None. `/line ticket create` makes the first.")))
    for one in page_of(shown, page, A_PAGE):
        parts.append(prose(_line(one), button(_("Show"), ShowTicket(account, one.id))))
    parts += turning(page, A_PAGE, len(shown), lambda to: TicketsPage(account, to, word))
    if found.may_create:
        parts.append(buttons(button(_("Create a ticket"), CreateTicket(account))))
    return Card(title, tuple(parts))


def ticket_card(shown: TicketShown) -> Card:
    """One kind: what it is, its limits, and how much of them is used."""
    title = _("🎫 {name}", name=shown.name)
    face = picture(shown.picture_url, shown.name) if shown.picture_url else None
    parts: list[Part] = [heading(title)]
    if shown.terms or face:
        parts.append(prose(shown.terms or shown.name, face))
    parts.append(facts(_facts(shown)))
    parts += _stores(shown)
    if shown.claim_urls and not shown.voided:
        parts.append(prose(_("*Claim link*: who opens it, signs in with LINE and gets one.")))
        parts += [copyable(url) for url in shown.claim_urls]
    if shown.changing and not shown.voided:
        parts.append(_buttons(shown))
    if shown.voided:
        return Card(title, tuple(parts), Tone.QUIET, _("Withdrawn: nobody gets or redeems it."))
    return Card(title, tuple(parts))


def withdrawn(name: str) -> Card:
    """A kind is withdrawn."""
    return Card(_("{ticket} is withdrawn: nobody gets or redeems it any more. What was redeemed "
                  "stays on record.", ticket=name))  # fmt: skip


def withdrawn_from(name: str) -> Card:
    """One member's ticket is withdrawn."""
    return Card(_("This member's “{ticket}” is withdrawn and cannot be used.", ticket=name))


def _buttons(shown: TicketShown) -> Part:
    sure = _("Withdraw it, and all that members hold of it? This cannot be undone.")
    void = VoidTicket(shown.account, shown.id)
    return buttons(
        button(_("Issue"), IssueTicket(shown.account, shown.id), primary=True),
        button(_("Edit"), EditTicket(shown.account, shown.id)),
        button(_("Withdraw"), void, danger=True, confirm=sure),
    )


def _line(one: TicketShown) -> Text:
    withdrawn = _(" · withdrawn") if one.voided else ""
    return _("*{name}*{withdrawn}\n{issued} issued · {redeemed} redeemed · {days}", name=one.name,
             withdrawn=withdrawn, issued=_of(one.issued, one.quantity), redeemed=one.redeemed,
             days=span(one.valid_from, one.valid_until))  # fmt: skip


def _facts(one: TicketShown) -> Sequence[tuple[Said, Said]]:
    return (
        (_("Valid"), span(one.valid_from, one.valid_until)),
        (_("Price"), _price(one)),
        (_("Issued"), _of(one.issued, one.quantity)),
        (_("Redeemed"), _number(one.redeemed)),
        (_("Per member"), _number(one.per_member) if one.per_member else _("no limit")),
    )


def _number(count: int) -> Text:
    """Grouped as the reader's language does."""
    return Text("{count}", (("count", count),))


def _stores(one: TicketShown) -> Sequence[Part]:
    if not one.stores:
        return (prose(_("Every store may redeem it.")),)
    line: Text = _("*Stores that may redeem it*: {count}", count=len(one.stores))
    for store in one.stores[:MOST_STORES]:
        line = _("{line}\n• {store}: {redeemed}", line=line, store=store.name,
                 redeemed=_of(store.redeemed, store.quota))  # fmt: skip
    left = len(one.stores) - MOST_STORES
    if left <= 0:
        return (prose(line),)
    return (prose(line), context(_("… and {count} more", count=left)))


def _of(count: int, most: int | None) -> Text | str:
    return _number(count) if most is None else _("{count} of {most}", count=count, most=most)


def _price(one: TicketShown) -> Text:
    points = _("{points} points", points=f"{one.price_points:,}") if one.price_points else None
    money = _("{amount} at the counter", amount=f"{one.price_money:,}") if one.price_money else None
    if points and money:
        return _("{points} or {money}", points=points, money=money)
    return points or money or _("free")


MOST_NAMED = 30


def store_names(slugs: Sequence[str]) -> tuple[Part, ...]:
    """Above a ticket's form: what its stores are called there."""
    named = ", ".join(slugs[:MOST_NAMED])
    if len(slugs) > MOST_NAMED:
        more = len(slugs) - MOST_NAMED
        return (context(_("Your stores are called {stores} and {count} more: `/line subnet list`.",
                          stores=Code(named), count=more)),)  # fmt: skip
    return (context(_("Your stores are called {stores}.", stores=Code(named))),)
