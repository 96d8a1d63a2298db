"""A sentence reaches each reader in their language, numbers and time zone, and never crashes."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.locale import Language, Speaker, Verbatim, language_of
from bot.text import Text

AT = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh-TW", Language.ZH_TW),
        ("zh-HK", Language.ZH_TW),
        ("zh-CN", Language.ZH_TW),
        ("zh_Hant_TW", Language.ZH_TW),
        ("ja-JP", Language.JA),
        ("en-GB", Language.EN),
        ("fr-FR", Language.EN),
        ("", Language.ZH_TW),
        (None, Language.ZH_TW),
    ],
)
def test_a_slack_locale_gives_a_language(locale: str | None, language: Language) -> None:
    assert language_of(locale) is language


@pytest.mark.parametrize(
    ("language", "words"), [(Language.ZH_TW, "儲存"), (Language.EN, "Save"), (Language.JA, "保存")]
)
def test_a_sentence_is_said_in_the_readers_language(language: Language, words: str) -> None:
    assert Speaker(language).say(Text("Save")) == words


def test_a_sentence_without_translation_is_said_in_english() -> None:
    assert Speaker(Language.JA).say(Text("Never translated {n}", (("n", 1234),))) == (
        "Never translated 1,234"
    )


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1234567, "1,234,567"),
        (timedelta(minutes=90), "2 hours"),
        (["a", "b", "c"], "a, b, and c"),
        (Text("{inner}", (("inner", 1000),)), "1,000"),
        (None, ""),
    ],
)
def test_values_are_written_as_the_language_writes_them(value: object, words: str) -> None:
    assert Speaker(Language.EN).say(Text("{it}", (("it", value),))) == words


@pytest.mark.parametrize(
    ("zone", "hour"), [("Asia/Taipei", "12:05"), ("UTC", "4:05"), ("Mars/Olympus", "4:05")]
)
def test_times_are_told_in_the_readers_zone(zone: str, hour: str) -> None:
    assert hour in Speaker(Language.EN, zone).say(Text("{at}", (("at", AT),)))


def test_only_what_people_wrote_is_quoted() -> None:
    said = Text("<b>{name}</b> {ours}", (("name", "<i>"), ("ours", Verbatim("<br>"))))
    assert Speaker(Language.EN).say(said, html.escape) == "<b>&lt;i&gt;</b> <br>"
    assert Speaker(Language.EN).say("<i>", html.escape) == "&lt;i&gt;"


def test_a_placeholder_without_value_stays_visible() -> None:
    assert Speaker(Language.EN).say(Text("Hello {name}")) == "Hello {name}"


@given(msgid=st.text(), value=st.one_of(st.text(), st.integers(), st.none(), st.floats()))
def test_no_sentence_ever_crashes(msgid: str, value: object) -> None:
    assert isinstance(Speaker(Language.ZH_TW).say(Text(msgid, (("name", value),))), str)
