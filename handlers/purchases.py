"""`/line purchase reverse`: what was paid at a counter, taken back."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.purchases import (
    ReversePurchase,
    about_purchase,
    purchase_reversed,
)
from bot.cards.records import records as records_card
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.stores import records as flow
from bot.flows.stores.purchase_reversing import purchase_of, purchase_shown, reverse_purchase
from bot.text import Text, _
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import lines
from handlers.form_subject import form_account
from handlers.forms import Form


class ReversePurchaseForm(Form):
    """Why a purchase is reversed."""

    callback: ClassVar[str] = "purchase.reverse"
    title: ClassVar[Text] = _("Reverse a purchase")
    submit: ClassVar[Text] = _("Reverse purchase")

    reason: Annotated[str, lines(_("Reason"), hint=_("It stays in the record."), longest=300)]


@command("purchase reverse", "[SITE] [PERIOD] [MEMBER]",
         _("Show the newest purchases; reverse one, with its points or ticket."),
         example="/line purchase reverse 陳怡君")  # fmt: skip
async def purchases(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    seen = await scope(call.deps, call.user, account)
    words = ("purchases", *call.words)
    return records_card(await flow.page(call.deps, account, seen, words, 0))


@pressed(ReversePurchase)
async def reverse_pressed(call: Call, value: ReversePurchase) -> Modal:
    account = await account_named(call.deps, value.account)
    seen = await scope(call.deps, call.user, account)
    bought = await purchase_of(call.deps, account, seen, value.purchase)
    kept = {"account": account.slug, "purchase": value.purchase}
    return ReversePurchaseForm.view(notes=about_purchase(purchase_shown(bought)), metadata=kept)


@submitted(ReversePurchaseForm)
async def reverse_submitted(call: Call, form: ReversePurchaseForm) -> Card:
    account = await form_account(call)
    seen = await scope(call.deps, call.user, account)
    purchase = str(call.metadata["purchase"])
    bought, undone = await reverse_purchase(call.deps, account, seen, purchase, form.reason,
                                            by=call.user)  # fmt: skip
    return purchase_reversed(purchase_shown(bought), undone)
