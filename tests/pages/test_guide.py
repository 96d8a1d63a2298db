"""The operator's guide, as the checklist's links show it."""

from __future__ import annotations

import pytest

from bot.locale import Language
from bot.pages.guide import guide, picture


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ZH_TW, "在同一個 Provider 建立"),
        (Language.EN, "Create it under the same provider"),
        (Language.JA, "Create it under the same provider"),
    ],
)
def test_it_is_shown_with_its_anchors_and_pictures(language: Language, words: str) -> None:
    page = guide(language)
    assert page is not None
    assert words in page
    assert '<a id="same-provider"></a>' in page
    assert "<table>" in page
    assert 'src="/guide/pictures/binding-card' in page
    assert "script" not in page


@pytest.mark.parametrize("name", ["../guide.md", "nothing", "../../README"])
def test_only_its_pictures_are_given_out(name: str) -> None:
    assert picture("binding-card") is not None
    assert picture(name) is None
