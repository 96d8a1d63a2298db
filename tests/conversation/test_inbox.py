"""`/line inbox`, `/line send`, `/line test` and Reply, as people use them in Slack."""

from __future__ import annotations

import json
from dataclasses import dataclass

import pytest

from bot.cards.messages import SendTo
from bot.cards.values import written
from bot.flows.conversations.reply import send_due
from sandbox.slack.model import View
from sandbox.slack.seen import Seen, words_of
from tests.conversation.desk import Desk

ROOM = "line-kojima"
LIN = "lin"


@dataclass(frozen=True)
class Form:
    """A modal that is open."""

    view: View
    words: str


async def write(desk: Desk, words: str = "請問營業到幾點？") -> None:
    await desk.platform.send_text(desk.world.chen, desk.cafe, words)
    await desk.settle()


async def type_(desk: Desk, command: str, user: str = LIN, room: str = ROOM) -> str:
    """Type a command; the words of what the person is shown."""
    before = len(desk.workspace.ephemerals(user))
    await desk.workspace.command(user, room, command)
    shown = await desk.workspace.journal.wait_for(
        lambda: desk.workspace.ephemerals(user)[before:], about=command
    )
    return words_of(shown[-1])


async def form(desk: Desk, user: str = LIN, wanted: str = "text") -> Form:
    """The form in front of the person, once it is there."""

    def found() -> View | None:
        view = desk.workspace.front(user)
        return view if view and wanted in json.dumps(view.content, ensure_ascii=False) else None

    view = await desk.workspace.journal.wait_for(found, about="a form")
    return Form(view, json.dumps(view.content, ensure_ascii=False))


async def reply(desk: Desk, words: str) -> Seen:
    """Press Reply on the newest card, write, send."""
    await desk.workspace.press(LIN, desk.posts()[-1], "send")
    opened = await form(desk, wanted='"callback_id": "send"')
    return await desk.workspace.submit(LIN, opened.view, {"text": words})


async def deliver(desk: Desk) -> None:
    """Wait for the form's work, then send and announce."""
    await desk.edge.drain(5)
    while await send_due(desk.deps):
        pass
    await desk.settle()


async def test_pressing_reply_answers_the_member(desk: Desk) -> None:
    await write(desk)
    assert (await reply(desk, "到晚上九點")).ok
    await deliver(desk)
    assert desk.arrived() == ["到晚上九點"]
    assert desk.posts()[-1].thread_ts == desk.card().ts


async def test_the_reply_form_shows_whom_and_what_it_answers(desk: Desk) -> None:
    await write(desk)
    await desk.workspace.press(LIN, desk.posts()[-1], "send")
    opened = await form(desk, wanted='"callback_id": "send"')
    assert "陳怡君" in opened.words
    assert "請問營業到幾點？" in opened.words


async def test_words_too_long_are_refused_under_their_field(desk: Desk) -> None:
    await write(desk)
    seen = await reply(desk, "😀" * 2600)
    assert "5,200" in seen.errors["text"] or "5200" in seen.errors["text"]
    assert all(message.direction == "in" for message in await desk.messages())


async def test_send_finds_the_member_by_part_of_the_name(desk: Desk) -> None:
    await write(desk)
    await desk.workspace.command(LIN, ROOM, "send 怡君")
    opened = await form(desk, wanted='"callback_id": "send"')
    assert (await desk.workspace.submit(LIN, opened.view, {"text": "您好"})).ok
    await deliver(desk)
    assert desk.arrived() == ["您好"]


async def test_send_finds_the_member_by_user_id(desk: Desk) -> None:
    await write(desk)
    await desk.workspace.command(LIN, ROOM, f"send {desk.user_id(desk.world.chen)}")
    assert "陳怡君" in (await form(desk, wanted='"callback_id": "send"')).words


async def test_send_asks_which_of_several_and_writes_to_the_one_chosen(desk: Desk) -> None:
    await write(desk)
    desk.world.alan.display_name = "陳大文"
    await desk.platform.send_text(desk.world.alan, desk.cafe, "hi")
    await desk.settle()
    await desk.workspace.command(LIN, ROOM, "send 陳")
    asked = await form(desk, wanted="陳大文")
    alan = SendTo(f"user:{desk.user_id(desk.world.alan)}", account=desk.account.id)
    await desk.workspace.press(LIN, asked.view, "send", written(alan))
    opened = await form(desk, wanted='"callback_id": "send"')
    await desk.workspace.submit(LIN, opened.view, {"text": "您好"})
    await deliver(desk)
    assert desk.arrived(desk.world.alan) == ["您好"]
    assert desk.arrived() == []


async def test_send_to_nobody_known_says_what_to_do(desk: Desk) -> None:
    await desk.workspace.command(LIN, ROOM, "send Nobody")
    assert "/line inbox" in (await form(desk, wanted="/line inbox")).words


async def test_send_does_not_find_members_of_another_account(desk: Desk) -> None:
    everybody = tuple(desk.workspace.directory.user(name).id for name in (LIN,))
    desk.workspace.directory.add_channel("line-two", members=(*everybody, desk.workspace.bot.id))
    official = desk.platform.create_account(desk.world.provider, "Two")
    await desk.bind(official, "two", "line-two")
    await write(desk)
    await desk.workspace.command(LIN, "line-two", "send 怡君")
    assert "Two" in (await form(desk, wanted="/line inbox")).words


async def test_the_inbox_shows_who_wrote_what_and_whether_it_was_answered(desk: Desk) -> None:
    await write(desk)
    await desk.platform.send_text(desk.world.alan, desk.cafe, "Are you open?")
    await desk.settle()
    shown = await type_(desk, "inbox")
    assert "陳怡君" in shown
    assert "請問營業到幾點？" in shown
    assert shown.index("Alan Lin") < shown.index("陳怡君")
    assert "✅" not in shown
    await reply(desk, "Until nine")
    await deliver(desk)
    assert (await type_(desk, "inbox")).count("✅") == 1


async def test_the_inbox_turns_its_pages_in_place(desk: Desk) -> None:
    await desk.take_in(
        *(
            desk.text_event(f"no. {number}", source={"type": "user", "userId": f"U{number}"})
            | {"timestamp": desk.ms() + number}
            for number in range(23)
        )
    )
    first = await type_(desk, "inbox")
    assert "no. 22" in first
    assert "no. 12" not in first
    before = desk.workspace.ephemerals(LIN)[-1]
    last = await type_(desk, "inbox 3")
    assert "no. 2" in last
    assert "no. 3" not in last
    turning = before.blocks[-1]["block_id"]
    seen = await desk.workspace.press(LIN, before, "inbox", block_id=turning)
    assert "no. 12" in seen.text


async def test_who_waits_longest_comes_first_over_all_pages_and_once(desk: Desk) -> None:
    """Members who asked in the same second too; nobody is on two pages or on none."""
    await desk.take_in(
        *(
            desk.text_event(f"no. {number}.", source={"type": "user", "userId": f"U{number:02}"})
            | {"timestamp": desk.ms() + number // 3}
            for number in range(23)
        )
    )
    pages = [await type_(desk, f"inbox unreplied longest {page}") for page in (1, 2, 3)]
    shown = [n for page in pages for n in range(23) if f"no. {n}." in page]
    assert shown == list(range(23))


async def test_an_inbox_page_beyond_the_end_is_the_last(desk: Desk) -> None:
    await write(desk)
    assert "陳怡君" in await type_(desk, "inbox 99")


async def test_an_empty_inbox_says_how_to_try_it(desk: Desk) -> None:
    assert "/line test" in await type_(desk, "inbox")


async def test_test_says_when_a_message_from_a_phone_arrives(desk: Desk) -> None:
    assert "小島咖啡" in await type_(desk, "test")
    desk.clock.advance(seconds=20)
    await write(desk, "測試")
    told = words_of(desk.workspace.ephemerals(LIN)[-1])
    assert "測試" in told
    assert "陳怡君" in told
    assert await desk.wishes("arrived") == []


async def test_test_says_what_to_check_when_nothing_arrives(desk: Desk) -> None:
    await type_(desk, "test")
    desk.clock.advance(minutes=9)
    await desk.settle()
    assert "/line verify" not in words_of(desk.workspace.ephemerals(LIN)[-1])
    desk.clock.advance(minutes=1)
    await desk.settle()
    assert "/line verify" in words_of(desk.workspace.ephemerals(LIN)[-1])


async def test_a_test_is_told_of_once(desk: Desk) -> None:
    await type_(desk, "test")
    await write(desk, "烏龍茶")
    await write(desk, "紅茶")
    told = [words_of(one) for one in desk.workspace.ephemerals(LIN)]
    assert sum("烏龍茶" in words for words in told) == 1
    assert not any("紅茶" in words for words in told)


async def test_testing_again_waits_anew_and_once(desk: Desk) -> None:
    await type_(desk, "test")
    desk.clock.advance(minutes=9)
    await type_(desk, "test")
    desk.clock.advance(minutes=5)
    await desk.settle()
    assert len(await desk.wishes("arrived")) == 1


async def test_another_accounts_message_is_not_the_one_waited_for(desk: Desk) -> None:
    desk.workspace.directory.add_channel("line-two", members=(desk.workspace.bot.id,))
    official = desk.platform.create_account(desk.world.provider, "Two")
    await desk.bind(official, "two", "line-two")
    await type_(desk, "test")
    await desk.platform.send_text(desk.world.chen, official, "elsewhere")
    await desk.settle()
    assert len(await desk.wishes("arrived")) == 1


@pytest.mark.parametrize("command", ["inbox", "test"])
async def test_who_may_not_is_told_so_and_shown_nothing(desk: Desk, command: str) -> None:
    await write(desk)
    shown = await type_(desk, command, user="alice")
    assert "administrators" in shown
    assert "陳怡君" not in shown


async def test_who_may_not_cannot_press_reply(desk: Desk) -> None:
    await write(desk)
    seen = await desk.workspace.press("alice", desk.posts()[-1], "send")
    assert "administrators" in (seen.text or json.dumps(seen.view and seen.view.content))
