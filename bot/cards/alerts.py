"""Cards that say a binding has drifted, what was done about it, and that it is well again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.cards.alert_buttons import (
    FOR_EVER,
    MUTES,
    AcknowledgePressed,
    MutePressed,
    RepairPressed,
    SetPressed,
    VerifyPressed,
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
    choice,
    context,
    facts,
    heading,
    opens,
    option,
    prose,
)
from bot.cards.rich_menu_buttons import ChooseMenu
from bot.text import Text, _

__all__ = [
    "FOR_EVER",
    "AcknowledgePressed",
    "AlertShown",
    "MutePressed",
    "Remedy",
    "RepairPressed",
    "SetPressed",
    "Status",
    "VerifyPressed",
    "Way",
    "alert",
    "minutes",
    "note",
    "until",
    "unusable",
]


class Status(StrEnum):
    """Where an alert stands; derived from its times, never stored."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    MUTED = "muted"
    RESOLVED = "resolved"


class Way(StrEnum):
    """How a finding is put right."""

    REPAIR = "repair"
    ASKS = "asks"
    ADVICE = "advice"


@dataclass(frozen=True)
class Remedy:
    """The one primary action of an alert."""

    way: Way
    label: Text
    how: Text | None = None  #: what to do at the console
    target: str = ""  #: the console's address, or the parameter asked for


@dataclass(frozen=True)
class AlertShown:
    """An alert as its card shows it."""

    id: str
    account: str  #: slug
    account_name: str
    check: str
    subject: str  #: "site:taipei"
    subject_name: str
    broken: bool  #: else a warning
    title: Text
    means: Text
    expected: Text | str
    actual: Text | str
    remedy: Remedy | None
    status: Status
    opened_at: datetime
    acknowledged_by: str = ""
    muted_until: datetime | None = None
    muted_by: str = ""
    resolved_at: datetime | None = None
    resolved_by: str = ""
    count: int = 1  #: in a list: how many alerts of its group this line stands for


def alert(shown: AlertShown) -> Card:
    """The one message of an alert, in whatever state it is."""
    said = _("{account}: {title}", account=shown.account_name, title=shown.title)
    if shown.status is Status.RESOLVED:
        return _resolved(shown)
    parts: list[Part] = [heading(said), prose(shown.means)]
    if shown.subject_name != shown.account_name:
        parts.append(context(_("It is about {subject}.", subject=shown.subject_name)))
    parts.append(facts([(_("Expected"), shown.expected), (_("Found"), shown.actual)]))
    if shown.remedy and shown.remedy.how:
        parts.append(prose(_("*What to do:* {how}", how=shown.remedy.how)))
    parts.append(buttons(*_actions(shown)))
    return Card(said, tuple(parts), _tone(shown), _status(shown))


def _resolved(shown: AlertShown) -> Card:
    said = _("{account}: well again (was: {title})", account=shown.account_name, title=shown.title)
    took = (shown.resolved_at or shown.opened_at) - shown.opened_at
    after = _("It had been so for {duration}.", duration=took)
    return Card(said, (prose(said), context(after)), Tone.WELL, _status(shown))


def _tone(shown: AlertShown) -> Tone:
    if shown.status in (Status.ACKNOWLEDGED, Status.MUTED):
        return Tone.QUIET
    return Tone.BROKEN if shown.broken else Tone.WARNING


def _status(shown: AlertShown) -> Text:
    match shown.status:
        case Status.OPEN:
            return _("Open since {time} · `{check}`", time=shown.opened_at, check=shown.check)
        case Status.ACKNOWLEDGED:
            return _("{person} is on it · `{check}`", person=person(shown.acknowledged_by),
                     check=shown.check)  # fmt: skip
        case Status.MUTED:
            return _("Muted by {person} until {time} · `{check}`", person=person(shown.muted_by),
                     time=until(shown.muted_until, shown.opened_at), check=shown.check)  # fmt: skip
        case Status.RESOLVED if shown.resolved_by:
            return _("Repaired by {person} at {time} · `{check}`", time=shown.resolved_at,
                     person=person(shown.resolved_by), check=shown.check)  # fmt: skip
        case Status.RESOLVED:
            return _("Resolved at {time} · `{check}`", time=shown.resolved_at, check=shown.check)


def until(muted_until: datetime | None, opened_at: datetime) -> Text | datetime:
    """The end of a silence, in words where it has none."""
    if muted_until is None or muted_until - opened_at > FOR_EVER / 2:
        return _("somebody unmutes it")
    return muted_until


def _actions(shown: AlertShown) -> Sequence[Button | Choice]:
    """One primary action, then what quietens it."""
    primary = _primary(shown)
    elements: list[Button | Choice] = [primary] if primary else []
    if not primary or primary.url:
        elements.append(button(_("Check again"), VerifyPressed(shown.account, _site(shown))))
    if shown.status is Status.OPEN:
        elements.append(button(_("Acknowledge"), AcknowledgePressed(shown.id)))
    if shown.status is Status.MUTED:
        elements.append(button(_("Unmute"), MutePressed(shown.id, 0)))
    else:
        mutes = (option(label, MutePressed(shown.id, minutes(time))) for time, label in MUTES)
        elements.append(choice(_("Mute …"), *mutes))
    return elements


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


def minutes(time: timedelta) -> int:
    """As a button carries it."""
    return int(time.total_seconds() // 60)


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
