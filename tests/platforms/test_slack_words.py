"""What people write in Slack, as plain words."""

from __future__ import annotations

from typing import Any

import pytest

from bot.platforms.slack_words import Spoken, spoken


def section(*elements: dict[str, Any], kind: str = "rich_text_section") -> dict[str, Any]:
    return {"type": kind, "elements": list(elements)}


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, "style": style}


def written(*elements: dict[str, Any]) -> Spoken:
    return spoken({"text": "ignored", "blocks": [{"type": "rich_text", "elements": [*elements]}]})


def listing(style: str, *words: str, **more: int) -> dict[str, Any]:
    items = [section(text(one)) for one in words]
    return {"type": "rich_text_list", "style": style, "elements": items, **more}


@pytest.mark.parametrize(
    ("elements", "words"),
    [
        ([section(text("bold", bold=True), text(" & plain"))], "bold & plain"),
        ([section({"type": "emoji", "name": "dog", "unicode": "1f436"})], "🐶"),
        ([section({"type": "emoji", "name": "wave", "unicode": "1f44b-1f3fd"})], "👋🏽"),
        ([section({"type": "emoji", "name": "our_shop"})], ":our_shop:"),
        ([section({"type": "emoji", "name": "odd", "unicode": "xyz"})], ":odd:"),
        ([section({"type": "link", "url": "https://a.example/"})], "https://a.example/"),
        (
            [section({"type": "link", "url": "https://a.example/", "text": "菜單"})],
            "菜單 https://a.example/",
        ),
        ([section(text("one")), listing("bullet", "a", "b")], "one\n・ a\n・ b"),
        ([listing("ordered", "a", "b", offset=2, indent=1)], "3. a\n  4. b"),
        (
            [section(text("see\n")), section(text("x = 1"), kind="rich_text_preformatted")],
            "see\nx = 1",
        ),
        ([section(text("said"), kind="rich_text_quote"), section(text("yes"))], "said\nyes"),
        ([section({"type": "date", "timestamp": 1, "fallback": "Jan 1"})], "Jan 1"),
        ([section({"type": "color", "value": "#fff"})], ""),
        ([{"type": "rich_text_section"}, {"type": "rich_text_list", "indent": "x"}], ""),
    ],
)
def test_rich_text_becomes_plain_words(elements: list[dict[str, Any]], words: str) -> None:
    assert written(*elements) == Spoken(words)


@pytest.mark.parametrize(
    "element",
    [
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "broadcast", "range": "here"},
    ],
)
def test_whoever_is_named_is_noticed(element: dict[str, Any]) -> None:
    assert written(section(text("hi "), element)).names
    assert written(
        {"type": "rich_text_list", "style": "bullet", "elements": [section(element)]}
    ).names


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("a &lt;b&gt; &amp; c", Spoken("a <b> & c")),
        ("&amp;lt;", Spoken("&lt;")),
        ("<https://a.example/|menu> <https://b.example/>",
         Spoken("menu https://a.example/ https://b.example/")),
        ("<!date^1^{date}|Jan 1>", Spoken("Jan 1")),
        ("<@U1> hi", Spoken("@U1 hi", True)),
        ("<#C1|general>", Spoken("@general", True)),
        ("<!here>", Spoken("@here", True)),
    ],
)  # fmt: skip
def test_markup_is_read_where_there_is_no_rich_text(markup: str, plain: Spoken) -> None:
    assert spoken({"text": markup}) == plain


@pytest.mark.parametrize("odd", [{}, {"text": 5, "blocks": "x"}, {"blocks": [None, 7]}])
def test_odd_messages_say_nothing(odd: dict[str, Any]) -> None:
    assert spoken(odd) == Spoken("")
