"""What the team sees in Slack of a conversation, and that it sees it once and in order."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from bot.flows.announcements.announce import announce_due
from bot.flows.conversations.intake import digest
from sandbox.slack.limits import Fault
from tests.conversation.desk import Desk


async def write(desk: Desk, words: str) -> None:
    await desk.platform.send_text(desk.world.chen, desk.cafe, words)


async def test_a_message_is_shown_with_name_words_and_a_way_to_answer(desk: Desk) -> None:
    await write(desk, "你們今天營業到幾點？")
    await desk.settle()
    (post,) = desk.posts()
    (shown,) = desk.shown()
    assert "陳怡君" in shown
    assert "你們今天營業到幾點？" in shown
    assert '"send"' in json.dumps(post.blocks)


@pytest.mark.parametrize("words", ["<!channel>", "<https://evil.example|free>", "<@U0LIN> *bold*"])
async def test_what_a_member_writes_is_shown_and_never_obeyed(desk: Desk, words: str) -> None:
    await write(desk, words)
    await desk.settle()
    (post,) = desk.posts()
    said = [block["text"] for block in post.blocks if block["type"] == "section"]
    assert said == [{"type": "plain_text", "text": words, "emoji": False}]
    assert words.replace("<", "&lt;").replace(">", "&gt;") in post.text


async def test_a_name_is_never_obeyed_either(desk: Desk) -> None:
    desk.world.chen.display_name = "<!channel>"
    await write(desk, "hi")
    await desk.settle()
    (post,) = desk.posts()
    marked = [one["text"] for one in post.blocks[0]["elements"] if one["type"] == "mrkdwn"]
    assert marked[0].startswith("*&lt;!channel&gt;*")


async def test_the_longest_text_line_takes_is_shown_whole(desk: Desk) -> None:
    words = "字&" * 2500
    await write(desk, words)
    await desk.settle()
    (post,) = desk.posts()
    said = [block["text"]["text"] for block in post.blocks if block["type"] == "section"]
    assert "".join(said) == words


async def test_a_picture_slack_cannot_fetch_does_not_cost_the_words(desk: Desk) -> None:
    await desk.take_in(desk.event("follow"))
    desk.world.chen.picture_url = "https://profile.line-scdn.net/0hgone"
    desk.clock.advance(hours=25)
    desk.workspace.limits.inject(Fault("chat.postMessage", times=1, error="invalid_blocks"))
    await write(desk, "hi")
    await desk.settle()
    assert "hi" in desk.shown()[-1]
    assert "0hgone" not in json.dumps(desk.posts()[-1].blocks)


@pytest.mark.parametrize("address", ["https://example.com/" + "x" * 4000, "javascript:alert(1)"])
async def test_an_address_slack_takes_no_picture_from_is_left_out(desk: Desk, address: str) -> None:
    desk.world.chen.picture_url = address
    await write(desk, "hi")
    await desk.settle()
    assert address not in json.dumps(desk.posts()[0].blocks)


async def test_slacks_limit_delays_messages_in_order_and_posts_each_once(desk: Desk) -> None:
    for number in range(5):
        await write(desk, f"message {number}")
        desk.clock.advance(seconds=1)
    await digest(desk.deps)
    desk.workspace.limits.inject(Fault("chat.postMessage", times=1, status=429, retry_after=30))
    await desk.settle()
    assert desk.shown() == []
    desk.clock.advance(seconds=30)
    await desk.settle()
    assert [shown.split("message ")[1][0] for shown in desk.shown()] == list("01234")


async def test_slack_being_down_only_delays(desk: Desk) -> None:
    desk.workspace.limits.inject(Fault("chat.postMessage", times=1, status=500))
    await write(desk, "hi")
    await desk.settle()
    assert desk.shown() == []
    desk.clock.advance(seconds=2)
    await desk.settle()
    assert len(desk.shown()) == 1


async def test_a_card_somebody_deleted_is_not_posted_again(desk: Desk) -> None:
    await desk.take_in(desk.text_event("hi", "9"))
    (post,) = desk.posts()
    await desk.deps.slack.delete(post.channel, post.ts)
    await desk.take_in(desk.event("unsend", unsend={"messageId": "9"}))
    assert desk.posts() == []
    assert await desk.wishes("message") == []


async def test_messages_of_two_accounts_go_to_their_own_channels(desk: Desk) -> None:
    desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
    official = desk.platform.create_account(desk.world.provider, "Two")
    await desk.bind(official, "two", "line-two")
    await write(desk, "to one")
    await desk.platform.send_text(desk.world.chen, official, "to two")
    await desk.settle()
    assert ["to one" in shown for shown in desk.shown()] == [True]
    assert ["to two" in shown for shown in desk.shown("line-two")] == [True]


@pytest.mark.parametrize("language", ["zh_TW", "ja", "en"])
async def test_a_channel_is_spoken_to_in_the_accounts_language(desk: Desk, language: str) -> None:
    from sqlmodel import update

    from bot.cards.kit import render
    from bot.cards.messages import Heard, message_card
    from bot.locale import Language, Speaker
    from bot.text import _
    from storage.tables import Account

    async with desk.deps.database.transaction() as session:
        await session.execute(update(Account).values(language=language))
    await desk.take_in(desk.event("follow", follow={"isUnblocked": False}))
    speaker = Speaker(Language(language))
    assert speaker.say(_("Added the account as a friend")) in desk.shown()[0]
    assert render(message_card(Heard("", "x", desk.clock())), speaker)


async def test_a_message_whose_post_was_not_noted_is_told_again_not_lost(desk: Desk) -> None:
    from bot.flows.announcements.announce import LEASE
    from storage import claims
    from storage.tables import Outbox

    await desk.stored(desk.text_event("hi"))
    await digest(desk.deps)
    await claims.claim(
        desk.deps.database, Outbox, now=desk.clock(), limit=5, lease=timedelta(seconds=60)
    )
    assert await announce_due(desk.deps) == 0
    desk.clock.advance(seconds=LEASE.total_seconds())
    await desk.settle()
    assert len(desk.shown()) == 1


async def test_what_comes_while_slack_makes_us_wait_does_not_overtake(desk: Desk) -> None:
    await write(desk, "first")
    await digest(desk.deps)
    desk.workspace.limits.inject(Fault("chat.postMessage", times=1, status=429, retry_after=30))
    await desk.settle()
    desk.clock.advance(seconds=5)
    await write(desk, "second")
    await desk.settle()
    desk.clock.advance(seconds=30)
    await desk.settle()
    assert ["first" in desk.shown()[0], "second" in desk.shown()[1]] == [True, True]


async def test_a_wish_that_cannot_be_told_does_not_silence_those_behind_it(desk: Desk) -> None:
    from storage import outbox

    async with desk.deps.database.transaction() as session:
        await outbox.wish(
            session, "message", "message:gone", account_id=desk.account.id, now=desk.clock(),
            payload={"message_id": "gone"},
        )  # fmt: skip
    await write(desk, "hi")
    await desk.settle()
    assert len(desk.shown()) == 1


async def test_what_nobody_did_names_nobody(desk: Desk) -> None:
    await desk.take_in(desk.event("join", source={"type": "group", "groupId": "C1"}))
    (shown,) = desk.shown()
    assert "A member" not in shown
    assert "In a group" in shown


@pytest.mark.parametrize("kind", ["unfollow", "leave"])
async def test_after_a_parting_there_is_nobody_to_answer(desk: Desk, kind: str) -> None:
    await desk.take_in(desk.event(kind))
    assert "Reply" not in desk.shown()[0]


async def test_several_processes_post_each_message_once_and_each_talk_in_order(desk: Desk) -> None:
    people = [desk.platform.create_person(f"會員{n}", key=f"p{n}") for n in range(3)]
    for number in range(4):
        for person in people:
            await desk.platform.send_text(person, desk.cafe, f"{person.key}-{number}")
    await digest(desk.deps)
    for _turn in range(8):
        await asyncio.gather(*(announce_due(desk.deps) for _process in range(4)))
        desk.clock.advance(seconds=1)
    await desk.settle()
    said = [words for words in desk.shown() if "-" in words]
    for person in people:
        order = [n for words in said for n in range(4) if f"{person.key}-{n}" in words]
        assert order == [0, 1, 2, 3], (person.key, said)
