"""A member's tickets on their phone: shown, redeemed, claimed, bought; and their points."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from aiohttp import web

from bot.binding.amounts import MOST_MONEY, whole
from bot.errors import Refused
from bot.flows.stores.codes import Typed
from bot.flows.stores.member_tickets import (
    added_by,
    claim,
    claimed_offer,
    offer_of,
    points_of,
    ticket_of,
    tickets_of,
)
from bot.flows.stores.purchasing import Payment, buy, earn_at_counter
from bot.flows.stores.redeeming import redeem
from bot.pages.tickets import Slip, offer_page, points_page, ticket_page, tickets_page
from bot.text import Text, _
from handlers.pages import PageCall, html, keep, page, see_other
from handlers.sign_in import CLAIM

ONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")  #: what names a form, or a purchase
PAYMENTS: dict[str, Payment] = {"points": "points", "counter": "counter"}
REMEMBERED = timedelta(minutes=15)


@page("GET", "tickets", members=True)
async def tickets(call: PageCall) -> web.Response:
    shown, offers = await tickets_of(call.deps, call.at.account, call.member.member)
    return html(tickets_page(call.frame, shown, offers))


@page("GET", "tickets/{ticket}", members=True)
async def ticket(call: PageCall) -> web.Response:
    return await _ticket(call, None)


@page("POST", "tickets/{ticket}", members=True, limited=True)
async def redeem_ticket(call: PageCall) -> web.Response:
    try:
        typed = await _typed(call)
        await redeem(call.deps, call.at.account, call.words["ticket"], typed)
    except Refused as refused:
        return await _ticket(call, refused.said)
    return see_other(call.link(f"tickets/{call.words['ticket']}"))


@page("GET", "tickets/claim/{key}")
async def claim_offer(call: PageCall) -> web.Response:
    """What the link is for; who is not signed in comes back here afterwards."""
    answer = await _claim(call, None)
    if call.visitor is None:
        keep(answer, call.at, CLAIM, call.words["key"], REMEMBERED)
    return answer


@page("POST", "tickets/claim/{key}", limited=True)
async def claim_ticket(call: PageCall) -> web.Response:
    who, key = call.member.member, call.words["key"]
    try:
        got = await claim(call.deps, call.at.account, who, key, await _once(call))
    except Refused as refused:
        return await _claim(call, refused.said)
    return see_other(call.link(f"tickets/{got}"))


@page("GET", "offers/{ticket}", members=True)
async def offer(call: PageCall) -> web.Response:
    return await _offer(call, None)


@page("POST", "offers/{ticket}", members=True, limited=True)
async def buy_ticket(call: PageCall) -> web.Response:
    payment = PAYMENTS.get(str((await call.request.post()).get("payment", "")))
    try:
        if payment is None:
            raise Refused(_("Choose how it is paid, with one of the buttons."))
        typed = await _typed(call)
        await buy(call.deps, call.at.account, call.words["ticket"], payment, typed)
    except Refused as refused:
        return await _offer(call, refused.said)
    return see_other(call.link("tickets"))


@page("GET", "points", members=True)
async def points(call: PageCall) -> web.Response:
    return await _points(call, None)


@page("POST", "points", members=True, limited=True)
async def give_points(call: PageCall) -> web.Response:
    try:
        amount = whole(str((await call.request.post()).get("amount", "")), MOST_MONEY)
        paid = await earn_at_counter(call.deps, call.at.account, amount, await _typed(call))
    except Refused as refused:
        return await _points(call, refused.said)
    return see_other(call.link(f"points?purchase={paid.purchase.id}"))


async def _ticket(call: PageCall, problem: Text | None) -> web.Response:
    shown = await ticket_of(call.deps, call.at.account, call.member.member, call.words["ticket"])
    words = ticket_page(call.frame, shown, _slip(call, problem), call.deps.clock())
    return html(words, status=400 if problem else 200)


async def _claim(call: PageCall, problem: Text | None) -> web.Response:
    shown = await claimed_offer(call.deps, call.at.account, call.words["key"])
    sold = shown.price_points or shown.price_money
    action = f"offers/{shown.id}" if sold else f"tickets/claim/{call.words['key']}"
    slip = _slip(call, problem) if call.visitor else None
    return html(offer_page(call.frame, shown, slip, action), status=400 if problem else 200)


async def _offer(call: PageCall, problem: Text | None) -> web.Response:
    shown = await offer_of(call.deps, call.at.account, call.words["ticket"])
    words = offer_page(call.frame, shown, _slip(call, problem), f"offers/{shown.id}")
    return html(words, status=400 if problem else 200)


async def _points(call: PageCall, problem: Text | None) -> web.Response:
    account, who = call.at.account, call.member.member
    held, entries = await points_of(call.deps, account, who)
    purchase = call.request.query.get("purchase", "")
    told = problem is None and ONCE.fullmatch(purchase)
    added = await added_by(call.deps, account, who, purchase) if told else None
    words = points_page(call.frame, held, entries, _slip(call, problem), added)
    return html(words, status=400 if problem else 200)


def _slip(call: PageCall, problem: Text | None) -> Slip:
    """A fresh form: what it does, it does once."""
    return Slip(call.form_token, secrets.token_urlsafe(16), problem)


async def _typed(call: PageCall) -> Typed:
    code = str((await call.request.post()).get("code", ""))
    return Typed(call.at.site, call.member.member.id, code, await _once(call))


async def _once(call: PageCall) -> str:
    once = str((await call.request.post()).get("once", ""))
    if not ONCE.fullmatch(once):
        raise Refused(_("This form is not complete. Open the page anew and try again."))
    return once
