"""A member waits: the one reminder the team gets, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.cards.inbox import InboxPage
from bot.cards.marks import Said, person
from bot.cards.messages import NOBODY_KNOWN, SendTo, Standing
from bot.cards.parts import Button, Card, Part, button, buttons, prose
from bot.text import Text, _


@dataclass(frozen=True)
class ReminderShown:
    """Who waits. Nothing they wrote is repeated here."""

    account: str  #: its id, for the buttons
    name: str  #: "" while LINE has not told it
    standing: Standing
    since: datetime | None = None
    by: str = ""  #: Slack user id of who answered or resolved
    assigned_to: str = ""  #: Slack user id
    threaded: bool = True  #: it stands in the conversation's thread
    reply: SendTo | None = None  #: None: cannot be written to


def reminder_card(shown: ReminderShown) -> Card:
    """The reminder; once somebody has answered the same message says so."""
    said = _said(shown)
    if shown.standing != "waiting":
        return Card(said)
    parts: list[Part] = [prose(said)]
    if shown.assigned_to:
        parts.append(prose(_("👤 Assigned to {person}", person=person(shown.assigned_to))))
    pressable = list(_buttons(shown))
    if pressable:
        parts.append(buttons(*pressable))
    return Card(said, tuple(parts))


def _said(shown: ReminderShown) -> Text:
    name: Said = shown.name or NOBODY_KNOWN
    match shown.standing:
        case "waiting" if shown.since:
            return _("⏰ *{name}* has waited for an answer since {at}.", name=name, at=shown.since)
        case "waiting":
            return _("⏰ *{name}* waits for an answer.", name=name)
        case "answered":
            return _("✅ *{name}* was answered by {person}.", name=name, person=person(shown.by))
        case "resolved":
            return _("☑️ *{name}*: resolved by {person}.", name=name, person=person(shown.by))
        case _:
            return _("*{name}* waits no longer.", name=name)


def _buttons(shown: ReminderShown) -> Iterator[Button]:
    if shown.reply:
        yield button(_("Reply"), shown.reply)
    if not shown.threaded:
        yield button(_("Open the inbox"), InboxPage(0, show="unreplied", account=shown.account))
