"""`/line help` over more commands than one message holds."""

from __future__ import annotations

import pytest

from bot.cards.kit import render
from bot.locale import Language, Speaker
from bot.text import Text
from handlers.declare import Call, Command
from handlers.help import listing
from sandbox.slack.blocks import faults_of_blocks


async def nothing(call: Call) -> None:
    """Does nothing."""


COMMANDS = tuple(
    Command(f"c{n:03}", "", Text("Do it."), f"/line c{n:03}", None, False, nothing)
    for n in range(100)
)


@pytest.mark.parametrize(
    ("page", "first", "last", "turns"),
    [
        (0, "c000", "c044", ["More"]),
        (1, "c045", "c089", ["Back", "More"]),
        (2, "c090", "c099", ["Back"]),
        (9, "c090", "c099", ["Back"]),
        (-1, "c000", "c044", ["More"]),
    ],
)
def test_each_page_shows_its_commands_and_the_ways_on(
    page: int, first: str, last: str, turns: list[str]
) -> None:
    blocks = render(listing(COMMANDS, page), Speaker(Language.EN)).blocks
    assert faults_of_blocks(blocks) == []
    lines = [one["text"]["text"] for one in blocks if one["type"] == "section"]
    assert f"/line {first}" in lines[0]
    assert f"/line {last}" in lines[-1]
    assert [one["text"]["text"] for one in blocks[-1]["elements"]] == turns


def test_one_page_has_no_buttons() -> None:
    blocks = render(listing(COMMANDS[:45], 0), Speaker(Language.EN)).blocks
    assert all(one["type"] != "actions" for one in blocks)
