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
from bot.binding.verdict import judge, observe
from bot.deps import Deps
from bot.discover import discover
from bot.flows.desired import desired
from bot.flows.kept import still_good
from bot.flows.reach import reach
from storage import accounts, readings
from storage.accounts import Bound


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
    kept: Collection[tuple[str, str]]  #: which answers are of an earlier round


async def look(
    deps: Deps, account_id: str, *, afresh: bool, known: Answers = MappingProxyType({})
) -> Look:
    """Ask the platforms and judge; changes nothing.

    `afresh` asks even what is kept from before, except `known`: answers of a moment ago.
    """
    since = deps.clock()
    async with deps.database.reading() as session:
        bound = await accounts.bound(session, account_id)
        kept = [] if afresh else await readings.kept(session, account_id, since)
    want = desired(bound, deps.settings, finished=True)
    earlier = still_good(kept, probes(), want)
    good = {**earlier, **known}
    answers = await observe(probes(), want, reach(deps, bound), good)
    verdict = judge(rules(), want, answers)
    steps_now = checklist(steps(), want, answers)
    return Look(bound, want, answers, verdict, since, steps_now, earlier.keys())


def lasting(seen: Look) -> Answers:
    """The answers of a look that need not be asked again a moment later: tests LINE rations."""
    rationed = {probe.name for probe in probes() if probe.keep}
    return {key: answer for key, answer in seen.answers.items() if key[0] in rationed}
