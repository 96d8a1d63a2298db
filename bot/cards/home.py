"""The App Home: every account a person sees, at a glance (https://docs.slack.dev/surfaces/app-home).

A home tab holds 100 blocks; an account takes nine at most and ten accounts stand on a page, so the
number of accounts and sites never matters. Lists are cut to what helps; commands show the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.binding.model import State
from bot.cards.binding import DOTS
from bot.cards.marks import channel, code
from bot.cards.paging import turning
from bot.cards.parts import (
    Actions,
    Card,
    Part,
    button,
    buttons,
    context,
    divider,
    heading,
    prose,
)
from bot.cards.records import RecordsPage
from bot.cards.subnets import AddSubnet
from bot.cards.tickets import TicketsPage
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 10
MOST_ALERTS, MOST_STEPS, MOST_CHANNELS, MOST_SITES = 5, 5, 10, 15
LONGEST_NAME = 60


@dataclass(frozen=True)
class HomePage(ButtonValue):
    """Another page of the accounts."""

    action: ClassVar[str] = "home.page"
    page: int


@dataclass(frozen=True)
class BindPressed(ButtonValue):
    """Bind another account: asks for its Slack channel first."""

    action: ClassVar[str] = "home.bind"


@dataclass(frozen=True)
class Line:
    """What is wrong or left to do, and where."""

    what: Text
    subject_name: str


@dataclass(frozen=True)
class SlotsShown:
    """LIFF slots of one Login channel, as last counted."""

    name: str
    used: int
    most: int


@dataclass(frozen=True)
class SiteShown:
    """A site and how it is; `waiting` for a LIFF slot."""

    name: str
    state: State
    waiting: bool


@dataclass(frozen=True)
class AccountShown:
    """One account as far as the person sees it; lists come worst first."""

    name: str
    slug: str
    slack_channel: str
    state: State
    service_until: str  #: the day as ISO writes it, or ""
    service_left: int  #: days, negative once it is over; nothing without a day
    alerts: Sequence[Line]
    steps: Sequence[Line]
    slots: Sequence[SlotsShown]
    sites: Sequence[SiteShown]
    may_add: bool


@dataclass(frozen=True)
class HomeShown:
    """One page of the accounts; pages begin at 0, `count` is of all accounts the person sees."""

    accounts: Sequence[AccountShown]
    page: int
    count: int
    may_bind: bool


def home(shown: HomeShown) -> Card:
    """The whole tab."""
    title = _("Moorline")
    parts: list[Part] = [heading(title)]
    if not shown.accounts:
        parts.append(prose(_empty(shown)))
    if shown.may_bind:
        parts.append(buttons(button(_("Bind an account"), BindPressed(), primary=True)))
    for one in shown.accounts:
        parts += [divider(), *_account(one)]
    turns = turning(shown.page, A_PAGE, shown.count, HomePage)
    return Card(title, (*parts, *turns))


def _empty(shown: HomeShown) -> Text:
    if shown.may_bind:
        return _("No LINE official account is bound yet.")
    return _("You have no role in an account yet. Ask an administrator for one: "
             "`/line role grant`.")  # fmt: skip


def _account(one: AccountShown) -> Sequence[Part]:
    head = _("{dot} *{name}* in {channel}", dot=DOTS[one.state], name=_short(one.name),
             channel=channel(one.slack_channel))  # fmt: skip
    parts: list[Part] = [prose(head)]
    if one.service_until:
        parts.append(context(_service(one)))
    parts.append(prose(_alerts(one)))
    if one.steps:
        title = _("*Steps only you can take:* {count}", count=len(one.steps))
        lines = [_line("☐", step) for step in one.steps[:MOST_STEPS]]
        parts.append(prose(_listed(title, lines, len(one.steps), code("/line status"))))
    if one.slots:
        parts.append(prose(_slots(one)))
    if one.sites:
        parts.append(prose(_sites(one)))
    return [*parts, *_buttons(one)]


def _buttons(one: AccountShown) -> Sequence[Actions]:
    """What is pressed here answers in a direct message, narrowed to what the person sees."""
    found = [
        button(_("Tickets"), TicketsPage(one.slug, 0)),
        button(_("Records"), RecordsPage(one.slug, "", 0)),
    ]
    if one.may_add:
        found.append(button(_("Add a sub-site"), AddSubnet(one.slug)))
    return [buttons(*found)]


def _service(one: AccountShown) -> Text:
    if one.service_left < 0:
        return _("🔴 The service ended on {day}", day=one.service_until)
    dot = "🟠" if one.service_left <= 30 else "🟢"
    return _("{dot} Service until {day}. Days left: {days}", dot=dot, day=one.service_until,
             days=one.service_left)  # fmt: skip


def _alerts(one: AccountShown) -> Text:
    if not one.alerts:
        return _("No open alerts.")
    title = _("*Open alerts:* {count}", count=len(one.alerts))
    lines = [_line("🔴", alert) for alert in one.alerts[:MOST_ALERTS]]
    return _listed(title, lines, len(one.alerts), code("/line alerts"))


def _line(mark: str, line: Line) -> Text:
    return _("{mark} {what} · {subject}", mark=mark, what=line.what,
             subject=_short(line.subject_name))  # fmt: skip


def _slots(one: AccountShown) -> Text:
    used, most = sum(each.used for each in one.slots), sum(each.most for each in one.slots)
    title = _("*LIFF slots:* {used} of {most}", used=used, most=most)
    lines = [
        _("{name}: {used} of {most}", name=_short(each.name), used=each.used, most=each.most)
        for each in one.slots[:MOST_CHANNELS]
    ]
    return _listed(title, lines, len(one.slots), code("/line login-channel list"))


def _sites(one: AccountShown) -> Text:
    title = _("*Sites:* {count}", count=len(one.sites))
    lines = [
        _("⏳ {name}: waiting for a LIFF slot", name=_short(site.name))
        if site.waiting
        else _("{dot} {name}", dot=DOTS[site.state], name=_short(site.name))
        for site in one.sites[:MOST_SITES]
    ]
    return _listed(title, lines, len(one.sites), code("/line subnet list"))


def _listed(title: Text, lines: Sequence[Text], count: int, command: object) -> Text:
    """A title and lines under it; where lines were left out, the command that shows them all."""
    left = count - len(lines)
    if left:
        lines = [*lines, _("… and {count} more: {command}", count=left, command=command)]
    every = [title, *lines]
    names = [f"line{number}" for number in range(len(every))]
    return Text("\n".join(f"{{{name}}}" for name in names), tuple(zip(names, every, strict=True)))


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
