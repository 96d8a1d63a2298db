"""What an official account may send: the checks LINE makes on message objects.

Source: https://developers.line.biz/en/reference/messaging-api/#message-objects
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sandbox.line.model import Json
from sandbox.line.refusals import body_errors

TEXT_LIMIT = 5000
"""UTF-16 code units in one text message; an emoji counts two."""
MESSAGE_LIMIT = 5
REPLY_LIFE = timedelta(minutes=1)
REDELIVERED_REPLY_LIMIT = timedelta(minutes=20)
RETRY_KEY_LIFE = timedelta(hours=24)

_NEEDED = {
    "text": ("text",),
    "textV2": ("text",),
    "sticker": ("packageId", "stickerId"),
    "image": ("originalContentUrl", "previewImageUrl"),
    "video": ("originalContentUrl", "previewImageUrl"),
    "audio": ("originalContentUrl", "duration"),
    "location": ("title", "address", "latitude", "longitude"),
    "imagemap": ("baseUrl", "altText", "baseSize", "actions"),
    "template": ("altText", "template"),
    "flex": ("altText", "contents"),
    "coupon": ("couponId",),
}


@dataclass(slots=True, kw_only=True)
class ReplyToken:
    """The right to answer one event once. ``target_id`` is the user, group or room it came from."""

    value: str
    basic_id: str
    target_id: str
    event_at: datetime
    usable_until: datetime
    used: bool = False


@dataclass(slots=True, kw_only=True)
class AcceptedKey:
    """A retry key LINE has accepted, with what it answered then."""

    at: datetime
    request_id: str
    sent_messages: list[Json]


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, LINE's measure for text messages."""
    return len(text.encode("utf-16-le", errors="surrogatepass")) // 2


def checked_messages(body: Json) -> list[Json]:
    """The ``messages`` of a request; raises a 400 refusal naming every bad property."""
    messages = body.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= MESSAGE_LIMIT:
        raise body_errors([{"message": "Size must be between 1 and 5", "property": "messages"}])
    details = [
        detail
        for index, message in enumerate(messages)
        for detail in _faults_of(message, f"messages[{index}]")
    ]
    if details:
        raise body_errors(details)
    return messages


def _faults_of(message: Any, where: str) -> list[Json]:
    if not isinstance(message, dict):
        return [{"message": "Must be an object", "property": where}]
    needed = _NEEDED.get(str(message.get("type")))
    if needed is None:
        kinds = ", ".join(_NEEDED)
        fault = f"Must be one of the following values: [{kinds}]"
        return [{"message": fault, "property": f"{where}.type"}]
    faults: list[Json] = [
        {"message": "May not be empty", "property": f"{where}.{name}"}
        for name in needed
        if message.get(name) in (None, "")
    ]
    text = message.get("text")
    if isinstance(text, str) and utf16_length(text) > TEXT_LIMIT:
        fault = f"Length must be between 0 and {TEXT_LIMIT}"
        faults.append({"message": fault, "property": f"{where}.text"})
    return faults
