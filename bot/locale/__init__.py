"""Turns a `Text` into words for one reader: their language, their numbers, their time zone.

Nobody below the edge chooses a language; a `Speaker` is made from a person's Slack locale
(`Person.locale`, https://docs.slack.dev/reference/methods/users.info) or a page's cookie.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.text import Text

Quote = Callable[[str], str]
DEFAULT_ZONE = "Asia/Taipei"


class Language(StrEnum):
    """The languages Moorline speaks; the value is the catalogue's name and Babel's locale."""

    ZH_TW = "zh_TW"
    EN = "en"
    JA = "ja"


@dataclass(frozen=True)
class Verbatim:
    """A value that is already spelt for its medium, such as a Slack link; inserted unquoted."""

    words: str

    def __str__(self) -> str:
        return self.words


def language_of(locale: str | None) -> Language:
    """The language for an IETF tag as Slack gives it (`zh-TW`, `ja-JP`, `en-GB`).

    Any Chinese reads Traditional Chinese; no tag at all does too, because that is what the
    operators of Moorline's home market read; every other language reads English.
    """
    tag = (locale or "zh").replace("_", "-").lower()
    match tag.split("-")[0]:
        case "zh":
            return Language.ZH_TW
        case "ja":
            return Language.JA
        case _:
            return Language.EN


def unquoted(words: str) -> str:
    """The quoting of media in which no character is special."""
    return words


@dataclass(frozen=True)
class Speaker:
    """Says things to one reader. `zone` is an IANA name; an unknown one reads as UTC."""

    language: Language
    zone: str = DEFAULT_ZONE

    def say(self, text: Text | str, quote: Quote = unquoted) -> str:
        """The words for this reader; a sentence without translation is said in English.

        `quote` makes inserted strings harmless in the medium; the sentence itself is ours and is
        left as it is. A plain `str` is somebody's data: it is quoted, never translated. A
        placeholder without a value stays visible as `{name}`; nothing is ever raised for words.
        """
        from bot.locale.catalogue import translated  # noqa: PLC0415  Babel only when spoken to

        if isinstance(text, str):
            return quote(text)
        values = _Values((name, self._value(value, quote)) for name, value in text.values)
        for words in (translated(self.language, text.msgid), text.msgid):
            try:
                return words.format_map(values)
            except (ValueError, LookupError, AttributeError):
                continue  # a translation with a broken placeholder: the English one may do
        return text.msgid

    def _value(self, value: Any, quote: Quote) -> str:
        from bot.locale import formats  # noqa: PLC0415  Babel only when spoken to

        match value:
            case Text():
                return self.say(value, quote)
            case Verbatim(words):
                return words
            case str():
                return quote(value)
            case None:
                return ""
            case list() | tuple():
                return formats.listed(self.language, [self._value(one, quote) for one in value])
            case _:
                return quote(formats.formatted(self.language, self.zone, value))


class _Values(dict[str, str]):
    """Placeholders' values; one that is missing is shown, so that it is seen and reported."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
