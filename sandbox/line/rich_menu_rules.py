"""What a rich menu and its picture may look like.

Sources: https://developers.line.biz/en/reference/messaging-api/#rich-menu-object and
#upload-rich-menu-image-requirements . Where LINE publishes no text of a refusal, the text is ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from sandbox.line.model import Json
from sandbox.line.refusals import body_errors, refusal

MENU_LIMIT = 1000
"""Rich menus of one official account."""
AREA_LIMIT = 20
PICTURE_LIMIT = 1_000_000
"""Bytes of a picture."""
NARROWEST, WIDEST, LOWEST, FLATTEST = 800, 2500, 250, 1.45
"""Pixels of a picture's width, of its height, and the least width for a height of one."""
_TEXTS = {"name": 300, "chatBarText": 14}
_SCHEMES = {"http", "https", "line", "tel"}
_ACTIONS = {
    "uri": "uri",
    "message": "text",
    "postback": "data",
    "datetimepicker": "data",
    "richmenuswitch": "richMenuAliasId",
    "clipboard": "clipboardText",
    "camera": None,
    "cameraRoll": None,
    "location": None,
}
"""The actions, and what each cannot be without."""
_START_OF_FRAME = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def check_menu(body: Json) -> None:
    """Raises a 400 refusal that names every bad property of a rich menu object."""
    details = [{"message": text, "property": where} for where, text in _faults_of(body)]
    if details:
        raise body_errors(details)


def _faults_of(body: Json) -> Iterator[tuple[str, str]]:
    for name in ("size", "selected", "name", "chatBarText", "areas"):
        if body.get(name) is None:
            yield name, "must be specified"
    for name, most in _TEXTS.items():
        if len(str(body.get(name) or "")) > most:
            yield name, f"Length must be between 0 and {most}"
    size, areas = body.get("size"), body.get("areas")
    if isinstance(size, dict) and not _is_possible(size.get("width"), size.get("height")):
        yield "size", "The image size is not allowed for richmenu"
    if not isinstance(areas, list):
        return
    if len(areas) > AREA_LIMIT:
        yield "areas", f"Size must be between 0 and {AREA_LIMIT}"
    for index, area in enumerate(areas):
        yield from _faults_of_area(area, f"areas[{index}]")


def _faults_of_area(area: Any, where: str) -> Iterator[tuple[str, str]]:
    bounds = area.get("bounds") if isinstance(area, dict) else None
    action = area.get("action") if isinstance(area, dict) else None
    if not isinstance(bounds, dict) or {"x", "y", "width", "height"} - bounds.keys():
        yield f"{where}.bounds", "must be specified"
    if not isinstance(action, dict) or action.get("type") not in _ACTIONS:
        yield f"{where}.action", "must be specified"
        return
    needed = _ACTIONS[action["type"]]
    if needed is not None and not action.get(needed):
        yield f"{where}.action.{needed}", "must be specified"
    elif needed == "uri" and urlsplit(str(action["uri"])).scheme not in _SCHEMES:
        yield f"{where}.action.uri", "invalid uri"


def _is_possible(width: Any, height: Any) -> bool:
    if not isinstance(width, int) or not isinstance(height, int) or height < LOWEST:
        return False
    return NARROWEST <= width <= WIDEST and width / height >= FLATTEST


def check_picture(content: bytes) -> None:
    """Raises a 400 refusal of a picture that is too large, too small or none."""
    size = _size_of(content)
    if size is None or len(content) > PICTURE_LIMIT or not _is_possible(*size):
        raise refusal(400, "The image size is not allowed for richmenu")


def _size_of(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    at = 2 if content.startswith(b"\xff\xd8") else len(content)
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _START_OF_FRAME:
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width), int.from_bytes(height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None
