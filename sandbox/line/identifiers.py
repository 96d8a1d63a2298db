"""Identifiers in the forms LINE publishes them."""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment as an aware UTC time."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def present() -> datetime:
    """The clock of this machine, as an aware UTC time."""
    return datetime.now(UTC)


def milliseconds(moment: datetime) -> int:
    """Unix time in milliseconds, as webhook events carry it."""
    return int(moment.timestamp() * 1000)


def ulid(moment: datetime) -> str:
    """A ULID, the form of ``webhookEventId`` (Messaging API reference, "Common properties")."""
    value = (milliseconds(moment) << 80) | secrets.randbits(80)
    return "".join(_CROCKFORD[(value >> shift) & 31] for shift in range(125, -1, -5))


def derived_id(letter: str, *parts: str) -> str:
    """``letter`` and 32 hexadecimal digits that depend on ``parts`` alone: U users, C groups, R
    rooms.
    """
    return letter + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def new_channel_id() -> str:
    """Ten digits, the first of them a 2."""
    return "2" + "".join(secrets.choice(string.digits) for _ in range(9))


def new_secret() -> str:
    """A channel secret: 32 hexadecimal digits."""
    return secrets.token_hex(16)


def new_basic_id() -> str:
    """A basic id: @, three digits, five letters."""
    digits = "".join(secrets.choice(string.digits) for _ in range(3))
    return f"@{digits}" + "".join(secrets.choice(string.ascii_lowercase) for _ in range(5))


def new_liff_id(channel_id: str) -> str:
    """The channel's id, a hyphen and eight letters or digits."""
    alphabet = string.ascii_letters + string.digits
    return f"{channel_id}-" + "".join(secrets.choice(alphabet) for _ in range(8))
