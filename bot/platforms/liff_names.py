"""Names for LIFF apps, which may not contain "LINE" or anything like it.

LINE publishes the rule without its measure (https://developers.line.biz/en/reference/liff-server/),
so whatever resembles the word is taken out, and a neutral name is left when nothing remains.
"""

from __future__ import annotations

import re
import unicodedata

from bot.platforms.graphemes import first_graphemes

NEUTRAL = "Members"
LONGEST = 50
"""Graphemes; ours, as LINE publishes no length."""

_LOOKS_LIKE = str.maketrans(
    {
        **dict.fromkeys("łʟӏ", "l"),
        **dict.fromkeys("іιıɪíїӀ", "i"),
        **dict.fromkeys("νηոɴп", "n"),
        **dict.fromkeys("еεєҽᴇɛ", "e"),
    }
)
_L, _I, _N, _E = "[il1|!]", "[i1|!l]", "n", "[e3€]"
_MARK = r"[^\w\s]*"  # punctuation, also nothing
_GAP = r"[\W_]*"  # punctuation and spaces
_WORD = re.compile(
    rf"[a-z'’]*{_L}{_MARK}{_I}{_MARK}{_N}{_MARK}{_E}[a-z'’]*"
    rf"|(?<![a-z]){_L}{_GAP}{_I}{_GAP}{_N}{_GAP}{_E}(?![a-z])"
)
_EMPTY_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|（\s*）|【\s*】|「\s*」|『\s*』|《\s*》|〈\s*〉")
_EDGES = " \t-–—_・·|/／,，、.。:：;；~～*+&＆'’\"@＠"


def liff_name(site_name: str) -> str:
    """A name LINE should take for the site's LIFF app: never empty, at most 50 characters.

    A Latin word that merely contains the four letters goes as a whole ("Online shop" → "shop"): the
    rest of it would be no word.
    """
    name = site_name
    while (without := _without_first(name)) != name:
        name = without
    name = _EMPTY_BRACKETS.sub(" ", name)
    name = first_graphemes(" ".join(name.split()).strip(_EDGES), LONGEST).strip(_EDGES)
    return name if any(character.isalnum() for character in name) else NEUTRAL


def _without_first(name: str) -> str:
    folded, origin = _folded(name)
    found = _WORD.search(folded)
    if found is None:
        return name
    start, end = origin[found.start()], origin[found.end() - 1] + 1
    return f"{name[:start]} {name[end:]}"


def _folded(name: str) -> tuple[str, list[int]]:
    """The name in plain small letters, and where in the name each of them came from."""
    folded: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(name):
        plain = unicodedata.normalize("NFKD", character).casefold().translate(_LOOKS_LIKE)
        for part in plain:
            if unicodedata.category(part) not in ("Mn", "Cf"):
                folded.append(part)
                origin.append(position)
    return "".join(folded), origin
