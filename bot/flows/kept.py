"""Probe answers that serve later rounds: the hourly webhook test, the daily callback question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.binding.desired import Desired
from bot.binding.model import Answers, Probe
from bot.errors import VendorError
from storage.tables import Reading


def still_good(kept: Sequence[Reading], probes: Sequence[Probe[Any]]) -> dict[tuple[str, str], Any]:
    """The kept answers, as the probes gave them; one that no longer reads is asked again."""
    known = {probe.name: probe for probe in probes}
    answers: dict[tuple[str, str], Any] = {}
    for row in kept:
        if row.probe in known:
            try:
                answer = msgspec.convert(row.answer, known[row.probe].answers)
            except msgspec.ValidationError:
                continue
            answers[row.probe, row.subject] = answer
    return answers


def keepable(
    probes: Sequence[Probe[Any]], want: Desired, answers: Answers, asked_at: datetime
) -> Iterable[Reading]:
    """Rows for the answers a probe wants kept, with how long."""
    for probe in probes:
        for about in want.wants(probe.per) if probe.keep else ():
            answer = answers[probe.name, about.subject.key]
            if isinstance(answer, VendorError) or probe.keep is None:
                continue
            lasts = probe.keep(want, answer)
            if lasts > timedelta(0):
                yield Reading(
                    account_id=want.account_id,
                    probe=probe.name,
                    subject=about.subject.key,
                    answer=msgspec.to_builtins(answer),
                    read_at=asked_at,
                    keep_until=asked_at + lasts,
                )
