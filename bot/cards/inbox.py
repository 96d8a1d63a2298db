"""Members' conversations at a glance, and the way to write to one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.marks import Said
from bot.cards.messages import NOBODY_KNOWN, SendTo, face
from bot.cards.paging import turning
from bot.cards.parts import Card, Part, button, context, heading, prose
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 10  #: conversations; each takes two of Slack's fifty blocks
LONGEST_GLIMPSE = 200  #: characters of the last message
TITLE = _("Inbox")
SEND = _("Send message")


@dataclass(frozen=True)
class InboxPage(ButtonValue):
    """Another page of the inbox; pages begin at 0."""

    action: ClassVar[str] = "inbox"
    page: int


@dataclass(frozen=True)
class Glimpse:
    """One conversation. A plain `str` in `words` is what somebody wrote."""

    name: str  #: "" while LINE has not told it
    words: Text | str
    at: datetime
    ours: bool  #: the last message is ours
    answered: bool
    level: str = ""
    picture_url: str | None = None
    group: bool = False
    blocked: bool = False
    send: SendTo | None = None  #: None: cannot be written to


@dataclass(frozen=True)
class Inbox:
    """One page of an account's conversations, of `total` in all."""

    account: str
    glimpses: tuple[Glimpse, ...]
    page: int
    total: int


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
    """The conversations, the newest first."""
    title = _("Inbox of {account}", account=page.account)
    if not page.glimpses:
        nothing = _("Nobody has written yet. Type `/line test` to try it from a phone.")
        return Card(title, (heading(title), prose(nothing)))
    rows = [part for glimpse in page.glimpses for part in _row(glimpse)]
    turns = turning(page.page, A_PAGE, page.total, InboxPage)
    return Card(title, (heading(title), *rows, *turns))


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
        head.append(context(_("Answers: {words}", words=_shortened(to.answers))))
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
    said = _shortened(glimpse.words)
    last = _("We: {words}", words=said) if glimpse.ours else _("{words}", words=said)
    side = button(SEND, glimpse.send) if glimpse.send else None
    yield prose(_("{who}\n{last}", who=_who(glimpse), last=last), side)
    yield context(
        *face(glimpse.name, glimpse.picture_url),
        _("{at} · {state}", at=glimpse.at, state=_state(glimpse)),
    )


def _who(glimpse: Glimpse) -> Text:
    name: Said = glimpse.name or NOBODY_KNOWN
    who = _("*{name}* in a group", name=name) if glimpse.group else _("*{name}*", name=name)
    return _("{who} · level {level}", who=who, level=glimpse.level) if glimpse.level else who


def _state(glimpse: Glimpse) -> Text:
    if glimpse.blocked:
        return _("🚫 Has blocked the account")
    return _("✅ Replied") if glimpse.answered else _("🔸 Not replied")


def _shortened(words: Text | str) -> Text | str:
    if isinstance(words, Text) or len(words) <= LONGEST_GLIMPSE:
        return words
    return words[: LONGEST_GLIMPSE - 1] + "…"
