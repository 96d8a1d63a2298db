"""Slash commands, as a person sees them and as an app receives them."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncApp

from sandbox.slack import SlackWorkspace


async def test_the_acknowledgement_s_text_is_seen_by_the_person_alone(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.command("/line")
    async def line(ack: Any, body: dict[str, str]) -> None:
        await ack(f"you said {body['text']} in {body['channel_name']}")

    seen = await workspace.command("lin", "#line-kojima", "help")

    assert seen.ok
    assert seen.text == "you said help in line-kojima"
    assert workspace.history("line-kojima") == []
    assert [one.text for one in workspace.ephemerals("lin")] == [seen.text]
    assert workspace.ephemerals("alice") == []


async def test_a_command_opens_a_modal_with_its_trigger(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.command("/line")
    async def line(ack: Any, body: dict[str, str], client: Any) -> None:
        await ack()
        await client.views_open(
            trigger_id=body["trigger_id"],
            view={
                "type": "modal",
                "callback_id": "setup",
                "title": {"type": "plain_text", "text": "Set up"},
                "blocks": [],
            },
        )

    seen = await workspace.command("lin", "line-kojima", "setup")

    assert seen.view is not None
    assert seen.view.callback_id == "setup"
    assert workspace.front("alice") is None


async def test_an_answer_by_response_url_is_seen(workspace: SlackWorkspace, bolt: AsyncApp) -> None:
    @bolt.command("/line")
    async def line(ack: Any, respond: Any) -> None:
        await ack()
        await respond("later")

    seen = await workspace.command("lin", "line-kojima", "status")

    assert seen.text == "later"


async def test_an_app_that_does_not_answer_in_time_shows_operation_timeout(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    workspace.delivery.answer_within = 0.1
    release = asyncio.Event()

    @bolt.command("/line")
    async def line(ack: Any) -> None:
        await release.wait()
        await ack()

    seen = await workspace.command("lin", "line-kojima")
    release.set()

    assert seen.failure == "operation_timeout"
    assert seen.text == '/line failed with the error "operation_timeout"'


async def test_an_app_that_knows_no_such_command_shows_http_client_error(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    seen = await workspace.command("lin", "line-kojima")

    assert seen.failure == "http_client_error"


async def test_an_app_that_is_not_there_shows_dispatch_failed(workspace: SlackWorkspace) -> None:
    workspace.request_url = "http://127.0.0.1:9/slack/events"

    seen = await workspace.command("lin", "line-kojima")

    assert seen.failure == "dispatch_failed"


async def test_a_command_signed_with_another_secret_is_refused_by_the_app(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    workspace.delivery.signing_secret = "another"

    seen = await workspace.command("lin", "line-kojima")

    assert seen.failure == "http_client_error"
    assert workspace.delivery.log[-1][1].status == 401
