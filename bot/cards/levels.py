"""Cards of member levels: the list, what removal takes along, and a level given by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from bot.cards.messages import NOBODY_KNOWN
from bot.cards.parts import (
    Card,
    Part,
    button,
    buttons,
    context,
    heading,
    more,
    option,
    prose,
)
from bot.cards.values import ButtonValue
from bot.text import Text, _


@dataclass(frozen=True)
class AddLevel(ButtonValue):
    """Opens the form for another level."""

    action: ClassVar[str] = "level.add"
    account: str


@dataclass(frozen=True)
class EditLevel(ButtonValue):
    """Opens a level's form."""

    action: ClassVar[str] = "level.edit"
    account: str
    level: str  #: its id


@dataclass(frozen=True)
class RemoveLevel(ButtonValue):
    """Asks whether to remove a level."""

    action: ClassVar[str] = "level.remove"
    account: str
    level: str  #: its id


@dataclass(frozen=True)
class GiveLevel(ButtonValue):
    """Gives one member a level; `auto` lets points decide."""

    action: ClassVar[str] = "level.give"
    account: str
    member: str  #: its id
    level: str  #: its name


@dataclass(frozen=True)
class LevelLine:
    """One level; `fixed` of its members have it by a person's or a task's word."""

    account: str
    id: str
    name: str
    threshold: int
    members: int
    fixed: int


@dataclass(frozen=True)
class LevelsShown:
    """The levels of an account, the lowest first; `settling`: members are still following."""

    account: str
    account_name: str
    lines: tuple[LevelLine, ...]
    without: int  #: members that reach none of them
    settling: bool


@dataclass(frozen=True)
class Given:
    """The level a member has now; `by_points`: points decide."""

    name: str
    level: str
    by_points: bool


@dataclass(frozen=True)
class WhoIsMeant:
    """Members that the words may mean, and the level for the one of them."""

    words: str
    level: str
    ways: tuple[tuple[str, str, GiveLevel], ...]  #: name, LINE user id, button


def levels(shown: LevelsShown) -> Card:
    """The levels with how many members have each."""
    title = _("Member levels of {account}", account=shown.account_name)
    parts: list[Part] = [heading(title)]
    if not shown.lines:
        parts.append(
            prose(_("None yet. A level has a name and the points that reach it; members get it by "
                    "themselves, on all sites alike."))
        )  # fmt: skip
    parts += [_line(one) for one in shown.lines]
    if shown.lines:
        parts.append(
            context(_("Without a level: {count}. Points once earned count, spent ones too.",
                      count=shown.without))
        )  # fmt: skip
    if shown.settling:
        parts.append(context(_("🟠 Levels have changed; members are being brought up to date.")))
    parts.append(buttons(button(_("Add a level"), AddLevel(shown.account), primary=True)))
    return Card(title, tuple(parts))


def _line(one: LevelLine) -> Part:
    said = _("*{name}* from {points} points\nMembers: {members}", name=one.name,
             points=one.threshold, members=one.members)  # fmt: skip
    if one.fixed:
        said = _("{line}, {count} of them by hand", line=said, count=one.fixed)
    return prose(
        said,
        more(
            option(_("Edit"), EditLevel(one.account, one.id)),
            option(_("Remove"), RemoveLevel(one.account, one.id)),
        ),
    )


def leaving(line: LevelLine, others: Sequence[str]) -> tuple[Part, ...]:
    """What stands above the question whether to remove a level."""
    said = _("Removing the level *{name}*: its members ({count}) get what their points reach among "
             "{others}. Those who had it by hand follow their points again.", name=line.name,
             count=line.members, others=", ".join(others) or "—")  # fmt: skip
    return (prose(said),)


def given(done: Given) -> Card:
    """A member's level, and who decides from now on."""
    values = {"name": done.name or NOBODY_KNOWN, "level": done.level or "—"}
    if done.by_points:
        return Card(_("*{name}*: points decide again. Level now: {level}.", **values))
    return Card(
        _("*{name}* has the level {level}, by hand: points leave it alone. With `auto` in place of "
          "the level, points decide again.", **values)
    )  # fmt: skip


def who_is_meant(asked: WhoIsMeant) -> Card:
    """Several members go by these words: which one?"""
    said = _("Several members match “{words}”. Whose level is it?", words=asked.words)
    label: Text = _("Give {level}", level=asked.level)
    rows = [
        prose(_("*{name}*\n{user_id}", name=name or NOBODY_KNOWN, user_id=user_id),
              button(label, way))
        for name, user_id, way in asked.ways
    ]  # fmt: skip
    return Card(said, (prose(said), *rows))
