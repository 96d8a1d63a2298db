"""Probe answers that serve later rounds: the hourly webhook test, the daily callback question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from bot.binding.desired import Desired
from bot.binding.model import Answers, Probe
from bot.errors import VendorError
from storage.tables import Reading


class Kept(msgspec.Struct):
    """An answer as it is stored, with the name of what was asked about."""

    about: str
    answer: Any


def still_good(
    kept: Sequence[Reading], probes: Sequence[Probe[Any]], want: Desired
) -> dict[tuple[str, str], Any]:
    """The kept answers, as the probes gave them.

    One that no longer reads, or that is about an address of before, is asked for again.
    """
    asked = {
        (probe.name, about.subject.key): (probe, probe.names(about))
        for probe in probes
        for about in (want.wants(probe.per) if probe.keep else ())
    }
    answers: dict[tuple[str, str], Any] = {}
    for row in kept:
        probe, name = asked.get((row.probe, row.subject), (None, ""))
        if probe is None:
            continue
        try:
            stored = msgspec.convert(row.answer, Kept)
            answer = msgspec.convert(stored.answer, probe.answers)
        except msgspec.ValidationError:
            continue
        if stored.about == name:
            answers[row.probe, row.subject] = answer
    return answers


def keepable(
    probes: Sequence[Probe[Any]],
    want: Desired,
    answers: Answers,
    kept: Collection[tuple[str, str]],
    asked_at: datetime,
) -> Iterable[Reading]:
    """Rows for the answers asked just now, with how long each serves.

    Those `kept` from earlier rounds are left as they are: renewed, they would serve for ever. One
    that is to serve no longer than now still takes the place of what was kept before it.
    """
    for probe in probes:
        for about in want.wants(probe.per) if probe.keep else ():
            key = (probe.name, about.subject.key)
            if key in kept or isinstance(answers[key], VendorError) or probe.keep is None:
                continue
            yield Reading(
                account_id=want.account_id,
                probe=probe.name,
                subject=about.subject.key,
                answer=msgspec.to_builtins(Kept(probe.names(about), answers[key])),
                read_at=asked_at,
                keep_until=asked_at + probe.keep(want, answers[key]),
            )
