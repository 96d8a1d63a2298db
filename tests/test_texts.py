"""What people read is in their language: no English is left where a translation exists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from bot.locale import Language
from bot.locale.catalogue import read
from bot.locale.extract import TRANSLATED, said_in

GOLDEN = Path(__file__).parent / "golden"
SPOKEN = ("text", "fallback", "alt_text")
SAME_IN_EVERY_LANGUAGE = {
    "Callback URL": "the name of LINE's field",
    "Webhook URL": "the name of LINE's field",
    "LIFF": "LINE's name for it",
    "LIFF app": "LINE's name for it",
    "LINE Developers": "the name of LINE's console",
    "Moorline": "our name",
}
WORD = re.compile(r"[A-Za-z]{2,}")
PLACEHOLDER = re.compile(r"\{\w+\}")
MARKED = (re.compile(r"`[^`\n]+`"), re.compile(r"\*[^*\n]+\*"))


def texts(shown: Any) -> Iterator[str]:
    """Every text in a golden card that is ours or holds ours."""
    if isinstance(shown, dict):
        yield from (shown[key] for key in SPOKEN if isinstance(shown.get(key), str))
    for value in shown.values() if isinstance(shown, dict) else shown:
        if isinstance(value, dict | list):
            yield from texts(value)


@lru_cache
def english(language: Language) -> dict[str, re.Pattern[str]]:
    """How the sentences with a translation unlike them look: seen in a card, they are a slip."""
    return {
        sentence: re.compile(".+".join(map(re.escape, PLACEHOLDER.split(sentence))))
        for message in read(language)
        if message.string
        and message.string != message.id
        and len(WORD.findall(PLACEHOLDER.sub("", sentence := str(message.id)))) > 2
    }


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("golden", sorted(GOLDEN.glob("*.json")), ids=lambda file: file.stem)
def test_card_says_nothing_in_english_that_is_translated(golden: Path, language: Language) -> None:
    shown = list(texts(json.loads(golden.read_text())[language.value]))
    assert [
        sentence
        for sentence, pattern in english(language).items()
        if any(pattern.search(words) for words in shown)
    ] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_with_words_is_left_in_english_only_for_a_reason(language: Language) -> None:
    alike = {
        str(message.id)
        for message in read(language)
        if message.id == message.string and WORD.search(PLACEHOLDER.sub("", str(message.id)))
    }
    assert alike <= set(SAME_IN_EVERY_LANGUAGE)


def crowded(words: str) -> list[str]:
    """The bold words and codes with something other than a space beside them."""
    return [
        found[0]
        for mark in MARKED
        for found in mark.finditer(words)
        if (words[: found.start()] or " ")[-1].strip() or (words[found.end() :] or " ")[0].strip()
    ]


@pytest.mark.parametrize("language", TRANSLATED)
def test_bold_and_code_stand_apart_as_slack_needs_them_beside_full_width_letters(
    language: Language,
) -> None:
    assert [marked for message in read(language) for marked in crowded(str(message.string))] == []


def test_a_sentence_inside_another_ones_values_is_found() -> None:
    source = 'x = _("Open {what}", what=link(_("the console"), url))'
    assert list(said_in(source)) == ["Open {what}", "the console"]
