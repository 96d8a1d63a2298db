"""Redemption codes (核銷碼): which store's a typed code is, and when too many were wrong. Pure."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

MOST_WRONG = 5
WITHIN = timedelta(minutes=10)
LOCKED_FOR = timedelta(minutes=10)
LONGEST = 50


def plain_code(written: str) -> str:
    """The code as it is compared: full-width letters and digits plain, small, without spaces."""
    plain = unicodedata.normalize("NFKC", written).casefold()
    return "".join(one for one in plain if not one.isspace() and unicodedata.category(one) != "Cf")


def owner(written: str, codes: Iterable[tuple[str, str]]) -> str | None:
    """Which of these (store, code as `plain_code` gives it) has the typed code; None: nobody.

    Takes as long for the first as for the last, and for none: every code is compared, each in
    constant time.
    """
    typed = plain_code(written)[: LONGEST + 1].encode()
    found = None
    for store, code in codes:
        same = hmac.compare_digest(code.encode(), typed)
        found = store if same and typed else found
    return found


def recent(times: Iterable[float], now: datetime) -> list[float]:
    """Those of the wrong tries (seconds since 1970) that still count."""
    since = (now - WITHIN).timestamp()
    return [one for one in times if one > since]


def most_wrong(*, member: bool, stores: int) -> int:
    """How many wrong codes lock a member, or the page of a site that serves so many stores.

    A store's own page serves one. The parent site's serves them all: slips of one counter must
    not close the others', and each member is held to five anyway.
    """
    return MOST_WRONG if member else MOST_WRONG * max(stores, 1)


def locked_until(times: Sequence[float], most: int, now: datetime) -> datetime | None:
    """Until when so many wrong codes lock; None: not yet."""
    return now + LOCKED_FOR if len(times) >= most else None
