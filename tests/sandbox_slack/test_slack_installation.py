"""An app held to its manifest."""

from __future__ import annotations

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from tests.sandbox_slack.slack_shapes import button, card

HOME = {"type": "home", "blocks": [{"type": "divider"}]}


def manifest(*scopes: str, events: tuple[str, ...] = (), **command: Any) -> dict[str, Any]:
    line = {"command": "/line", "description": "x", **command}
    return {
        "display_information": {"name": "Moorline"},
        "features": {"bot_user": {"display_name": "moorline"}, "slash_commands": [line]},
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {"event_subscriptions": {"bot_events": list(events)}},
    }


async def test_a_call_without_its_scope_is_refused_naming_it(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    workspace.install(manifest("chat:write"))

    await client.chat_postMessage(channel="#line-kojima", text="x")
    with pytest.raises(SlackApiError) as raised:
        await client.users_list()

    response = raised.value.response
    assert (response["error"], response["needed"], response["provided"]) == (
        "missing_scope",
        "users:read",
        "chat:write",
    )


async def test_granted_scopes_are_told_with_every_answer(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    workspace.install(manifest("users:read", "chat:write"))

    assert (await client.auth_test()).headers["x-oauth-scopes"] == "chat:write,users:read"


async def test_only_messages_of_a_subscribed_kind_of_channel_are_told(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    told: list[str] = []

    @bolt.event("message")
    async def message(event: dict[str, Any]) -> None:
        told.append(event["text"])

    workspace.install(manifest(events=("message.im",)))
    await workspace.say("alice", "line-kojima", "in the channel")
    await workspace.say("alice", workspace.direct("alice"), "directly")

    assert told == ["directly"]


async def test_an_undeclared_command_is_not_a_command(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    workspace.install(manifest())

    seen = await workspace.command("lin", "line-kojima", command="/other")

    assert seen.failure == "invalid_command"
    assert workspace.delivery.log == []


async def test_names_are_escaped_when_the_command_asks_for_it(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    texts: list[str] = []

    @bolt.command("/line")
    async def line(ack: Any, body: dict[str, str]) -> None:
        texts.append(body["text"])
        await ack()

    alice, channel = workspace.directory.user("alice"), workspace.directory.channel("general")
    for should_escape in (False, True):
        workspace.install(manifest(should_escape=should_escape))
        await workspace.command("lin", "line-kojima", "grant @alice in #general", patience=0)

    assert texts == [
        "grant @alice in #general",
        f"grant <@{alice.id}|alice> in <#{channel.id}|general>",
    ]


async def test_a_home_needs_its_tab_enabled(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    workspace.install(manifest())

    with pytest.raises(SlackApiError) as raised:
        await client.views_publish(user_id=workspace.directory.user("lin").id, view=HOME)

    assert raised.value.response["error"] == "not_enabled"


async def test_buttons_need_interactivity_enabled(
    workspace: SlackWorkspace, client: AsyncWebClient, bolt: AsyncApp
) -> None:
    workspace.install(manifest("chat:write"))
    posted = await client.chat_postMessage(
        channel="#line-kojima", text="x", blocks=card(button("a"))
    )

    seen = await workspace.press("lin", posted["ts"], "a")

    assert seen.failure == "not_interactive"
