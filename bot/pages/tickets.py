"""A member's tickets and points, large and clear: one hand holds the phone to the counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.binding.calendar import span
from bot.binding.ticket_rules import Standing, said_of
from bot.locale import Speaker
from bot.pages import Frame, render
from bot.text import Text, _

FRESH = timedelta(minutes=3)  #: after which nothing looks any more as if it were done just now
MOST_STORES = 30  #: named on a page
STANDS: dict[Standing, Text] = {
    Standing.READY: _("can be used"),
    Standing.EARLY: _("not valid yet"),
    Standing.OVER: _("over"),
    Standing.VOID: _("withdrawn"),
    Standing.REDEEMED: _("used"),
}
KINDS: dict[str, Text] = {
    "earn": _("earned"),
    "spend": _("spent"),
    "expire": _("expired"),
    "correct": _("corrected"),
}


@dataclass(frozen=True)
class Slip:
    """What a form of the counter carries besides what staff types."""

    token: str
    once: str
    problem: Text | None = None


@dataclass(frozen=True)
class TicketSeen:
    """One ticket as its member sees it; days as written where the account lives, "" for none."""

    id: str
    name: str
    picture_url: str
    terms: str
    standing: Standing
    valid_from: str
    valid_until: str
    stores: Sequence[str]  #: empty: every store
    redeemed_at: datetime | None = None
    store: str = ""  #: where it was redeemed


@dataclass(frozen=True)
class OfferSeen:
    """A kind of ticket a member may get; no price: it is free."""

    id: str
    name: str
    picture_url: str
    terms: str
    valid_from: str
    valid_until: str
    price_points: int | None
    price_money: int | None
    gone: Text | None  #: why it is not to be had any more


@dataclass(frozen=True)
class EntrySeen:
    """One line of the ledger."""

    points: int
    kind: str
    at: datetime
    store: str
    expires_at: datetime | None


def tickets_page(frame: Frame, shown: Sequence[TicketSeen], offers: Sequence[OfferSeen]) -> str:
    """Every ticket of a member, those that can be used first, and what is for sale."""
    say = Speaker(frame.language, frame.zone).say
    return render(
        "tickets.html",
        frame,
        title=_("My tickets"),
        nothing=_("You have no tickets yet."),
        tickets=[
            (one, say(STANDS[one.standing]), say(span(one.valid_from, one.valid_until)))
            for one in shown
        ],
        for_sale=_("Tickets you can buy"),
        offers=[(one, say(price_of(one))) for one in offers],
        to_points=_("My points"),
        to_me=_("My member page"),
    )


def ticket_page(frame: Frame, shown: TicketSeen, slip: Slip, now: datetime) -> str:
    """One ticket: the form for the store's code, or where and when it was used."""
    say = Speaker(frame.language, frame.zone).say
    fresh = shown.redeemed_at is not None and now - shown.redeemed_at < FRESH
    stores = [*shown.stores[:MOST_STORES]]
    more = len(shown.stores) - len(stores)
    return render(
        "ticket.html",
        frame,
        title=shown.name,
        ticket=shown,
        ready=shown.standing is Standing.READY,
        fresh=fresh,
        done=_("Redeemed just now") if fresh else said_of(shown.standing),
        at=say(_("{time}", time=shown.redeemed_at)) if shown.redeemed_at else "",
        days=span(shown.valid_from, shown.valid_until),
        valid=_("Valid"),
        where=_("Where it is taken"),
        stores=stores,
        more=_("… and {count} more", count=more) if more > 0 else "",
        everywhere=_("At every store."),
        terms_heading=_("Terms"),
        for_staff=_("For the staff"),
        code=_("Redemption code"),
        redeem=_("Redeem"),
        slip=slip,
        back=_("My tickets"),
    )


def offer_page(frame: Frame, shown: OfferSeen, slip: Slip | None, action: str) -> str:
    """A kind of ticket to claim or to buy; `slip` is None for who is not signed in."""
    return render(
        "offer.html",
        frame,
        title=shown.name,
        offer=shown,
        days=span(shown.valid_from, shown.valid_until),
        valid=_("Valid"),
        price_heading=_("Price"),
        price=price_of(shown),
        free=not shown.price_points and not shown.price_money,
        slip=slip,
        action=action,
        claim=_("Get this ticket"),
        enter=_("Log in with LINE to get it"),
        for_staff=_("For the staff"),
        code=_("Redemption code"),
        with_points=_("Buy with {points} points", points=f"{shown.price_points or 0:,}"),
        with_money=_("Paid at the counter: {amount}", amount=f"{shown.price_money or 0:,}"),
        terms_heading=_("Terms"),
        back=_("My tickets"),
    )


def points_page(
    frame: Frame, balance: int, entries: Sequence[EntrySeen], slip: Slip, added: int | None
) -> str:
    """A member's points, and the form for a purchase. `added` is what one added just now."""
    say = Speaker(frame.language, frame.zone).say
    return render(
        "points.html",
        frame,
        title=_("My points"),
        balance=_("{points} points", points=f"{balance:,}"),
        said=None if added is None else _added(added, balance),
        for_staff=_("For the staff"),
        amount=_("Amount paid"),
        code=_("Redemption code"),
        give=_("Give points"),
        slip=slip,
        history=_("History"),
        entries=[(f"{one.points:+,}", say(_entry(one))) for one in entries],
        nothing=_("No entries yet."),
        to_tickets=_("My tickets"),
    )


def price_of(one: OfferSeen) -> Text:
    """What it costs."""
    points = _("{points} points", points=f"{one.price_points:,}") if one.price_points else None
    money = _("{amount} at the counter", amount=f"{one.price_money:,}") if one.price_money else None
    if points and money:
        return _("{points} or {money}", points=points, money=money)
    return points or money or _("free")


def _added(points: int, balance: int) -> Text:
    if not points:
        return _("Recorded. This amount is too small for a point; balance {balance}",
                 balance=f"{balance:,}")  # fmt: skip
    return _("+{points} points, balance {balance}", points=f"{points:,}", balance=f"{balance:,}")


def _entry(one: EntrySeen) -> Text:
    line: Text = _("{kind} · {time}", kind=KINDS.get(one.kind, _("changed")), time=one.at)
    if one.store:
        line = _("{line} · {store}", line=line, store=one.store)
    if one.expires_at is not None:
        line = _("{line} · until {time}", line=line, time=one.expires_at)
    return line
