"""Events: what the app is told, and what happens when it does not answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.serve import serving
from sandbox.slack import SlackWorkspace
from sandbox.slack.errors import NoSuchThing
from sandbox.slack.installation import Installation


class Receiver:
    """An app that answers as told and keeps what it got."""

    def __init__(self) -> None:
        self.answers: list[web.Response] = []
        self.got: list[tuple[dict[str, Any], dict[str, str]]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((await request.json(), dict(request.headers)))
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def receiver(workspace: SlackWorkspace) -> AsyncIterator[Receiver]:
    there = Receiver()
    app = web.Application()
    app.router.add_post("/slack/events", there.handle)
    async with serving(app) as address:
        workspace.request_url = address
        yield there


def failures(count: int, **headers: str) -> list[web.Response]:
    return [web.Response(status=500, headers=headers) for _ in range(count)]


async def test_a_reply_in_a_thread_is_told_with_its_thread(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    told: list[dict[str, Any]] = []

    @bolt.event("message")
    async def message(event: dict[str, Any]) -> None:
        told.append(event)

    root = await workspace.say("lin", "line-kojima", "root")
    await workspace.say("alice", "line-kojima", "reply", thread=root.ts)

    assert [(one["text"], one.get("thread_ts")) for one in told] == [
        ("root", None),
        ("reply", root.ts),
    ]
    assert {one["channel_type"] for one in told} == {"channel"}


async def test_nothing_is_told_of_a_channel_the_bot_is_not_in(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    await workspace.say("lin", "general", "secret")

    assert receiver.got == []


async def test_a_mention_is_told_as_such(workspace: SlackWorkspace, receiver: Receiver) -> None:
    await workspace.say("lin", "line-kojima", f"<@{workspace.bot.id}> hello")

    assert [body["event"]["type"] for body, _ in receiver.got] == ["message", "app_mention"]


async def test_an_event_is_told_three_times_more_when_the_app_fails(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    receiver.answers = failures(4)

    await workspace.say("lin", "line-kojima", "x")
    await workspace.settled()

    numbers = [headers.get("X-Slack-Retry-Num") for _, headers in receiver.got]
    assert numbers == [None, "1", "2", "3"]
    assert len({body["event_id"] for body, _ in receiver.got}) == 1
    assert receiver.got[1][1]["X-Slack-Retry-Reason"] == "http_error"


async def test_telling_stops_once_the_app_answers(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    receiver.answers = failures(1)

    await workspace.say("lin", "line-kojima", "x")
    await workspace.settled()

    assert len(receiver.got) == 2


async def test_an_app_may_ask_not_to_be_told_again(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    receiver.answers = failures(1, **{"X-Slack-No-Retry": "1"})

    await workspace.say("lin", "line-kojima", "x")
    await workspace.settled()

    assert len(receiver.got) == 1


async def test_the_request_url_is_verified_by_its_challenge(
    workspace: SlackWorkspace, bolt: AsyncApp
) -> None:
    assert await workspace.events.verify_url()


async def test_a_request_url_that_does_not_give_the_challenge_back_is_not_verified(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    assert not await workspace.events.verify_url()


async def test_only_subscribed_events_are_told(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    workspace.installation = Installation(bot_events=frozenset({"app_home_opened"}))

    await workspace.say("lin", "line-kojima", "x")
    await workspace.open_home("lin")

    assert [body["event"]["type"] for body, _ in receiver.got] == ["app_home_opened"]


async def test_the_bot_s_own_message_is_told_too(
    workspace: SlackWorkspace, receiver: Receiver, client: AsyncWebClient
) -> None:
    await client.chat_postMessage(channel="#line-kojima", text="mine")
    await workspace.settled()

    ((body, _),) = receiver.got
    assert body["event"]["bot_id"] == workspace.bot.bot_id


async def test_what_administrators_do_to_a_channel_is_told(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    await workspace.rename("line-kojima", "line-coffee")
    await workspace.archive("line-coffee")
    await workspace.unarchive("line-coffee")
    await workspace.remove_bot("line-coffee")
    await workspace.invite_bot("line-coffee")

    assert [body["event"]["type"] for body, _ in receiver.got] == [
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_left",
        "member_joined_channel",
    ]


async def test_what_people_write_comes_as_rich_text_with_an_id_of_its_own(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    await workspace.say("lin", "line-kojima", "hi <@U1> 🐶 &lt;3 <https://a.example/|menu>")
    event = receiver.got[0][0]["event"]
    assert event["client_msg_id"]
    assert event["text"] == "hi <@U1> :dog_face: &lt;3 <https://a.example/|menu>"
    assert event["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "hi "},
        {"type": "user", "user_id": "U1"},
        {"type": "text", "text": " "},
        {"type": "emoji", "name": "dog_face", "unicode": "1f436"},
        {"type": "text", "text": " <3 "},
        {"type": "link", "url": "https://a.example/", "text": "menu"},
    ]


async def test_a_reply_also_sent_to_the_channel_is_told_once_as_such(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    root = await workspace.say("lin", "line-kojima", "root")
    await workspace.say("lin", "line-kojima", "reply", thread=root.ts, broadcast=True)
    event = receiver.got[-1][0]["event"]
    assert (event["subtype"], event["thread_ts"]) == ("thread_broadcast", root.ts)
    assert event["root"]["ts"] == root.ts
    assert len(receiver.got) == 2


async def test_edits_and_deletions_are_told_with_what_was_there_before(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    message = await workspace.say("lin", "line-kojima", "before")
    await workspace.edit("lin", message, "after")
    await workspace.delete("lin", message)
    changed, deleted = [body["event"] for body, _ in receiver.got[1:]]
    assert changed["subtype"] == "message_changed"
    assert (changed["previous_message"]["text"], changed["message"]["text"]) == ("before", "after")
    assert changed["message"]["edited"]["user"] == message.user
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", message.ts)
    assert deleted["previous_message"]["text"] == "after"


async def test_nobody_edits_what_another_wrote(
    workspace: SlackWorkspace, receiver: Receiver
) -> None:
    message = await workspace.say("lin", "line-kojima", "before")
    with pytest.raises(NoSuchThing):
        await workspace.edit("alice", message, "after")
