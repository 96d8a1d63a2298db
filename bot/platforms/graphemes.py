"""Characters as people count them, enough of Unicode's rules for names of shops.

Source: https://unicode.org/reports/tr29/ ; LINE counts names this way
(https://developers.line.biz/en/docs/messaging-api/text-character-count/).
"""

from __future__ import annotations

import unicodedata

JOINER = "\u200d"


def first_graphemes(text: str, most: int) -> str:
    """The text cut after `most` characters; an emoji of several code points is not torn apart."""
    kept: list[str] = []
    for character in text:
        if kept and _belongs(kept[-1], character):
            kept[-1] += character
        elif len(kept) == most:
            break
        else:
            kept.append(character)
    return "".join(kept)


def _belongs(cluster: str, character: str) -> bool:
    """Whether a code point continues the cluster before it."""
    if character == JOINER or cluster.endswith(JOINER):
        return True
    if unicodedata.category(character) in ("Mn", "Me", "Mc") or _is_skin_tone(character):
        return True
    if _is_hangul_part(character):
        return _is_hangul_part(cluster[-1]) or "\uac00" <= cluster[-1] <= "\ud7a3"
    return _is_flag_letter(character) and len(cluster) == 1 and _is_flag_letter(cluster)


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _is_hangul_part(character: str) -> bool:
    return "\u1100" <= character <= "\u11ff"
