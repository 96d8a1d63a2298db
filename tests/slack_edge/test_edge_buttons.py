"""What people see when they press buttons and choose from menus."""

from __future__ import annotations

from bot.cards.kit import render
from bot.cards.parts import Card, buttons, opens
from bot.locale import Language, Speaker
from sandbox.slack.model import Message
from tests.slack_edge.conftest import Kitchen

PLACE = "line-kojima"
READER = Speaker(Language.EN)


async def card(kitchen: Kitchen, user: str = "lin") -> Message:
    """The whisper of `/line menu`, with its buttons."""
    await kitchen.workspace.command(user, PLACE, "menu curry")
    return kitchen.workspace.ephemerals(user)[-1]


async def posted(kitchen: Kitchen) -> Message:
    """The same card standing in the channel, where everybody can press."""
    drawn = await card(kitchen)
    await kitchen.deps.slack.post(
        kitchen.workspace.directory.channel(PLACE).id, drawn.text, drawn.blocks
    )
    return kitchen.workspace.history(PLACE)[-1]


async def test_a_button_brings_its_value_and_answers_only_who_pressed(kitchen: Kitchen) -> None:
    message = await posted(kitchen)
    await kitchen.workspace.press("tanaka", message, "cook")
    await kitchen.workspace.wait_for(
        lambda: (
            [one.text for one in kitchen.workspace.ephemerals("tanaka")]
            == ["⏳ Cooking …", "Cooked curry"]
        )
    )
    assert kitchen.deps.diary == ["cook curry True"]
    assert kitchen.workspace.history(PLACE) == [message]
    assert message.edits == []


async def test_an_option_of_a_menu_runs_the_action_it_names(kitchen: Kitchen) -> None:
    message = await posted(kitchen)
    await kitchen.workspace.press("lin", message, "season.more", "Cook")
    await kitchen.workspace.wait_for(lambda: kitchen.deps.diary == ["cook curry True"])


async def test_an_answer_that_replaces_takes_the_place_of_the_whisper(kitchen: Kitchen) -> None:
    whisper = await card(kitchen)
    await kitchen.workspace.press("lin", whisper, "season.more", "A spoon")
    await kitchen.workspace.wait_for(lambda: whisper.text == "curry with 1 more")
    assert kitchen.workspace.ephemerals("lin") == [whisper]


async def test_a_card_in_the_channel_is_never_replaced_by_one_persons_answer(
    kitchen: Kitchen,
) -> None:
    message = await posted(kitchen)
    await kitchen.workspace.press("tanaka", message, "season.more", "A spoon")
    await kitchen.workspace.wait_for(lambda: kitchen.workspace.ephemerals("tanaka"))
    assert message.text == "curry for lin"


async def test_a_button_may_open_a_form(kitchen: Kitchen) -> None:
    message = await posted(kitchen)
    await kitchen.workspace.press("lin", message, "ask")
    await kitchen.workspace.wait_for(
        lambda: (front := kitchen.workspace.front("lin")) and front.callback_id
    )
    view = kitchen.workspace.front("lin")
    assert view is not None
    assert view.blocks[0]["element"]["initial_value"] == "stew"


async def test_a_person_without_rights_is_refused_on_buttons(kitchen: Kitchen) -> None:
    message = await posted(kitchen)
    seen = await kitchen.workspace.press("alice", message, "cook")
    assert "cook is for administrators." in seen.text
    assert kitchen.deps.diary == []


async def test_a_button_nobody_knows_any_more_says_what_to_do(kitchen: Kitchen) -> None:
    button = {
        "type": "button",
        "action_id": "retired",
        "text": {"type": "plain_text", "text": "Old"},
        "value": "{}",
    }
    await kitchen.deps.slack.post(
        kitchen.workspace.directory.channel(PLACE).id,
        "old",
        [{"type": "actions", "elements": [button]}],
    )
    seen = await kitchen.workspace.press("alice", kitchen.workspace.history(PLACE)[-1], "retired")
    assert "⚠️" in seen.text


async def test_a_forged_value_is_refused_without_running_anything(kitchen: Kitchen) -> None:
    message = await posted(kitchen)
    for block in message.blocks:
        for element in block.get("elements", []):
            if element.get("action_id") == "cook":
                element["value"] = '{"dish": ["curry"]}'
    seen = await kitchen.workspace.press("lin", message, "cook")
    assert "⚠️" in seen.text
    assert kitchen.deps.diary == []


async def test_a_button_that_only_opens_an_address_says_nothing(kitchen: Kitchen) -> None:
    drawn = render(Card("c", (buttons(opens("LINE", "https://a.example")),)), READER)
    await kitchen.deps.slack.post(
        kitchen.workspace.directory.channel(PLACE).id, drawn.text, drawn.blocks
    )
    message = kitchen.workspace.history(PLACE)[-1]
    await kitchen.workspace.press("lin", message, "opens", patience=0)
    await kitchen.edge.drain(5)
    assert kitchen.workspace.ephemerals("lin") == []
