"""The one card of many alerts of one check: what to do for all of them, and how many are left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.alert_buttons import (
    MUTES,
    AcknowledgePressed,
    MutePressed,
    RepairPressed,
    SetPressed,
    VerifyPressed,
)
from bot.cards.alerts import Remedy, Status, Way, minutes, until
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
    copyable,
    heading,
    opens,
    option,
    prose,
)
from bot.text import Text, _

MOST_NAMED = 40  #: subjects named; the rest is counted
LONGEST_COPY = 2800  #: characters of one block to copy


@dataclass(frozen=True)
class Member:
    """A subject the check still does not hold for."""

    subject: str  #: "site:taipei"
    name: str
    address: str  #: what is to be pasted for it, "" for nothing


@dataclass(frozen=True)
class GroupShown:
    """A group of alerts as its card shows it."""

    id: str
    alert: str  #: id of any of its alerts, whose account says who may press
    account: str  #: slug
    account_name: str
    check: str
    channel_id: str  #: the Login channel all are about, "" for any
    channel_name: str
    broken: bool  #: else warnings
    title: Text
    means: Text
    remedy: Remedy | None
    members: Sequence[Member]  #: those not resolved
    unasked: Sequence[str]  #: further addresses, of which nothing is known
    total: int
    status: Status
    opened_at: datetime
    acknowledged_by: str = ""
    muted_until: datetime | None = None
    muted_by: str = ""
    resolved_at: datetime | None = None


def alert_group(shown: GroupShown) -> Card:
    """The one message of a group, in whatever state it is."""
    if shown.status is Status.RESOLVED:
        return _resolved(shown)
    title = _times(shown.title, len(shown.members))
    said = _("{account}: {title}", account=shown.account_name, title=title)
    parts: list[Part] = [heading(said), prose(shown.means)]
    if shown.channel_name:
        parts.append(context(_("It is about {subject}.", subject=shown.channel_name)))
    if shown.remedy and shown.remedy.how:
        parts.append(prose(_("*What to do:* {how}", how=shown.remedy.how)))
    parts += _subjects(shown)
    if shown.unasked:
        parts.append(prose(_("LINE was not asked about these yet; paste them as well:")))
        parts += _copied(shown.unasked)
    if len(shown.members) < shown.total:
        parts.append(context(_("Well again: {count} of {total}", total=shown.total,
                               count=shown.total - len(shown.members))))  # fmt: skip
    parts.append(buttons(*_actions(shown)))
    return Card(said, tuple(parts), _tone(shown), _status(shown))


def _resolved(shown: GroupShown) -> Card:
    title = _times(shown.title, shown.total)
    said = _("{account}: well again (was: {title})", account=shown.account_name, title=title)
    took = (shown.resolved_at or shown.opened_at) - shown.opened_at
    after = _("It had been so for {duration}.", duration=took)
    return Card(said, (prose(said), context(after)), Tone.WELL, _status(shown))


def _times(title: Text, count: int) -> Text:
    return title if count == 1 else _("{title} × {count}", title=title, count=count)


def _subjects(shown: GroupShown) -> Iterator[Part]:
    """Their addresses to copy, or their names."""
    if addresses := [one.address for one in shown.members if one.address]:
        yield from _copied(addresses)
        return
    named = [one.name for one in shown.members[:MOST_NAMED]]
    left = len(shown.members) - len(named)
    yield prose(_("{name} and {count} more", name=named, count=left) if left
                else _("{names}", names=named))  # fmt: skip


def _copied(addresses: Sequence[str]) -> Iterator[Part]:
    """One on each line, in as many blocks as they need."""
    lines: list[str] = []
    for address in addresses:
        if sum(len(line) + 1 for line in lines) + len(address) > LONGEST_COPY:
            yield copyable("\n".join(lines))
            lines = []
        lines.append(address)
    yield copyable("\n".join(lines))


def _tone(shown: GroupShown) -> Tone:
    if shown.status in (Status.ACKNOWLEDGED, Status.MUTED):
        return Tone.QUIET
    return Tone.BROKEN if shown.broken else Tone.WARNING


def _status(shown: GroupShown) -> Text:
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


def _actions(shown: GroupShown) -> Sequence[Button | Choice]:
    """One primary action for all, then what quietens them."""
    primary = _primary(shown)
    elements: list[Button | Choice] = [primary] if primary else []
    if not isinstance(primary, Button) or primary.url:
        again = VerifyPressed(shown.account, channel=shown.channel_id)
        elements.append(button(_("Check again"), again))
    if shown.status is Status.OPEN:
        elements.append(button(_("Acknowledge"), AcknowledgePressed(shown.alert, shown.id)))
    if shown.status is Status.MUTED:
        elements.append(button(_("Unmute"), MutePressed(shown.alert, 0, shown.id)))
    else:
        mutes = (option(label, MutePressed(shown.alert, minutes(time), shown.id))
                 for time, label in MUTES)  # fmt: skip
        elements.append(choice(_("Mute …"), *mutes))
    return elements


def _primary(shown: GroupShown) -> Button | Choice | None:
    match shown.remedy:
        case Remedy(Way.REPAIR, label):
            return button(label, RepairPressed(shown.account), primary=True)
        case Remedy(Way.ASKS, label, _how, parameter):
            asked = (option(one.name, SetPressed(shown.account, parameter, one.subject))
                     for one in shown.members)  # fmt: skip
            return choice(label, *asked)
        case Remedy(Way.ADVICE, label, _how, link):
            return opens(label, link, primary=True)
        case _:
            return None
