"""Files in channels: uploaded by the app, shared by people, shown in blocks, deleted."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import SlackWorkspace
from sandbox.slack.model import Channel, Message

PICTURE = b"\x89PNG the bytes of a picture"


@pytest.fixture
def channel(workspace: SlackWorkspace) -> Channel:
    return workspace.directory.channel("line-kojima")


async def shared(
    client: AsyncWebClient, channel: Channel | None, name: str = "menu.png", **more: Any
) -> str:
    """Upload a file in Slack's three steps; returns its id."""
    given = await client.files_getUploadURLExternal(filename=name, length=len(PICTURE))
    async with (
        aiohttp.ClientSession() as session,
        session.post(given["upload_url"], data=PICTURE) as answer,
    ):
        assert answer.status == 200
    files = [{"id": given["file_id"], "title": name}]
    place = channel.id if channel else None
    await client.files_completeUploadExternal(files=files, channel_id=place, **more)
    return str(given["file_id"])


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


def the_message(workspace: SlackWorkspace, file_id: str) -> Message:
    (found,) = workspace.messages.with_file(file_id)
    return found


async def test_the_sdk_uploads_a_file_into_the_channel(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    await client.files_upload_v2(
        channel=channel.id, filename="a.csv", content="name,site\n", initial_comment="export"
    )
    message = workspace.history(channel)[0]
    assert message.text == "export"
    assert (message.files[0]["name"], message.files[0]["size"]) == ("a.csv", 10)
    assert message.files[0]["mimetype"] == "text/csv"


async def test_a_picture_lands_in_a_thread_and_is_told_where_it_was_shared(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    root = (await client.chat_postMessage(channel=channel.id, text="陳怡君"))["ts"]
    file_id = await shared(client, channel, thread_ts=root, initial_comment="圖片")
    message = the_message(workspace, file_id)
    assert (message.thread_ts, message.text) == (root, "圖片")
    known = (await client.files_info(file=file_id))["file"]
    assert (known["mimetype"], known["thumb_360"]) == ("image/png", known["url_private"])
    place = {"ts": message.ts, "thread_ts": root}
    assert known["shares"] == {"public": {channel.id: [place]}}
    (shown,) = (await client.conversations_replies(channel=channel.id, ts=root))["messages"][1:]
    assert (shown["subtype"], shown["files"][0]["id"]) == ("file_share", file_id)


async def test_people_see_the_bytes_and_the_app_needs_its_token(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    file_id = await shared(client, channel)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{workspace.address}/workspace/files/{file_id}") as answer:
            assert (answer.content_type, await answer.read()) == ("image/png", PICTURE)
        address = f"{workspace.address}/files/{file_id}"
        async with session.get(address, allow_redirects=False) as answer:
            assert answer.status == 302


async def test_a_deleted_file_leaves_a_tombstone_and_its_bytes_are_gone(
    workspace: SlackWorkspace, client: AsyncWebClient, channel: Channel
) -> None:
    file_id = await shared(client, channel)
    await client.files_delete(file=file_id)
    assert the_message(workspace, file_id).files == [{"id": file_id, "mode": "tombstone"}]
    address = f"{workspace.address}/workspace/files/{file_id}"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 404
    assert await refusal(client.files_delete(file=file_id)) == "file_deleted"
    assert await refusal(client.files_info(file=file_id)) == "file_deleted"
    assert await refusal(client.files_delete(file="F0")) == "file_not_found"


async def test_a_persons_file_is_told_to_the_app_and_is_not_its_to_delete(
    workspace: SlackWorkspace, client: AsyncWebClient, bolt: AsyncApp, channel: Channel
) -> None:
    told: list[dict[str, Any]] = []

    @bolt.event("message")
    async def hear(event: dict[str, Any]) -> None:
        told.append(event)

    await workspace.say("lin", channel, "看這裡", files={"shop.jpg": b"\xff\xd8"})
    await workspace.wait_for(lambda: told)
    (event,) = told
    assert (event["subtype"], event["files"][0]["mimetype"]) == ("file_share", "image/jpeg")
    assert await refusal(client.files_delete(file=event["files"][0]["id"])) == "cant_delete_file"


async def test_a_block_shows_a_picture_of_the_workspace_and_nothing_else(
    client: AsyncWebClient, channel: Channel
) -> None:
    def block(file_id: str) -> list[dict[str, Any]]:
        return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "菜單"}]

    picture = await shared(client, None)
    assert (await client.chat_postMessage(channel=channel.id, blocks=block(picture), text="."))[
        "ok"
    ]
    for wrong in ("F0", await shared(client, None, "menu.csv")):
        posted = client.chat_postMessage(channel=channel.id, blocks=block(wrong), text=".")
        assert await refusal(posted) == "invalid_blocks"


async def test_an_upload_whose_bytes_never_came_cannot_be_completed(
    client: AsyncWebClient,
) -> None:
    given = await client.files_getUploadURLExternal(filename="a.png", length=3)
    done = client.files_completeUploadExternal(files=[{"id": given["file_id"]}])
    assert await refusal(done) == "file_not_found"
