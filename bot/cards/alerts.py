"""Cards that say a binding has drifted, what was done about it, and that it is well again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.alert_buttons import RepairPressed, SetPressed, VerifyPressed
from bot.cards.alert_state import (
    AlertState,
    Remedy,
    Status,
    Way,
    quietening,
    recovery,
    status_line,
    tone,
)
from bot.cards.marks import person
from bot.cards.parts import (
    Button,
    Card,
    Choice,
    Part,
    Tone,
    button,
    buttons,
    context,
    facts,
    heading,
    opens,
    prose,
)
from bot.cards.rich_menu_buttons import ChooseMenu
from bot.text import Text, _


@dataclass(frozen=True, kw_only=True)
class AlertShown(AlertState):
    """An alert as its card shows it."""

    id: str
    subject: str  #: "site:taipei"
    subject_name: str
    expected: Text | str
    actual: Text | str
    resolved_by: str = ""
    count: int = 1  #: in a list: how many alerts of its group this line stands for


def alert(shown: AlertShown) -> Card:
    """The one message of an alert, in whatever state it is."""
    said = _("{account}: {title}", account=shown.account_name, title=shown.title)
    if shown.status is Status.RESOLVED:
        well, how_long = recovery(shown, shown.title)
        return Card(well, how_long, Tone.WELL, _status(shown))
    parts: list[Part] = [heading(said), prose(shown.means)]
    if shown.subject_name != shown.account_name:
        parts.append(context(_("It is about {subject}.", subject=shown.subject_name)))
    parts.append(facts([(_("Expected"), shown.expected), (_("Found"), shown.actual)]))
    if shown.remedy and shown.remedy.how:
        parts.append(prose(_("*What to do:* {how}", how=shown.remedy.how)))
    parts.append(buttons(*_actions(shown)))
    return Card(said, tuple(parts), tone(shown), _status(shown))


def _status(shown: AlertShown) -> Text:
    if shown.status is Status.RESOLVED and shown.resolved_by:
        return _("Repaired by {person} at {time} · `{check}`", time=shown.resolved_at,
                 person=person(shown.resolved_by), check=shown.check)  # fmt: skip
    return status_line(shown)


def _actions(shown: AlertShown) -> Sequence[Button | Choice]:
    """One primary action, then what quietens it."""
    primary = _primary(shown)
    elements: list[Button | Choice] = [primary] if primary else []
    if not primary or primary.url:
        elements.append(button(_("Check again"), VerifyPressed(shown.account, _site(shown))))
    return [*elements, *quietening(shown, shown.id)]


def _primary(shown: AlertShown) -> Button | None:
    match shown.remedy:
        case Remedy(Way.REPAIR, label):
            return button(label, RepairPressed(shown.account, _site(shown)), primary=True)
        case Remedy(Way.ASKS, label, _how, "rich_menu"):
            return button(label, ChooseMenu(shown.account, _site(shown)), primary=True)
        case Remedy(Way.ASKS, label, _how, parameter):
            value = SetPressed(shown.account, parameter, shown.subject)
            return button(label, value, primary=True)
        case Remedy(Way.ADVICE, label, _how, link):
            return opens(label, link, primary=True)
        case _:
            return None


def _site(shown: AlertShown) -> str:
    """The slug of the site it is about, "" when it is about something else."""
    kind, _colon, key = shown.subject.partition(":")
    return key if kind == "site" else ""


NOTES: dict[str, tuple[Text, Text]] = {
    # what happened: by itself, by a person
    "changed": (_("It changed; the message above says how it is now."),) * 2,
    "resolved": (_("Well again."), _("Well again: {person} repaired it.")),
    "acknowledged": (_("Acknowledged."), _("{person} is on it.")),
    "muted": (_("Muted."), _("{person} muted it.")),
    "unmuted": (_("No longer muted."), _("{person} unmuted it.")),
}


def note(what: str, by: str, at: datetime) -> Card:
    """One line of an alert's history, in its thread. Names nobody with a mention that rings."""
    alone, with_person = NOTES[what]
    said = Text(with_person.msgid, (("person", person(by)),)) if by else alone
    return Card(_("{what} {time}", what=said, time=at))


def unusable(shown: AlertShown) -> Card:
    """For administrators directly: the account's Slack channel cannot be used."""
    said = _("{account}: its Slack channel cannot be used", account=shown.account_name)
    if shown.status is Status.RESOLVED:
        well = _("{account}: its Slack channel can be used again", account=shown.account_name)
        return Card(well, (prose(well),), Tone.WELL, _status(shown))
    parts: list[Part] = [heading(said), prose(shown.means)]
    parts.append(facts([(_("Expected"), shown.expected), (_("Found"), shown.actual)]))
    if shown.remedy and shown.remedy.how:
        parts.append(prose(_("*What to do:* {how}", how=shown.remedy.how)))
    return Card(said, tuple(parts), Tone.BROKEN, _status(shown))
