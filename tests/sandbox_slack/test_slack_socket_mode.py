"""Socket Mode, with the official client and with Bolt's adapter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from tests.sandbox_slack.slack_shapes import modal


@pytest.fixture
async def socket_app(workspace: SlackWorkspace, client: AsyncWebClient) -> AsyncIterator[AsyncApp]:
    app = AsyncApp(client=client)
    handler = AsyncSocketModeHandler(app, workspace.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await workspace.wait_for(lambda: workspace.connections, about="a connection")
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_command_goes_over_the_socket_and_its_answer_comes_back(
    workspace: SlackWorkspace, socket_app: AsyncApp
) -> None:
    workspace.request_url = "http://127.0.0.1:9"

    @socket_app.command("/line")
    async def line(ack: Any, body: dict[str, str]) -> None:
        await ack(f"heard {body['text']}")

    seen = await workspace.command("lin", "line-kojima", "help")

    assert seen.text == "heard help"


async def test_a_form_s_errors_come_back_over_the_socket(
    workspace: SlackWorkspace, socket_app: AsyncApp
) -> None:
    @socket_app.view("form")
    async def save(ack: Any) -> None:
        await ack(response_action="errors", errors={"name": "no"})

    view = workspace.surfaces.open(workspace.directory.user("lin").id, modal())
    result = await workspace.submit("lin", view, {"name": "x"})

    assert result.errors == {"name": "no"}


async def test_an_event_goes_over_the_socket(
    workspace: SlackWorkspace, socket_app: AsyncApp
) -> None:
    told: list[str] = []

    @socket_app.event("message")
    async def message(event: dict[str, Any]) -> None:
        told.append(event["text"])

    await workspace.say("lin", "line-kojima", "over the wire")

    assert told == ["over the wire"]


async def test_the_app_connects_anew_after_a_disconnect(
    workspace: SlackWorkspace, socket_app: AsyncApp
) -> None:
    (first,) = workspace.connections

    await first.hang_up("refresh_requested")
    await workspace.wait_for(
        lambda: workspace.connections and first not in workspace.connections, 10
    )

    assert len(workspace.called("apps.connections.open", ok=True)) == 2


async def test_an_envelope_that_is_not_acknowledged_times_out(workspace: SlackWorkspace) -> None:
    workspace.delivery.answer_within = 0.1
    web = AsyncWebClient(base_url=f"{workspace.address}/api/")
    client = SocketModeClient(workspace.app_token, web_client=web)
    await client.connect()  # type: ignore[no-untyped-call]
    await workspace.wait_for(lambda: workspace.connections)

    seen = await workspace.command("lin", "line-kojima")
    await client.close()  # type: ignore[no-untyped-call]

    assert seen.failure == "operation_timeout"


async def test_the_official_client_reads_hello_and_envelopes(workspace: SlackWorkspace) -> None:
    got: list[SocketModeRequest] = []

    async def listen(there: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        got.append(request)
        await there.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    web = AsyncWebClient(base_url=f"{workspace.address}/api/")
    client = SocketModeClient(workspace.app_token, web_client=web)
    client.socket_mode_request_listeners.append(listen)
    await client.connect()  # type: ignore[no-untyped-call]
    await workspace.wait_for(lambda: workspace.connections)

    await workspace.say("lin", "line-kojima", "x")
    await client.close()  # type: ignore[no-untyped-call]

    assert [request.type for request in got] == ["events_api"]
    assert got[0].payload["event"]["text"] == "x"


async def test_payloads_are_spread_over_the_connections(workspace: SlackWorkspace) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect((await opened(workspace))["url"]) for _ in range(2)]
        for socket in sockets:
            await socket.receive_json()
        say = asyncio.gather(*(workspace.say("lin", "line-kojima", text) for text in "ab"))
        texts = set()
        for socket in sockets:
            envelope = await socket.receive_json()
            texts.add(envelope["payload"]["event"]["text"])
            await socket.send_json({"envelope_id": envelope["envelope_id"]})
        await say
        for socket in sockets:
            await socket.close()

    assert texts == {"a", "b"}


async def test_a_lost_connection_fails_what_was_under_way(workspace: SlackWorkspace) -> None:
    async with aiohttp.ClientSession() as session:
        url = (await opened(workspace))["url"]
        socket = await session.ws_connect(url)
        hello = await socket.receive_json()
        act = asyncio.create_task(workspace.command("lin", "line-kojima"))
        await socket.receive_json()
        await socket.close()
        seen = await act

    assert hello["type"] == "hello"
    assert seen.failure == "dispatch_failed"


async def opened(workspace: SlackWorkspace) -> dict[str, Any]:
    web = AsyncWebClient(base_url=f"{workspace.address}/api/")
    return dict((await web.apps_connections_open(app_token=workspace.app_token)).data)  # type: ignore[arg-type]


async def test_a_ticket_serves_once(workspace: SlackWorkspace) -> None:
    url = (await opened(workspace))["url"]
    async with aiohttp.ClientSession() as session:
        await (await session.ws_connect(url)).close()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_a_bot_token_opens_no_connection(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    with pytest.raises(SlackApiError) as raised:
        await client.apps_connections_open(app_token=workspace.bot_token)

    assert raised.value.response["error"] == "not_allowed_token_type"
