"""Names LINE should take: nothing like "LINE" in them, never empty, never too long."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.graphemes import first_graphemes
from bot.platforms.liff import liff_name
from sandbox.line.liff_rules import resembles_line


@pytest.mark.parametrize(
    ("site", "name"),
    [
        ("小島咖啡 台北店", "小島咖啡 台北店"),
        ("LINE官方商店", "官方商店"),
        ("line shop", "shop"),
        ("ＬＩＮＥショップ", "ショップ"),
        ("ｌｉｎｅ", "Members"),
        ("L1NE Café", "Café"),
        ("L I N E 商店", "商店"),
        ("L.I.N.E. Bakery", "Bakery"),
        ("LI NE 茶屋", "茶屋"),
        ("Lіnе 茶屋", "茶屋"),  # Cyrillic і and е
        ("ĹÍŃÉ 茶屋", "茶屋"),
        ("L\u200bINE 茶屋", "茶屋"),
        ("Online shop", "shop"),
        ("Caroline's Kitchen", "Kitchen"),
        ("茶屋 (LINE)", "茶屋"),
        ("LILINENE 茶屋", "茶屋"),
        ("Mall in Elgin", "Mall in Elgin"),
        ("", "Members"),
        ("  ", "Members"),
        ("★★★", "Members"),
    ],
)
def test_a_name_keeps_what_line_should_take(site: str, name: str) -> None:
    assert liff_name(site) == name


@given(st.text(alphabet="LINEline1|!.- ｌｉｎｅ茶éІі3", max_size=20))
def test_no_name_contains_the_word_in_one_piece(site: str) -> None:
    name = liff_name(site)
    assert name
    assert not any(resembles_line(word) for word in name.split())


@given(st.text(max_size=120))
def test_a_name_is_stable(site: str) -> None:
    assert liff_name(liff_name(site)) == liff_name(site)


def test_a_long_name_is_cut_after_fifty_characters() -> None:
    assert liff_name("島" * 60) == "島" * 50


@pytest.mark.parametrize("whole", ["👩‍👩‍👧", "🇹🇼", "👍🏽", "é", "각", "☕️"])
def test_a_character_of_several_code_points_is_not_torn(whole: str) -> None:
    assert first_graphemes(whole * 60, 50) == whole * 50
