"""Reads and judges single values of settings; what is wrong is said with its mend."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit

from bot.binding.liff_sdk import OLDEST, pinned_version, spelled
from bot.text import Text, _

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Problem(ValueError):
    """What is wrong with one setting, and the mend."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


def secure_address(value: str) -> str:
    """An address nobody can listen in on, as it is. Raises `Problem`."""
    parts = urlsplit(value)
    local = parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (local and parts.scheme == "http"):
        raise Problem(_("must start with https:// (http only for this machine)"))
    if not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Problem(_("must be an address without ? and #, such as https://line.example.com"))
    return value


def judge_database(value: str) -> None:
    """What can be told of a database's address without SQLAlchemy. Raises `Problem`."""
    parts = urlsplit(value)
    if parts.scheme not in ("sqlite", "postgresql", "postgres"):
        raise Problem(_("must start with sqlite:/// or postgresql://"))
    file = value.partition("///")[2].partition("?")[0]
    if parts.scheme == "sqlite" and file in ("", ":memory:"):
        raise Problem(_("must name a file, such as sqlite:///moorline.db"))
    if parts.scheme != "sqlite" and not parts.path.strip("/"):
        raise Problem(_("lacks the database's name: postgresql://user:password@host/name"))


def judge_sdk(value: str) -> None:
    """The LIFF SDK an address names must not be one LINE has withdrawn. Raises `Problem`."""
    version = pinned_version(value)
    if version is not None and version < OLDEST:
        raise Problem(
            _("names a version LINE has withdrawn; use {oldest} or newer", oldest=spelled(OLDEST))
        )


def listed(value: str) -> list[str]:
    """The words of a comma-separated value."""
    return [name for name in (part.strip() for part in value.split(",")) if name]


def networks(value: str) -> Sequence[IPv4Network | IPv6Network]:
    """IP addresses and networks. Raises `Problem`."""
    try:
        return [ip_network(one, strict=False) for one in listed(value)]
    except ValueError:
        raise Problem(
            _("takes IP addresses and networks such as 10.0.0.0/8, separated by commas")
        ) from None
