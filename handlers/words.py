"""What a person typed after `/line`: words, the command they name, or the nearest there is."""

from __future__ import annotations

import difflib
import shlex
import unicodedata
from collections.abc import Sequence

from bot.cards.marks import code
from bot.errors import NotFound
from bot.text import Text, _
from handlers.declare import Command

CURLY = str.maketrans({"“": '"', "”": '"', "„": '"', "＂": '"'})
CLOSE = 0.5  # difflib's ratio from which a word passes for a slip of the finger


def split(text: str) -> tuple[str, ...]:
    """The words; quotes, also those Slack makes curly, hold several together."""
    lexer = shlex.shlex(text.translate(CURLY), posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.escape, lexer.commenters = True, '"', "", ""
    lexer.whitespace += "\u3000\u00a0\u200b"
    try:
        return tuple(lexer)
    except ValueError:  # a quote left open: then it is only a character
        return tuple(text.split())


def find(words: Sequence[str], commands: Sequence[Command]) -> tuple[Command, tuple[str, ...]]:
    """The command the words begin with, the longest name first, and the words after it.

    Names are read in any case and width. Raises NotFound that says what comes nearest.
    """
    names = {one.name: one for one in commands}
    plain = [unicodedata.normalize("NFKC", word).lower() for word in words]
    for length in (2, 1):
        found = names.get(" ".join(plain[:length]))
        if found is not None:
            return found, tuple(words[length:])
    raise NotFound(_missing(plain, commands))


def family(words: Sequence[str], commands: Sequence[Command]) -> str:
    """The first word if commands begin with it, else "unknown"; what people mistype, a secret
    perhaps, is not for logs.
    """
    return words[0] if words[0] in {one.name.split()[0] for one in commands} else "unknown"


def _missing(words: Sequence[str], commands: Sequence[Command]) -> Text:
    typed = code(f"/line {' '.join(words[:2])}")
    family = [one for one in commands if one.name.split()[0] == words[0]]
    if family:
        return _(
            "`/line` has no {typed}. There are: {names}.",
            typed=typed,
            names=[code(f"/line {one.name}") for one in family],
        )
    nearest = _nearest(words, [one.name for one in commands])
    if nearest is None:
        return _("`/line` has no {typed}. `/line help` lists what there is.", typed=typed)
    return _(
        "`/line` has no {typed}. Did you mean {nearest}? `/line help` lists what there is.",
        typed=typed,
        nearest=code(f"/line {nearest}"),
    )


def _nearest(words: Sequence[str], names: Sequence[str]) -> str | None:
    """The closest name, judged by as many words as it has."""

    def likeness(name: str) -> float:
        typed = " ".join(words[: len(name.split())])
        return difflib.SequenceMatcher(None, typed, name).ratio()

    best = max(names, key=likeness, default=None)
    return best if best is not None and likeness(best) >= CLOSE else None
