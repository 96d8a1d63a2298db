"""What a member sent besides words, as `Message.media` keeps it: JSON with a `kind`.

| kind | what else | what Slack shows |
| --- | --- | --- |
| content | id, type, name, size | a copy of what LINE keeps under the message's id |
| photo | url | a picture outside LINE, at its own address |
| place | latitude, longitude | a link to a map |

Once it is known, `state` says what became of a content: copied, too-large, gone or failed.
https://developers.line.biz/en/reference/messaging-api/#message-event
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping
from typing import Any, Literal

from bot.platforms.line_json import Given

Media = dict[str, Any]
State = Literal["", "copied", "too-large", "gone", "failed"]

KEPT = ("image", "video", "audio", "file")  #: what LINE keeps content for
LONGEST_NAME = 120  #: characters of a file's name
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def media_of(message: Given) -> Media | None:
    """What there is to show besides the line."""
    kind = message.words("type")
    if kind == "location":
        return _place(message)
    if kind not in KEPT:
        return None
    provider = message.words("contentProvider", "type")
    if provider == "external":
        return _photo(message) if kind == "image" else None
    if provider not in ("line", "") or not message.words("id"):
        return None
    return {
        "kind": "content",
        "id": message.words("id"),
        "type": kind,
        "name": message.words("fileName"),
        "size": message.whole("fileSize"),
    }


def copied(media: Mapping[str, Any] | None) -> bool:
    """Whether LINE keeps it, so that Slack gets a copy."""
    return (media or {}).get("kind") == "content"


def with_state(media: Media, state: State) -> Media:
    """The same, with what became of it."""
    return {**media, "state": state}


def state_of(media: Mapping[str, Any] | None) -> State:
    """What became of a content; "" while nothing has, and for what is none."""
    state: State = (media or {}).get("state", "")
    return state


def file_name(media: Mapping[str, Any], content_type: str) -> str:
    """A name to keep the content under, with an ending that tells its type."""
    given = UNSAFE.sub(" ", str(media.get("name") or "")).strip(" .")[-LONGEST_NAME:]
    if given:
        return given
    plain = content_type.partition(";")[0].strip()
    ending = mimetypes.guess_extension(plain) or ENDINGS.get(str(media.get("type")), "")
    return f"{media.get('type', 'file')}-{str(media.get('id', ''))[-12:]}{ending}"


def _place(message: Given) -> Media | None:
    latitude, longitude = message.decimal("latitude"), message.decimal("longitude")
    if latitude is None or longitude is None:
        return None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return {"kind": "place", "latitude": latitude, "longitude": longitude}


def _photo(message: Given) -> Media | None:
    address = message.words("contentProvider", "originalContentUrl")
    return {"kind": "photo", "url": address} if address.startswith("https://") else None


ENDINGS = {"image": ".jpg", "video": ".mp4", "audio": ".m4a"}
