"""Members' conversations at a glance, and the way to write to one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Literal

from bot.cards.marks import Said, person
from bot.cards.messages import NOBODY_KNOWN, SendTo, Standing, face, shortened
from bot.cards.paging import turning
from bot.cards.parts import (
    Card,
    Choice,
    Option,
    Part,
    button,
    buttons,
    choice,
    context,
    heading,
    option,
    prose,
)
from bot.cards.values import ButtonValue, fits
from bot.text import Text, _

A_PAGE = 10  #: conversations; each takes two of Slack's fifty blocks
TITLE = _("Inbox")
Show = Literal["", "unreplied", "longest", "mine", "mine-unreplied", "mine-longest"]
SHOWN: dict[Show, Text] = {
    "": _("All"),
    "unreplied": _("Not replied"),
    "longest": _("Waiting longest first"),
    "mine": _("Assigned to me"),
    "mine-unreplied": _("Assigned to me, not replied"),
    "mine-longest": _("Assigned to me, waiting longest first"),
}
SEND = _("Send message")


@dataclass(frozen=True)
class InboxPage(ButtonValue):
    """Another page of the inbox, or another choice of conversations; pages begin at 0."""

    action: ClassVar[str] = "inbox"
    page: int
    show: Show = ""
    site: str = ""  #: slug
    level: str = ""  #: its name
    account: str = ""  #: its id; "" is the account of the channel


@dataclass(frozen=True)
class Glimpse:
    """One conversation. A plain `str` in `words` is what somebody wrote."""

    name: str  #: "" while LINE has not told it
    words: Text | str
    at: datetime
    ours: bool  #: the last message is ours
    standing: Standing
    since: datetime | None = None  #: since when the member waits
    assigned_to: str = ""  #: Slack user id
    level: str = ""
    picture_url: str | None = None
    group: bool = False
    blocked: bool = False
    send: SendTo | None = None  #: None: cannot be written to


@dataclass(frozen=True)
class Inbox:
    """One page of an account's conversations, of `total` that `chosen` lets through."""

    account: str
    glimpses: tuple[Glimpse, ...]
    total: int
    chosen: InboxPage
    sites: tuple[tuple[str, str], ...] = ()  #: slug and name of those one can choose
    levels: tuple[str, ...] = ()  #: names
    anybody: bool = True  #: somebody has written at all


@dataclass(frozen=True)
class Candidates:
    """Members a word may mean."""

    words: str
    glimpses: tuple[tuple[str, str, SendTo], ...]  #: name, LINE user id, way to write


@dataclass(frozen=True)
class Addressee:
    """Whom a message goes to, and what it answers, if anything."""

    name: str
    group: bool = False
    answers: Text | str = ""


def inbox(page: Inbox) -> Card:
    """The conversations, the newest first unless the longest waiting were asked for."""
    title = _("Inbox of {account}", account=page.account)
    if not page.anybody:
        nothing = _("Nobody has written yet. Type `/line test` to try it from a phone.")
        return Card(title, (heading(title), prose(nothing)))
    menus = buttons(*_menus(page))
    if not page.glimpses:
        nothing = _("No conversation is like that. Choose another filter.")
        return Card(title, (heading(title), menus, prose(nothing)))
    rows = [part for glimpse in page.glimpses for part in _row(glimpse)]
    turns = turning(page.chosen.page, A_PAGE, page.total, lambda n: replace(page.chosen, page=n))
    return Card(title, (heading(title), menus, *rows, *turns))


def _menus(page: Inbox) -> Iterator[Choice]:
    """Choosing keeps the other menus' choices. What an option cannot carry can still be typed."""
    now = replace(page.chosen, page=0, account="")
    shown = [option(label, replace(now, show=show)) for show, label in SHOWN.items()]
    yield from _menu(SHOWN[now.show], shown)
    if page.sites:
        every = [option(_("Every site"), replace(now, site=""))]
        every += [option(name, replace(now, site=slug)) for slug, name in page.sites]
        yield from _menu(dict(page.sites).get(now.site, _("Every site")), every)
    if page.levels:
        every = [option(_("Every level"), replace(now, level=""))]
        every += [option(name, replace(now, level=name)) for name in page.levels]
        yield from _menu(now.level or _("Every level"), every)


def _menu(label: Said, options: Sequence[Option]) -> Iterator[Choice]:
    carried = [one for one in options if fits(one.value)]
    if carried:
        yield choice(label, *carried)


def candidates(found: Candidates) -> Card:
    """Several members go by these words: which one?"""
    said = _("Several members match “{words}”. Whom do you mean?", words=found.words)
    rows = [
        prose(_("*{name}*\n{user_id}", name=name or NOBODY_KNOWN, user_id=user_id),
              button(SEND, send))
        for name, user_id, send in found.glimpses
    ]  # fmt: skip
    return Card(said, (prose(said), *rows))


def letterhead(to: Addressee) -> tuple[Part, ...]:
    """What stands above the field one writes in."""
    name: Said = to.name or NOBODY_KNOWN
    head: list[Part] = [
        prose(_("To the group *{name}* wrote in", name=name) if to.group
              else _("To *{name}*", name=name))
    ]  # fmt: skip
    if to.answers:
        head.append(context(_("Answers: {words}", words=shortened(to.answers))))
    return tuple(head)


def waiting_for_test(account: str, minutes: int) -> Card:
    """Asks for a message from a phone."""
    said = _(
        "Write anything to *{account}* from LINE on a phone now. You are told here when it "
        "arrives; after {minutes} minutes you are told what to check.",
        account=account,
        minutes=minutes,
    )
    return Card(said)


def _row(glimpse: Glimpse) -> Iterator[Part]:
    said = shortened(glimpse.words)
    last = _("We: {words}", words=said) if glimpse.ours else _("{words}", words=said)
    side = button(SEND, glimpse.send) if glimpse.send else None
    yield prose(_("{who}\n{last}", who=_who(glimpse), last=last), side)
    notes = [_("{at} · {state}", at=glimpse.at, state=_state(glimpse))]
    if glimpse.assigned_to:
        notes.append(_("👤 Assigned to {person}", person=person(glimpse.assigned_to)))
    yield context(*face(glimpse.name, glimpse.picture_url), *notes)


def _who(glimpse: Glimpse) -> Text:
    name: Said = glimpse.name or NOBODY_KNOWN
    who = _("*{name}* in a group", name=name) if glimpse.group else _("*{name}*", name=name)
    return _("{who} · level {level}", who=who, level=glimpse.level) if glimpse.level else who


def _state(glimpse: Glimpse) -> Text:
    if glimpse.blocked:
        return _("🚫 Has blocked the account")
    match glimpse.standing:
        case "waiting" if glimpse.since:
            return _("🔸 Not replied; waiting since {since}", since=glimpse.since)
        case "waiting":
            return _("🔸 Not replied")
        case "answered":
            return _("✅ Replied")
        case "resolved":
            return _("☑️ Resolved")
        case _:
            return _("Nothing to answer")
