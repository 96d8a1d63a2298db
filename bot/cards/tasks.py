"""A store's scheduled tasks: the list, one task's preview, its history, and why one stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from bot.binding.tasks import Deed, TaskPlan, Trigger
from bot.cards.marks import code
from bot.cards.paging import page_of, turning
from bot.cards.parts import (
    Card,
    Part,
    Tone,
    button,
    buttons,
    context,
    divider,
    facts,
    heading,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 8  #: tasks; each takes three of Slack's fifty blocks
LONGEST_CONTENT = 300  #: characters of what is sent that a card shows


@dataclass(frozen=True)
class TaskPage(ButtonValue):
    """Another page of a store's tasks; pages begin at 0."""

    action: ClassVar[str] = "task.list"
    account: str
    site: str
    page: int = 0


@dataclass(frozen=True)
class AddTask(ButtonValue):
    """Make a task for this store."""

    action: ClassVar[str] = "task.create"
    account: str
    site: str


@dataclass(frozen=True)
class EditTask(ButtonValue):
    """Change a task."""

    action: ClassVar[str] = "task.edit"
    account: str
    site: str
    task: str


@dataclass(frozen=True)
class SwitchTask(ButtonValue):
    """Switch a task off, or on again."""

    action: ClassVar[str] = "task.pause"
    account: str
    site: str
    task: str
    on: bool


@dataclass(frozen=True)
class PreviewTask(ButtonValue):
    """See whom a task would reach, without doing it."""

    action: ClassVar[str] = "task.preview"
    account: str
    site: str
    task: str


@dataclass(frozen=True)
class TaskLine:
    """A task as a card shows it."""

    account: str  #: slug
    site: str  #: slug
    id: str
    plan: TaskPlan
    active: bool
    next_at: datetime | None = None
    stopped: Text | str | None = None  #: why it stopped itself
    done: Mapping[str, int] = field(default_factory=dict)  #: runs by outcome


@dataclass(frozen=True)
class TasksShown:
    """A store's tasks, and which page of them. `may_change`: the person may make and edit them."""

    account: str
    site: str
    site_name: str
    lines: tuple[TaskLine, ...]
    page: int = 0
    may_change: bool = True


@dataclass(frozen=True)
class Preview:
    """Whom a task would reach. `reached` is None for what members set off themselves."""

    line: TaskLine
    site_name: str
    reached: int | None = None
    names: tuple[str, ...] = ()
    left: int | None = None  #: messages of the month, as LINE counts; None: no limit known


def when(plan: TaskPlan) -> Text:
    """What the task waits for, as a sentence's beginning."""
    said = {
        Trigger.REDEEM: _("When a ticket is redeemed here"),
        Trigger.EARN: _("When points are earned here"),
        Trigger.PURCHASE: _("When something is bought here"),
        Trigger.FIRST_SIGN_IN: _("When a member signs in here for the first time"),
        Trigger.ADD_FRIEND: _("When somebody adds the official account as a friend"),
        Trigger.DATE: _("On {schedule}", schedule=plan.schedule),
        Trigger.CRON: _("By the calendar, {schedule}", schedule=code(plan.schedule)),
    }[plan.trigger]
    if plan.count:
        every = _("once every {number} times", number=plan.count.number)
        once = _("only time number {number}", number=plan.count.number)
        said = _("{when}, {which}", when=said, which=every if plan.count.each else once)
    if plan.delay:
        said = _("{when}, after {delay}", when=said, delay=plan.delay)
    return said


def what(plan: TaskPlan) -> Text:
    """What the task does."""
    shown = plan.content[:LONGEST_CONTENT] + ("…" if len(plan.content) > LONGEST_CONTENT else "")
    return {
        Deed.TEXT: _("send “{words}”", words=shown),
        Deed.IMAGE: _("send the picture {address}", address=shown),
        Deed.FLEX: _("send a Flex Message"),
        Deed.TICKET: _("issue the ticket “{name}”", name=shown),
        Deed.POINTS: _("give {points} points", points=shown),
        Deed.LEVEL: _("set the level “{name}”", name=shown),
        Deed.RICH_MENU: _("show the rich menu “{name}”", name=shown),
    }[plan.deed]


def tasks(shown: TasksShown) -> Card:
    """One page of a store's tasks."""
    title = _("Tasks of {site}", site=shown.site_name)
    parts: list[Part] = [heading(title)]
    if not shown.lines:
        parts.append(prose(_("None yet. A task thanks a member after a purchase, gives a ticket to "
                             "new friends, or greets everybody on a holiday.")))  # fmt: skip
    for line in page_of(shown.lines, shown.page, A_PAGE):
        parts += _task(line, shown.may_change)
    parts += turning(
        shown.page, A_PAGE, len(shown.lines), lambda to: TaskPage(shown.account, shown.site, to)
    )
    if shown.may_change:
        parts.append(buttons(button(_("Make a task"), AddTask(shown.account, shown.site),
                                    primary=True)))  # fmt: skip
    return Card(title, tuple(parts))


def _task(line: TaskLine, may_change: bool) -> list[Part]:
    mark = "🔴" if line.stopped else "🟢" if line.active else "⚪"
    said = _("{mark} *{name}*\n{when}: {what}", mark=mark, name=line.plan.name,
             when=when(line.plan), what=what(line.plan))  # fmt: skip
    look = PreviewTask(line.account, line.site, line.id)
    parts: list[Part] = [prose(said, button(_("Who would be reached"), look))]
    if line.stopped:
        parts.append(prose(_("Stopped: {why}", why=line.stopped)))
    parts.append(context(_state(line)))
    switch = SwitchTask(line.account, line.site, line.id, not line.active)
    elements = [button(_("Switch off") if line.active else _("Switch on"), switch)]
    if may_change:
        elements.insert(0, button(_("Edit"), EditTask(line.account, line.site, line.id)))
    return [*parts, buttons(*elements)]


def _state(line: TaskLine) -> Text:
    done = line.done.get
    counts = _("done {done} · waiting {waiting} · skipped {skipped} · failed {failed}",
               done=done("done", 0), waiting=done("waiting", 0), skipped=done("skipped", 0),
               failed=done("failed", 0))  # fmt: skip
    if line.next_at is not None:
        return _("Next {at} · {counts}", at=line.next_at, counts=counts)
    return counts


def preview(shown: Preview) -> Card:
    """Whom a task would reach, without doing anything."""
    line = shown.line
    title = _("“{task}” of {site}", task=line.plan.name, site=shown.site_name)
    parts: list[Part] = [
        heading(title),
        prose(_("{when}: {what}", when=when(line.plan), what=what(line.plan))),
    ]
    if line.plan.levels:
        parts.append(context(_("Only the levels {levels}", levels=", ".join(line.plan.levels))))
    if shown.reached is None:
        parts.append(prose(_("It runs for one member at a time, once for each time it happens.")))
    else:
        parts += _reach(shown)
    too_many = shown.reached is not None and shown.left is not None and shown.left < shown.reached
    if too_many and line.plan.deed.sends:
        short = _("Fewer messages are left this month than it would send: it would stop before the "
                  "first one. Reach fewer, by level, or raise the plan at LINE.")  # fmt: skip
        return Card(title, (*parts, prose(short)), Tone.WARNING)
    return Card(title, tuple(parts))


def _reach(shown: Preview) -> list[Part]:
    pairs: list[tuple[Text, Text | str]] = [(_("Members reached"), str(shown.reached))]
    if shown.line.plan.deed.sends:
        left = str(shown.left) if shown.left is not None else _("not limited, or not known")
        pairs.append((_("Messages left this month"), left))
    parts: list[Part] = [facts(pairs)]
    if shown.names:
        parts.append(context(_("Among them {names}", names=", ".join(shown.names))))
    return parts


def stopped(line: TaskLine, site_name: str) -> Card:
    """To the team: a task switched itself off, and why."""
    said = _("The task “{task}” of {site} has stopped", task=line.plan.name, site=site_name)
    edit = EditTask(line.account, line.site, line.id)
    return Card(
        said,
        (
            prose(_("{why}", why=line.stopped or "")),
            divider(),
            buttons(button(_("Edit"), edit, primary=True)),
        ),
        Tone.BROKEN,
        said,
    )
