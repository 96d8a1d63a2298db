"""Moving house: how far it is, what became of it, and the way back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.marks import code, person
from bot.cards.move_plan import SHOWN_AT_MOST, the_rest
from bot.cards.parts import (
    Card,
    Part,
    Tone,
    button,
    buttons,
    context,
    heading,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _


@dataclass(frozen=True)
class MoveBackPressed(ButtonValue):
    """Bring the sites of a move back to where they were."""

    action: ClassVar[str] = "move.back"
    account: str  #: slug
    move: str


@dataclass(frozen=True)
class MoveOnPressed(ButtonValue):
    """Go on with a move that stopped or was cut off."""

    action: ClassVar[str] = "move.on"
    account: str  #: slug
    move: str


@dataclass(frozen=True)
class Arrived:
    """One site at its new address."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class MovedShown:
    """What became of a move, or of bringing its sites back."""

    account: str  #: slug
    move: str
    arrived: tuple[Arrived, ...]
    total: int
    troubles: tuple[Text, ...]  #: what the check after a wave found
    back: bool  #: this is the way back
    undoable: bool


def moved(shown: MovedShown) -> Card:
    """Which sites are there, what stopped the rest, and the way back."""
    done = len(shown.arrived)
    title = _title(shown, done)
    parts: list[Part] = [heading(title)]
    parts += [prose(_("🔴 {what}", what=what)) for what in shown.troubles[:SHOWN_AT_MOST]]
    parts += [
        prose(_("*{site}*\n{old} → {new}", site=one.name, old=code(one.old), new=code(one.new)))
        for one in shown.arrived[:SHOWN_AT_MOST]
    ]
    parts += the_rest(done)
    if done < shown.total:
        parts.append(prose(_("The other sites are where they were. Mend what is named, then go on "
                             "with `/line move`.")))  # fmt: skip
    if shown.undoable and done:
        question = _("Bring these sites back to their former addresses?")
        value = MoveBackPressed(shown.account, shown.move)
        parts.append(buttons(button(_("Move back"), value, danger=True, confirm=question)))
    tone = Tone.BROKEN if shown.troubles else Tone.WELL
    return Card(title, tuple(parts), tone)


def _title(shown: MovedShown, done: int) -> Text:
    if shown.back:
        return _("Moved back: {done} of {total} sites", done=done, total=shown.total)
    if shown.troubles:
        return _("Move stopped: {done} of {total} sites", done=done, total=shown.total)
    return _("Moved: {done} of {total} sites", done=done, total=shown.total)


@dataclass(frozen=True)
class MoveShown:
    """A move of late."""

    account: str  #: slug
    move: str
    by: str  #: Slack user id
    at: datetime
    old: str  #: addresses of its first site
    new: str
    taken: int  #: sites it has moved
    total: int
    left: int  #: sites to go on with
    back: int  #: sites that would be brought back
    under_way: bool


def moves(account_name: str, shown: Sequence[MoveShown]) -> Card:
    """The moves one can go on with or take back."""
    title = _("Moves of {account}", account=account_name)
    how = _("A move begins with its plan: {command}",
            command=code("/line move all https://shop.example.com"))  # fmt: skip
    if not shown:
        return Card(title, (heading(title), prose(_("No move is unfinished.")), context(how)))
    return Card(title, (heading(title), *(part for one in shown for part in _move(one)),
                        context(how)))  # fmt: skip


def _move(one: MoveShown) -> Iterator[Part]:
    words = _("{old} → {new}\nMoved: {taken} of {total} sites · {person}, {time}",
              old=code(one.old), new=code(one.new), taken=one.taken, total=one.total,
              person=person(one.by), time=one.at)  # fmt: skip
    yield prose(words)
    if one.under_way:
        yield context(_("It is under way."))
        return
    elements = []
    if one.left:
        question = _("Go on with {count} sites? One goes first and is checked.", count=one.left)
        value = MoveOnPressed(one.account, one.move)
        elements.append(button(_("Continue"), value, primary=True, confirm=question))
    if one.back:
        question = _("Bring {count} sites back to their former addresses?", count=one.back)
        value_back = MoveBackPressed(one.account, one.move)
        elements.append(button(_("Move back"), value_back, danger=True, confirm=question))
    yield buttons(*elements)


def moving(done: int, total: int) -> Card:
    """How far it is, while it goes on."""
    return Card(_("⏳ Moving sites: {done} of {total}", done=done, total=total))


def not_under_way(done: int, total: int, *, back: bool) -> Card:
    """What became of a move whose end could not be said when it came."""
    if back:
        return Card(_("These sites were moved back to their former addresses."), tone=Tone.WELL)
    if done >= total:
        return Card(_("Moved: {done} of {total} sites", done=done, total=total), tone=Tone.WELL)
    said = _("This move was cut off: {done} of {total} sites are at their new addresses. Go on, or "
             "move back, with `/line move`.", done=done, total=total)  # fmt: skip
    return Card(said, tone=Tone.WARNING)
