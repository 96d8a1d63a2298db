"""Opening a webhook body without interpreting it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.signature import sign
from bot.platforms.webhook_body import NotADelivery, look_at, open_body, opener

JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
BODIES = st.fixed_dictionaries({"destination": JSON, "events": st.lists(JSON)})


@given(BODIES, st.booleans())
def test_any_json_event_is_kept_to_the_byte(body: dict[str, Any], ascii_only: bool) -> None:
    raw = json.dumps(body, ensure_ascii=ascii_only).encode()
    destination, events = open_body(raw)
    assert destination == (body["destination"] if isinstance(body["destination"], str) else "")
    assert [text for _id, text in events] == [
        json.dumps(event, ensure_ascii=ascii_only) for event in body["events"]
    ]
    assert all(0 < len(event_id) <= 71 and "\0" not in event_id for event_id, _text in events)


@given(st.binary() | st.text().map(str.encode) | JSON.map(lambda json_: repr(json_).encode()))
def test_anything_else_is_refused_in_one_way(body: bytes) -> None:
    for look in (open_body, look_at):
        with suppress(NotADelivery):
            look(body)


def test_half_a_surrogate_pair_costs_one_character_and_no_event() -> None:
    text = [r'"a\ud83d"', r'"\ud83d\ude00"', r'"\\ud83d\ude00\ude00x"']
    body = f'{{"destination":"U1","events":[{",".join(text)}]}}'.encode()
    assert [raw for _id, raw in open_body(body)[1]] == [
        r'"a\ufffd"',
        r'"\ud83d\ude00"',
        r'"\\ud83d\ufffd\ufffdx"',
    ]
    assert look_at(body) == ("U1", False)


@pytest.mark.parametrize(
    ("events", "empty"), [("[]", True), (" [ \n ] ", True), ("[1]", False), ("[[]]", False)]
)
def test_a_look_tells_whether_there_are_events(events: str, empty: bool) -> None:
    assert look_at(f'{{"events": {events}, "destination": "U1"}}'.encode()) == ("U1", empty)


@pytest.mark.parametrize("body", [b'{"events":{},"destination":"U"}', b'{"events":[]}', b"[]"])
def test_a_look_at_what_is_no_delivery(body: bytes) -> None:
    with pytest.raises(NotADelivery):
        look_at(body)


def test_opens_only_what_its_secret_signed() -> None:
    body = b'{"events":[{"webhookEventId":"01A"}]}'
    assert opener(b"new")(body, sign(b"new", body)) == [("01A", '{"webhookEventId":"01A"}')]
    assert opener(b"new")(body, sign(b"old", body)) is None
    assert opener(b"new")(b"{}", sign(b"new", b"{}")) is None
