"""`/line points`: a member's ledger, and corrections of it."""

from __future__ import annotations

from typing import Annotated, ClassVar

from bot.binding.amounts import MOST_POINTS, clean_number, signed
from bot.cards.parts import Card
from bot.cards.points import corrected, ledger
from bot.errors import InvalidForm, NotFound, Refused
from bot.flows.access import scope
from bot.flows.accounts import account_for
from bot.flows.members.naming import member_named
from bot.flows.stores.ledgers import correct_points, ledger_shown
from bot.text import Text, _
from handlers.declare import Answer, Call, command, submitted
from handlers.fields import asks, lines
from handlers.form_subject import form_account
from handlers.forms import Form
from storage.tables import Account, new_id


class CorrectPoints(Form):
    """Points added or taken away by hand."""

    callback: ClassVar[str] = "points.correct"
    title: ClassVar[Text] = _("Correct points")
    submit: ClassVar[Text] = _("Correct")

    member: Annotated[str, asks(_("Member"), hint=_("Name or LINE user id."))]
    points: Annotated[
        str, asks(_("Points"), hint=_("Such as 50, or -50 to take away."), cleaned=clean_number)
    ]
    reason: Annotated[str, lines(_("Reason"), hint=_("It stays in the ledger."), longest=300)]


@command("points", "MEMBER", _("Show a member's points: balance and ledger."),
         example="/line points 陳怡君")  # fmt: skip
async def points(call: Call) -> Card:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        raise Refused(_("Say whose, by name or LINE user id: `/line points 陳怡君`."))
    seen = await scope(call.deps, call.user, account)
    return ledger(await ledger_shown(call.deps, account, seen, " ".join(call.words)))


@command("points correct", "[MEMBER POINTS REASON]", _("Add or take away points, with a reason."),
         example="/line points correct 陳怡君 -50 重複登錄")  # fmt: skip
async def correct(call: Call) -> Answer:
    account = await account_for(call.deps, call.channel)
    if not call.words:
        return CorrectPoints.view(metadata={"account": account.slug, "once": new_id()})
    if len(call.words) < 3:
        raise Refused(_("Say whose, how many and why: `/line points correct 陳怡君 -50 重複登錄`. "
                        "Alone, it opens a form."))  # fmt: skip
    member, count, *reason = call.words
    once = call.trigger_id or new_id()  # Slack's own name for this typing of it
    return await _corrected(call, account, (member, count, " ".join(reason)), once)


async def possible(call: Call, form: CorrectPoints) -> None:
    """Whether there is such a member, and such a number."""
    account = await form_account(call)
    problems = {}
    try:
        signed(form.points, MOST_POINTS)
    except Refused as refused:
        problems["points"] = refused.said
    try:
        await member_named(call.deps, account, form.member)
    except NotFound as nobody:
        problems["member"] = nobody.said
    if problems:
        raise InvalidForm(problems)


@submitted(CorrectPoints, first=possible)
async def save_correction(call: Call, form: CorrectPoints) -> Card:
    account = await form_account(call)
    given = (form.member, form.points, form.reason)
    return await _corrected(call, account, given, str(call.metadata["once"]))


async def _corrected(call: Call, account: Account, given: tuple[str, str, str], once: str) -> Card:
    words, written, reason = given
    member, count = await member_named(call.deps, account, words), signed(written, MOST_POINTS)
    left = await correct_points(call.deps, account, member, count, reason, once=once, by=call.user)
    return corrected(member.name, count, left)
