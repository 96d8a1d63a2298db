"""What we send to members: its shape, LINE's limits on it, and what LINE says it sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.errors import Refused
from bot.platforms.line_answer import Answer
from bot.text import _

LONGEST_TEXT = 5000
"""UTF-16 code units of one text; an emoji is two
(https://developers.line.biz/en/docs/messaging-api/text-character-count/).
"""
MOST_MESSAGES = 5


@dataclass(frozen=True)
class TextMessage:
    """A plain text (https://developers.line.biz/en/reference/messaging-api/#text-message)."""

    text: str
    quote_token: str | None = None


Message = TextMessage | Mapping[str, Any]
"""A text, or any message object as the reference writes it."""


@dataclass(frozen=True)
class Sent:
    """What LINE accepted. `already` means an earlier try had got through (409).

    LINE answers the same for members who blocked the account or are gone; nothing arrives there.
    """

    message_ids: tuple[str, ...]
    already: bool
    request_id: str


def code_units(text: str) -> int:
    """The length LINE counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def message_objects(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The messages as JSON; `Refused` when LINE would not take so many or so much."""
    if not 1 <= len(messages) <= MOST_MESSAGES:
        raise Refused(
            _("LINE takes 1 to {most} messages at once, not {count}.", **_counts(len(messages)))
        )
    return [_checked(_as_object(message)) for message in messages]


def sent(answer: Answer) -> Sent:
    """Read the answer of push and reply; what is missing from it is left out."""
    listed = answer.object().get("sentMessages")
    found = listed if isinstance(listed, list) else []
    return Sent(tuple(_ids(found)), already=answer.status == 409, request_id=answer.request_id)


def _as_object(message: Message) -> dict[str, Any]:
    if not isinstance(message, TextMessage):
        return dict(message)
    quote = {"quoteToken": message.quote_token} if message.quote_token else {}
    return {"type": "text", "text": message.text, **quote}


def _checked(message: dict[str, Any]) -> dict[str, Any]:
    text = message.get("text")
    if message.get("type") not in ("text", "textV2"):
        return message
    if not isinstance(text, str) or not text.strip():
        raise Refused(_("There is no text to send."))
    if (length := code_units(text)) > LONGEST_TEXT:
        raise Refused(
            _(
                "The text is {length} characters long; LINE takes {longest}. "
                "Shorten it or send it in parts.",
                length=length,
                longest=LONGEST_TEXT,
            )
        )
    return message


def _ids(found: Iterable[Any]) -> Iterable[str]:
    return (str(one["id"]) for one in found if isinstance(one, dict) and "id" in one)


def _counts(count: int) -> dict[str, int]:
    return {"most": MOST_MESSAGES, "count": count}
