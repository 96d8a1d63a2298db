"""What happened on LINE, read from one webhook event. Total: any JSON object is a happening.

https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects. LINE's SDK is not
used here: it drops the sender and the content of everything it does not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from bot.platforms.line_event_words import event_line
from bot.platforms.line_json import Given
from bot.platforms.line_media import Media, media_of
from bot.platforms.line_message_words import Words, written

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_YEAR = timedelta(days=365 * 200)  #: after 1970; a later timestamp is nonsense
NOBODY = "account"  #: the conversation of events that belong to no chat
LONGEST_ID = 200  #: characters; LINE's are 33 and less
LONGEST_TOKEN = 2_000  #: characters of a markAsReadToken; those in LINE's examples have 80

Friendship = Literal["friend", "blocked"]


@dataclass(frozen=True)
class Happening:
    """One event, in our words."""

    type: str  #: LINE's event type; "" when it has none
    kind: str  #: the message's type for messages, else the event's
    at: datetime  #: LINE's timestamp: when it happened, not when it reached us
    conversation: str  #: "user:U…", "group:C…", "room:R…", or "account"
    user_id: str | None
    message_id: str | None  #: of the message that was written, edited or unsent
    text: str | None  #: the member's own words
    line: Words  #: what Slack shows; a plain `str` is the member's own words
    reply_token: str | None
    read_token: str | None  #: marks everything up to this message as read
    media: Media | None  #: what it shows besides the line
    redelivered: bool
    mode: str  #: "active", "standby", or what LINE invents next
    friendship: Friendship | None  #: what the event says about it

    @property
    def edits(self) -> bool:
        """A member changed the words of an earlier message."""
        return self.type == "messageEdited"

    @property
    def unsends(self) -> str | None:
        """The id of the message a member took back."""
        return self.message_id if self.type == "unsend" else None

    @property
    def changes_another(self) -> bool:
        """It is no line of its own but changes the message it names."""
        return self.message_id is not None and self.type in ("messageEdited", "unsend")

    @property
    def answerable(self) -> bool:
        """Only an active channel may answer: in standby another one holds the chat."""
        return self.mode == "active"

    @property
    def written(self) -> bool:
        """A member wrote or sent something, as opposed to doing something."""
        return self.type == "message"


def read(event: Mapping[str, Any] | Given, received_at: datetime) -> Happening:
    """Read one event; never raises. `received_at` stands in for a missing timestamp."""
    given = event if isinstance(event, Given) else Given(event)
    kind = given.words("type")[:LONGEST_ID]
    about_message = kind in ("message", "messageEdited")
    unsent = given.words("unsend", "messageId") if kind == "unsend" else ""
    mode = given.words("mode")[:LONGEST_ID] or "active"
    return Happening(
        type=kind,
        kind=(given.words("message", "type")[:LONGEST_ID] if about_message else "") or kind,
        at=_moment(given.whole("timestamp")) or received_at,
        conversation=conversation_of(given),
        user_id=_id(given.words("source", "userId")),
        message_id=_id(unsent or (given.words("message", "id") if about_message else "")),
        text=(written(given.at("message")) or None) if about_message else None,
        line=event_line(given),
        reply_token=_id(given.words("replyToken")) if mode == "active" else None,
        read_token=_read_token(given.words("message", "markAsReadToken")),
        media=media_of(given.at("message")) if kind == "message" else None,
        redelivered=given.yes("deliveryContext", "isRedelivery"),
        mode=mode,
        friendship=_friendship(kind),
    )


def without_words(body: str) -> str:
    """The raw event with its ids and types and nothing else: what an unsend leaves of a message."""
    given = parse(body)
    kept: dict[str, Any] = {
        name: given.at(name).value
        for name in ("type", "mode", "timestamp", "webhookEventId", "source", "deliveryContext")
        if given.at(name).value is not None
    }
    message = given.at("message")
    kept["message"] = {name: message.words(name) for name in ("id", "type") if message.words(name)}
    return json.dumps(kept)


def without_person(body: str) -> str:
    """The raw event with its id, type and time alone: what is left of it once its member is
    forgotten.
    """
    given = parse(body)
    kept = ("type", "timestamp", "webhookEventId")
    return json.dumps({name: given.at(name).value for name in kept})


def parse(body: str) -> Given:
    """Read a raw event; what is not JSON, or JSON beyond measure, is nothing."""
    try:
        return Given(json.loads(body))
    except (ValueError, RecursionError):
        return Given(None)


def conversation_of(event: Given) -> str:
    """Where it was said; a source that names nobody is the account itself."""
    for kind in ("group", "room", "user"):
        found = _id(event.words("source", f"{kind}Id"))
        if found and event.words("source", "type") in (kind, ""):
            return f"{kind}:{found}"
    return NOBODY


def _id(words: str) -> str | None:
    """An id or token; something far too long is none (it would not fit an index)."""
    return words if 0 < len(words) <= LONGEST_ID else None


def _read_token(words: str) -> str | None:
    return words if 0 < len(words) <= LONGEST_TOKEN else None


def _moment(milliseconds: int | None) -> datetime | None:
    if milliseconds is None or not 0 < milliseconds < LAST_YEAR.total_seconds() * 1000:
        return None
    return EPOCH + timedelta(milliseconds=milliseconds)


def _friendship(kind: str) -> Friendship | None:
    match kind:
        case "follow":
            return "friend"
        case "unfollow":
            return "blocked"
        case _:
            return None
