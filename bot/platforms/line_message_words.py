"""What Slack shows for each type of message a member can send.

https://developers.line.biz/en/reference/messaging-api/#message-event
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.platforms.line_json import Given
from bot.text import Text, _

Words = Text | str  #: a plain `str` is what the member wrote: shown as it is, never translated


def message_line(message: Given) -> Words:
    """One line for a message of any type; a type LINE invented since is named."""
    kind = message.words("type")
    known = LINES.get(kind)
    line = known(message) if known else None
    return line or _("Sent a message of a kind Moorline does not know yet: {kind}", kind=kind)


def written(message: Given) -> str:
    """The member's own words in it, if there are any."""
    return message.words("text")


def _text(message: Given) -> Words:
    return written(message) or _("Sent an empty message")


def _image(message: Given) -> Words:
    total = message.whole("imageSet", "total")
    index = message.whole("imageSet", "index")
    if total and index:
        return _("Sent a picture ({index} of {total})", index=index, total=total)
    return _from_elsewhere(message) or _("Sent a picture")


def _video(message: Given) -> Words:
    length = _length(message)
    if length is None:
        return _from_elsewhere(message) or _("Sent a video")
    return _("Sent a video ({length})", length=length)


def _audio(message: Given) -> Words:
    length = _length(message)
    if length is None:
        return _from_elsewhere(message) or _("Sent a voice message")
    return _("Sent a voice message ({length})", length=length)


def _file(message: Given) -> Words:
    name = message.words("fileName")
    size = message.whole("fileSize")
    if not name:
        return _("Sent a file")
    if size is None:
        return _("Sent the file {name}", name=name)
    return _("Sent the file {name} ({size} bytes)", name=name, size=size)


def _location(message: Given) -> Words:
    named = [words for words in (message.words("title"), message.words("address")) if words]
    latitude, longitude = message.decimal("latitude"), message.decimal("longitude")
    if latitude is not None and longitude is not None:
        named.append(f"{latitude:.6f}, {longitude:.6f}")
    if not named:
        return _("Sent a location")
    return _("Sent a location: {place}", place=" · ".join(named))


def _sticker(message: Given) -> Words:
    keywords = [word.words() for word in message.items("keywords")[:3]]
    means = written(message) or ", ".join(word for word in keywords if word)
    return _("Sent a sticker: {means}", means=means) if means else _("Sent a sticker")


def _length(message: Given) -> timedelta | None:
    """LINE counts milliseconds; under a second is rounded up."""
    milliseconds = message.whole("duration")
    if milliseconds is None or not 0 <= milliseconds < 10**12:
        return None
    return timedelta(seconds=max(1, round(milliseconds / 1000)))


def _from_elsewhere(message: Given) -> Words | None:
    """Content that liff.sendMessages took from an address outside LINE."""
    address = message.words("contentProvider", "originalContentUrl")
    return _("Sent {address}", address=address) if address else None


LINES: dict[str, Callable[[Given], Words]] = {
    "text": _text,
    "image": _image,
    "video": _video,
    "audio": _audio,
    "file": _file,
    "location": _location,
    "sticker": _sticker,
}
