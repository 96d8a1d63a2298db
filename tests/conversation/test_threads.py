"""Each conversation is one card in the account's channel, and the talk in its thread."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlmodel import col, update

from sandbox.slack.model import Message as SlackMessage
from sandbox.slack.seen import words_of
from storage.tables import Account, Conversation
from tests.conversation.answering import answer, hear, send
from tests.conversation.desk import Desk


async def written(desk: Desk, words: str = "請問營業到幾點？") -> None:
    await desk.platform.send_text(desk.world.chen, desk.cafe, words)
    await desk.settle()


async def mode(desk: Desk, wanted: str) -> None:
    async with desk.deps.database.transaction() as session:
        await session.execute(update(Account).values(conversations=wanted))


def element(card: SlackMessage, action: str) -> dict[str, Any] | None:
    """The first button or menu of a card that runs the action."""
    every = [one for block in card.blocks for one in block.get("elements", [])]
    return next((one for one in every if one.get("action_id") == action), None)


async def press(desk: Desk, action: str, value: Any = None, user: str = "lin") -> None:
    await desk.workspace.press(user, desk.card(), action, value, patience=0)
    await desk.edge.drain(5)
    await desk.settle()


async def test_a_conversation_is_one_card_with_the_messages_in_its_thread(desk: Desk) -> None:
    await written(desk, "first")
    await written(desk, "second")
    card = desk.card()
    assert not card.is_reply
    assert [post.thread_ts for post in desk.posts()] == [card.ts, card.ts]
    assert ["first" in desk.shown()[0], "second" in desk.shown()[1]] == [True, True]
    said = words_of(card)
    assert "陳怡君" in said
    assert "second" in said
    assert "first" not in said
    assert "Not replied; waiting since" in said


async def test_two_members_have_two_threads(desk: Desk) -> None:
    await written(desk, "from chen")
    await desk.platform.send_text(desk.world.alan, desk.cafe, "from alan")
    await desk.settle()
    first, second = desk.cards()
    assert [post.thread_ts for post in desk.posts()] == [first.ts, second.ts]


async def test_our_receipt_stands_in_the_thread_and_the_card_says_who_replied(desk: Desk) -> None:
    await hear(desk)
    await answer(desk, "到晚上九點")
    await send(desk)
    card = desk.card()
    assert desk.posts()[-1].thread_ts == card.ts
    said = words_of(card)
    assert "Replied by <@U0LIN>" in said
    assert "到晚上九點" in said
    assert "waiting since" not in said


async def test_who_writes_anew_after_an_answer_is_heard_of_in_the_channel(desk: Desk) -> None:
    await written(desk, "first")
    await written(desk, "second")
    await answer(desk)
    await send(desk)
    await written(desk, "third")
    await written(desk, "fourth")
    broadcast = {words_of(post): post.reply_broadcast for post in desk.posts()}
    assert [words for words, loud in broadcast.items() if loud] == [
        words for words in broadcast if "third" in words
    ]
    assert "fourth" in words_of(desk.card())
    assert "waiting since" in words_of(desk.card())


async def test_who_writes_anew_after_it_was_resolved_opens_it_again(desk: Desk) -> None:
    await written(desk, "first")
    await press(desk, "inbox.resolve")
    lin = desk.workspace.directory.user("lin").id
    assert f"Resolved by <@{lin}>" in words_of(desk.card())
    assert element(desk.card(), "inbox.reopen") is not None
    await written(desk, "second")
    assert desk.posts()[-1].reply_broadcast
    assert "waiting since" in words_of(desk.card())
    assert element(desk.card(), "inbox.reopen") is None


async def test_what_was_resolved_too_soon_is_opened_again(desk: Desk) -> None:
    await written(desk)
    await press(desk, "inbox.resolve")
    await press(desk, "inbox.reopen")
    assert "waiting since" in words_of(desk.card())
    assert "Opened again by" in desk.shown()[-1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_who_may_not_press_a_button_is_told_in_words_and_nothing_happens(desk: Desk) -> None:
    desk.workspace.directory.user("alice").locale = "en-US"
    await written(desk)
    await desk.workspace.press("alice", desk.card(), "inbox.resolve")
    told = words_of(
        await desk.workspace.journal.wait_for(
            lambda: next(iter(desk.workspace.ephemerals("alice")), None), about="a refusal"
        )
    )
    assert "This button asks for a role" in told
    assert "inbox." not in told
    assert "waiting since" in words_of(desk.card())


async def test_assigning_shows_on_the_card_and_tells_the_person(desk: Desk) -> None:
    await written(desk)
    alice = desk.workspace.directory.user("alice").id
    await press(desk, "inbox.assign", alice)
    menu = element(desk.card(), "inbox.assign")
    assert menu is not None
    assert menu["initial_user"] == alice
    assert f"Assigned to <@{alice}>" in words_of(desk.card())
    assert f"<@{alice}>" in desk.shown()[-1]
    assert desk.posts()[-1].thread_ts == desk.card().ts
    assert "/line role grant" in words_of(desk.workspace.ephemerals("lin")[-1])


async def test_an_assignment_can_be_taken_back(desk: Desk) -> None:
    await written(desk)
    await press(desk, "inbox.assign", desk.workspace.directory.user("tanaka").id)
    assert desk.workspace.ephemerals("lin") == []
    rarely = next(
        one
        for block in desk.card().blocks
        for one in block.get("elements", [])
        if one["type"] == "overflow"
    )
    await press(desk, rarely["action_id"], rarely["options"][-1]["value"])
    assert "Assigned to" not in words_of(desk.card())


@pytest.mark.parametrize("action", ["inbox.resolve", "inbox.assign"])
async def test_who_may_not_answer_may_not_press_either(desk: Desk, action: str) -> None:
    await written(desk)
    value = desk.workspace.directory.user("lin").id if action == "inbox.assign" else None
    await press(desk, action, value, user="alice")
    assert "operator" in words_of(desk.workspace.ephemerals("alice")[-1])
    assert "Resolved" not in words_of(desk.card())
    assert "Assigned to" not in words_of(desk.card())


async def test_a_card_of_another_account_is_not_reached_by_its_ids(desk: Desk) -> None:
    """Whoever tampers with a button's ids gets nowhere: both must belong together."""
    from bot.errors import NotFound
    from bot.flows.conversations.deeds import Target, resolve

    await written(desk)
    async with desk.deps.database.reading() as session:
        from sqlmodel import select

        (row,) = (await session.scalars(select(Conversation))).all()
    with pytest.raises(NotFound):
        await resolve(desk.deps, Target("another", row.id), by="U0LIN")


async def test_an_answer_that_failed_leaves_the_member_waiting(desk: Desk) -> None:
    await written(desk)
    desk.platform.set_quota(desk.cafe, 5, 5)
    desk.clock.advance(minutes=2)
    await answer(desk)
    await send(desk)
    assert "waiting since" in words_of(desk.card())
    assert "Not sent" in desk.shown()[-1]


async def test_with_the_only_question_taken_back_nobody_waits(desk: Desk) -> None:
    await written(desk, "swordfish")
    message_id = (await desk.message()).line_message_id
    await desk.platform.unsend(desk.cafe, message_id or "")
    await desk.settle()
    said = words_of(desk.card())
    assert "waiting since" not in said
    assert "swordfish" not in said
    assert "swordfish" not in desk.card().text


async def test_following_opens_a_thread_in_which_nobody_waits(desk: Desk) -> None:
    await desk.take_in(desk.event("follow"))
    assert "waiting" not in words_of(desk.card())
    await written(desk)
    assert desk.posts()[-1].reply_broadcast
    assert len(desk.cards()) == 1


async def test_a_card_somebody_deleted_comes_back_with_the_next_message_only(desk: Desk) -> None:
    await written(desk, "first")
    message_id = (await desk.message()).line_message_id
    await desk.deps.slack.delete(desk.card().channel, desk.card().ts)
    await desk.platform.unsend(desk.cafe, message_id or "")
    await desk.settle()
    assert desk.cards() == []
    await written(desk, "second")
    assert desk.posts()[-1].thread_ts == desk.card().ts


@pytest.mark.parametrize("wanted", ["alerts-only", "off"])
async def test_where_conversations_are_not_shown_slack_hears_nothing(
    desk: Desk, wanted: str
) -> None:
    await mode(desk, wanted)
    await hear(desk)
    await answer(desk)
    await send(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert desk.workspace.history("line-kojima") == []


async def test_where_there_are_no_threads_the_author_is_told_of_a_failure(desk: Desk) -> None:
    await mode(desk, "alerts-only")
    await hear(desk)
    desk.platform.set_quota(desk.cafe, 5, 5)
    desk.clock.advance(minutes=2)
    from bot.flows.conversations.reply import write

    lin = desk.workspace.directory.user("lin").id
    conversation = f"user:{desk.user_id(desk.world.chen)}"
    await write(desk.deps, desk.account.id, conversation, "hello", author=lin)
    await send(desk)
    (told,) = desk.workspace.direct_messages("lin")
    assert "Not sent" in words_of(told)
    assert desk.workspace.history("line-kojima") == []


async def test_what_stood_in_slack_is_purged_although_threads_are_off_by_now(desk: Desk) -> None:
    await written(desk, "swordfish")
    message_id = (await desk.message()).line_message_id
    await mode(desk, "off")
    await desk.platform.unsend(desk.cafe, message_id or "")
    await desk.settle()
    assert "swordfish" not in json.dumps(
        [[post.text, post.blocks] for post in desk.workspace.history("line-kojima")]
    )


async def test_a_thread_follows_the_account_to_another_channel(desk: Desk) -> None:
    await written(desk, "first")
    old = desk.card()
    desk.workspace.directory.add_channel("elsewhere", members=(desk.workspace.bot.id,))
    new = desk.workspace.directory.channel("elsewhere").id
    async with desk.deps.database.transaction() as session:
        await session.execute(
            update(Account).where(col(Account.id) == desk.account.id).values(slack_channel=new)
        )
    await written(desk, "second")
    (card,) = desk.cards("elsewhere")
    (post,) = desk.posts("elsewhere")
    assert post.thread_ts == card.ts
    assert not post.reply_broadcast
    assert f"<#{new}>" in words_of(desk.workspace.messages.get(old.ts))


async def test_a_group_has_one_thread_whoever_writes(desk: Desk) -> None:
    group = desk.platform.create_group("熟客", [desk.world.chen, desk.world.alan])
    desk.platform.set_joins_groups(desk.cafe, True)
    await desk.platform.invite(desk.cafe, group)
    for person in (desk.world.chen, desk.world.alan):
        await desk.platform.send_text(person, desk.cafe, f"from {person.key}", group=group)
    await desk.settle()
    assert {post.thread_ts for post in desk.posts()} == {desk.card().ts}
    assert "*熟客*, a group; *Alan Lin* wrote last" in words_of(desk.card())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_group_line_does_not_name_has_its_card_all_the_same(desk: Desk) -> None:
    desk.platform.faults.add("/v2/bot/group/", status=500)
    group = desk.platform.create_group("熟客", [desk.world.chen])
    desk.platform.set_joins_groups(desk.cafe, True)
    await desk.platform.invite(desk.cafe, group)
    await desk.settle()
    assert "A group" in words_of(desk.card())


async def test_in_standby_nobody_is_waited_for_and_nothing_can_be_answered(desk: Desk) -> None:
    desk.platform.set_standby(desk.cafe, True)
    await written(desk)
    assert "waiting" not in words_of(desk.card())
    assert element(desk.card(), "send") is None
    assert "Another module channel" in words_of(desk.card())


async def test_who_has_blocked_the_account_is_marked_and_not_waited_for(desk: Desk) -> None:
    await written(desk)
    await desk.platform.block(desk.world.chen, desk.cafe)
    await desk.settle()
    assert "Has blocked the account" in words_of(desk.card())
    assert "waiting since" not in words_of(desk.card())
