"""What members' pages hold: little, in their language, and nothing a name could smuggle in."""

from __future__ import annotations

from datetime import date

import pytest

from bot.binding.sign_ins import FAILURES
from bot.locale import Language
from bot.pages import Frame, assets
from bot.pages.member import Information, entrance, farewell, information
from bot.pages.trouble import sign_in_trouble

EVIL = '"><script>alert(1)</script>{{ 7*7 }}'
LARGEST = 50_000  #: bytes without pictures


def pages(language: Language, words: str) -> list[str]:
    """Every page a member may see, with these words wherever somebody's words stand."""
    frame = Frame(language, words, "/s/taipei", account_name=words, phone=words)
    sites = [(words, date(2026, 11, 23))] * 50
    me = Information(words, None, words, date(2026, 1, 1), False, sites, "516kjima")
    return [
        entrance(frame, signed_in_as=None, lost=True),
        entrance(frame, signed_in_as=words, lost=False),
        information(frame, me, words),
        farewell(frame),
        *(sign_in_trouble(frame, why, signed_in=True) for why in FAILURES),
    ]


@pytest.mark.parametrize("language", Language)
def test_pages_are_small(language: Language) -> None:
    style = len(assets()["member.css"].body)
    assert max(len(one.encode()) for one in pages(language, "小島咖啡")) + style < LARGEST


@pytest.mark.parametrize("language", Language)
def test_names_are_shown_not_obeyed(language: Language) -> None:
    for page in pages(language, EVIL):
        assert "<script" not in page
        assert "&lt;script&gt;" in page
        assert "49" not in page


def test_the_add_friend_link_leads_to_the_account() -> None:
    page = pages(Language.EN, "Kojima")[2]
    assert 'href="https://line.me/R/ti/p/%40516kjima"' in page
