"""Probe answers that serve later rounds: read back from rows, and written to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.binding.desired import Desired
from bot.binding.model import Answers, Probe
from bot.binding.turns import Earlier, Key, Memory, Ration
from bot.errors import Unseen, VendorError
from storage.tables import Reading

GROUP = "group "
"""Before a group's name, as the subject of the row that says when it last had its turn; no slug
and no channel id has a space."""


class Kept(msgspec.Struct):
    """An answer as it is stored, with the name of what was asked about."""

    about: str
    answer: Any


def remembered(rows: Sequence[Reading], probes: Sequence[Probe[Any]], want: Desired) -> Memory:
    """What the rows tell.

    An answer that no longer reads, or that is about an address of before, is none.
    """
    asked: dict[Key, tuple[Probe[Any], str]] = {
        (probe.name, about.subject.key): (probe, probe.names(about))
        for probe in probes
        for about in (want.wants(probe.per) if probe.keep else ())
    }
    told: dict[Key, Earlier] = {}
    turns: dict[Key, datetime] = {}
    for row in rows:
        key = (row.probe, row.subject)
        if row.subject.startswith(GROUP):
            turns[row.probe, row.subject.removeprefix(GROUP)] = row.read_at
        elif key in asked:
            told[key] = _earlier(row, *asked[key])
    return Memory(told, turns)


def _earlier(row: Reading, probe: Probe[Any], name: str) -> Earlier:
    try:
        stored = msgspec.convert(row.answer, Kept)
        answer = msgspec.convert(stored.answer, probe.answers)
    except msgspec.ValidationError:
        return Earlier(None, row.read_at, row.keep_until, known=False)
    return Earlier(answer, row.read_at, row.keep_until, known=stored.about == name)


def serving(
    probes: Sequence[Probe[Any]], want: Desired, memory: Memory, asked: Collection[Key]
) -> dict[Key, Any]:
    """What stands in for the questions that are not asked now."""
    answers: dict[Key, Any] = {}
    for probe in probes:
        for about in want.wants(probe.per):
            key = (probe.name, about.subject.key)
            told = memory.told.get(key)
            if key in asked:
                continue
            if told and told.known:
                answers[key] = told.answer
            elif isinstance(probe.turn, Ration):
                answers[key] = Unseen(probe.turn.unasked)
    return answers


def to_keep(
    probes: Sequence[Probe[Any]],
    want: Desired,
    answers: Answers,
    kept: Collection[Key],
    asked_at: datetime,
) -> Mapping[Key, Reading | None]:
    """Rows for the answers asked just now, with how long each serves; None: what was kept before
    is of no use any more.

    Those `kept` from earlier rounds are left as they are: renewed, they would serve for ever.
    """
    rows: dict[Key, Reading | None] = {}
    for probe in probes:
        for about in want.wants(probe.per) if probe.keep else ():
            key = (probe.name, about.subject.key)
            if key in kept or isinstance(answers[key], Unseen):
                continue
            if not isinstance(answers[key], VendorError):
                rows[key] = _row(probe, about, want, answers[key], asked_at)
            elif not isinstance(probe.turn, Ration):
                rows[key] = None
    return rows


def _row(
    probe: Probe[Any], about: Any, want: Desired, answer: Any, asked_at: datetime
) -> Reading | None:
    serves = probe.keep(want, answer) if probe.keep else None
    if serves is None:
        return None
    return Reading(
        account_id=want.account_id,
        probe=probe.name,
        subject=about.subject.key,
        answer=msgspec.to_builtins(Kept(probe.names(about), answer)),
        read_at=asked_at,
        keep_until=asked_at + serves,
    )


def overrule(row: Reading, was: str, answer: str, at: datetime) -> bool:
    """Put another answer in place of this one; tell whether it was this one."""
    if not isinstance(row.answer, dict) or row.answer.get("answer") != was:
        return False
    row.answer, row.read_at = {**row.answer, "answer": answer}, at
    return True


def turns_taken(
    probes: Sequence[Probe[Any]], want: Desired, in_turn: Collection[Key], asked_at: datetime
) -> Mapping[Key, Reading | None]:
    """Rows that say which groups have just had their turn."""
    rows: dict[Key, Reading | None] = {}
    for probe in probes:
        for about in want.wants(probe.per) if probe.turn else ():
            if probe.turn is None or (probe.name, about.subject.key) not in in_turn:
                continue
            subject = f"{GROUP}{probe.turn.group(about)}"
            rows[probe.name, subject] = Reading(
                account_id=want.account_id, probe=probe.name, subject=subject,
                answer=None, read_at=asked_at, keep_until=asked_at,
            )  # fmt: skip
    return rows
