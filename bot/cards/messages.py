"""What members write, as the team sees it in the account's Slack channel, and what became of our
answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from bot.cards.marks import person
from bot.cards.parts import Card, Part, Picture, Tone, button, context, picture, prose
from bot.cards.values import ButtonValue
from bot.text import Text, _

LONGEST_PARAGRAPH = 2_900  #: characters; LINE allows longer texts than one Slack paragraph holds
LONGEST_ADDRESS = 3_000  #: characters of a picture's address
NOBODY_KNOWN = _("A member")

Place = Literal["user", "group", "room", "account"]


@dataclass(frozen=True)
class SendTo(ButtonValue):
    """Write to a conversation ("user:U…"); `answers` is the message it answers, if any."""

    action: ClassVar[str] = "send"
    conversation: str
    answers: str = ""


@dataclass(frozen=True)
class Heard:
    """Something that came from LINE. A plain `str` in `words` is the member's own words."""

    name: str | None  #: "" while LINE has not told it; None when it names nobody
    words: Text | str
    at: datetime
    place: Place = "user"
    picture_url: str | None = None
    reply: SendTo | None = None  #: None: cannot be answered
    edited: bool = False
    standby: bool = False  #: another module channel holds the chat


@dataclass(frozen=True)
class Receipt:
    """A message of ours: who wrote it, and whether it got there."""

    author: str  #: Slack user id
    to: str  #: the member's name, or "" for a group or a member without one
    words: str
    state: Literal["sent", "waiting", "failed"]
    free: bool = False  #: sent as a reply, which LINE does not count
    reason: Text | str | None = None  #: why it waits or has failed, and the mend
    blocked: bool = False  #: the member has blocked the account


def message_card(heard: Heard) -> Card:
    """A member's message, or anything else that happened in a chat."""
    reply = button(_("Reply"), heard.reply) if heard.reply else None
    first, *others = _paragraphs(heard.words)
    parts: list[Part] = [
        context(*face(heard.name or "", heard.picture_url), _who(heard)),
        prose(first, reply),
    ]
    parts += [prose(words) for words in others]
    if heard.standby:
        parts.append(context(_("Another module channel holds this chat; answer it there.")))
    name = heard.name or NOBODY_KNOWN
    said = _("{name}: {words}", name=name, words=heard.words)
    return Card(heard.words if heard.name is None else said, tuple(parts))


def receipt_card(receipt: Receipt) -> Card:
    """A message of ours; the same one is edited until it was sent or has failed."""
    first, *others = _paragraphs(receipt.words)
    parts: list[Part] = [context(_to(receipt)), prose(first), *map(prose, others)]
    if receipt.state != "sent" and receipt.reason is not None:
        parts.append(prose(_("{reason}", reason=receipt.reason)))
    if receipt.blocked:
        parts.append(context(_("This member has blocked the account: LINE takes the message, but "
                               "nobody will see it.")))  # fmt: skip
    said = _("Message to {name}: {words}", name=receipt.to or NOBODY_KNOWN, words=receipt.words)
    match receipt.state:
        case "failed":
            return Card(said, tuple(parts), Tone.BROKEN, _("Not sent"))
        case "waiting":
            return Card(said, tuple(parts), Tone.WARNING, _("Not sent yet; Moorline keeps trying"))
        case _:
            return Card(said, (*parts, context(_how(receipt))))


def arrived_card(name: str, words: Text | str, at: datetime) -> Card:
    """To whoever waits for a test message: here it is."""
    said = _("It arrived: {name} wrote at {at}.", name=name or NOBODY_KNOWN, at=at)
    return Card(said, (prose(said), prose(words)), Tone.WELL, _("LINE reaches Moorline"))


def nothing_arrived_card(minutes: int) -> Card:
    """To whoever waits for a test message: what to check."""
    said = _("No member message arrived within {minutes} minutes.", minutes=minutes)
    hint = _(
        "Check that the phone wrote to this very official account and that “Use webhook” is on at "
        "LINE; `/line verify` looks at everything else. Then type `/line test` again."
    )
    return Card(said, (prose(said), prose(hint)), Tone.WARNING, _("Nothing arrived"))


def face(name: str, picture_url: str | None) -> Iterator[Picture]:
    """A member's picture, if Slack would take its address
    (https://docs.slack.dev/reference/block-kit/block-elements/image-element)."""
    if picture_url and picture_url.startswith("https://") and len(picture_url) <= LONGEST_ADDRESS:
        yield picture(picture_url, name or NOBODY_KNOWN)


def _who(heard: Heard) -> Text:
    name = heard.name or NOBODY_KNOWN
    match heard.place, heard.name:
        case "account", _nobody:
            who = _("The official account · {at}", at=heard.at)
        case "group", None:
            who = _("In a group · {at}", at=heard.at)
        case "group", _somebody:
            who = _("*{name}* in a group · {at}", name=name, at=heard.at)
        case "room", None:
            who = _("In a multi-person chat · {at}", at=heard.at)
        case "room", _somebody:
            who = _("*{name}* in a multi-person chat · {at}", name=name, at=heard.at)
        case _:
            who = _("*{name}* · {at}", name=name, at=heard.at)
    return _("{who} · edited", who=who) if heard.edited else who


def _to(receipt: Receipt) -> Text:
    author = person(receipt.author)
    if receipt.to:
        return _("{author} to *{name}*", author=author, name=receipt.to)
    return _("{author} to the chat", author=author)


def _how(receipt: Receipt) -> Text:
    if receipt.free:
        return _("Sent as a reply, free of charge")
    return _("Sent as a push message, which counts against the month's messages")


def _paragraphs(words: Text | str) -> list[Text | str]:
    """The words in pieces Slack can show; a sentence of ours is short enough."""
    if isinstance(words, Text):
        return [words]
    step = range(0, len(words), LONGEST_PARAGRAPH)
    return [words[start : start + LONGEST_PARAGRAPH] for start in step] or [words]
