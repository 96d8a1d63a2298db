"""Block Kit's limits: at the limit accepted, one beyond refused with the place of the fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from sandbox.slack.blocks import faults_of_blocks, faults_of_view
from tests.sandbox_slack.slack_shapes import button, modal

Block = dict[str, Any]


def plain(size: int) -> Block:
    return {"type": "plain_text", "text": "x" * size}


def markup(size: int) -> Block:
    return {"type": "mrkdwn", "text": "x" * size}


def option(text: int = 1, value: int = 1) -> Block:
    return {"text": plain(text), "value": "v" * value}


def actions(*elements: Block) -> list[Block]:
    return [{"type": "actions", "elements": list(elements)}]


def menu(size: int) -> list[Block]:
    options = [{"text": plain(1), "value": str(number)} for number in range(size)]
    return actions({"type": "static_select", "action_id": "a", "options": options})


def overflow(size: int) -> list[Block]:
    return actions({"type": "overflow", "action_id": "a", "options": [option()] * size})


def section(**fields: Any) -> list[Block]:
    return [{"type": "section", **fields}]


def typed(**fields: Any) -> list[Block]:
    element = {"type": "plain_text_input", "action_id": "a", **fields}
    return [{"type": "input", "block_id": "b", "label": plain(1), "element": element}]


LIMITS: dict[str, tuple[list[Block], list[Block], str]] = {
    "blocks": ([{"type": "divider"}] * 50, [{"type": "divider"}] * 51, "/blocks"),
    "header": (
        [{"type": "header", "text": plain(150)}],
        [{"type": "header", "text": plain(151)}],
        "/blocks/0/text/text",
    ),
    "section text": (section(text=markup(3000)), section(text=markup(3001)), "/blocks/0/text/text"),
    "fields": (
        section(fields=[markup(1)] * 10),
        section(fields=[markup(1)] * 11),
        "/blocks/0/fields",
    ),
    "field text": (
        section(fields=[markup(2000)]),
        section(fields=[markup(2001)]),
        "/blocks/0/fields/0/text",
    ),
    "empty text": (section(text=markup(1)), section(text=markup(0)), "/blocks/0/text/text"),
    "button text": (
        actions(button("a", text="x" * 75)),
        actions(button("a", text="x" * 76)),
        "/blocks/0/elements/0/text/text",
    ),
    "button value": (
        actions(button("a", "v" * 2000)),
        actions(button("a", "v" * 2001)),
        "/blocks/0/elements/0/value",
    ),
    "action_id": (
        actions(button("a" * 255)),
        actions(button("a" * 256)),
        "/blocks/0/elements/0/action_id",
    ),
    "elements": (
        actions(*(button(f"a{number}") for number in range(25))),
        actions(*(button(f"a{number}") for number in range(26))),
        "/blocks/0/elements",
    ),
    "options": (menu(100), menu(101), "/blocks/0/elements/0/options"),
    "overflow": (overflow(5), overflow(6), "/blocks/0/elements/0/options"),
    "empty overflow": (overflow(1), overflow(0), "/blocks/0/elements/0/options"),
    "context": (
        [{"type": "context", "elements": [markup(1)] * 10}],
        [{"type": "context", "elements": [markup(1)] * 11}],
        "/blocks/0/elements",
    ),
    "image": (
        [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}],
        [{"type": "image", "image_url": "a.png", "alt_text": "a"}],
        "/blocks/0/image_url",
    ),
    "alt text": (
        [{"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}],
        [{"type": "image", "image_url": "https://example.com/a.png"}],
        "/blocks/0",
    ),
    "block_id": (
        [{"type": "divider", "block_id": "b" * 255}],
        [{"type": "divider", "block_id": "b" * 256}],
        "/blocks/0/block_id",
    ),
    "repeated block_id": (
        [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "c"}],
        [{"type": "divider", "block_id": "b"}, {"type": "divider", "block_id": "b"}],
        "/blocks/1/block_id",
    ),
    "repeated action_id": (
        actions(button("a"), button("b")),
        actions(button("a"), button("a")),
        "/blocks/0",
    ),
    "unknown field": (section(text=markup(1)), section(text=markup(1), colour="red"), "/blocks/0"),
    "unknown type": ([{"type": "divider"}], [{"type": "diwider"}], "/blocks/0/type"),
    "label": (
        [{"type": "input", "label": plain(2000), "element": typed()[0]["element"]}],
        [{"type": "input", "label": plain(2001), "element": typed()[0]["element"]}],
        "/blocks/0/label/text",
    ),
    "max_length": (
        typed(max_length=3000),
        typed(max_length=3001),
        "/blocks/0/element/max_length",
    ),
    "option text": (
        actions({"type": "overflow", "action_id": "a", "options": [option(text=75)]}),
        actions({"type": "overflow", "action_id": "a", "options": [option(text=76)]}),
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "option value": (
        actions({"type": "overflow", "action_id": "a", "options": [option(value=150)]}),
        actions({"type": "overflow", "action_id": "a", "options": [option(value=151)]}),
        "/blocks/0/elements/0/options/0/value",
    ),
}


@pytest.mark.parametrize("name", LIMITS)
def test_a_message_at_the_limit_is_taken_and_one_beyond_is_not(name: str) -> None:
    good, bad, pointer = LIMITS[name]

    assert faults_of_blocks(good) == []
    assert any(fault.endswith(f"[json-pointer:{pointer}]") for fault in faults_of_blocks(bad))


VIEWS: dict[str, tuple[Block, Block, str]] = {
    "title": (modal(title=plain(24)), modal(title=plain(25)), "/view/title/text"),
    "submit": (modal(submit=plain(24)), modal(submit=plain(25)), "/view/submit/text"),
    "close": (modal(close=plain(24)), modal(close=plain(25)), "/view/close/text"),
    "blocks": (
        modal(blocks=[{"type": "divider"}] * 100),
        modal(blocks=[{"type": "divider"}] * 101),
        "/view/blocks",
    ),
    "private_metadata": (
        modal(private_metadata="x" * 3000),
        modal(private_metadata="x" * 3001),
        "/view/private_metadata",
    ),
    "callback_id": (
        modal(callback_id="x" * 255),
        modal(callback_id="x" * 256),
        "/view/callback_id",
    ),
    "missing submit": (modal(), modal(submit=None), "/view"),
    "missing title": (modal(), modal(title=None), "/view"),
    "markdown block": (
        modal(),
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        "/view/blocks/0/type",
    ),
}


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_at_the_limit_is_taken_and_one_beyond_is_not(name: str) -> None:
    good, bad, pointer = VIEWS[name]

    assert faults_of_view(good) == []
    assert any(fault.endswith(f"[json-pointer:{pointer}]") for fault in faults_of_view(bad))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "text", "elements", "blocks", "accessory", "options"]), inner
        )
        | st.builds(
            lambda kind, body: {**body, "type": kind},
            st.sampled_from(["section", "actions", "input", "button", "static_select", "modal"]),
            st.dictionaries(st.sampled_from(["text", "elements", "element", "fields"]), inner),
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_breaks_the_checks(value: Any) -> None:
    assert isinstance(faults_of_blocks([value]), list)
    assert isinstance(faults_of_view(value), list)


async def test_blocks_of_more_than_eleven_thousand_characters_are_too_long(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    fitting = section(text=markup(2750)) * 4

    await client.chat_postMessage(channel="#line-kojima", text="x", blocks=fitting)
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(
            channel="#line-kojima", text="x", blocks=[*fitting, *section(text=markup(1))]
        )

    assert raised.value.response["error"] == "msg_blocks_too_long"


async def test_the_api_says_where_the_fault_is(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(
            channel="#line-kojima", text="x", blocks=section(text=markup(3001))
        )

    answer = raised.value.response
    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_blocks_within_attachments_are_held_to_the_limits_too(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(
            channel="#line-kojima", text="x", attachments=[{"blocks": section(text=markup(3001))}]
        )

    assert raised.value.response["error"] == "invalid_attachments"


async def test_slack_adds_the_ids_an_app_left_out(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    answer = await client.chat_postMessage(
        channel="#line-kojima", text="x", blocks=[{"type": "divider"}, {"type": "divider"}]
    )

    first, second = answer["message"]["blocks"]
    assert first["block_id"] != second["block_id"]
