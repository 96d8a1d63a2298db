"""Pictures, stickers, places and files show in Slack as such, and leave it when taken back."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlmodel import update

from bot.deps import Deps
from bot.flows.conversations.media import LEASE, copy_due
from bot.platforms.line_json import Given
from bot.platforms.line_media import file_name, media_of
from sandbox.slack.model import Message as SlackMessage
from storage import claims, messages
from storage.tables import Account, Message
from tests.conversation.desk import Desk

JPEG = b"\xff\xd8" + b"picture" * 20


async def sends(desk: Desk, content: dict[str, Any], **how: Any) -> Message:
    await desk.platform.send(desk.world.chen, desk.cafe, content, **how)
    await desk.settle()
    return (await desk.messages())[-1]


async def copies(desk: Desk, deps: Deps | None = None) -> None:
    """Copy what is due, and let Slack settle."""
    while await copy_due(deps or desk.deps):
        pass
    await desk.settle()
    await desk.workspace.settled()


def files(desk: Desk) -> list[SlackMessage]:
    """Slack messages that show a file that is still there."""
    return [
        post
        for post in desk.workspace.history("line-kojima")
        if any(one.get("mode") != "tombstone" for one in post.files)
    ]


async def test_a_picture_is_copied_into_the_thread(desk: Desk) -> None:
    await sends(desk, {"type": "image"}, body=JPEG)
    assert "media" in desk.rung
    await copies(desk)
    (post,) = files(desk)
    assert post.thread_ts == desk.card().ts
    stored = await desk.message()
    assert stored.slack_file == post.files[0]["id"]
    assert desk.workspace.files[stored.slack_file or ""]["content"] == JPEG
    assert post.files[0]["name"].endswith(".jpg")
    await copies(desk)
    assert len(files(desk)) == 1


async def test_a_file_keeps_its_name(desk: Desk) -> None:
    await sends(desk, {"type": "file", "fileName": "../報價單.pdf"}, body=b"pdf")
    await copies(desk)
    assert files(desk)[0].files[0]["name"] == "報價單.pdf"


async def test_what_line_still_prepares_is_copied_once_it_is_ready(desk: Desk) -> None:
    await sends(desk, {"type": "video"}, body=b"film", ready_after=30)
    await copies(desk)
    assert files(desk) == []
    for _ in range(6):
        desk.clock.advance(seconds=30)
        await copies(desk)
    assert len(files(desk)) == 1


async def test_several_processes_copy_once(desk: Desk) -> None:
    await sends(desk, {"type": "image"}, body=JPEG)
    await asyncio.gather(*(copy_due(desk.deps) for _ in range(4)))
    await copies(desk)
    assert len(files(desk)) == 1


@pytest.mark.parametrize("shared", [True, False])
async def test_after_a_crash_the_copy_is_there_once(desk: Desk, shared: bool) -> None:
    """It died before or after Slack was told to share the file, whose id it had written down."""
    await sends(desk, {"type": "image"}, body=JPEG)
    (row,) = await claims.claim(
        desk.deps.database, Message, now=desk.clock(), limit=1, lease=LEASE,
        where=messages.came_in(),
    )  # fmt: skip
    file_id = await desk.deps.slack.files.prepare("a.png", JPEG)
    async with desk.deps.database.transaction() as session:
        await messages.copied_as(session, row, file_id)
    if shared:
        card = desk.card()
        await desk.deps.slack.files.share(file_id, "a.png", card.channel, card.ts)
    desk.clock.advance(seconds=LEASE.total_seconds())
    await copies(desk)
    assert len(files(desk)) == 1


async def test_what_is_taken_back_leaves_slack_with_its_copy(desk: Desk) -> None:
    sent = await sends(desk, {"type": "image"}, body=JPEG)
    await copies(desk)
    await desk.platform.unsend(desk.cafe, sent.line_message_id or "")
    await desk.settle()
    assert files(desk) == []
    stored = await desk.message()
    assert (stored.slack_file, stored.media, stored.read_token) == (None, None, None)
    assert len(desk.workspace.called("files.delete", ok=True)) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
class TestOnOneDatabase:
    """What storage makes no difference to."""

    async def test_taken_back_before_it_was_copied_it_is_never_shown(self, desk: Desk) -> None:
        sent = await sends(desk, {"type": "image"}, body=JPEG)
        await desk.platform.unsend(desk.cafe, sent.line_message_id or "")
        await copies(desk)
        await desk.settle()
        assert files(desk) == []
        assert (await desk.message()).due_at is None

    async def test_what_line_has_no_longer_is_said(self, desk: Desk) -> None:
        await sends(desk, {"type": "image"}, body=JPEG)
        desk.platform.faults.add("/v2/bot/message/", status=410, body={"message": "gone"})
        await copies(desk)
        assert "LINE has it no longer" in desk.shown()[-1]
        assert (await desk.message()).due_at is None

    async def test_what_is_too_large_is_explained_and_not_copied(self, desk: Desk) -> None:
        await sends(desk, {"type": "video"}, body=b"x" * 2_000_001)
        settings = desk.deps.settings.model_copy(update={"media_limit": 2})
        from dataclasses import replace

        await copies(desk, replace(desk.deps, settings=settings))
        assert files(desk) == []
        assert "MEDIA_LIMIT" in desk.shown()[-1]

    async def test_line_or_slack_being_down_only_delays(self, desk: Desk) -> None:
        await sends(desk, {"type": "image"}, body=JPEG)
        desk.platform.faults.add("/v2/bot/message/", status=500, count=1)
        desk.workspace.fail("files.getUploadURLExternal", status=500, times=1)
        for _ in range(4):
            await copies(desk)
            desk.clock.advance(seconds=5)
        assert len(files(desk)) == 1

    async def test_the_words_come_before_the_copy(self, desk: Desk) -> None:
        from bot.flows.conversations.intake import digest

        await desk.platform.send(desk.world.chen, desk.cafe, {"type": "image"}, body=JPEG)
        await digest(desk.deps)
        await copy_due(desk.deps)
        assert desk.workspace.called("files.getUploadURLExternal") == []
        await desk.settle()
        desk.clock.advance(seconds=2)
        await copies(desk)
        assert len(files(desk)) == 1

    async def test_where_conversations_are_not_shown_nothing_is_copied(self, desk: Desk) -> None:
        async with desk.deps.database.transaction() as session:
            await session.execute(update(Account).values(conversations="alerts-only"))
        await sends(desk, {"type": "image"}, body=JPEG)
        assert await copy_due(desk.deps) == 0
        assert desk.workspace.called("files.getUploadURLExternal") == []

    async def test_a_picture_from_elsewhere_is_shown_by_its_address(self, desk: Desk) -> None:
        address = "https://example.com/menu.jpg"
        provider = {"type": "external", "originalContentUrl": address}
        await sends(desk, {"type": "image", "contentProvider": provider})
        assert {"type": "image", "image_url": address} == {
            name: block[name]
            for block in desk.posts()[-1].blocks
            if block["type"] == "image"
            for name in ("type", "image_url")
        }
        assert await copy_due(desk.deps) == 0

    async def test_a_place_has_a_map(self, desk: Desk) -> None:
        place = {"type": "location", "title": "小島咖啡", "address": "台北市", "latitude": 25.05,
                 "longitude": 121.55}  # fmt: skip
        await sends(desk, place)
        assert "query=25.050000,121.550000" in json.dumps(desk.posts()[-1].blocks)
        assert "小島咖啡 · 台北市" in desk.shown()[-1]

    async def test_a_sticker_is_told_by_its_keywords(self, desk: Desk) -> None:
        await sends(desk, {"type": "sticker", "stickerId": "1", "keywords": ["好的", "OK"]})
        assert "好的, OK" in desk.shown()[-1]

    async def test_each_account_fetches_with_its_own_credentials(self, desk: Desk) -> None:
        from bot.flows.reach import messaging
        from bot.platforms.line_content import Content

        sent = await sends(desk, {"type": "image"}, body=JPEG)
        desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
        official = desk.platform.create_account(desk.world.provider, "Two")
        other = await desk.bind(official, "two", "line-two")
        wanted = sent.line_message_id or ""
        own = await messaging(desk.deps, desk.account).content(wanted, 1000)
        assert own == Content(JPEG, "image/jpeg")
        assert await messaging(desk.deps, other).content(wanted, 1000) == "gone"
        assert await messaging(desk.deps, desk.account).content(wanted, 10) == "too-large"


@pytest.mark.parametrize(
    "message",
    [
        {"type": "image", "contentProvider": {"type": "external", "originalContentUrl": "x"}},
        {"type": "image", "contentProvider": {"type": "somewhere"}, "id": "1"},
        {"type": "image", "contentProvider": {"type": "line"}},
        {"type": "location", "latitude": 91, "longitude": 0},
        {"type": "location", "latitude": "25", "longitude": 121},
        {"type": "hologram", "id": "1"},
        {},
    ],
)
def test_odd_messages_have_nothing_to_show(message: dict[str, Any]) -> None:
    assert media_of(Given(message)) is None


@pytest.mark.parametrize(
    ("media", "content_type", "name"),
    [
        ({"type": "image", "id": "123456789012345"}, "image/jpeg", "image-456789012345.jpg"),
        ({"type": "audio", "id": "7"}, "audio/x-m4a; a=b", "audio-7.m4a"),
        ({"type": "image", "id": "7"}, "", "image-7.jpg"),
        ({"type": "file", "id": "7", "name": "/etc/passwd"}, "", "etc passwd"),
        ({"type": "file", "id": "7", "name": ".."}, "text/plain", "file-7.txt"),
    ],
)
def test_copies_have_names_that_harm_nothing(
    media: dict[str, Any], content_type: str, name: str
) -> None:
    assert file_name(media, content_type) == name
