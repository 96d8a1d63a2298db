"""One look at an account: observe and judge. Nothing is changed and nothing is believed yet."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import bot.binding
from bot.binding.checklist import Step, Ticked, checklist
from bot.binding.desired import Desired
from bot.binding.model import Answers, Probe, Rule, Verdict
from bot.binding.rules.login import callback
from bot.binding.turns import Key, by_hand, planned, singled_out
from bot.binding.verdict import judge, observe
from bot.deps import Deps
from bot.discover import discover
from bot.flows.binding.desired import desired
from bot.flows.binding.kept import remembered, serving
from bot.flows.reach import reach
from storage import accounts, readings
from storage.accounts import Bound

MOST_CALLBACKS = 30
"""Callback addresses asked about in one look, those in doubt first: LINE forbids mass authorization
requests. Whoever looks again goes on from there."""


@lru_cache
def rules() -> Sequence[Rule]:
    """Every rule there is."""
    return discover(bot.binding, Rule)


@lru_cache
def probes() -> Sequence[Probe[Any]]:
    """Every question there is."""
    return discover(bot.binding, Probe)


@lru_cache
def steps() -> Sequence[Step]:
    """The checklist of human steps."""
    return discover(bot.binding, Step)


@dataclass(frozen=True)
class Look:
    """One observation of an account, judged, not yet believed."""

    bound: Bound
    want: Desired
    answers: Answers
    verdict: Verdict
    since: datetime  #: when the looking began
    checklist: Sequence[Ticked]
    kept: Collection[Key]  #: which answers are of an earlier round
    in_turn: Collection[Key] = ()  #: which rationed questions had their turn, asked by nobody


async def look(
    deps: Deps,
    account_id: str,
    *,
    afresh: bool,
    known: Answers = MappingProxyType({}),
    callbacks: Collection[str] | None = (),
) -> Look:
    """Ask the platforms and judge; changes nothing.

    `afresh` asks even what is kept from before, except `known`: answers of a moment ago. Callback
    addresses are asked about at once only for `callbacks`, slugs of sites (None: any), and of
    those at most `MOST_CALLBACKS`; else they wait for their turn.
    """
    since = deps.clock()
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account_id)
        rows = await readings.every(session, account_id)
    want = desired(bound, deps.settings, finished=True)
    memory = remembered(rows, probes(), want)
    plan = by_hand(probes(), want) if afresh else planned(probes(), want, memory, since)
    named = singled_out(callback, callbacks, want, memory, MOST_CALLBACKS)
    earlier = serving(probes(), want, memory, (plan.asked | named) - known.keys())
    answers = await observe(probes(), want, reach(deps, bound), {**earlier, **known})
    verdict = judge(rules(), want, answers)
    steps_now = checklist(steps(), want, answers)
    kept = earlier.keys() - known.keys()
    return Look(bound, want, answers, verdict, since, steps_now, kept, plan.in_turn - named)


def lasting(seen: Look) -> Answers:
    """The answers of a look that need not be asked again a moment later: those that keep, and what
    LINE said of callback addresses.
    """
    keeps = {probe.name for probe in probes() if probe.keep}
    return {
        key: answer
        for key, answer in seen.answers.items()
        if key[0] in keeps and key not in seen.kept and not isinstance(answer, Exception)
    }
