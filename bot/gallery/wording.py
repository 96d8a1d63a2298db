"""The words of samples: hostile ones to test with, friendly ones to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.binding.rules.webhook import webhook_enabled
from bot.cards.inbox import InboxPage
from bot.cards.parts import Card, Tone, prose
from bot.text import Text, _

NOW = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)
BAD = "<!channel> & <https://evil.example|free>"

#: Texts that need a shape, by the name of their field or argument.
SHAPED = {
    "subject": "site:taipei",
    "conversation": "user:U4af4980629",
    "confirmed_by": "U012AB3CD",
    "person": "U012AB3CD",
    "author": "U012AB3CD",
    "by": "U012AB3CD",
    "actor": "U012AB3CD",
    "acked_by": "U012AB3CD",
    "muted_by": "U012AB3CD",
    "repaired_by": "U012AB3CD",
    "user": "U012AB3CD",
    "link": "https://developers.line.biz/console/",
    "url": "https://example.com/",
    "picture_url": "https://profile.line-scdn.net/0h",
    "photo_url": "https://example.com/photo.jpg",
    "what": "changed",
}

FACE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'%3E"
    "%3Crect width='64' height='64' fill='%23c98d6b'/%3E%3Ccircle cx='32' cy='26' r='12'"
    " fill='%23fff'/%3E%3Cpath d='M8 64c2-18 13-24 24-24s22 6 24 24z' fill='%23fff'/%3E%3C/svg%3E"
)
"""Somebody's picture, which nothing has to fetch."""

FRIENDLY_WORDS = {
    "name": "小島咖啡 台北店",
    "subject_name": "小島咖啡 台北店",
    "site_name": "小島咖啡 台北店",
    "account": "line-kojima",
    "account_name": "小島咖啡",
    "slug": "taipei",
    "site": "taipei",
    "sites": "taipei",
    "check": "webhook-url",
    "channel": "C0LINEKOJIMA",
    "channel_id": "2006516002",
    "channel_name": "line-kojima",
    "slack_channel": "C0LINEKOJIMA",
    "member": "陳怡君",
    "who": "陳怡君",
    "words": "請問今天有營業嗎？可以帶狗嗎？",
    "glimpses": "請問今天有營業嗎？",
    "oa_id": "516kjima",
    "level": "金卡會員",
    "service_phone": "02-2345-6789",
    "rich_menu": "台北店",
    "liff_id": "2006516002-AbcdEfgh",
    "old": "https://old.example.com/line/line-kojima/webhook",
    "new": "https://line.example.com/line/line-kojima/webhook",
    "expected": "https://line.example.com/line/line-kojima/webhook",
    "actual": "https://old.example.com/line/line-kojima/webhook",
    "word": "verfiy",
    "digest": "3f9a1c",
    "picture_url": FACE,
    "account_picture": FACE,
    "photo_url": "",
    "user": "U0STANDMEI1",
    "base": "",
}


@dataclass(frozen=True)
class Wording:
    """`word` gives a text for the name of its field; `known` samples of particular types.

    `sentences` are of ours, by the name of their field; the others are `known`'s.
    """

    word: Callable[[str], str]
    known: Mapping[type, Any]
    sentences: Mapping[str, Text] = field(default_factory=dict)


def _known(anything: str) -> dict[type, Any]:
    """Samples of types that cannot be built from their fields."""
    return {
        bool: True,
        int: 1234,
        float: 0.5,
        datetime: NOW,
        date: NOW.date(),
        timedelta: timedelta(minutes=95),
        Text: Text("A *sentence* about {thing}", (("thing", anything),)),
        type(None): None,
        InboxPage: InboxPage(0, site="taipei", level="金卡"),
        Card: Card(anything, (prose(anything),), Tone.WARNING, anything),
    }


def _hostile(name: str) -> str:
    return SHAPED.get(name, f"{name} {BAD}")


def _friendly(name: str) -> str:
    is_address = name.endswith(("url", "urls", "address", "endpoint"))
    guessed = "https://shop.example.com/s/taipei" if is_address else name.replace("_", " ")
    return (SHAPED | FRIENDLY_WORDS).get(name, guessed)


HOSTILE = Wording(_hostile, _known(BAD))
"""Every text tries to be obeyed by Slack, unless its name says what shape it needs."""

FRIENDLY = Wording(
    _friendly,
    {**_known("小島咖啡"), Text: webhook_enabled.means},
    {"title": webhook_enabled.title, "label": webhook_enabled.label, "how": _("Repair")},
)
"""A café's words."""
