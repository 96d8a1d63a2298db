"""Numbers people type: whole, positive, and not so large that they must be a slip."""

from __future__ import annotations

import re
import unicodedata

from bot.errors import Refused
from bot.text import Text, _

MOST_MONEY = 10_000_000  #: whole units of the account's currency, in one purchase
MOST_POINTS = 1_000_000  #: in one entry of the ledger
MOST_TICKETS = 10_000_000  #: of one kind

GROUPED = re.compile(r"\d{1,3}(,\d{3})+|\d+")
INVISIBLE = ("Cf", "Cc")  #: Unicode's format and control characters


def clean_number(written: str) -> str:
    """Digits as a keyboard of any language writes them become plain ones; spaces go."""
    plain = unicodedata.normalize("NFKC", written)
    return "".join(
        one for one in plain if not one.isspace() and unicodedata.category(one) not in INVISIBLE
    )


def ungrouped(written: str) -> str:
    """A grouped number without its commas, "1,200" as "1200"; anything else only cleaned."""
    plain = clean_number(written)
    return plain.replace(",", "") if GROUPED.fullmatch(plain) else plain


def not_a_number(written: str) -> Text:
    """What is wrong with what somebody typed for a whole number."""
    return _("“{written}” is not a whole number. Type digits only, such as 120.",
             written=written.strip()[:30])  # fmt: skip


def whole(written: str, most: int, *, least: int = 1) -> int:
    """The whole number somebody typed; "1,200" is one. Raises `Refused`, saying what fits."""
    plain = clean_number(written)
    if not plain.isascii() or not GROUPED.fullmatch(plain):
        raise Refused(not_a_number(written))
    digits = plain.replace(",", "").lstrip("0") or "0"
    number = int(digits[:12])  # what is longer is beyond every limit here
    if not least <= number <= most:
        raise Refused(_("{number} does not fit here: from {least} to {most}.",
                        number=f"{number:,}", least=f"{least:,}", most=f"{most:,}"))  # fmt: skip
    return number


def signed(written: str, most: int) -> int:
    """As `whole`, for what may be taken away too: "-50", "−50", "+50". Raises `Refused`."""
    plain = clean_number(written)
    taken = plain[:1] in ("-", "−", "–")
    number = whole(plain[1:] if taken or plain[:1] == "+" else plain, most)
    return -number if taken else number
