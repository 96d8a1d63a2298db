"""`/line help`: what `/line` can do, read off the declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards.marks import code
from bot.cards.paging import page_of, turning
from bot.cards.parts import Card, Part, heading, prose
from bot.cards.values import ButtonValue
from bot.text import _
from handlers.declare import Call, Command, command, pressed

A_PAGE = 45  # of Slack's fifty blocks
TITLE = _("What /line can do")


@dataclass(frozen=True)
class HelpPage(ButtonValue):
    """Another page of the list."""

    action: ClassVar[str] = "help"

    page: int


@command("help", "", _("List what `/line` can do."))
async def help_(call: Call) -> Card:
    return listing(call.commands, 0)


@pressed(HelpPage, replaces=True)
async def turn_page(call: Call, value: HelpPage) -> Card:
    return listing(call.commands, value.page)


def listing(commands: tuple[Command, ...], page: int) -> Card:
    """One page of the list, sorted by name; pages begin at 0."""
    ordered = sorted(commands, key=lambda one: one.name)
    shown = [_line(one) for one in page_of(ordered, page, A_PAGE)]
    turns = turning(page, A_PAGE, len(ordered), HelpPage)
    return Card(TITLE, (heading(TITLE), *shown, *turns))


def _line(one: Command) -> Part:
    return prose(
        _(
            "{usage} {summary}\nFor example: {example}",
            usage=code(f"/line {one.name} {one.usage}".strip()),
            summary=one.summary,
            example=code(one.example),
        )
    )
