"""Every sentence people read is translated, and says the same things in every language."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest

from bot.locale import Language
from bot.locale.catalogue import path_of, read
from bot.locale.extract import TRANSLATED, main, said, updated


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    return set(said())


def test_sentences_are_found_in_the_code(sentences: set[str]) -> None:
    assert "Please fill this in." in sentences


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: Language, sentences: set[str]) -> None:
    known = {str(message.id) for message in read(language) if message.id and message.string}
    assert sorted(sentences - known) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_of_a_sentence_nobody_says(
    language: Language, sentences: set[str]
) -> None:
    kept = {str(message.id) for message in read(language) if message.id}
    assert sorted(kept - sentences) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_same_placeholders(language: Language) -> None:
    different = [
        message.id
        for message in read(language)
        if message.id
        and message.string
        and placeholders(str(message.id)) != placeholders(str(message.string))
    ]
    assert different == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_extracting_keeps_translations_and_drops_what_is_gone(language: Language) -> None:
    old = read(language)
    new = updated(old, {"Save", "A sentence nobody wrote yet"})
    assert {str(message.id): message.string for message in new if message.id} == {
        "Save": old["Save"].string,
        "A sentence nobody wrote yet": "",
    }


def test_extracting_twice_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in TRANSLATED:
        (tmp_path / f"{language}.po").write_bytes(path_of(language).read_bytes())
    monkeypatch.setattr("bot.locale.catalogue.FOLDER", tmp_path)
    main()
    first = [file.read_bytes() for file in sorted(tmp_path.iterdir())]
    main()
    assert first == [file.read_bytes() for file in sorted(tmp_path.iterdir())]
    assert "sentences" in capsys.readouterr().out
