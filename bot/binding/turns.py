"""Which questions a round puts: all that have to be, and of those that share a call only one. Pure.

A round of a network of C Login channels makes at most 2 + 2·C calls while all is well. So most
answers serve for a while, and when they have, their questions wait for a turn: one of a group is
put in each round, and the others' last answers serve on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.text import Text, _

if TYPE_CHECKING:
    from bot.binding.desired import Desired
    from bot.binding.model import Probe

Key = tuple[str, str]  #: (probe name, subject key)

PATIENCE = 12  #: rounds after which a question that never gets its turn is put all the same
UNASKED = _("It has not been asked yet")
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Turn:
    """How a question waits for others of its group.

    The lowest `rank` goes first, then the most `pressing` answer, then the one longest unasked.
    """

    group: Callable[[Any], str]
    rank: int = 1
    pressing: Callable[[Any], int] = lambda answer: 0  #: least first; None: none is known yet


@dataclass(frozen=True)
class Ration(Turn):
    """A question the vendor wants seldom: even what was never asked waits, with `unasked` for an
    answer, and `pause` lies between two of a group.

    `rest` is how long a subject is left alone after an answer, or, for None, after it was made
    (`made_at`) or has changed.
    """

    pause: timedelta = timedelta(days=1)
    rest: Callable[[Any], timedelta] = lambda answer: timedelta(0)
    unasked: Text = UNASKED


@dataclass(frozen=True)
class Earlier:
    """What an earlier round was told; not `known` when that was about something else."""

    answer: Any
    read_at: datetime
    keep_until: datetime
    known: bool = True


@dataclass(frozen=True)
class Memory:
    """Everything earlier rounds have told, and when each group last had a turn of a ration."""

    told: Mapping[Key, Earlier]
    turns: Mapping[Key, datetime]  #: by (probe name, group)


@dataclass(frozen=True)
class Round:
    """What is asked now; of these, `in_turn` are rationed ones nobody asked for by hand."""

    asked: frozenset[Key]
    in_turn: frozenset[Key] = frozenset()


@dataclass(frozen=True)
class _Waiting:
    """A question that may be put now."""

    key: Key
    order: tuple[int, int, datetime]


def of_the_account(want: Any) -> str:
    """One group for everything about the account itself."""
    return "account"


def of_its_channel(about: Any) -> str:
    """A group for each Login channel: what is asked about it, and about its sites."""
    return str(getattr(about, "login_channel", about).subject)


def rounds(count: int) -> Callable[[Desired, Any], timedelta]:
    """Keeps an answer for so many rounds."""
    return lambda want, answer: count * want.verify_every


def planned(probes: Iterable[Probe[Any]], want: Desired, memory: Memory, now: datetime) -> Round:
    """What a round puts by itself."""
    asked: set[Key] = set()
    groups: dict[str, list[_Waiting]] = {}
    rationed: set[Key] = set()
    for probe, about in _pairs(probes, want):
        key = (probe.name, about.subject.key)
        told = memory.told.get(key)
        match probe.turn:
            case Ration() as ration if _open(ration, probe, about, memory, now):
                rationed.add(key)
                _line_up(groups, ration, about, key, told)
            case Ration():
                continue
            case _ if told is None or not told.known:
                asked.add(key)
            case _ if told.keep_until > now:
                continue
            case Turn() as turn if now < told.keep_until + PATIENCE * want.verify_every:
                _line_up(groups, turn, about, key, told)
            case _:
                asked.add(key)
    chosen = {min(waiting, key=lambda one: one.order).key for waiting in groups.values()}
    return Round(frozenset(asked | chosen), frozenset(chosen & rationed))


def by_hand(probes: Iterable[Probe[Any]], want: Desired) -> Round:
    """What a person's look puts: everything but rationed questions."""
    keys = ((probe.name, about.subject.key) for probe, about in _pairs(probes, want)
            if not isinstance(probe.turn, Ration))  # fmt: skip
    return Round(frozenset(keys))


def singled_out(
    probe: Probe[Any], subjects: Collection[str] | None, want: Desired, memory: Memory, most: int
) -> frozenset[Key]:
    """A rationed question about these subjects (None: any), the most pressing `most` of them."""
    groups: dict[str, list[_Waiting]] = {}
    for _probe, about in _pairs([probe], want):
        if probe.turn and (subjects is None or about.subject.key in subjects):
            key = (probe.name, about.subject.key)
            _line_up(groups, probe.turn, about, key, memory.told.get(key))
    every = sorted((one for some in groups.values() for one in some), key=lambda one: one.order)
    return frozenset(one.key for one in every[:most])


def _pairs(probes: Iterable[Probe[Any]], want: Desired) -> Iterable[tuple[Probe[Any], Any]]:
    return ((probe, about) for probe in probes for about in want.wants(probe.per))


def _open(ration: Ration, probe: Probe[Any], about: Any, memory: Memory, now: datetime) -> bool:
    """Whether the group's pause is over, and the subject has rested."""
    last = memory.turns.get((probe.name, ration.group(about)), NEVER)
    told = memory.told.get((probe.name, about.subject.key))
    touched = told.read_at if told else about.made_at or NEVER
    rest = ration.rest(told.answer if told and told.known else None)
    return now - ration.pause >= last and now - rest >= touched


def _line_up(
    groups: dict[str, list[_Waiting]], turn: Turn, about: Any, key: Key, told: Earlier | None
) -> None:
    answer = told.answer if told and told.known else None
    order = (turn.rank, turn.pressing(answer), told.read_at if told else NEVER)
    groups.setdefault(turn.group(about), []).append(_Waiting(key, order))
