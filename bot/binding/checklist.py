"""The steps only a person can take at LINE's consoles, and what ticks them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.binding.desired import Desired, Kind, Subject, W
from bot.binding.evidence import recorded
from bot.binding.model import Answers, Seen
from bot.binding.platforms import Evidence
from bot.binding.verdict import seen_by
from bot.errors import MoorlineError
from bot.text import Text


@dataclass(frozen=True, eq=False)
class Step:
    """One thing to do at a console; `proof` says what proves it done, or None."""

    name: str
    about: Kind
    title: Text
    how: Text
    link: Callable[[Any], str]
    proof: Callable[[Any, Seen], Text | None]


@dataclass(frozen=True)
class Ticked:
    """A step, and what ticks it: an event or reading, a named person's word, or nothing."""

    step: Step
    subject: Subject
    link: str
    proof: Text | None = None
    word: Evidence | None = None
    unread: bool = False  #: no platform answered, so nothing is known of it now

    @property
    def done(self) -> bool:
        return self.proof is not None or self.word is not None


def step(
    name: str, about: Kind, *, title: Text, how: Text, link: Callable[[Any], str]
) -> Callable[[Callable[[W, Seen], Text | None]], Step]:
    """Declare a step from the function that looks for its proof."""
    return lambda proof: Step(name, about, title, how, link, proof)


def checklist(steps: Sequence[Step], want: Desired, answers: Answers) -> Sequence[Ticked]:
    """Every step of every subject, in order, with what ticks it."""
    return [
        _ticked(each, about, seen_by(want, about, answers))
        for each in steps
        for about in want.wants(each.about)
    ]


def _ticked(each: Step, about: Any, seen: Seen) -> Ticked:
    word = recorded(seen, about.subject, each.name)
    ticked = Ticked(each, about.subject, each.link(about), word=word if word and word.by else None)
    try:
        return replace(ticked, proof=each.proof(about, seen))
    except MoorlineError:  # a platform that does not answer proves nothing either way
        return replace(ticked, unread=True)
