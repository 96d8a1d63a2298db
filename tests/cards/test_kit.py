"""What the kit makes of cards and modals: within Slack's limits, and nothing of it obeyed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards.kit import render
from bot.cards.kit_elements import action_of, carried
from bot.cards.kit_views import again, view
from bot.cards.marks import channel, code, link, person
from bot.cards.modals import Input, Modal, Picked, Ticked, Typed
from bot.cards.parts import (
    Card,
    Part,
    Tone,
    button,
    buttons,
    choice,
    context,
    copyable,
    facts,
    heading,
    more,
    opens,
    option,
    prose,
)
from bot.cards.spelling import Spelling, cut, escaped
from bot.cards.values import ButtonValue, read, written
from bot.errors import Refused
from bot.locale import Language, Speaker
from bot.text import Text
from sandbox.slack.blocks import faults_of_blocks, faults_of_view

READER = Speaker(Language.EN)


@dataclass(frozen=True)
class Mend(ButtonValue):
    action: ClassVar[str] = "mend"

    what: str
    times: int = 1


def said(words: str, /, **values: Any) -> Text:
    return Text(words, tuple(values.items()))


def blocks(*parts: Part, tone: Tone = Tone.PLAIN) -> list[dict[str, Any]]:
    made = render(Card("text", parts, tone), READER)
    assert faults_of_blocks(made.blocks) == []
    return made.blocks


PARTS: list[Callable[[str], Part]] = [
    heading,
    prose,
    copyable,
    context,
    lambda words: facts([(words, words)] * 23),
    lambda words: prose(
        said("{words}", words=words), button(words, Mend("x"), confirm=said(words))
    ),
    lambda words: buttons(button(words, Mend("x")), choice(words, option(words, Mend("x")))),
    lambda words: buttons(more(*[option(words, Mend("x"))] * 9)),
    lambda words: prose(code(words)),
    lambda words: prose(link(words, "https://example.com/" + "a" * 100)),
]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("words", ["", " ", "&" * 5000, "`<!channel>`" * 900, "字" * 9000, "{x}"])
def test_slack_takes_any_words_in_any_part(part: Callable[[str], Part], words: str) -> None:
    assert blocks(part(words), tone=Tone.BROKEN)


@given(st.text(), st.integers(1, 60))
def test_cutting_never_leaves_half_an_entity(words: str, most: int) -> None:
    whole = escaped(words)
    short = cut(whole, most)
    assert len(short) <= most
    assert short == whole or short.endswith("…")
    for piece in short.rstrip("…").split("&")[1:]:
        assert piece.startswith(("amp;", "lt;", "gt;"))


def test_cutting_never_leaves_half_a_link() -> None:
    assert cut("see <https://example.com|here>", 20) == "see …"


def test_more_parts_than_a_message_holds_say_how_many_are_left() -> None:
    drawn = blocks(*[prose("line")] * 60)
    assert len(drawn) == 50
    assert drawn[-1]["elements"][0]["text"] == "… and 11 more lines that do not fit here"


@pytest.mark.parametrize(
    ("tone", "mark", "color"),
    [
        (Tone.BROKEN, "🔴", "#a30200"),
        (Tone.WARNING, "🟠", "#daa038"),
        (Tone.QUIET, "⚪", "#9a9a9a"),
        (Tone.WELL, "🟢", "#2eb67d"),
    ],
)
def test_a_tone_marks_headline_and_text_and_colours_the_status(
    tone: Tone, mark: str, color: str
) -> None:
    made = render(Card("Webhook", (heading("Webhook"),), tone, said("since noon")), READER)
    assert made.text == f"{mark} Webhook"
    assert made.blocks[0]["text"]["text"] == f"{mark} Webhook"
    assert made.color == color
    (bar,) = made.attachments
    assert (bar["color"], bar["fallback"]) == (color, "since noon")


def test_a_plain_card_has_no_bar() -> None:
    made = render(Card("Hello"), READER)
    assert (made.color, made.attachments) == ("", [])
    assert made.blocks[0]["text"]["text"] == "Hello"


@pytest.mark.parametrize(
    ("value", "spelt"),
    [
        (link(said("Console"), "https://a.example/?x=1&y=2|z"), "<https://a.example/?x=1&amp;y=2%7Cz|Console>"),
        (link("<!channel>", "https://a.example"), "<https://a.example|&lt;!channel&gt;>"),
        (link("Console", "javascript:alert(1)"), "Console `javascript:alert(1)`"),
        (code("a&b"), "`a&amp;b`"),
        (code("`x`"), "`x`"),
        (person("U012AB3CD"), "<@U012AB3CD>"),
        (person("U1> <!channel"), "@U1&gt; &lt;!channel"),
        (channel("C012AB3CD"), "<#C012AB3CD>"),
    ],
)  # fmt: skip
def test_values_with_a_look_are_spelt_and_harmless(value: Any, spelt: str) -> None:
    assert Spelling(READER).mrkdwn(said("{value}", value=value)) == spelt
    assert Spelling(READER).mrkdwn(value) == spelt


def test_a_time_is_shown_in_each_viewers_zone() -> None:
    at = datetime(2026, 11, 23, 4, 5, tzinfo=UTC)
    assert Spelling(READER).mrkdwn(said("{at}", at=at)) == (
        "<!date^1795406700^{date_short_pretty} {time}|Nov 23, 2026 12:05\u202fPM>"
    )


def test_buttons_of_one_action_in_one_block_get_ids_of_their_own() -> None:
    (drawn,) = blocks(
        buttons(button("a", Mend("a")), button("b", Mend("b")), opens("c", "https://c.example"))
    )
    assert [one["action_id"] for one in drawn["elements"]] == ["mend", "mend#2", "opens"]
    assert {action_of(one["action_id"]) for one in drawn["elements"]} == {"mend", "opens"}


def test_a_button_brings_back_what_it_was_given() -> None:
    (drawn,) = blocks(buttons(button("a", Mend("a", 3)), more(option("b", Mend("b")))))
    pressed, menu = drawn["elements"]
    assert carried(pressed["action_id"], pressed["value"], None) == ("mend", written(Mend("a", 3)))
    action, stored = carried(menu["action_id"], None, menu["options"][0]["value"])
    assert (action, read(Mend, stored)) == ("mend", Mend("b"))


@pytest.mark.parametrize("stored", ["", "[]", '{"what": 1}', '{"times": 1}', "{", "null", "\ud800"])
def test_a_value_that_is_not_ours_is_refused(stored: str) -> None:
    with pytest.raises(Refused):
        read(Mend, stored)


FORM = Modal(
    said("A title that is much longer than Slack allows"),
    (
        prose("note"),
        Input("name", said("Name"), Typed(), filled="old", problem=said("Too {how}", how="<old>")),
        Input("size", said("Size"), Picked((("s", "Small"), ("l", "Large"))), filled="l"),
        Input("hot", said("Hot"), Ticked("hot"), filled=True),
    ),
    "order.add",
    said("Save"),
    metadata={"table": 7},
)


def test_a_modal_is_named_as_the_contract_says() -> None:
    drawn = view(FORM, READER)
    assert faults_of_view(drawn) == []
    assert drawn["callback_id"] == "order.add"
    assert drawn["private_metadata"] == '{"table":7}'
    inputs = [one for one in drawn["blocks"] if one["type"] == "input"]
    assert [one["block_id"] for one in inputs] == ["name", "size", "hot"]
    assert {one["element"]["action_id"] for one in inputs} == {"value"}


def test_a_problem_stands_under_its_field() -> None:
    drawn = view(FORM, READER)["blocks"]
    place = [one.get("block_id") for one in drawn].index("name")
    assert drawn[place + 1]["elements"][0]["text"] == "⚠️ Too &lt;old&gt;"


def test_a_form_shown_again_keeps_answers_but_no_secret_and_no_old_problem() -> None:
    first = view(FORM, READER)
    values = {
        "name": {"value": {"type": "plain_text_input", "value": "new secret"}},
        "size": {"value": {"type": "static_select", "selected_option": {
            "text": {"type": "plain_text", "text": "Small"}, "value": "s"}}},
        "hot": {"value": {"type": "checkboxes", "selected_options": []}},
    }  # fmt: skip
    drawn = again({**first, "state": {"values": values}}, {"size": said("No")}, {"name"}, READER)
    assert faults_of_view(drawn) == []
    shown = {one.get("block_id"): one for one in drawn["blocks"]}
    assert "initial_value" not in shown["name"]["element"]
    assert shown["size"]["element"]["initial_option"]["value"] == "s"
    assert "initial_options" not in shown["hot"]["element"]
    assert "problem-name" not in shown
    assert "problem-size" in shown
    assert "new secret" not in str(drawn)


def test_inputs_are_never_cut_away_for_notes() -> None:
    inputs = tuple(Input(f"f{n}", said("F"), Typed()) for n in range(10))
    drawn = view(Modal(said("T"), (*[prose("n")] * 150, *inputs), "x", said("S")), READER)
    assert faults_of_view(drawn) == []
    assert sum(one["type"] == "input" for one in drawn["blocks"]) == 10
