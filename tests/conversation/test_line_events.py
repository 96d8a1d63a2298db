"""Reading one webhook event: nothing is unreadable, everything known has its own words."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.line_event_words import LINES as EVENT_LINES
from bot.platforms.line_events import Happening, read
from bot.platforms.line_message_words import LINES as MESSAGE_LINES
from bot.text import Text, to_json
from sandbox.line.event_kinds import EVENT_KINDS
from tests.conversation.webhook_schemas import variants

RECEIVED = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=20,
)
OBJECT = st.dictionaries(st.text(max_size=12), ANY_JSON)

EVENTS: dict[str, dict[str, Any]] = {
    word: {"type": word, "message": {"type": "text", "id": "1", "text": "您好"}} | kind.details
    for word, kind in EVENT_KINDS.items()
} | variants("Event")
"""What the stand-in of LINE sends; with every field where LINE's own description lies beside us."""

MESSAGES: dict[str, dict[str, Any]] = {
    word: {"type": word, "id": "468789577898262530"}
    for word in ("text", "image", "video", "audio", "file", "location", "sticker")
} | variants("MessageContent")
"""Of https://developers.line.biz/en/reference/messaging-api/#message-event; as for `EVENTS`."""


def message(content: dict[str, Any], **others: Any) -> dict[str, Any]:
    source = {"type": "user", "userId": "Uchen"}
    timestamp = 1_795_000_000_123
    event = {"type": "message", "mode": "active", "timestamp": timestamp, "source": source}
    return event | {"message": content} | others


def said(event: dict[str, Any]) -> str:
    return str(read(event, RECEIVED).line)


@pytest.mark.parametrize(("word", "event"), EVENTS.items())
def test_every_event_type_line_describes_has_words_of_its_own(
    word: str, event: dict[str, Any]
) -> None:
    assert word in EVENT_LINES
    assert "does not know" not in said(event)
    assert read(event, RECEIVED).type == word


@pytest.mark.parametrize(("word", "content"), MESSAGES.items())
def test_every_message_type_line_describes_has_words_of_its_own(
    word: str, content: dict[str, Any]
) -> None:
    assert word in MESSAGE_LINES
    assert "does not know" not in said(message(content))
    assert read(message(content), RECEIVED).kind == word


@pytest.mark.parametrize("kind", sorted(EVENT_LINES))
def test_an_event_stripped_of_all_but_its_type_still_has_a_line(kind: str) -> None:
    assert said({"type": kind})


@pytest.mark.parametrize("kind", sorted(MESSAGE_LINES))
def test_a_message_stripped_of_all_but_its_type_still_has_a_line(kind: str) -> None:
    assert said(message({"type": kind}))


@given(OBJECT | OBJECT.map(lambda odd: odd | {"type": "message"}))
def test_any_json_object_is_a_happening_with_a_line_that_can_be_stored(odd: dict[str, Any]) -> None:
    happening = read(odd, RECEIVED)
    assert str(happening.line)
    assert "\x00" not in json.dumps(to_json(happening.line), allow_nan=False)
    assert happening.at.tzinfo is not None


@given(st.sampled_from(sorted(EVENT_LINES)), st.sampled_from(sorted(MESSAGE_LINES)), st.data())
def test_known_types_filled_with_nonsense_are_happenings(
    kind: str, message_kind: str, data: st.DataObject
) -> None:
    names = ["message", "postback", "beacon", "link", "unsend", "source", "timestamp", "joined"]
    odd = {name: data.draw(ANY_JSON, label=name) for name in names} | {"type": kind}
    odd_message = data.draw(OBJECT) | {"type": message_kind, "duration": data.draw(ANY_JSON)}
    for event in (odd, odd | {"message": odd_message}):
        assert str(read(event, RECEIVED).line)


def test_a_text_is_kept_as_data_never_as_a_sentence_of_ours() -> None:
    happening = read(message({"type": "text", "id": "1", "text": "{name} <!channel>"}), RECEIVED)
    assert happening.line == happening.text == "{name} <!channel>"


def test_a_type_line_invented_since_is_named() -> None:
    assert "hologram" in said(message({"type": "hologram", "id": "1"}))
    assert "tea.party" in said({"type": "tea.party"})


def test_a_type_line_invented_since_keeps_its_sender() -> None:
    event = {"type": "tea.party", "source": {"type": "user", "userId": "Uchen"}}
    happening = read(event, RECEIVED)
    assert (happening.user_id, happening.conversation) == ("Uchen", "user:Uchen")


@pytest.mark.parametrize(
    ("source", "conversation", "user_id"),
    [
        ({"type": "user", "userId": "U1"}, "user:U1", "U1"),
        ({"type": "group", "groupId": "C1", "userId": "U1"}, "group:C1", "U1"),
        ({"type": "group", "groupId": "C1"}, "group:C1", None),
        ({"type": "room", "roomId": "R1", "userId": "U1"}, "room:R1", "U1"),
        (None, "account", None),
        ({"type": "planet", "planetId": "P1"}, "account", None),
    ],
)
def test_the_source_says_where_and_who(source: Any, conversation: str, user_id: str | None) -> None:
    happening = read({"type": "message", "source": source}, RECEIVED)
    assert (happening.conversation, happening.user_id) == (conversation, user_id)


@pytest.mark.parametrize("odd", [None, "soon", -1, 10**30, float("nan"), True])
def test_a_missing_or_odd_timestamp_is_the_time_of_receiving(odd: Any) -> None:
    assert read({"type": "follow", "timestamp": odd}, RECEIVED).at == RECEIVED


def test_the_timestamp_is_lines_to_the_millisecond() -> None:
    at = read({"type": "follow", "timestamp": 1_795_000_000_123}, RECEIVED).at
    assert at == datetime.fromtimestamp(1_795_000_000, UTC) + timedelta(milliseconds=123)


@pytest.mark.parametrize(
    ("kind", "friendship"), [("follow", "friend"), ("unfollow", "blocked"), ("message", None)]
)
def test_following_and_blocking_say_what_they_mean(kind: str, friendship: str | None) -> None:
    assert read({"type": kind}, RECEIVED).friendship == friendship


def test_an_unsend_names_the_message_it_takes_back() -> None:
    happening = read({"type": "unsend", "unsend": {"messageId": "325708"}}, RECEIVED)
    assert happening.unsends == "325708"


def test_an_edit_carries_the_message_and_its_new_words() -> None:
    event = message({"type": "text", "id": "7", "text": "new"}, type="messageEdited")
    happening = read(event, RECEIVED)
    assert (happening.edits, happening.message_id, happening.text) == (True, "7", "new")


def test_in_standby_there_is_no_token_to_answer_with() -> None:
    event = message({"type": "text", "id": "1", "text": "hi"}, mode="standby", replyToken="r")
    happening = read(event, RECEIVED)
    assert (happening.answerable, happening.reply_token) == (False, None)


@pytest.mark.parametrize("word", ["a\x00b", "a\ud800b"])
def test_characters_no_database_takes_are_replaced(word: str) -> None:
    happening: Happening = read(message({"type": "text", "id": "1", "text": word}), RECEIVED)
    assert happening.text is not None
    assert happening.text.encode().count(b"\x00") == 0


def test_lengths_are_said_as_lengths_of_time() -> None:
    line = read(message({"type": "audio", "id": "1", "duration": 61_400}), RECEIVED).line
    assert isinstance(line, Text)
    assert dict(line.values)["length"] == timedelta(seconds=61)
