"""Look after a binding: its card, verifying, repairing, and the word of a person."""

from __future__ import annotations

from typing import ClassVar

from bot.binding.report import report
from bot.cards.alerts import RepairPressed, VerifyPressed
from bot.cards.binding import ConfirmPressed, binding
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.repair import plan as plan_card
from bot.cards.repair import repaired
from bot.flows.accounts import account_for, account_named, narrowed
from bot.flows.confirm import confirm
from bot.flows.looking import Look, look
from bot.flows.repair import apply, plan
from bot.flows.showing import plan_shown, repair_shown
from bot.flows.verify import verify
from bot.text import Text, _
from handlers.declare import Call, command, pressed, submitted
from handlers.forms import Form
from storage.tables import Account

CHECKING = _("Checking with LINE and Slack …")


class ApplyRepair(Form):
    """The confirmation beneath a repair plan; it asks nothing."""

    callback: ClassVar[str] = "repair"
    title: ClassVar[Text] = _("Repair")
    submit: ClassVar[Text] = _("Apply")


@command("status", "[SITE]", _("Show the binding card."), waiting=CHECKING)
async def status(call: Call) -> Card:
    account, site = await _meant(call)
    return _card(await look(call.deps, account.id, afresh=False), site)


@command("verify", "[SITE]", _("Run every check now."), waiting=CHECKING)
async def verify_now(call: Call) -> Card:
    account, site = await _meant(call)
    return _card(await verify(call.deps, account.id), site)


@pressed(VerifyPressed, waiting=CHECKING)
async def verify_again(call: Call, value: VerifyPressed) -> Card:
    account = await account_named(call.deps, value.account)
    return _card(await verify(call.deps, account.id))


@command("repair", "[SITE]", _("Show what a repair would change, and apply it."), opens=True,
         waiting=CHECKING)  # fmt: skip
async def repair_plan(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    site = call.words[0] if call.words else None
    await narrowed(call.deps, account, site)
    return plan_card(plan_shown(await plan(call.deps, account.id, site), account))


@pressed(RepairPressed, opens=True, waiting=CHECKING)
async def repair_pressed(call: Call, value: RepairPressed) -> Modal:
    account = await account_named(call.deps, value.account)
    shown = plan_shown(await plan(call.deps, account.id, value.site or None), account)
    return plan_card(shown)


@submitted(ApplyRepair, waiting=_("Repairing, then checking again …"))
async def repair_apply(call: Call, form: ApplyRepair) -> Card:
    account = await account_named(call.deps, str(call.metadata["account"]))
    site = str(call.metadata.get("site") or "") or None
    digest = str(call.metadata["digest"])
    done = await apply(call.deps, account.id, digest, by=call.user, site=site)
    return repaired(repair_shown(done))


@pressed(ConfirmPressed, waiting=None)
async def confirm_step(call: Call, value: ConfirmPressed) -> Card:
    account = await account_named(call.deps, value.account)
    return _card(await confirm(call.deps, account, value.subject, value.step, by=call.user,
                               done=value.done))  # fmt: skip


async def _meant(call: Call) -> tuple[Account, str | None]:
    account = await account_for(call.deps, call.channel)
    return account, await narrowed(call.deps, account, call.words[0] if call.words else None)


def _card(seen: Look, site: str | None = None) -> Card:
    return binding(report(seen.want, seen.verdict, seen.checklist).about(site))
