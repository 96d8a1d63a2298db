"""Tickets on their way to members, and what one member holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.binding.ticket_rules import Standing
from bot.cards.marks import person
from bot.cards.parts import Card, Part, Tone, button, context, facts, heading, prose
from bot.cards.tickets import VoidTicket
from bot.cards.values import ButtonValue
from bot.text import Text, _

BAR = 20  #: cells of the progress bar
STANDS: dict[Standing, Text] = {
    Standing.READY: _("can be used"),
    Standing.EARLY: _("not valid yet"),
    Standing.OVER: _("over"),
    Standing.VOID: _("withdrawn"),
    Standing.REDEEMED: _("used"),
}


@dataclass(frozen=True)
class ReverseRedemption(ButtonValue):
    """Opens the form that reverses a redemption."""

    action: ClassVar[str] = "ticket.reverse"
    account: str
    redemption: str


def issued_to(ticket: str, member: str) -> Card:
    """One member has got one."""
    return Card(_("{member} has “{ticket}” now, on the member page of every site.", member=member,
                  ticket=ticket))  # fmt: skip


def round_begun(ticket: str, total: int, account_name: str) -> Card:
    """Many are to get one."""
    return Card(_("“{ticket}” goes to {total} members. One message in the Slack channel of "
                  "{account} tells how far it is.", ticket=ticket, total=f"{total:,}",
                  account=account_name))  # fmt: skip


@dataclass(frozen=True)
class RoundShown:
    """How far a ticket for many is."""

    ticket: str
    whom: Text
    by: str  #: Slack user id
    total: int
    issued: int
    passed_over: int
    done: bool
    failure: Text | None


def progress(shown: RoundShown) -> Card:
    """The one message of a round, edited until everybody has theirs."""
    title = (
        _("Tickets issued: {ticket}", ticket=shown.ticket)
        if shown.done
        else _("Issuing tickets: {ticket}", ticket=shown.ticket)
    )
    settled = shown.issued + shown.passed_over
    counts = (
        (_("To"), shown.whom),
        (_("Issued"), f"{shown.issued:,}"),
        (_("Had their share already"), f"{shown.passed_over:,}"),
    )
    parts: list[Part] = [heading(title), facts(counts)]
    if shown.failure is not None:
        parts.append(prose(shown.failure))
    if not shown.done:
        filled = min(BAR * settled // max(shown.total, 1), BAR)
        bar = "▓" * filled + "░" * (BAR - filled)
        parts.append(context(_("{bar} {settled} of {total}", bar=bar, settled=settled,
                               total=shown.total)))  # fmt: skip
    parts.append(context(_("Issued by {person}", person=person(shown.by))))
    tone = Tone.PLAIN if not shown.done else Tone.WARNING if shown.failure else Tone.WELL
    return Card(title, tuple(parts), tone)


@dataclass(frozen=True)
class HeldShown:
    """One ticket of a member."""

    account: str
    issued: str
    ticket: str
    standing: Standing
    issued_at: datetime
    redeemed_at: datetime | None
    store: str


def held_list(member: str, shown: Sequence[HeldShown]) -> Card:
    """What a member holds, each with what can be done about it."""
    title = _("Tickets of {member}", member=member)
    parts: list[Part] = [heading(title)]
    if not shown:
        parts.append(prose(_("None.")))
    for one in shown[:40]:
        open_ = one.standing in (Standing.READY, Standing.EARLY)
        sure = _("Withdraw this member's ticket? This cannot be undone.")
        void = VoidTicket(one.account, issued=one.issued)
        side = button(_("Withdraw"), void, danger=True, confirm=sure) if open_ else None
        parts.append(prose(_held(one), side))
    if len(shown) > 40:
        parts.append(context(_("… and {count} more", count=len(shown) - 40)))
    return Card(title, tuple(parts))


def _held(one: HeldShown) -> Text:
    if one.redeemed_at is not None:
        return _("*{ticket}* · {standing}\n{time} · {store}", ticket=one.ticket,
                 standing=STANDS[one.standing], time=one.redeemed_at, store=one.store)  # fmt: skip
    return _("*{ticket}* · {standing}\nissued {time}", ticket=one.ticket,
             standing=STANDS[one.standing], time=one.issued_at)  # fmt: skip


@dataclass(frozen=True)
class RedemptionShown:
    """A redemption; `reversible` while it may still be reversed."""

    account: str
    id: str
    ticket: str
    member: str
    store: str
    at: datetime
    reversible: bool
    reversed_by: str  #: Slack user id, "" while it stands
    reason: str


def redemptions_list(title: Text, shown: Sequence[RedemptionShown]) -> Card:
    """The newest redemptions first, each with the button that reverses it."""
    parts: list[Part] = [heading(title)]
    if not shown:
        parts.append(prose(_("Nothing has been redeemed yet.")))
    for one in shown:
        reverse = button(_("Reverse"), ReverseRedemption(one.account, one.id))
        parts.append(prose(_redemption(one), reverse if one.reversible else None))
    return Card(title, tuple(parts))


def reversed_card(shown: RedemptionShown) -> Card:
    """A redemption was reversed."""
    return Card(_("Reversed: “{ticket}” of {member} at {store}. The member can use it again, and "
                  "the store's share has returned.", ticket=shown.ticket,
                  member=shown.member or "–", store=shown.store))  # fmt: skip


def about_redemption(shown: RedemptionShown) -> tuple[Part, ...]:
    """What stands above the form that reverses one."""
    return (prose(_redemption(shown)),)


def _redemption(one: RedemptionShown) -> Text:
    line = _("*{ticket}* · {member}\n{time} · {store}", ticket=one.ticket, member=one.member or "–",
             time=one.at, store=one.store)  # fmt: skip
    if not one.reversed_by:
        return line
    return _("{line}\nReversed by {person}: {reason}", line=line, person=person(one.reversed_by),
             reason=one.reason)  # fmt: skip
