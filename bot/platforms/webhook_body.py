"""The body of a webhook request, opened just far enough to store each event exactly as it came.

LINE's own SDK models lose data of events they do not know, so nothing here interprets an event.
https://developers.line.biz/en/reference/messaging-api/#request-body
"""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from bot.platforms.signature import verify

LONGEST_EVENT_ID = 64  #: characters; LINE's are ULIDs, 26 characters long

RawEvent = tuple[str, str]  #: webhookEventId and the raw JSON of the event


T = TypeVar("T")

_ESCAPE = re.compile(
    rb"""(?P<sound> \\[^u] | \\u[dD][89abAB]..\\u[dD][c-fC-F].. ) | \\u[dD][89a-fA-F]..""",
    re.VERBOSE | re.DOTALL,
)


class NotADelivery(ValueError):
    """These bytes are not JSON with a list of `events`."""


class _Body(msgspec.Struct):
    events: list[msgspec.Raw]
    destination: Any = None


class _Outside(msgspec.Struct):
    events: msgspec.Raw
    destination: str


class _Envelope(msgspec.Struct):
    webhookEventId: str = ""  # noqa: N815 - LINE's name


_read_body = msgspec.json.Decoder(_Body).decode
_read_outside = msgspec.json.Decoder(_Outside).decode
_read_envelope = msgspec.json.Decoder(_Envelope).decode


def open_body(body: bytes) -> tuple[str, list[RawEvent]]:
    """The `destination` ("" when there is none) and every event, untouched and in order.

    Only halves of surrogate pairs, which no database takes, become U+FFFD. Raises `NotADelivery`.
    """
    try:
        opened = _read(_read_body, body)
        events = [_raw_event(raw) for raw in opened.events]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise NotADelivery from None
    return opened.destination if isinstance(opened.destination, str) else "", events


def look_at(body: bytes) -> tuple[str, bool]:
    """The `destination`, and whether `events` is empty, of a body nobody vouches for.

    Cheap whatever the body holds. Raises `NotADelivery`.
    """
    try:
        opened = _read(_read_outside, body)
    except (msgspec.MsgspecError, RecursionError):
        raise NotADelivery from None
    events = bytes(opened.events).strip()
    if not events.startswith(b"["):
        raise NotADelivery
    return opened.destination, not events[1:-1].strip()


def opener(secret: bytes) -> Callable[[bytes, str], list[RawEvent] | None]:
    """A function from a body and its signature to its events, or None unless `secret` signed it."""

    def open_signed(body: bytes, signature: str) -> list[RawEvent] | None:
        if verify((secret,), body, signature) is None:
            return None
        try:
            return open_body(body)[1]
        except NotADelivery:
            return None

    return open_signed


def _read(decode: Callable[[bytes], T], body: bytes) -> T:
    try:
        return decode(body)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:
        return decode(_ESCAPE.sub(_mended, body))


def _mended(escape: re.Match[bytes]) -> bytes:
    return escape[0] if escape["sound"] else rb"\ufffd"


def _raw_event(raw: msgspec.Raw) -> RawEvent:
    try:
        event_id = _read_envelope(raw).webhookEventId
    except msgspec.DecodeError:  # not an object, or an id that is no (well-formed) text
        event_id = ""
    if not event_id or len(event_id) > LONGEST_EVENT_ID or "\0" in event_id:
        event_id = "sha256-" + sha256(raw).hexdigest()  # the same bytes are the same event
    return event_id, str(raw, "utf-8")
