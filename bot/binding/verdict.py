"""Observe, judge, reconcile: the three steps of every verification."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.binding.desired import Desired, Kind, Want
from bot.binding.model import Answers, Drift, Finding, Outcome, Probe, Rule, Seen, Verdict
from bot.binding.platforms import Platforms
from bot.errors import Unseen, VendorError


async def observe(
    probes: Sequence[Probe[Any]], want: Desired, on: Platforms, kept: Answers
) -> Answers:
    """Put every question once, all at the same time; a failure is an answer too.

    `kept` holds answers of earlier rounds that are still good; those are not asked again.
    """

    async def ask(question: Probe[Any], about: Want) -> Any:
        try:
            return await question.read(on, about)
        except VendorError as error:
            return error

    asked = {
        (question.name, about.subject.key): (question, about)
        for question in probes
        for about in want.wants(question.per)
        if (question.name, about.subject.key) not in kept
    }
    answers = await asyncio.gather(*(ask(*question) for question in asked.values()))
    return {**kept, **dict(zip(asked, answers, strict=True))}


def seen_by(want: Desired, about: Want, answers: Answers) -> Seen:
    """Narrow all answers to those one subject may look at."""
    keys = {Kind.ACCOUNT: want.subject.key, about.subject.kind: about.subject.key}
    channel = getattr(about, "login_channel", None)
    if channel is not None:
        keys[Kind.LOGIN_CHANNEL] = channel.subject.key
    return Seen(answers, keys)


def judge(rules: Sequence[Rule], want: Desired, answers: Answers) -> Verdict:
    """Apply every rule to each of its subjects."""
    return Verdict(
        tuple(
            _outcome(rule, about, seen_by(want, about, answers))
            for rule in rules
            for about in want.wants(rule.about)
        )
    )


def _outcome(rule: Rule, about: Want, seen: Seen) -> Outcome:
    try:
        return Outcome(rule, about.subject, drift=rule.check(about, seen))
    except (VendorError, Unseen) as error:
        return Outcome(rule, about.subject, unread=error)


Key = tuple[str, str]  #: (rule name, subject)


@dataclass(frozen=True)
class Opened:
    """It held, or was never looked at; now it does not hold."""

    finding: Finding


@dataclass(frozen=True)
class Changed:
    """It still does not hold, in another way."""

    finding: Finding


@dataclass(frozen=True)
class Resolved:
    """It holds again, or its subject is gone."""

    key: Key


Transition = Opened | Changed | Resolved


def reconcile(open_: Mapping[Key, Drift], verdict: Verdict) -> Sequence[Transition]:
    """Turn a verdict into what is news. Nothing changed: nothing returned."""
    now = {finding.key: finding for finding in verdict.findings}
    unread = {outcome.key for outcome in verdict.unread}
    opened = [Opened(found) for key, found in now.items() if key not in open_]
    changed = [
        Changed(found) for key, found in now.items() if key in open_ and open_[key] != found.drift
    ]
    resolved = [Resolved(key) for key in open_ if key not in now and key not in unread]
    return [*opened, *changed, *resolved]
