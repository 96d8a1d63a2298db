"""`/line move`: sites to another address, shown first, applied in waves, with a way back."""

from __future__ import annotations

from typing import ClassVar

from bot.cards.move_plan import plan as plan_card
from bot.cards.moving import MoveBackPressed, MoveOnPressed, moved, moves
from bot.cards.parts import Card
from bot.errors import NotAllowed, Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named
from bot.flows.network.moving import go_on, move, move_back
from bot.flows.network.moving_plan import ALL, Wish, plan
from bot.flows.network.moving_record import recorded
from bot.flows.network.moving_shown import plan_shown
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Answer, Call, command, pressed, submitted
from handlers.forms import Form
from storage.tables import Account

MOVING = _("Moving, and checking after each wave …")


class ApplyMove(Form):
    """The confirmation beneath a plan; it asks nothing."""

    callback: ClassVar[str] = "move"
    title: ClassVar[Text] = _("Move to another address")
    submit: ClassVar[Text] = _("Apply")


@command("move", "[SITE|all ADDRESS [OLD]]",
         _("Move a site, or all under one address, elsewhere; alone: go on, or move back."),
         example="/line move all https://shop.example.com", opens=True,
         waiting=_("Reading what LINE has now …"))  # fmt: skip
async def open_move(call: Call) -> Answer:
    if not call.words:
        return await _unfinished(call)
    if len(call.words) not in (2, 3):
        raise Refused(_("Say what moves and where to, such as "
                        "`/line move all https://shop.example.com`."))  # fmt: skip
    account = await _whole(call, await account_for(call.deps, call.channel))
    target, address, *old = call.words
    target = ALL if target.lower() == ALL else target.lower()
    wish = Wish(target, typed(address), typed(old[0]) if old else "")
    return plan_card(plan_shown(await plan(call.deps, account.id, wish)))


async def _unfinished(call: Call) -> Card:
    account = await _whole(call, await account_for(call.deps, call.channel))
    return moves(account.name, await recorded(call.deps, account))


@pressed(MoveOnPressed, waiting=MOVING)
async def on(call: Call, value: MoveOnPressed) -> Card:
    account = await _whole(call, await account_named(call.deps, value.account))
    return moved(await go_on(call.deps, account, value.move, by=call.user))


@submitted(ApplyMove, waiting=MOVING)
async def apply_move(call: Call, form: ApplyMove) -> Card:
    given = {name: str(value) for name, value in call.metadata.items()}
    account = await _whole(call, await account_named(call.deps, given["account"]))
    wish = Wish(given["target"], given["address"], given["base"])
    return moved(await move(call.deps, account, wish, given["digest"], by=call.user))


@pressed(MoveBackPressed, waiting=MOVING)
async def back(call: Call, value: MoveBackPressed) -> Card:
    account = await _whole(call, await account_named(call.deps, value.account))
    return moved(await move_back(call.deps, account, value.move, by=call.user))


def typed(word: str) -> str:
    """An address as typed; Slack may have made a link of it."""
    return cleaning.identifier(word).strip("<>").partition("|")[0]


async def _whole(call: Call, account: Account) -> Account:
    if (await scope(call.deps, call.user, account)).sites is not None:
        raise NotAllowed(_("Moving sites is for administrators."))
    return account
