"""Buttons, menus and response_urls, with an app of slack_bolt's under the stand-in."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from sandbox.slack.errors import NoSuchThing
from sandbox.slack.model import Message
from tests.sandbox_slack.slack_shapes import Clock, button, card, modal


async def posted(workspace: SlackWorkspace, client: AsyncWebClient, *buttons: Any) -> Message:
    answer = await client.chat_postMessage(
        channel="#line-kojima", text="card", blocks=card(*buttons)
    )
    return workspace.messages.get(answer["ts"])


async def test_a_button_s_press_reaches_the_app_with_message_channel_and_value(
    workspace: SlackWorkspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    bodies: list[dict[str, Any]] = []

    @bolt.action("repair")
    async def repair(ack: Any, body: dict[str, Any]) -> None:
        bodies.append(body)
        await ack()

    message = await posted(workspace, client, button("repair", "a"), button("mute", "b"))
    await workspace.press("alice", message, "repair", patience=0)

    (body,) = bodies
    assert body["user"]["id"] == workspace.directory.user("alice").id
    assert body["message"]["ts"] == body["container"]["message_ts"] == message.ts
    assert body["channel"] == {"id": message.channel, "name": "line-kojima"}
    assert body["actions"][0]["value"] == "a"
    assert body["actions"][0]["block_id"] == "buttons"


async def test_of_buttons_with_one_action_id_the_value_says_which(
    workspace: SlackWorkspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    values: list[str] = []

    @bolt.action("send")
    async def send(ack: Any, action: dict[str, Any]) -> None:
        values.append(action["value"])
        await ack()

    answer = await client.chat_postMessage(
        channel="#line-kojima",
        text="inbox",
        blocks=[
            {"type": "actions", "elements": [button("send", "U1")]},
            {"type": "actions", "elements": [button("send", "U2")]},
        ],
    )
    await workspace.press("lin", answer["ts"], "send", "U2", patience=0)

    assert values == ["U2"]


async def test_a_button_in_a_coloured_attachment_can_be_pressed(
    workspace: SlackWorkspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    pressed: list[str] = []

    @bolt.action("repair")
    async def repair(ack: Any, action: dict[str, Any]) -> None:
        pressed.append(action["action_id"])
        await ack()

    answer = await client.chat_postMessage(
        channel="#line-kojima",
        text="alert",
        attachments=[{"color": "#e01e5a", "blocks": card(button("repair"))}],
    )
    await workspace.press("lin", answer["ts"], "repair", patience=0)

    assert pressed == ["repair"]


async def test_a_press_may_replace_the_message_through_its_response_url(
    workspace: SlackWorkspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    @bolt.action("repair")
    async def repair(ack: Any, respond: Any) -> None:
        await ack()
        await respond("done", replace_original=True)

    message = await posted(workspace, client, button("repair"))
    seen = await workspace.press("lin", message, "repair")

    assert seen.messages == [message]
    assert message.text == "done"
    assert len(workspace.history("line-kojima")) == 1


async def test_a_press_on_an_ephemeral_message_carries_no_message_and_may_delete_it(
    workspace: SlackWorkspace, bolt: AsyncApp, client: AsyncWebClient
) -> None:
    bodies: list[dict[str, Any]] = []

    @bolt.action("dismiss")
    async def dismiss(ack: Any, body: dict[str, Any], respond: Any) -> None:
        bodies.append(body)
        await ack()
        await respond(delete_original=True)

    lin = workspace.directory.user("lin")
    await client.chat_postEphemeral(
        channel=workspace.directory.channel("line-kojima").id,
        user=lin.id,
        text="only you",
        blocks=card(button("dismiss")),
    )
    await workspace.press("lin", workspace.ephemerals("lin")[0], "dismiss")

    assert "message" not in bodies[0]
    assert bodies[0]["container"]["is_ephemeral"] is True
    assert workspace.ephemerals("lin") == []


async def test_a_menu_in_a_modal_is_told_and_remembered(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    chosen: list[str] = []

    @bolt.action("site")
    async def site(ack: Any, action: dict[str, Any]) -> None:
        chosen.append(action["selected_option"]["value"])
        await ack()

    options = [{"text": {"type": "plain_text", "text": "Taipei"}, "value": "taipei"}]
    menu = {"type": "static_select", "action_id": "site", "options": options}
    lin = workspace.directory.user("lin")
    view = workspace.surfaces.open(
        lin.id, modal(blocks=[{"type": "actions", "block_id": "b", "elements": [menu]}])
    )
    await workspace.press("lin", view, "site", "taipei", patience=0)

    assert chosen == ["taipei"]
    assert view.typed["b", "site"]["selected_option"] == options[0]


async def test_a_press_may_push_a_view_onto_the_modal_it_came_from(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.action("more")
    async def more(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=modal(callback_id="more"))

    lin = workspace.directory.user("lin")
    view = workspace.surfaces.open(lin.id, modal(blocks=card(button("more"))))
    seen = await workspace.press("lin", view, "more")

    assert seen.kinds == ["view.pushed"]
    assert seen.view is not None
    assert seen.view.previous_id == view.id


async def test_a_button_in_app_home_can_be_pressed(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    @bolt.event("app_home_opened")
    async def opened(event: dict[str, Any], client: Any) -> None:
        home = {"type": "home", "blocks": card(button("verify"))}
        await client.views_publish(user_id=event["user"], view=home)

    @bolt.action("verify")
    async def verify(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        home = {"type": "home", "blocks": card(button("verify", text="Verified"))}
        await client.views_publish(user_id=body["user"]["id"], view=home)

    await workspace.open_home("lin")
    home = await workspace.wait_for(lambda: workspace.home("lin"))
    seen = await workspace.press("lin", home, "verify")

    assert seen.kinds == ["home.published"]
    assert home.blocks[1]["elements"][0]["text"]["text"] == "Verified"


async def test_what_is_not_on_the_screen_cannot_be_pressed(
    workspace: SlackWorkspace, client: AsyncWebClient
) -> None:
    message = await posted(workspace, client, button("repair"))

    with pytest.raises(NoSuchThing, match="there are \\['repair'\\]"):
        await workspace.press("lin", message, "mute")


async def respond(workspace: SlackWorkspace, path: str, body: dict[str, Any]) -> tuple[int, Any]:
    async with (
        aiohttp.ClientSession() as session,
        session.post(workspace.address + path, json=body) as answer,
    ):
        return answer.status, await answer.json()


async def test_a_response_url_serves_five_times(workspace: SlackWorkspace) -> None:
    lin, channel = workspace.directory.user("lin"), workspace.directory.channel("line-kojima")
    path = workspace.hooks.issue("commands", lin.id, channel.id).path

    answers = [await respond(workspace, path, {"text": str(number)}) for number in range(6)]

    assert [status for status, _ in answers] == [200] * 5 + [404]
    assert answers[5][1] == {"ok": False, "error": "used_url"}
    assert [one.text for one in workspace.ephemerals("lin")] == ["0", "1", "2", "3", "4"]


async def test_a_response_url_lives_thirty_minutes(workspace: SlackWorkspace, clock: Clock) -> None:
    lin, channel = workspace.directory.user("lin"), workspace.directory.channel("line-kojima")
    path = workspace.hooks.issue("commands", lin.id, channel.id).path
    clock.advance(30 * 60)
    in_time, _ = await respond(workspace, path, {"text": "x"})
    clock.advance(1)
    late, body = await respond(workspace, path, {"text": "x"})

    assert (in_time, late, body["error"]) == (200, 404, "expired_url")


async def test_an_answer_in_channel_is_seen_by_everybody(workspace: SlackWorkspace) -> None:
    lin, channel = workspace.directory.user("lin"), workspace.directory.channel("line-kojima")
    path = workspace.hooks.issue("commands", lin.id, channel.id).path

    await respond(workspace, path, {"text": "hear ye", "response_type": "in_channel"})

    assert [one.text for one in workspace.history(channel)] == ["hear ye"]


async def test_a_later_answer_may_replace_the_earlier_one(workspace: SlackWorkspace) -> None:
    lin, channel = workspace.directory.user("lin"), workspace.directory.channel("line-kojima")
    path = workspace.hooks.issue("commands", lin.id, channel.id).path

    await respond(workspace, path, {"text": "working"})
    await respond(workspace, path, {"text": "done", "replace_original": True})

    assert [one.text for one in workspace.ephemerals("lin")] == ["done"]
