"""The one card of many alerts of one check: what to do for all of them, and how many are left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
from bot.cards.copying import to_copy
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
    heading,
    opens,
    option,
    prose,
)
from bot.text import Text, _

MOST_NAMED = 40  #: subjects named; the rest is counted


@dataclass(frozen=True)
class Member:
    """A subject the check still does not hold for."""

    subject: str  #: "site:taipei"
    name: str
    address: str  #: what is to be pasted for it, "" for nothing


@dataclass(frozen=True, kw_only=True)
class GroupShown(AlertState):
    """A group of alerts as its card shows it."""

    id: str
    alert: str  #: id of any of its alerts, whose account says who may press
    channel_id: str  #: the Login channel all are about, "" for any
    channel_name: str
    members: Sequence[Member]  #: those not resolved
    unasked: Sequence[str]  #: further addresses, of which nothing is known
    total: int


def alert_group(shown: GroupShown) -> Card:
    """The one message of a group, in whatever state it is."""
    if shown.status is Status.RESOLVED:
        well, how_long = recovery(shown, _times(shown.title, shown.total))
        return Card(well, how_long, Tone.WELL, status_line(shown))
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
        parts += to_copy(shown.unasked)
    if len(shown.members) < shown.total:
        parts.append(context(_("Well again: {count} of {total}", total=shown.total,
                               count=shown.total - len(shown.members))))  # fmt: skip
    parts.append(buttons(*_actions(shown)))
    return Card(said, tuple(parts), tone(shown), status_line(shown))


def _times(title: Text, count: int) -> Text:
    return title if count == 1 else _("{title} × {count}", title=title, count=count)


def _subjects(shown: GroupShown) -> Iterator[Part]:
    """Their addresses to copy, or their names."""
    if addresses := [one.address for one in shown.members if one.address]:
        yield from to_copy(addresses)
        return
    named = [one.name for one in shown.members[:MOST_NAMED]]
    left = len(shown.members) - len(named)
    yield prose(_("{name} and {count} more", name=named, count=left) if left
                else _("{names}", names=named))  # fmt: skip


def _actions(shown: GroupShown) -> Sequence[Button | Choice]:
    """One primary action for all, then what quietens them."""
    primary = _primary(shown)
    elements: list[Button | Choice] = [primary] if primary else []
    if not isinstance(primary, Button) or primary.url:
        again = VerifyPressed(shown.account, channel=shown.channel_id)
        elements.append(button(_("Check again"), again))
    return [*elements, *quietening(shown, shown.alert, shown.id)]


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
