"""The operator's guide, as the checklist's links show it."""

from __future__ import annotations

import re

import aiohttp
import pytest

from bot.locale import Language
from bot.pages.guide import guide, picture
from tests.world import ROOM, World

READ = {"zh-TW": "zh-Hant-TW", "en-US": "en", "ja-JP": "ja"}
"""The guide's language by the reader's in Slack."""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ZH_TW, "在同一個 Provider 建立"),
        (Language.EN, "Create it under the same provider"),
        (Language.JA, "同じプロバイダーに作る"),
    ],
)
def test_it_is_shown_with_its_chapters_anchors_and_pictures(language: Language, words: str) -> None:
    page = guide(language)
    assert page is not None
    assert words in page
    assert '<a id="same-provider"></a>' in page
    assert "<table>" in page
    pictures = re.findall(r'<img src="/guide/pictures/[^>]+>', page)
    assert len(pictures) > 20
    assert all(re.search(r'width="\d+" height="\d+"', one) for one in pictures)
    chapters = re.findall(r'<a href="#(chapter-\d)">', page)
    assert chapters == re.findall(r'<h2 id="(.+?)">', page)
    assert len(chapters) == 9
    assert "script" not in page


@pytest.mark.parametrize("locale", READ)
async def test_every_step_of_a_new_binding_card_leads_to_its_place_in_the_readers_language(
    world: World, locale: str
) -> None:
    world.trial.slack.directory.user("lin").locale = locale
    await world.set_up()
    said = await world.whisper("lin", ROOM, "status")
    links = re.findall(r"<(http[^|>]+/guide\?[^|>]+)#([a-z-]+)\|", said)
    assert len(links) == 6
    async with aiohttp.ClientSession() as session:
        for address, place in links:
            async with session.get(address, headers={"Accept-Language": "fr"}) as answer:
                page = await answer.text()
            assert f'<html lang="{READ[locale]}">' in page
            assert f'<a id="{place}"></a>' in page


@pytest.mark.parametrize("name", ["../guide.md", "nothing", "../../README"])
def test_only_its_pictures_are_given_out(name: str) -> None:
    assert picture("binding-card") is not None
    assert picture(name) is None
