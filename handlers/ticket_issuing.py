"""`/line ticket issue`, `held` and `reverse`: tickets on their way to members, and back."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.cards.modals import Modal
from bot.cards.parts import Card
from bot.cards.ticket_issuing import (
    ReverseRedemption,
    about_redemption,
    held_list,
    issued_to,
    redemptions_list,
    reversed_card,
    round_begun,
)
from bot.cards.tickets import IssueTicket
from bot.errors import InvalidForm, NotFound, Refused
from bot.flows.access import require, scope
from bot.flows.accounts import account_for, account_named
from bot.flows.members.naming import member_named
from bot.flows.stores.issuing import Whom, issue_to_member, whom
from bot.flows.stores.redemption_shown import held_shown, latest_redemptions, redemption_shown
from bot.flows.stores.reversing import redemption_of, reverse
from bot.flows.stores.ticket_kinds import kind_of
from bot.flows.stores.ticket_rounds import begin_round
from bot.flows.stores.ticket_shown import kind_named
from bot.text import Text, _
from handlers import cleaning
from handlers.declare import Call, command, pressed, submitted
from handlers.fields import asks, lines, ticks
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account, Ticket, new_id


class IssueForm(Form):
    """To whom a ticket goes: exactly one of the four."""

    callback: ClassVar[str] = "ticket.issue"
    title: ClassVar[Text] = _("Issue a ticket")
    submit: ClassVar[Text] = _("Issue")

    member: Annotated[str, asks(_("One member"), hint=_("Name or LINE user id."))] = ""
    site: Annotated[
        str,
        asks(_("All of a site"), hint=_("Its short name: everybody who has signed in there."),
             placeholder="taipei-101", cleaned=cleaning.slug),
    ] = ""  # fmt: skip
    level: Annotated[str, asks(_("All of a level"), hint=_("The level's name."))] = ""
    everybody: Annotated[bool, ticks(_("Everybody"), _("Every member of the account"))] = False


class ReverseForm(Form):
    """Why a redemption is reversed."""

    callback: ClassVar[str] = "ticket.reverse"
    title: ClassVar[Text] = _("Reverse a redemption")
    submit: ClassVar[Text] = _("Reverse")

    reason: Annotated[str, lines(_("Reason"), hint=_("It stays in the record."), longest=300)]


@command("ticket issue", "TICKET", _("Give a ticket to a member, a site, a level or everybody."),
         example="/line ticket issue 拿鐵")  # fmt: skip
async def issue_ticket(call: Call) -> Modal:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        raise Refused(_("Say which ticket, such as `/line ticket {verb} 拿鐵`. `/line ticket list` "
                        "shows them.", verb="issue"))  # fmt: skip
    seen = await require(call.deps, call.user, "ticket issue", account)
    kind = await kind_named(call.deps, account, seen, " ".join(call.words))
    return _form(account, kind)


def _form(account: Account, kind: Ticket) -> Modal:
    """`once` names this form: sent twice, it issues once."""
    kept = {"account": account.slug, "ticket": kind.id, "once": new_id()}
    return IssueForm.view(metadata=kept)


@pressed(IssueTicket)
async def issue_pressed(call: Call, value: IssueTicket) -> Modal:
    account = await account_named(call.deps, value.account)
    kind = await kind_of(call.deps, account, value.ticket)
    return _form(account, kind)


async def somebody(call: Call, form: IssueForm) -> None:
    """Whom it means, before anything is stored."""
    await _whom(call, await form_account(call), form)


@submitted(IssueForm, first=somebody)
async def issue_submitted(call: Call, form: IssueForm) -> Card:
    account = await form_account(call)
    kind = await kind_of(call.deps, account, str(call.metadata["ticket"]))
    to, once = await _whom(call, account, form), str(call.metadata["once"])
    if to.member is not None:
        await issue_to_member(call.deps, account, kind, to.member, once=once, by=call.user)
        return issued_to(kind.name, to.member.name)
    made = await begin_round(call.deps, account, kind, site=to.site, level=to.level, once=once,
                             by=call.user)  # fmt: skip
    return round_begun(kind.name, made.total, account.name)


@command("ticket held", "MEMBER", _("Show a member's tickets; withdraw one."),
         example="/line ticket held 陳怡君")  # fmt: skip
async def held(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        raise Refused(_("Say whose, by name or LINE user id: `/line ticket held 陳怡君`."))
    member = await member_named(call.deps, account, " ".join(call.words))
    return held_list(member.name, await held_shown(call.deps, account, member))


@command("ticket reverse", "[MEMBER]", _("Show the newest redemptions; reverse one."),
         example="/line ticket reverse 陳怡君")  # fmt: skip
async def redemptions(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    seen = await scope(call.deps, call.user, account)
    words = " ".join(call.words)
    member = await member_named(call.deps, account, words, seen) if words else None
    shown = await latest_redemptions(call.deps, account, seen, member)
    return redemptions_list(_("Newest redemptions of {account}", account=account.name), shown)


@pressed(ReverseRedemption)
async def reverse_pressed(call: Call, value: ReverseRedemption) -> Modal:
    account = await account_named(call.deps, value.account)
    seen = await scope(call.deps, call.user, account)
    taken = await redemption_of(call.deps, account, seen, value.redemption)
    notes = about_redemption(redemption_shown(call.deps, account, taken))
    kept = {"account": account.slug, "redemption": value.redemption}
    return ReverseForm.view(notes=notes, metadata=kept)


@submitted(ReverseForm)
async def reverse_submitted(call: Call, form: ReverseForm) -> Card:
    account = await form_account(call)
    seen = await scope(call.deps, call.user, account)
    redemption = str(call.metadata["redemption"])
    taken = await reverse(call.deps, account, seen, redemption, form.reason, by=call.user)
    return reversed_card(redemption_shown(call.deps, account, taken))


async def _whom(call: Call, account: Account, form: IssueForm) -> Whom:
    try:
        return await whom(call.deps, account, form.member, form.site, form.level,
                          everybody=form.everybody)  # fmt: skip
    except (NotFound, Refused) as wrong:
        given = next((n for n in ("member", "site", "level") if getattr(form, n)), "member")
        raise InvalidForm({given: wrong.said}) from None
