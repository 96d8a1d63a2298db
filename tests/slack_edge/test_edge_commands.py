"""What people see when they type `/line …`, in Slack, over real HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable

import pytest

from sandbox.slack.model import Message
from sandbox.slack.seen import words_of
from tests.slack_edge.conftest import Kitchen

PLACE = "line-kojima"


async def answer(kitchen: Kitchen, text: str, user: str = "lin") -> str:
    """The words of the first whisper a command brings."""
    seen = await kitchen.workspace.command(user, PLACE, text)
    assert seen.failure is None
    return seen.text


def last(kitchen: Kitchen, user: str = "lin") -> Message:
    return kitchen.workspace.ephemerals(user)[-1]


async def test_a_command_answers_only_the_person_who_typed_it(kitchen: Kitchen) -> None:
    assert "curry for lin" in await answer(kitchen, "menu curry")
    assert kitchen.workspace.history(PLACE) == []


async def test_what_is_typed_is_shown_and_never_obeyed(kitchen: Kitchen) -> None:
    await answer(kitchen, "menu <!channel> & <https://evil.example|free>")

    heading, today = last(kitchen).blocks[:2]
    assert today["text"]["text"].startswith(
        "Today: &lt;!channel&gt; &amp; &lt;https://evil.example|free&gt;"
    )
    assert today["text"]["verbatim"] is True
    assert heading["text"]["type"] == "plain_text"
    assert "<!channel>" not in last(kitchen).text


@pytest.mark.parametrize(
    "typed", ["Menu curry", "ｍｅｎｕ　curry", '  menu  "curry"', "menu “curry”"]
)
async def test_words_are_read_in_any_case_width_and_quotes(kitchen: Kitchen, typed: str) -> None:
    assert "curry for" in await answer(kitchen, typed)


async def test_a_name_of_two_words_is_found_before_its_rest(kitchen: Kitchen) -> None:
    assert "Added a b+c" in await answer(kitchen, 'pot add "a b" c')


async def test_an_unknown_word_answers_with_the_closest_match(kitchen: Kitchen) -> None:
    assert "`/line menu`" in await answer(kitchen, "meun", user="tanaka")


async def test_an_unknown_word_near_nothing_points_at_help(kitchen: Kitchen) -> None:
    said = await answer(kitchen, "xylophone", user="tanaka")
    assert "/line help" in said
    assert "/line menu" not in said


async def test_the_first_word_of_a_family_lists_the_family(kitchen: Kitchen) -> None:
    assert "`/line pot add`" in await answer(kitchen, "pot remove")


async def test_nothing_typed_is_help_with_every_command_and_an_example(kitchen: Kitchen) -> None:
    said = await answer(kitchen, "", user="alice")
    for command in kitchen.edge.declared.commands:
        assert f"/line {command.name}" in said
        assert command.example in said


async def test_a_waiting_text_is_there_at_once_and_gives_way_to_the_answer(
    kitchen: Kitchen,
) -> None:
    kitchen.deps.gate.clear()
    assert "Simmering …" in await answer(kitchen, "simmer")

    kitchen.deps.gate.set()
    await kitchen.workspace.wait_for(lambda: last(kitchen).text == "Simmered.")
    assert len(kitchen.workspace.ephemerals("lin")) == 1


async def test_a_form_opens_as_a_waiting_view_and_becomes_the_form(kitchen: Kitchen) -> None:
    kitchen.deps.gate.clear()
    seen = await kitchen.workspace.command("lin", PLACE, "order")
    assert seen.view is not None
    assert seen.view.callback_id == ""

    kitchen.deps.gate.set()
    await kitchen.workspace.wait_for(
        lambda: (front := kitchen.workspace.front("lin")) and front.callback_id == "order.add"
    )


async def test_a_trigger_that_died_says_so_instead_of_failing(kitchen: Kitchen) -> None:
    kitchen.workspace.fail("views.open", error="expired_trigger_id")
    said = await answer(kitchen, "order", user="tanaka")
    assert "⚠️" in said
    assert kitchen.workspace.front("tanaka") is None


async def test_a_person_without_rights_is_refused_before_anything_runs(kitchen: Kitchen) -> None:
    assert "order is for administrators." in await answer(kitchen, "order", user="alice")
    assert kitchen.workspace.front("alice") is None


async def test_an_error_of_ours_says_what_to_do_and_escapes_its_values(kitchen: Kitchen) -> None:
    assert "⚠️ No dish goes by &lt;!channel&gt;." in await answer(kitchen, "lost")


async def test_a_surprise_shows_a_reference_that_the_log_holds_with_the_traceback(
    kitchen: Kitchen, logged: Callable[[], str]
) -> None:
    said = await answer(kitchen, "burn", user="tanaka")
    (failure,) = (json.loads(line) for line in logged().splitlines() if "slack.failed" in line)
    assert failure["reference"] in said
    assert "ZeroDivisionError: burnt" in failure["traceback"]
    assert "burnt" not in said


@pytest.mark.parametrize(
    ("user", "words"), [("lin", "沒有"), ("tanaka", "ありません"), ("alice", "has no")]
)
async def test_answers_follow_the_persons_slack_language(
    kitchen: Kitchen, user: str, words: str
) -> None:
    assert words in await answer(kitchen, "xylophone", user=user)


async def test_an_answer_still_arrives_when_the_response_url_does_not_take_it(
    kitchen: Kitchen,
) -> None:
    hooks = kitchen.workspace.hooks
    kitchen.deps.gate.clear()
    await answer(kitchen, "simmer")
    for hook in hooks._hooks.values():
        hook.uses = 5
    kitchen.deps.gate.set()
    await kitchen.workspace.wait_for(lambda: last(kitchen).text == "Simmered.")


async def test_a_command_is_acknowledged_while_slack_itself_is_slow(kitchen: Kitchen) -> None:
    kitchen.workspace.fail("users.info", latency=1.0)
    seen = await kitchen.workspace.command("lin", PLACE, "menu", patience=0)
    assert seen.failure is None
    await kitchen.workspace.wait_for(lambda: kitchen.workspace.ephemerals("lin"))


async def test_nothing_of_a_payload_is_logged_even_at_debug(
    kitchen: Kitchen, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        await answer(kitchen, "menu hush-hush")
    bolt = [one for one in caplog.records if not one.name.startswith("slack_sdk.web")]
    assert not any("hush-hush" in one.getMessage() for one in bolt)


async def test_words_of_a_message_include_its_blocks(kitchen: Kitchen) -> None:
    await answer(kitchen, "menu curry")
    assert "`curry`" in words_of(last(kitchen))


async def test_a_person_in_a_channel_without_us_still_gets_the_answer(kitchen: Kitchen) -> None:
    kitchen.deps.gate.clear()
    await kitchen.workspace.command("lin", "general", "simmer")
    for hook in kitchen.workspace.hooks._hooks.values():
        hook.uses = 5
    kitchen.deps.gate.set()
    await kitchen.workspace.wait_for(lambda: kitchen.workspace.direct_messages("lin"))
    assert kitchen.workspace.direct_messages("lin")[0].text == "Simmered."


async def test_while_slack_tells_nobody_apart_nobody_may_do_anything(kitchen: Kitchen) -> None:
    kitchen.workspace.fail("users.info", status=500, times=9)
    assert "⚠️" in await answer(kitchen, "menu")


async def test_an_answer_that_cannot_be_drawn_shows_a_reference(kitchen: Kitchen) -> None:
    assert "⚠️" in await answer(kitchen, "huge", user="tanaka")
