"""What a sub-site may be called and where it may live. Pure; an import's dry run uses it too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from urllib.parse import SplitResult, urlsplit, urlunsplit

from bot.binding.codes import plain_code
from bot.binding.neighbours import Neighbours, OtherSite, under
from bot.text import Text, _

SLUG = re.compile(r"[a-z0-9-]{1,40}")
LONGEST = {"name": 100, "service_phone": 50, "redemption_code": 50, "rich_menu": 300}
LONGEST_ADDRESS = 500
NO_CODE = "-"  #: as the redemption code: take the present one away
LOOPBACK = ("127.0.0.1", "::1", "localhost")
PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class NewSite:
    """A sub-site as wanted, cleaned; the redemption code never appears in its `repr`."""

    name: str
    slug: str
    address: str | None = None  #: own https address; None: a place on this server
    service_phone: str = ""
    redemption_code: str = field(default="", repr=False)
    rich_menu: str = ""
    active: bool = True
    points_per: int | None = None  #: money that earns one point; None: no points here


def problems(wanted: NewSite, others: Neighbours, server: str = "") -> dict[str, Text]:
    """What is wrong, by the parameter's name; empty when all is well. `server` is PUBLIC_URL."""
    found = {"site": _slug(wanted, others), "address": _address(wanted, others, server)}
    for name in LONGEST:
        found[name] = _too_long(name, getattr(wanted, name))
    if not wanted.name:
        found["name"] = _("Please fill this in.")
    found["redemption_code"] = found["redemption_code"] or _taken_code(wanted, others)
    order: Mapping[str, int] = {one.name: place for place, one in enumerate(fields(NewSite))}
    said = sorted(found.items(), key=lambda pair: order.get(pair[0], 1))
    return {name: problem for name, problem in said if problem}


def clean_address(written: str) -> str | None:
    """The address as it is stored: host in small ASCII letters, no default port, no last slash.

    What is no address is left as it is, for `problems` to name.
    """
    written = written.strip()
    try:
        parts = urlsplit(written)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except (ValueError, UnicodeError):
        return written or None
    if not host or not parts.scheme:
        return written or None
    place = f"[{host}]" if ":" in host else host
    if port and PORTS.get(parts.scheme) != port:
        place += f":{port}"
    if parts.username is not None:
        place = f"{parts.netloc.rpartition('@')[0]}@{place}"
    path = parts.path.rstrip("/")
    return urlunsplit((parts.scheme, place, path, parts.query, parts.fragment))


def _slug(wanted: NewSite, others: Neighbours) -> Text | None:
    if not SLUG.fullmatch(wanted.slug):
        return _("Use 1 to 40 small letters, digits and hyphens, such as taipei-101.")
    taken = others.named(wanted.slug)
    if taken is None:
        return None
    if taken.name:
        return _("“{slug}” is already {name}. Choose another.", slug=wanted.slug, name=taken.name)
    return _("“{slug}” is already taken on this server. Choose another.", slug=wanted.slug)


def _address(wanted: NewSite, others: Neighbours, server: str) -> Text | None:
    if wanted.address is None:
        return None
    try:
        parts = urlsplit(wanted.address)
        malformed = not parts.hostname or parts.port == 0
    except ValueError:
        return NO_ADDRESS
    if malformed or any(one.isspace() for one in wanted.address):
        return NO_ADDRESS
    return _badly_put(parts) or _in_the_way(wanted.address, others, server)


def _badly_put(parts: SplitResult) -> Text | None:
    local = parts.hostname in LOOPBACK and parts.scheme == "http"
    if parts.scheme != "https" and not local:
        return _("It must begin with https://: LINE opens nothing else.")
    if parts.fragment:
        return _("Leave out # and what follows it: LINE takes no such address.")
    if parts.query or parts.username is not None:
        return _("Leave out ? and @: only a host and a path, such as https://taipei.example.com.")
    if len(parts.geturl()) > LONGEST_ADDRESS:
        return _("It is longer than {most} characters.", most=LONGEST_ADDRESS)
    return None


def _in_the_way(address: str, others: Neighbours, server: str) -> Text | None:
    """Two sites at one place, or one inside the other, would answer for each other."""
    if server and under(address, server):
        return _("This is Moorline's own address. Leave it empty: the site gets a place there.")
    if there := others.at(address):
        return _said(there, SAME, SAME_ELSEWHERE)
    if above := others.around(address):
        return _said(above, INSIDE, INSIDE_ELSEWHERE)
    if below := others.inside(address):
        return _said(below, ABOVE, ABOVE_ELSEWHERE)
    return None


def _said(other: OtherSite, ours: Text, elsewhere: Text) -> Text:
    """Another account's site is not named."""
    values = (("name", other.name), ("url", other.url))
    return Text(ours.msgid, values) if other.name else elsewhere


NO_ADDRESS = _("This is no address. Write it out, such as https://taipei.example.com.")
SAME = _("{name} is already there. Two sites cannot share an address.")
SAME_ELSEWHERE = _("A site of another account is already there.")
INSIDE = _("This is inside the address of {name} ({url}), which would answer for it.")
INSIDE_ELSEWHERE = _("This is inside the address of another account's site.")
ABOVE = _("{name} ({url}) is inside this address; it would be answered for by this site.")
ABOVE_ELSEWHERE = _("Another account's site is inside this address.")


def _taken_code(wanted: NewSite, others: Neighbours) -> Text | None:
    """A store is known by its code alone, so no two may share one. Whose it is is not told."""
    code = plain_code(wanted.redemption_code)
    if code in ("", NO_CODE) or not others.coded(code):
        return None
    return _("Another store has this code already, and a store is known by its code alone. Choose "
             "another.")  # fmt: skip


def _too_long(name: str, value: str) -> Text | None:
    if len(value) <= LONGEST[name]:
        return None
    return _("This has {count} characters; at most {most} fit.", count=len(value),
             most=LONGEST[name])  # fmt: skip
