"""Modals and App Home by the Web API: triggers, stacks, hashes."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from tests.sandbox_slack.slack_shapes import Clock, modal

HOME = {"type": "home", "blocks": [{"type": "divider"}]}


def trigger(workspace: SlackWorkspace, name: str = "lin") -> str:
    return workspace.triggers.issue(workspace.directory.user(name).id)


async def refusal(call: object) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call  # type: ignore[misc]
    return str(raised.value.response["error"])


async def test_a_modal_opens_in_front_of_the_person_who_acted(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    answer = await client.views_open(trigger_id=trigger(workspace), view=modal())

    front = workspace.front("lin")
    assert front is not None
    assert front.id == answer["view"]["id"] == answer["view"]["root_view_id"]
    assert answer["view"]["state"]["values"]["name"]["value"] == {
        "type": "plain_text_input",
        "value": None,
    }


async def test_a_trigger_serves_once(workspace: SlackWorkspace, client: AsyncWebClient) -> None:
    given = trigger(workspace)
    await client.views_open(trigger_id=given, view=modal())

    again = client.views_open(trigger_id=given, view=modal())

    assert await refusal(again) == "exchanged_trigger_id"


async def test_a_trigger_lives_three_seconds(
    workspace: SlackWorkspace, client: AsyncWebClient, clock: Clock
) -> None:
    in_time, late = trigger(workspace), trigger(workspace)
    clock.advance(3)
    await client.views_open(trigger_id=in_time, view=modal())
    clock.advance(0.1)

    assert await refusal(client.views_open(trigger_id=late, view=modal())) == "expired_trigger_id"


async def test_a_made_up_trigger_is_invalid(client: AsyncWebClient) -> None:
    assert (
        await refusal(client.views_open(trigger_id="1.2.x", view=modal())) == "invalid_trigger_id"
    )


async def test_a_refused_view_does_not_spend_the_trigger(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    given = trigger(workspace)

    broken = client.views_open(trigger_id=given, view=modal(title=None))

    assert await refusal(broken) == "invalid_arguments"
    await client.views_open(trigger_id=given, view=modal())


async def test_a_stack_is_three_views_deep(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    root = await client.views_open(trigger_id=trigger(workspace), view=modal())
    await client.views_push(trigger_id=trigger(workspace), view=modal())
    third = await client.views_push(trigger_id=trigger(workspace), view=modal())

    fourth = client.views_push(trigger_id=trigger(workspace), view=modal())

    assert await refusal(fourth) == "push_limit_reached"
    assert third["view"]["root_view_id"] == root["view"]["id"]
    ids = [view.id for view in workspace.views("lin")]
    assert [view.previous_id for view in workspace.views("lin")] == [None, *ids[:2]]


async def test_an_update_needs_the_newest_hash_when_one_is_given(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    opened = (await client.views_open(trigger_id=trigger(workspace), view=modal()))["view"]
    updated = await client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())

    stale = client.views_update(view_id=opened["id"], hash=opened["hash"], view=modal())

    assert await refusal(stale) == "hash_conflict"
    assert updated["view"]["hash"] != opened["hash"]


async def test_a_closed_view_cannot_be_updated(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    opened = (await client.views_open(trigger_id=trigger(workspace), view=modal()))["view"]
    await workspace.close("lin")

    assert await refusal(client.views_update(view_id=opened["id"], view=modal())) == "not_found"


async def test_what_was_typed_survives_an_update_that_keeps_the_field(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    opened = (await client.views_open(trigger_id=trigger(workspace), view=modal()))["view"]
    workspace.type("lin", opened["id"], {"name": "Kojima"})

    updated = await client.views_update(view_id=opened["id"], view=modal())

    assert updated["view"]["state"]["values"]["name"]["value"]["value"] == "Kojima"


async def test_an_external_id_names_one_view_only(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    await client.views_open(trigger_id=trigger(workspace), view=modal(external_id="mine"))

    twice = client.views_open(
        trigger_id=trigger(workspace, "alice"), view=modal(external_id="mine")
    )

    assert await refusal(twice) == "duplicate_external_id"
    await client.views_update(external_id="mine", view=modal(external_id="mine"))


async def test_a_home_is_published_to_one_person(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    lin = workspace.directory.user("lin")

    await client.views_publish(user_id=lin.id, view=HOME)

    home = workspace.home("lin")
    assert home is not None
    assert home.type == "home"
    assert workspace.home("alice") is None


async def test_a_view_over_250_kilobytes_is_too_large(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    long = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}

    large = client.views_open(trigger_id=trigger(workspace), view=modal(blocks=[long] * 90))

    assert await refusal(large) == "view_too_large"
