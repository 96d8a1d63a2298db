"""A kind of ticket as somebody fills in its form, read into what it is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from bot.binding.amounts import MOST_MONEY, MOST_POINTS, MOST_TICKETS, whole
from bot.binding.ticket_rules import first_invalid_moment, first_moment, read_stores
from bot.errors import InvalidForm, Refused
from bot.text import Text, _

LONGEST = {"name": 60, "terms": 2000, "picture": 1000}

Read = TypeVar("Read")


@dataclass(frozen=True)
class Written:
    """What the form holds, as typed."""

    name: str
    picture: str = ""
    terms: str = ""
    price_points: str = ""
    price_money: str = ""
    valid_from: str = ""
    valid_until: str = ""
    per_member: str = ""
    quantity: str = ""
    stores: str = ""
    claim_link: bool = False


@dataclass(frozen=True)
class TicketSettings:
    """A kind of ticket as wanted. `stores` are quotas by slug; empty: every store; None: as now."""

    name: str
    picture_url: str
    terms: str
    price_points: int | None
    price_money: int | None
    valid_from: datetime | None
    valid_until: datetime | None
    per_member: int | None
    quantity: int | None
    stores: Mapping[str, int | None] | None
    claimable: bool


def read_settings(
    written: Written, zone: str, slugs: Collection[str], *, kept: str = ""
) -> TicketSettings:
    """The settings; days are days of `zone`, `kept` is the picture's address so far, which needs no
    judging. Raises `InvalidForm` under every wrong field.
    """
    reader = _Reader(written)
    begins = reader.of("valid_from", lambda typed: first_moment(typed, zone))
    ends = reader.of("valid_until", lambda typed: first_invalid_moment(typed, zone))
    if begins and ends and begins >= ends:
        reader.problems["valid_until"] = _("This is before the first day it is valid.")
    per_member = reader.number("per_member", MOST_TICKETS)
    made = TicketSettings(
        name=reader.words("name"),
        picture_url=reader.of("picture", lambda typed: typed if typed == kept else _picture(typed))
        or "",
        terms=reader.words("terms"),
        price_points=reader.number("price_points", MOST_POINTS),
        price_money=reader.number("price_money", MOST_MONEY),
        valid_from=begins,
        valid_until=ends,
        per_member=per_member or (1 if written.claim_link else None),
        quantity=reader.number("quantity", MOST_TICKETS),
        stores=reader.of("stores", lambda typed: read_stores(typed, slugs) if typed else None),
        claimable=written.claim_link,
    )
    if not made.name:
        reader.problems["name"] = _("Please fill this in.")
    if reader.problems:
        raise InvalidForm(reader.problems)
    return made


class _Reader:
    """Reads field by field and collects what is wrong."""

    def __init__(self, written: Written) -> None:
        self._written = written
        self.problems: dict[str, Text] = {}

    def of(self, name: str, read: Callable[[str], Read]) -> Read | None:
        try:
            return read(str(getattr(self._written, name)).strip())
        except Refused as refused:
            self.problems[name] = refused.said
            return None

    def number(self, name: str, most: int) -> int | None:
        return self.of(name, lambda typed: whole(typed, most) if typed else None)

    def words(self, name: str) -> str:
        typed = str(getattr(self._written, name)).strip()
        if len(typed) > LONGEST[name]:
            self.problems[name] = _("This has {count} characters; at most {most} fit.",
                                    count=len(typed), most=LONGEST[name])  # fmt: skip
        return typed


def _picture(typed: str) -> str:
    if not typed:
        return ""
    try:
        parts = urlsplit(typed)
        host = parts.hostname
    except ValueError:
        host = None
    ill_made = not host or parts.username is not None or any(one.isspace() for one in typed)
    if ill_made or parts.scheme != "https" or len(typed) > LONGEST["picture"]:
        raise Refused(_("Give the https address of a picture, such as "
                        "https://example.com/latte.jpg."))  # fmt: skip
    return typed
