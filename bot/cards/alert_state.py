"""What a single alert and a group of alerts have in common: how it stands, and what quietens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.cards.alert_buttons import FOR_EVER, MUTES, AcknowledgePressed, MutePressed
from bot.cards.marks import person
from bot.cards.parts import Button, Choice, Part, Tone, button, choice, context, option, prose
from bot.text import Text, _


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


@dataclass(frozen=True, kw_only=True)
class AlertState:
    """What is told of an alert however many subjects it has."""

    account: str  #: slug
    account_name: str
    check: str
    broken: bool  #: else a warning
    title: Text
    means: Text
    remedy: Remedy | None
    status: Status
    opened_at: datetime
    acknowledged_by: str = ""
    muted_until: datetime | None = None
    muted_by: str = ""
    resolved_at: datetime | None = None


def recovery(shown: AlertState, title: Text) -> tuple[Text, tuple[Part, ...]]:
    """It holds again, in one sentence, and the card's parts: that, and how long it did not."""
    said = _("{account}: well again (was: {title})", account=shown.account_name, title=title)
    took = max((shown.resolved_at or shown.opened_at) - shown.opened_at, timedelta(seconds=1))
    after = _("It had been so for {duration}.", duration=took)
    return said, (prose(said), context(after))


def tone(shown: AlertState) -> Tone:
    """The colour of what is not well; grey once somebody has taken it on."""
    if shown.status in (Status.ACKNOWLEDGED, Status.MUTED):
        return Tone.QUIET
    return Tone.BROKEN if shown.broken else Tone.WARNING


def status_line(shown: AlertState) -> Text:
    """How it stands, since when, by whom."""
    match shown.status:
        case Status.OPEN:
            return _("Open since {time} · `{check}`", time=shown.opened_at, check=shown.check)
        case Status.ACKNOWLEDGED:
            return _("{person} is on it · `{check}`", person=person(shown.acknowledged_by),
                     check=shown.check)  # fmt: skip
        case Status.MUTED:
            return _("Muted by {person} until {time} · `{check}`", person=person(shown.muted_by),
                     time=until(shown.muted_until, shown.opened_at), check=shown.check)  # fmt: skip
        case Status.RESOLVED:
            return _("Resolved at {time} · `{check}`", time=shown.resolved_at, check=shown.check)


def quietening(shown: AlertState, alert: str, group: str = "") -> list[Button | Choice]:
    """The buttons that take it on, and silence it; `alert` and `group` are ids."""
    elements: list[Button | Choice] = []
    if shown.status is Status.OPEN:
        elements.append(button(_("Acknowledge"), AcknowledgePressed(alert, group)))
    if shown.status is Status.MUTED:
        return [*elements, button(_("Unmute"), MutePressed(alert, 0, group))]
    mutes = (option(label, MutePressed(alert, minutes(time), group)) for time, label in MUTES)
    return [*elements, choice(_("Mute …"), *mutes)]


def until(muted_until: datetime | None, opened_at: datetime) -> Text | datetime:
    """The end of a silence, in words where it has none."""
    if muted_until is None or muted_until - opened_at > FOR_EVER / 2:
        return _("somebody unmutes it")
    return muted_until


def minutes(time: timedelta) -> int:
    """As a button carries it."""
    return int(time.total_seconds() // 60)
