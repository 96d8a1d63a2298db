"""Member levels: which one so many points earned in all reach, and what a level may be called."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.text import Text, _

LONGEST_NAME = 40
MOST_POINTS = 1_000_000_000
MOST_LEVELS = 30
BY_POINTS = "auto"  #: in place of a level's name: let points decide again


@dataclass(frozen=True)
class Threshold:
    """A level, and how many points earned in all reach it; 0 is where every member begins."""

    name: str
    points: int


@dataclass(frozen=True)
class Entries:
    """Entries of one member's ledger that are alike, added up (`storage.tables.PointEntry`)."""

    kind: str  #: earn | spend | expire | correct
    points: int
    purchase: bool  #: they are about a purchase
    ticket: bool  #: they are about a ticket


def earned(entries: Iterable[Entries]) -> int:
    """Points earned in all: spending and expiring take nothing away, correcting does.

    A correction counts, whichever way it goes, unless it only gives back what a ticket had cost.
    """
    return sum(one.points for one in entries if _counts(one))


def _counts(one: Entries) -> bool:
    gives_back = one.ticket and not one.purchase
    return one.kind == "earn" or (one.kind == "correct" and not gives_back)


def reached(points: int, levels: Iterable[Threshold]) -> str | None:
    """The highest level that so many points reach."""
    within = [one for one in levels if one.points <= points]
    return max(within, key=lambda one: one.points).name if within else None


def carried(name: str | None, names: Mapping[str, str]) -> str | None:
    """The level a member holds by somebody's word, after levels were renamed (`names`: old → new,
    "" where one was removed); None when it is no more."""
    return (names.get(name, name) or None) if name else None


def renamed(names: Mapping[str, str], old: str, new: str) -> dict[str, str]:
    """The renamings so far and one more: whoever still has a name of before gets the newest."""
    known = {was: new if now == old else now for was, now in names.items()}
    return {was: now for was, now in {**known, old: new}.items() if was != now}


def problems(
    wanted: Threshold, others: Sequence[Threshold], busy: Collection[str] = ()
) -> dict[str, Text]:
    """What is wrong with a new or changed level, by field. `busy` names are still being taken off
    members (a level renamed or removed a moment ago)."""
    found: dict[str, Text] = {}
    if said := _name_problem(wanted.name, others, busy):
        found["name"] = said
    if not 0 <= wanted.points <= MOST_POINTS:
        found["threshold"] = _("A whole number of points from 0 to {most}.", most=MOST_POINTS)
    elif same := next((one for one in others if one.points == wanted.points), None):
        found["threshold"] = _(
            "“{name}” is reached with just as many points. Choose another number.", name=same.name
        )
    if len(others) >= MOST_LEVELS:
        found.setdefault("name", _("There are {count} levels, the most there can be. Remove one "
                                   "first.", count=len(others)))  # fmt: skip
    return found


def _name_problem(name: str, others: Sequence[Threshold], busy: Collection[str]) -> Text | None:
    plain = name.casefold()
    if len(name) > LONGEST_NAME:
        return _("At most {most} characters.", most=LONGEST_NAME)
    if plain == BY_POINTS:
        return _("`auto` stands for “let points decide”. Choose another name.")
    if any(one.name.casefold() == plain for one in others):
        return _("There is a level of this name. Choose another, or change that one.")
    if any(one.casefold() == plain for one in busy):
        return _("A level of this name was renamed or removed just now, and members are still "
                 "being brought up to date. Try again in a minute.")  # fmt: skip
    return None


def named_last(words: Sequence[str], names: Iterable[str]) -> tuple[str, str] | None:
    """Split what was typed into a member and, at its end, a level; None when it ends with none.

    The longest end that is a level counts, in any case: names of both may have spaces.
    """
    known = {name.casefold(): name for name in (*names, BY_POINTS)}
    for start in range(1, len(words)):
        if level := known.get(" ".join(words[start:]).casefold()):
            return " ".join(words[:start]), level
    return None
