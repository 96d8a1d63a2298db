"""`/line help`: what `/line` can do, read off the declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.cards.marks import code
from bot.cards.parts import Card, Part, button, buttons, context, heading, prose
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
    start = min(max(page, 0), (len(ordered) - 1) // A_PAGE) * A_PAGE
    shown = [_line(one) for one in ordered[start : start + A_PAGE]]
    return Card(TITLE, (heading(TITLE), *shown, *_turning(start, len(ordered))))


def _line(one: Command) -> Part:
    return prose(
        _(
            "{usage} {summary}\nFor example: {example}",
            usage=code(f"/line {one.name} {one.usage}".strip()),
            summary=one.summary,
            example=code(one.example),
        )
    )


def _turning(start: int, count: int) -> tuple[Part, ...]:
    """Buttons to the pages before and after, when there are any."""
    if count <= A_PAGE:
        return ()
    page = start // A_PAGE
    turns = []
    if start:
        turns.append(button(_("Back"), HelpPage(page - 1)))
    if start + A_PAGE < count:
        turns.append(button(_("More"), HelpPage(page + 1)))
    last = min(start + A_PAGE, count)
    place = _("{first} to {last} of {count}", first=start + 1, last=last, count=count)
    return (context(place), buttons(*turns))
