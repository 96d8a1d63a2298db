"""What members write, as the team sees it in the account's Slack channel, and what became of our
answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal

from bot.cards.marks import link, person
from bot.cards.parts import (
    Card,
    Part,
    Picture,
    Tone,
    button,
    context,
    illustration,
    picture,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _

LONGEST_PARAGRAPH = 2_900  #: characters; LINE allows longer texts than one Slack paragraph holds
LONGEST_ADDRESS = 3_000  #: characters of a picture's address
LONGEST_GLIMPSE = 200  #: characters of a message that is only hinted at
NOBODY_KNOWN = _("A member")

Place = Literal["user", "group", "room", "account"]
Standing = Literal["waiting", "answered", "resolved", "quiet"]  #: of a conversation
Changed = Literal["", "edited", "deleted"]
Missing = Literal["", "too-large", "gone", "failed"]
MAP = "https://www.google.com/maps/search/?api=1&query="
"""Opens a map at a place (https://developers.google.com/maps/documentation/urls/get-started)."""


@dataclass(frozen=True)
class SendTo(ButtonValue):
    """Write to a conversation ("user:U…") of an account (its id; "" is the one of the channel the
    button stands in); `answers` is the message it answers, if any.
    """

    action: ClassVar[str] = "send"
    conversation: str
    answers: str = ""
    account: str = ""


@dataclass(frozen=True)
class Spot:
    """A place on the map, in degrees."""

    latitude: float
    longitude: float


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
    photo_url: str | None = None  #: of a picture outside LINE
    spot: Spot | None = None
    missing: Missing = ""  #: why Slack got no copy of what LINE keeps
    limit: int = 0  #: megabytes that are copied at most


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
    left: int | None = None  #: messages left of the month, about; None when LINE does not tell
    request_id: str = ""  #: LINE's own, for its support
    above: bool = False  #: the words stand above in the thread, as whoever wrote them wrote them
    changed: Changed = ""  #: what became of those since


def message_card(heard: Heard) -> Card:
    """A member's message, or anything else that happened in a chat."""
    reply = button(_("Reply"), heard.reply) if heard.reply else None
    first, *others = _paragraphs(heard.words)
    parts: list[Part] = [
        context(*face(heard.name or "", heard.picture_url), _who(heard)),
        prose(first, reply),
    ]
    parts += [prose(words) for words in others]
    if takes(heard.photo_url):
        parts.append(illustration(heard.photo_url or "", _("A picture")))
    if heard.spot:
        at = f"{heard.spot.latitude:.6f},{heard.spot.longitude:.6f}"
        parts.append(context(link(_("Open the map"), f"{MAP}{at}")))
    if heard.missing:
        parts.append(context(_why_missing(heard)))
    if heard.standby:
        parts.append(context(_("Another module channel holds this chat; answer it there.")))
    name = heard.name or NOBODY_KNOWN
    said = _("{name}: {words}", name=name, words=heard.words)
    return Card(heard.words if heard.name is None else said, tuple(parts))


def receipt_card(receipt: Receipt) -> Card:
    """A message of ours; the same one is edited until it was sent or has failed."""
    name = receipt.to or NOBODY_KNOWN
    said = _("Message to {name}: {words}", name=name, words=receipt.words)
    if receipt.above:
        said = _("Answer to {name}", name=name)
    parts = tuple(_of_ours(receipt))
    match receipt.state:
        case "failed":
            return Card(said, parts, Tone.BROKEN, _("Not sent"))
        case "waiting":
            return Card(said, parts, Tone.WARNING, _("Not sent yet; Moorline keeps trying"))
        case _:
            return Card(said, (*parts, context(_how(receipt))))


def _of_ours(receipt: Receipt) -> Iterator[Part]:
    yield context(_to(receipt))
    if not receipt.above or receipt.changed:  # what stands there is not what was sent
        yield from map(prose, _paragraphs(receipt.words))
    if receipt.changed:
        yield context(_since(receipt.changed))
    if receipt.state != "sent" and receipt.reason is not None:
        yield prose(_("{reason}", reason=receipt.reason))
    if receipt.state != "sent" and receipt.request_id:
        yield context(_("{vendor} request {id}", vendor="LINE", id=receipt.request_id))
    if receipt.blocked:
        yield context(_("This member has blocked the account: LINE takes the message, but "
                        "nobody will see it."))  # fmt: skip


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
    if picture_url and takes(picture_url):
        yield picture(picture_url, name or NOBODY_KNOWN)


def takes(address: str | None) -> bool:
    """Whether Slack would take a picture from this address."""
    return bool(address and address.startswith("https://") and len(address) <= LONGEST_ADDRESS)


def _why_missing(heard: Heard) -> Text:
    match heard.missing:
        case "too-large":
            return _(
                "Larger than {limit} MB, so it was not copied here; open it in LINE Official "
                "Account Manager. MEDIA_LIMIT sets the limit.",
                limit=heard.limit,
            )
        case "gone":
            return _("LINE has it no longer, so it could not be copied here.")
        case _:
            return _(
                "It could not be copied here; open it in LINE Official Account Manager, or look "
                "into the log for the reason."
            )


def shortened(words: Text | str) -> Text | str:
    """A hint of what was said."""
    if isinstance(words, Text) or len(words) <= LONGEST_GLIMPSE:
        return words
    return words[: LONGEST_GLIMPSE - 1] + "…"


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
    how = _("Sent as a push message, which counts against the month's messages")
    if receipt.left is None:
        return how
    return _("{how}; about {left} are left", how=how, left=receipt.left)


def _since(changed: Changed) -> Text:
    if changed == "deleted":
        return _("Deleted in Slack since; LINE cannot take it back. These are the words sent.")
    return _("Edited in Slack since; LINE cannot change it. These are the words sent.")


def _paragraphs(words: Text | str) -> list[Text | str]:
    """The words in pieces Slack can show; a sentence of ours is short enough."""
    if isinstance(words, Text):
        return [words]
    step = range(0, len(words), LONGEST_PARAGRAPH)
    return [words[start : start + LONGEST_PARAGRAPH] for start in step] or [words]
