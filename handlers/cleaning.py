"""Makes what people paste into what they meant, before anybody judges it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

Clean = Callable[[str], str]

INVISIBLE = ("Cf", "Cc")  # Unicode's format and control characters: zero-width space, BOM, …


def line(value: str) -> str:
    """One line of prose: invisible characters gone, runs of spaces made one."""
    return " ".join(_visible(value, keep="").split())


def paragraph(value: str) -> str:
    """Several lines, their order and breaks kept."""
    return _visible(value.replace("\r\n", "\n"), keep="\n\t\u200d").strip()


def identifier(value: str) -> str:
    """A code without spaces: full-width letters and digits become plain, spaces inside go."""
    return "".join(_visible(unicodedata.normalize("NFKC", value), keep="").split())


def official_account_id(value: str) -> str:
    """A LINE official account's id with exactly one leading @, in small letters."""
    return "@" + identifier(value).lstrip("@").lower() if identifier(value) else ""


def slug(value: str) -> str:
    """A short name for addresses: small letters, digits and hyphens."""
    return identifier(value).lower().replace("_", "-")


def _visible(value: str, keep: str) -> str:
    """Without invisible characters; line breaks and tabs that are not kept become spaces."""
    spaced = "".join(" " if one in "\n\r\t" and one not in keep else one for one in value)
    return "".join(
        one for one in spaced if one in keep or unicodedata.category(one) not in INVISIBLE
    )
