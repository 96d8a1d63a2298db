"""A conversation as the account's Slack channel shows it: one card, and the talk in its thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from bot.cards.marks import Said, person
from bot.cards.marks import channel as in_channel
from bot.cards.messages import NOBODY_KNOWN, Place, SendTo, Standing, face, shortened
from bot.cards.parts import (
    Card,
    Element,
    Option,
    Part,
    Tone,
    button,
    buttons,
    context,
    more,
    option,
    people,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _

Deed = Literal["assigned", "unassigned", "resolved", "reopened"]

TONES: dict[Standing, Tone] = {
    "waiting": Tone.WARNING,
    "answered": Tone.WELL,
    "resolved": Tone.QUIET,
    "quiet": Tone.PLAIN,
}


@dataclass(frozen=True)
class Assign(ButtonValue):
    """Give a conversation to `user`, a Slack id; "" takes it from whoever has it."""

    action: ClassVar[str] = "inbox.assign"
    account: str
    conversation: str
    user: str = ""


@dataclass(frozen=True)
class Resolve(ButtonValue):
    """Nothing is left to answer until the member writes again."""

    action: ClassVar[str] = "inbox.resolve"
    account: str
    conversation: str


@dataclass(frozen=True)
class Reopen(ButtonValue):
    """There is something left to answer after all."""

    action: ClassVar[str] = "inbox.reopen"
    account: str
    conversation: str


@dataclass(frozen=True)
class MarkRead(ButtonValue):
    """Show the member that all was read."""

    action: ClassVar[str] = "inbox.read"
    account: str
    conversation: str


@dataclass(frozen=True)
class ConversationShown:
    """Everything the card shows. A plain `str` in `words` is what somebody wrote."""

    account: str  #: ids, for the buttons
    conversation: str
    name: str  #: "" while LINE has not told it
    words: Text | str  #: the newest line
    ours: bool  #: it is ours
    standing: Standing
    place: Place = "user"
    title: str = ""  #: a group's own name
    level: str = ""
    picture_url: str | None = None
    since: datetime | None = None  #: since when the member waits
    by: str = ""  #: Slack user id of who answered or resolved
    assigned_to: str = ""  #: Slack user id
    blocked: bool = False
    standby: bool = False  #: another module channel holds the chat
    readable: bool = False  #: it can be marked as read at LINE
    reply: SendTo | None = None  #: None: cannot be written to


def conversation_card(shown: ConversationShown) -> Card:
    """The card; the same one is edited for as long as the conversation lives."""
    words = shortened(shown.words)
    pictures = list(face(shown.name, shown.picture_url))
    parts: list[Part] = [
        prose(_who(shown), pictures[0] if pictures else None),
        prose(_("We: {words}", words=words) if shown.ours else words),
    ]
    notes = list(_notes(shown))
    if notes:
        parts.append(context(*notes))
    parts.append(buttons(*_elements(shown)))
    said = _("{name}: {words}", name=shown.title or shown.name or NOBODY_KNOWN, words=words)
    return Card(said, tuple(parts), TONES[shown.standing], _status(shown))


def deed_card(deed: Deed, by: str, user: str, at: datetime) -> Card:
    """One line of a conversation's history, in its thread. `by` and `user` are Slack ids."""
    who, whom = person(by), person(user) if user else ""
    match deed:
        case "assigned":
            said = _("👤 {who} has given this conversation to {whom} · {at}", who=who, whom=whom,
                     at=at)  # fmt: skip
        case "unassigned":
            said = _("👤 {who} has taken the assignment back · {at}", who=who, at=at)
        case "resolved":
            said = _("☑️ Resolved by {who} · {at}", who=who, at=at)
        case "reopened":
            said = _("Opened again by {who} · {at}", who=who, at=at)
    return Card(said, (context(said),))


def moved_card(channel: str) -> Card:
    """What is left of a card in a channel the account has left. `channel` is the new one's id."""
    return Card(_("This conversation goes on in {channel}.", channel=in_channel(channel)))


def may_not_answer(user: str) -> Card:
    """To whoever gave a conversation to somebody (a Slack id) without the role it takes."""
    return Card(
        _(
            "{person} has it now, but has no role in this account and cannot answer yet. An "
            "administrator gives one with `/line role grant`.",
            person=person(user),
        )
    )


def not_marked_read() -> Card:
    """LINE did not take it, and the likely reason."""
    return Card(
        _(
            "LINE did not take it. It shows “read” only while “Chat” is on in the response "
            "settings of LINE Official Account Manager, and only for messages not read yet."
        )
    )


def _who(shown: ConversationShown) -> Text:
    name: Said = shown.name or NOBODY_KNOWN
    match shown.place:
        case "group" if shown.title:
            who = _("*{title}*, a group; *{name}* wrote last", title=shown.title, name=name)
        case "group":
            who = _("A group; *{name}* wrote last", name=name)
        case "room":
            who = _("A multi-person chat; *{name}* wrote last", name=name)
        case _:
            who = _("*{name}*", name=name)
    return _("{who} · level {level}", who=who, level=shown.level) if shown.level else who


def _notes(shown: ConversationShown) -> Iterator[Text]:
    if shown.assigned_to:
        yield _("👤 Assigned to {person}", person=person(shown.assigned_to))
    if shown.blocked:
        yield _("🚫 Has blocked the account; nothing sent arrives")
    if shown.standby:
        yield _("Another module channel holds this chat; answer it there.")


def _elements(shown: ConversationShown) -> Iterator[Element]:
    about = (shown.account, shown.conversation)
    if shown.reply:
        yield button(_("Reply"), shown.reply, primary=shown.standing == "waiting")
    if shown.standing in ("waiting", "answered"):
        yield button(_("Resolve"), Resolve(*about))
    if shown.standing == "resolved":
        yield button(_("Open again"), Reopen(*about))
    yield people(_("Assign to …"), Assign(*about), shown.assigned_to)
    rarely = list(_rarely(shown))
    if rarely:
        yield more(*rarely)


def _rarely(shown: ConversationShown) -> Iterator[Option]:
    about = (shown.account, shown.conversation)
    if shown.readable:
        yield option(_("Mark as read"), MarkRead(*about))
    if shown.assigned_to:
        yield option(_("Take the assignment back"), Assign(*about))


def _status(shown: ConversationShown) -> Text | None:
    who = person(shown.by) if shown.by else ""
    match shown.standing:
        case "waiting" if shown.since:
            return _("Not replied; waiting since {at}", at=shown.since)
        case "waiting":
            return _("Not replied")
        case "answered":
            return _("Replied by {person}", person=who)
        case "resolved":
            return _("Resolved by {person}", person=who) if who else _("Resolved")
        case _:
            return None
