"""Modals as a person fills them in, with an app of slack_bolt's under the stand-in."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.slack import SlackWorkspace
from sandbox.slack.errors import NoSuchThing
from sandbox.slack.model import View
from tests.sandbox_slack.slack_shapes import modal


def shown(workspace: SlackWorkspace, **changes: Any) -> View:
    return workspace.surfaces.open(workspace.directory.user("lin").id, modal(**changes))


def field(block_id: str, element: dict[str, Any], **changes: Any) -> dict[str, Any]:
    label = {"type": "plain_text", "text": block_id}
    element = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": label, "element": element, **changes}


def choices(*values: str) -> list[dict[str, Any]]:
    return [{"text": {"type": "plain_text", "text": one.upper()}, "value": one} for one in values]


async def test_an_empty_acknowledgement_closes_the_form_and_the_app_got_the_values(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    got: list[Any] = []

    @bolt.view("form")
    async def save(ack: Any, view: dict[str, Any]) -> None:
        got.append(view["state"]["values"]["name"]["value"]["value"])
        await ack()

    result = await workspace.submit("lin", shown(workspace), {"name": "Kojima"})

    assert result.ok
    assert got == ["Kojima"]
    assert workspace.front("lin") is None


async def test_errors_of_the_app_stand_under_their_field_and_the_form_stays(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.view("form")
    async def save(ack: Any) -> None:
        await ack(response_action="errors", errors={"name": "LINE does not know this id."})

    view = shown(workspace)
    result = await workspace.submit("lin", view, {"name": "Kojima"})

    assert result.errors == {"name": "LINE does not know this id."}
    assert not result.by_slack
    assert workspace.front("lin") is view
    assert view.typed["name", "value"]["value"] == "Kojima"


async def test_errors_naming_no_field_of_the_form_show_as_trouble(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.view("form")
    async def save(ack: Any) -> None:
        await ack(response_action="errors", errors={"nowhere": "x"})

    result = await workspace.submit("lin", shown(workspace), {"name": "Kojima"})

    assert result.failure == "invalid_response"
    assert result.errors == {}


async def test_a_form_can_be_replaced_by_the_acknowledgement(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.view("form")
    async def save(ack: Any) -> None:
        await ack(response_action="update", view=modal(callback_id="next"))

    view = shown(workspace)
    result = await workspace.submit("lin", view, {"name": "Kojima"})

    assert result.view is view
    assert view.callback_id == "next"


async def test_a_form_can_be_covered_by_the_acknowledgement(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.view("form")
    async def save(ack: Any) -> None:
        await ack(response_action="push", view=modal(callback_id="next"))

    first = shown(workspace)
    await workspace.submit("lin", first, {"name": "Kojima"})

    assert [one.callback_id for one in workspace.views("lin")] == ["form", "next"]
    await workspace.close("lin")
    assert workspace.front("lin") is first


async def test_clear_closes_the_whole_stack(workspace: SlackWorkspace, bolt: AsyncApp) -> None:
    @bolt.view("form")
    async def save(ack: Any) -> None:
        await ack(response_action="clear")

    first = shown(workspace)
    second = workspace.surfaces.push(first.user, modal())
    await workspace.submit("lin", second, {"name": "Kojima"})

    assert workspace.views("lin") == []


async def test_a_form_without_its_required_field_never_reaches_the_app(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    result = await workspace.submit("lin", shown(workspace), {"name": ""})

    assert result.by_slack
    assert set(result.errors) == {"name"}
    assert workspace.delivery.log == []


@pytest.mark.parametrize(
    ("element", "bad", "good"),
    [
        ({"type": "plain_text_input", "max_length": 3}, "four", "one"),
        ({"type": "plain_text_input", "min_length": 3}, "ab", "abc"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "1"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "2.1", "2"),
        ({"type": "number_input", "is_decimal_allowed": False}, "x", "7"),
        ({"type": "email_text_input"}, "a@b", "a@b.tw"),
        ({"type": "url_text_input"}, "example.com", "https://example.com"),
    ],
)
async def test_slack_checks_what_the_element_says_before_it_sends(
    workspace: SlackWorkspace, bolt: AsyncApp, element: dict[str, Any], bad: str, good: str
) -> None:
    @bolt.view("form")
    async def save(ack: Any) -> None:
        await ack()

    view = shown(workspace, blocks=[field("x", element)])

    assert (await workspace.submit("lin", view, {"x": bad})).by_slack
    assert (await workspace.submit("lin", view, {"x": good})).ok


async def test_every_kind_of_choice_has_slack_s_shape(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    got: dict[str, Any] = {}

    @bolt.view("form")
    async def save(ack: Any, view: dict[str, Any]) -> None:
        got.update({name: one["value"] for name, one in view["state"]["values"].items()})
        await ack()

    blocks = [
        field("one", {"type": "static_select", "options": choices("a", "b")}),
        field("many", {"type": "multi_static_select", "options": choices("a", "b")}),
        field("ticks", {"type": "checkboxes", "options": choices("a", "b")}, optional=True),
        field("who", {"type": "users_select"}),
        field("day", {"type": "datepicker", "initial_date": "2026-03-02"}),
    ]
    lin = workspace.directory.user("lin").id
    result = await workspace.submit(
        "lin", shown(workspace, blocks=blocks), {"one": "B", "many": ["a", "b"], "who": lin}
    )

    assert result.ok
    assert got["one"] == {"type": "static_select", "selected_option": choices("b")[0]}
    assert got["many"]["selected_options"] == choices("a", "b")
    assert got["ticks"] == {"type": "checkboxes", "selected_options": []}
    assert got["who"] == {"type": "users_select", "selected_user": lin}
    assert got["day"]["selected_date"] == "2026-03-02"


async def test_a_value_that_is_not_offered_cannot_be_chosen(workspace: SlackWorkspace) -> None:
    view = shown(workspace, blocks=[field("x", {"type": "static_select", "options": choices("a")})])

    with pytest.raises(NoSuchThing, match="no option 'z'"):
        await workspace.submit("lin", view, {"x": "z"})


async def test_a_field_that_is_not_there_cannot_be_filled(workspace: SlackWorkspace) -> None:
    with pytest.raises(NoSuchThing, match="no input 'nickname'"):
        await workspace.submit("lin", shown(workspace), {"nickname": "x"})


async def test_the_app_hears_of_a_close_when_it_asked_to(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    heard: list[Any] = []

    @bolt.view_closed("form")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body["is_cleared"])
        await ack()

    shown(workspace)
    await workspace.close("lin")
    shown(workspace, notify_on_close=True)
    await workspace.close("lin")
    shown(workspace, notify_on_close=True)
    await workspace.close("lin", everything=True)

    assert heard == [False, True]


async def test_an_app_that_times_out_leaves_the_form_open(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    workspace.delivery.answer_within = 0.1

    @bolt.view("form")
    async def save(ack: Any) -> None:
        workspace.surfaces.home("nobody")

    view = shown(workspace)
    result = await workspace.submit("lin", view, {"name": "Kojima"})

    assert result.failure == "operation_timeout"
    assert workspace.front("lin") is view
