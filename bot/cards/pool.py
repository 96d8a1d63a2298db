"""The pool of Login channels: slots, what each serves, and what there is to paste."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.binding.report import StepLine
from bot.cards.copying import to_copy
from bot.cards.marks import code, link, person
from bot.cards.paging import page_of, turning
from bot.cards.parts import Card, Part, Tone, button, buttons, context, heading, prose
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 8  #: channels; each takes three or four of Slack's fifty blocks


@dataclass(frozen=True)
class PoolPage(ButtonValue):
    """Another page of the pool; pages begin at 0."""

    action: ClassVar[str] = "login-channel.list"
    account: str
    page: int
    callbacks: str = ""  #: a channel's id at LINE: show the addresses to paste there instead


@dataclass(frozen=True)
class AddChannel(ButtonValue):
    """Opens the form for another Login channel."""

    action: ClassVar[str] = "login-channel.add"
    account: str


@dataclass(frozen=True)
class EditChannel(ButtonValue):
    """Opens the form of one Login channel."""

    action: ClassVar[str] = "login-channel.edit"
    account: str
    channel_id: str


@dataclass(frozen=True)
class PoolLine:
    """One Login channel and its LIFF slots."""

    account: str  #: slug
    channel_id: str
    name: str
    parent: bool
    used: int
    free: int
    foreign: int
    sites: int
    listed_at: datetime | None
    silent: Text | None  #: why LINE did not tell its own count just now
    steps: tuple[StepLine, ...]
    link: str


@dataclass(frozen=True)
class PoolShown:
    """The pool of one account, which page of it, and how many sites wait."""

    account: str
    account_name: str
    lines: tuple[PoolLine, ...]
    page: int
    waiting: int


@dataclass(frozen=True)
class Shown:
    """A channel and the names of the sites it serves."""

    line: PoolLine
    sites: tuple[str, ...]


def pool(shown: PoolShown) -> Card:
    """The channels of a pool, the oldest first."""
    title, lines = _("Login channels of {account}", account=shown.account_name), shown.lines
    room = sum(line.free for line in lines)
    said = _("{free} LIFF slots are free on {count} channels.", free=room, count=len(lines))
    parts: list[Part] = [heading(title), prose(said), *_waiting(shown.waiting)]
    for line in page_of(lines, shown.page, A_PAGE):
        parts += _row(line)
    parts += turning(shown.page, A_PAGE, len(lines), lambda to: PoolPage(shown.account, to))
    add = button(_("Add a Login channel"), AddChannel(shown.account), primary=True)
    parts.append(buttons(add))
    return Card(title, tuple(parts), Tone.PLAIN if room else Tone.WARNING)


def _waiting(count: int) -> tuple[Part, ...]:
    said = _("🟠 *{count} sites wait for a LIFF slot.*", count=count)
    return (prose(said),) if count else ()


def callbacks(line: PoolLine, urls: Sequence[str]) -> Card:
    """The callback addresses to paste into one channel, one on each line."""
    title = _("Callback URLs of {channel}", channel=line.name)
    how = _("Paste them in LINE Developers: {console}, “LINE Login”, “Callback URL”, one a line.",
            console=link(line.name, line.link))  # fmt: skip
    if not urls:
        return Card(title, (heading(title), prose(_("It serves no site yet: nothing to paste."))))
    return Card(title, (heading(title), prose(how), *to_copy(urls)))


def added(shown: Shown, served: int, waiting: int) -> Card:
    """A channel is in the pool; what only a person can do follows."""
    line = shown.line
    said = _("“{channel}” is in the pool: {free} LIFF slots are free on it.", channel=line.name,
             free=line.free)  # fmt: skip
    parts: list[Part] = [heading(said), *_row(line)]
    if served:
        parts.append(prose(_("{count} sites that waited have their LIFF app now.", count=served)))
    parts += _waiting(waiting)
    return Card(said, tuple(parts), Tone.WELL)


def serves(shown: Shown) -> tuple[Part, ...]:
    """What stands above the forms that change or remove a channel."""
    line = shown.line
    head = prose(_("*{channel}* {id}", channel=line.name, id=code(line.channel_id)))
    if not shown.sites:
        return (head, prose(_("It serves no site. At LINE nothing is changed by removing it.")))
    said = _("{count} sites lose their login without it: {names}.", count=len(shown.sites),
             names=_few(shown.sites))  # fmt: skip
    return (head, prose(said))


def _few(names: Sequence[str]) -> list[str]:
    return [*names[:10], *(["…"] if len(names) > 10 else [])]


def _row(line: PoolLine) -> Iterator[Part]:
    where = _("the parent site's") if line.parent else _("for sub-sites")
    count = _("{used} of 30 LIFF slots used, {free} free", used=line.used, free=line.free)
    if line.foreign:
        count = _("{count} ({foreign} by LIFF apps not made here)", count=count,
                  foreign=line.foreign)  # fmt: skip
    words = _("*{name}* {id} · {where}\n{count} · {sites} sites", name=line.name,
              id=code(line.channel_id), where=where, count=count, sites=line.sites)  # fmt: skip
    yield prose(words, button(_("Edit"), EditChannel(line.account, line.channel_id)))
    if line.silent:
        yield context(_("⚪ LINE was not heard, this is the last count: {why}", why=line.silent))
    if line.steps:
        yield context(*(_evidence(step) for step in line.steps[:10]))
    yield buttons(button(_("Callback URLs"), PoolPage(line.account, 0, callbacks=line.channel_id)))


def _evidence(step: StepLine) -> Text:
    if step.proof:
        return _("✅ {title}: {proof}", title=step.title, proof=step.proof)
    if step.confirmed_by:
        return _("✅ {title}: says {person}", title=step.title, person=person(step.confirmed_by))
    return _("⬜ {title}", title=link(step.title, step.link))
