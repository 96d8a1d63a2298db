"""Look after a binding: its card, verifying, repairing, and the word of a person."""

from __future__ import annotations

from typing import ClassVar

from bot.binding.report import report
from bot.binding.sign_ins import SignIns
from bot.cards.alert_buttons import RepairPressed, VerifyPressed
from bot.cards.binding import ConfirmPressed, binding
from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.repair import plan as plan_card
from bot.cards.repair import repaired
from bot.flows.access import scope
from bot.flows.accounts import account_for, account_named, narrowed, only_site, sites_meant
from bot.flows.binding.confirm import confirm
from bot.flows.binding.looking import Look, look
from bot.flows.binding.repair import apply, plan
from bot.flows.binding.showing import plan_shown, repair_shown
from bot.flows.binding.verify import verify
from bot.flows.members.sign_in_counts import sign_ins_today
from bot.text import Text, _
from handlers.declare import Call, command, pressed, submitted
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account

Slugs = frozenset[str] | None
CHECKING = _("Checking with LINE and Slack …")


class ApplyRepair(Form):
    """The confirmation beneath a repair plan; it asks nothing."""

    callback: ClassVar[str] = "repair"
    title: ClassVar[Text] = _("Repair")
    submit: ClassVar[Text] = _("Apply")


@command("status", "[SITE]", _("Show the binding card."), waiting=CHECKING)
async def status(call: Call) -> Card:
    account, slugs = await _meant(call)
    seen = await look(call.deps, account.id, afresh=False)
    return _card(seen, slugs, await sign_ins_today(call.deps, account, slugs))


@command("verify", "[SITE]", _("Run every check now."), waiting=CHECKING)
async def verify_now(call: Call) -> Card:
    account, slugs = await _meant(call)
    return _card(await verify(call.deps, account.id, callbacks=slugs), slugs)


@pressed(VerifyPressed, waiting=CHECKING)
async def verify_again(call: Call, value: VerifyPressed) -> Card:
    account = await account_named(call.deps, value.account)
    seen = await scope(call.deps, call.user, account)
    asked = await sites_meant(call.deps, account, value.site, value.channel, seen)
    return _card(await verify(call.deps, account.id, callbacks=asked), seen.slugs)


@command("repair", "[SITE]", _("Show what a repair would change, and apply it."), opens=True,
         waiting=CHECKING)  # fmt: skip
async def repair_plan(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    return await _planned(call, account, next(iter(call.words), None))


@pressed(RepairPressed, opens=True, waiting=CHECKING)
async def repair_pressed(call: Call, value: RepairPressed) -> Modal:
    account = await account_named(call.deps, value.account)
    return await _planned(call, account, value.site or None)


@submitted(ApplyRepair, waiting=_("Repairing, then checking again …"))
async def repair_apply(call: Call, form: ApplyRepair) -> Card:
    account = await form_account(call)
    seen = await scope(call.deps, call.user, account)
    named = str(call.metadata.get("site") or "") or None
    site = await only_site(call.deps, account, named, seen)
    digest = str(call.metadata["digest"])
    done = await apply(call.deps, account.id, digest, by=call.user, site=site)
    return repaired(repair_shown(done, seen.slugs))


@pressed(ConfirmPressed, waiting=None)
async def confirm_step(call: Call, value: ConfirmPressed) -> Card:
    account = await account_named(call.deps, value.account)
    seen = await scope(call.deps, call.user, account)
    seen.insist(value.subject)
    return _card(await confirm(call.deps, account, value.subject, value.step, by=call.user,
                               done=value.done), seen.slugs)  # fmt: skip


async def _meant(call: Call) -> tuple[Account, Slugs]:
    """The account, and the sites that were named or that the person sees; None for everything."""
    account = await account_for(call.deps, call.channel)
    seen = await scope(call.deps, call.user, account)
    site = await narrowed(call.deps, account, next(iter(call.words), None), seen)
    return account, frozenset({site}) if site else seen.slugs


async def _planned(call: Call, account: Account, named: str | None) -> Modal:
    seen = await scope(call.deps, call.user, account)
    site = await only_site(call.deps, account, named, seen)
    return plan_card(plan_shown(await plan(call.deps, account.id, site), account))


def _card(seen: Look, slugs: Slugs = None, sign_ins: SignIns | None = None) -> Card:
    return binding(report(seen.want, seen.verdict, seen.checklist).within(slugs), sign_ins)
