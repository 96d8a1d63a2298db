"""Pages members see: pure, data in, HTML out. Templates are Jinja2 and escape everything."""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.locale import DEFAULT_ZONE, Language, Speaker
from bot.text import Text, _

TAGS = {Language.ZH_TW: "zh-Hant-TW", Language.EN: "en", Language.JA: "ja"}
"""What `<html lang>` and LINE's `ui_locales` call our languages."""

SIGN_IN = _("Log in with LINE")
CALL = _("Call the shop")
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Frame:
    """What every page of a site has around it. `base` begins its links: "" or "/s/taipei"."""

    language: Language
    site_name: str
    base: str = ""
    zone: str = DEFAULT_ZONE  #: times are shown in it
    account_name: str = ""
    account_picture: str | None = None
    phone: str = ""  #: the shop's own, for what only it can mend


@dataclass(frozen=True)
class Asset:
    """A file pages use. `address` changes with its content, so that it may be kept for long."""

    address: str  #: without what a site's links begin with, such as `/static/member.0a1b2c3d.css`
    content_type: str
    body: bytes


@lru_cache
def assets() -> Mapping[str, Asset]:
    """Every file in `bot/pages/static`, by its name there."""
    found = {}
    for file in files("bot.pages").joinpath("static").iterdir():
        name, body = PurePosixPath(file.name), file.read_bytes()
        digest = hashlib.sha256(body).hexdigest()[:8]
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        address = f"/static/{name.stem}.{digest}{name.suffix}"
        found[file.name] = Asset(address, kind, body)
    return found


def asset(path: str) -> Asset | None:
    """The file a request's path ends with, whatever site it belongs to."""
    return next((one for one in assets().values() if path.endswith(one.address)), None)


@lru_cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("bot.pages"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["telephone"] = _telephone
    return made


def _telephone(written: str) -> str:
    """What `tel:` takes of a number as shops write it (RFC 3966)."""
    return "".join(one for one in written if one.isascii() and (one.isdigit() or one in "+*#"))


def render(template: str, frame: Frame, **data: Any) -> str:
    """The page in the frame's language; every `Text` in `data` is said in it.

    Templates have `frame`, `base` for links, `lang`, `say` for further texts, and
    `static("member.css")` for the addresses of files.
    """
    speaker = Speaker(frame.language, frame.zone)
    said = {n: speaker.say(v) if isinstance(v, Text) else v for n, v in data.items()}
    around = {
        "frame": frame,
        "base": frame.base,
        "lang": TAGS[frame.language],
        "static": lambda name: frame.base + assets()[name].address,
        "say": speaker.say,
        "sign_in": speaker.say(SIGN_IN),
        "call": speaker.say(CALL),
    }
    return _environment().get_template(template).render(**around, **said)


def add_friend_url(oa_id: str) -> str:
    """LINE's own page to add an official account as a friend; `oa_id` is without the @
    (https://developers.line.biz/en/docs/messaging-api/using-line-url-scheme/).
    """
    return f"https://line.me/R/ti/p/{quote('@' + oa_id)}"


def language_wanted(accept_language: str) -> Language:
    """The first language of ours a browser asks for; Traditional Chinese when it asks for none."""
    for part in accept_language.split(","):
        match part.split(";")[0].strip().lower()[:2]:
            case "zh":
                return Language.ZH_TW
            case "ja":
                return Language.JA
            case "en":
                return Language.EN
    return Language.ZH_TW
