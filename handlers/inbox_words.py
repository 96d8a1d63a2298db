"""The words after `/line inbox`."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.cards.inbox import InboxPage, Show
from bot.errors import Refused
from bot.text import _

FLAGS = ("unreplied", "mine", "longest")
SHOWS: dict[frozenset[str], Show] = {
    frozenset(): "",
    frozenset({"unreplied"}): "unreplied",
    frozenset({"longest"}): "longest",
    frozenset({"longest", "unreplied"}): "longest",
    frozenset({"mine"}): "mine",
    frozenset({"mine", "unreplied"}): "mine-unreplied",
    frozenset({"mine", "longest"}): "mine-longest",
    frozenset({"mine", "longest", "unreplied"}): "mine-longest",
}


def chosen_by(words: Sequence[str]) -> InboxPage:
    """Which conversations somebody means, in any order of words. Raises `Refused`."""
    flags, named, page = set(), {"site": "", "level": ""}, 0
    for word in words:
        plain = unicodedata.normalize("NFKC", word)
        name, colon, value = word.replace("：", ":", 1).partition(":")
        if plain.lower() in FLAGS:
            flags.add(plain.lower())
        elif colon and name.lower() in named and value:
            named[name.lower()] = value
        elif plain.isdecimal():
            page = max(0, int(plain) - 1)
        else:
            raise Refused(
                _(
                    "`/line inbox` does not know “{word}”. It takes `unreplied`, `mine`, "
                    "`longest`, `site:SITE`, `level:LEVEL` and the number of a page.",
                    word=word,
                )
            )
    return InboxPage(page, SHOWS[frozenset(flags)], named["site"].lower(), named["level"])
