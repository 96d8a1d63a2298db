"""The control side over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace, console
from tests.sandbox_slack.slack_shapes import button, card, modal


class Console:
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        async with self._session.request(method, f"/workspace{path}", json=body) as answer:
            return answer.status, await answer.json()

    async def get(self, path: str) -> Any:
        status, answer = await self.ask("GET", path)
        assert status == 200, answer
        return answer

    async def post(self, path: str, **body: Any) -> Any:
        status, answer = await self.ask("POST", path, body)
        assert status == 200, answer
        return answer


@pytest.fixture
async def there(workspace: SlackWorkspace) -> AsyncIterator[Console]:
    async with aiohttp.ClientSession(workspace.address) as session:
        yield Console(session)


def test_the_table_lists_every_route() -> None:
    table = console.__doc__ or ""
    for method, path, _ in console.ROUTES:
        assert f"| {method} /workspace{path} |" in table


async def test_people_and_channels_can_be_made(there: Console) -> None:
    await there.post("/users", name="mei", real_name="美", locale="zh-TW", is_admin=True)
    await there.post("/channels", name="line-two", members=["mei"])

    state = await there.get("/state")
    mei = next(one for one in state["users"] if one["name"] == "mei")
    channel = next(one for one in state["channels"] if one.get("name") == "line-two")
    assert (mei["real_name"], mei["locale"], mei["is_admin"]) == ("美", "zh-TW", True)
    assert channel["members"] == [mei["id"]]


async def test_a_command_button_and_form_can_be_played(there: Console, bolt: AsyncApp) -> None:
    @bolt.command("/line")
    async def line(ack: Any) -> None:
        await ack(text="card", blocks=card(button("edit")))

    @bolt.action("edit")
    async def edit(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal())

    @bolt.view("form")
    async def save(ack: Any) -> None:
        await ack(response_action="errors", errors={"name": "taken"})

    seen = await there.post("/commands", user="lin", channel="line-kojima", text="status")
    ts = seen["ephemerals"][0]["ts"]
    pressed = await there.post("/presses", user="lin", where=ts, action_id="edit")
    view = pressed["view"]["id"]
    result = await there.post(f"/views/{view}/submit", user="lin", values={"name": "x"})

    assert result["errors"] == {"name": "taken"}
    screen = await there.get("/users/lin")
    assert screen["views"][0]["errors"] == {"name": "taken"}
    assert screen["ephemerals"][0]["text"] == "card"
    await there.post(f"/views/{view}/close", user="lin")
    assert (await there.get("/users/lin"))["views"] == []


async def test_a_channel_shows_edits_and_one_person_s_ephemerals(
    workspace: SlackWorkspace, there: Console, client: AsyncWebClient
) -> None:
    channel = workspace.directory.channel("line-kojima").id
    ts = (await client.chat_postMessage(channel=channel, text="one"))["ts"]
    await client.chat_update(channel=channel, ts=ts, text="two")
    alice = workspace.directory.user("alice").id
    await client.chat_postEphemeral(channel=channel, user=alice, text="psst")

    shown = await there.get("/channels/line-kojima?user=alice")

    assert shown["messages"][0]["text"] == "two"
    assert shown["messages"][0]["edits"][0]["text"] == "one"
    assert [one["text"] for one in shown["ephemerals"]] == ["psst"]


async def test_changes_are_waited_for(workspace: SlackWorkspace, there: Console) -> None:
    latest = (await there.get("/state"))["latest"]
    waiting = asyncio.create_task(there.get(f"/changes?after={latest}&within=5"))
    await there.post("/channels/line-kojima/messages", user="lin", text="x")

    changes = (await waiting)["changes"]

    assert changes[0]["kind"] == "message.posted"


async def test_a_channel_can_be_archived_renamed_and_rid_of_the_bot(
    workspace: SlackWorkspace, there: Console
) -> None:
    await there.post("/channels/line-kojima/rename", name="line-coffee")
    await there.post("/channels/line-coffee/remove-bot")
    archived = await there.post("/channels/line-coffee/archive")

    assert archived["is_archived"]
    assert workspace.bot.id not in archived["members"]
    await there.post("/channels/line-coffee/unarchive")
    await there.post("/channels/line-coffee/invite-bot")
    assert workspace.bot.id in workspace.directory.channel("line-coffee").members


async def test_faults_are_injected_and_calls_listed(there: Console, client: AsyncWebClient) -> None:
    await there.post("/faults", method="auth.test", error="internal_error", times=5)
    await there.ask("DELETE", "/faults")
    await there.post("/limits", burst=1)
    await client.auth_test()

    calls = (await there.get("/calls?method=auth.test"))["calls"]

    assert [(call["ok"], call["status"]) for call in calls] == [(True, 200)]


async def test_the_request_url_is_set_and_verified(
    workspace: SlackWorkspace, there: Console, bolt: AsyncApp
) -> None:
    url = workspace.request_url

    assert (await there.post("/request-url", url=url))["verified"]
    assert not (await there.post("/request-url", url="http://127.0.0.1:9"))["verified"]


async def test_home_manifest_and_disconnect_are_at_hand(there: Console) -> None:
    await there.post("/manifest", display_information={"name": "Moorline"})

    assert (await there.post("/users/lin/home"))["home"] is None
    assert (await there.post("/disconnect"))["disconnected"] == 0


async def test_what_does_not_exist_is_404_and_says_what_does(there: Console) -> None:
    status, answer = await there.ask("GET", "/channels/nowhere")

    assert status == 404
    assert "line-kojima" in answer["error"]


@pytest.mark.parametrize("body", [{}, [1], {"user": "lin"}])
async def test_a_malformed_body_is_400(there: Console, body: Any) -> None:
    status, answer = await there.ask("POST", "/commands", body)

    assert (status, set(answer)) == (400, {"error"})
