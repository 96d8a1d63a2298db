"""Put right what Moorline can put right by itself: first shown as a plan, then applied as shown."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import structlog

from bot.binding.desired import Kind, Subject
from bot.binding.model import Finding, Outcome, Repair, State
from bot.binding.rules.login import callback
from bot.deps import Deps
from bot.errors import PlanChanged, VendorError
from bot.flows.alone import alone
from bot.flows.binding.alerting import settle
from bot.flows.binding.looking import Look, lasting, look
from bot.flows.binding.verify import verify
from bot.flows.reach import reach
from bot.text import Text, _, to_json
from storage import audit
from storage.audit import Tag

log = structlog.get_logger()

ROUNDS = 3  #: a repair may uncover the next; more than this is a fight with somebody else
CHANGED_SINCE = _(
    "LINE has changed since the plan was shown; nothing was applied. Look at it again."
)


@dataclass(frozen=True)
class Plan:
    """What a repair would change at LINE, and what it must leave to a person."""

    account_id: str
    site: str | None  #: slug; None plans for everything
    changes: Sequence[Finding]
    left: Sequence[Finding]

    @property
    def digest(self) -> str:
        """Two plans with the same digest change the same values from the same to the same."""
        facts = [
            (*finding.key, to_json(finding.drift.expected), to_json(finding.drift.actual))
            for finding in self.changes
        ]
        return hashlib.sha256(msgspec.json.encode(facts)).hexdigest()


@dataclass(frozen=True)
class Repaired:
    """What became of a repair, after looking again."""

    done: Sequence[Finding]
    refused: Sequence[tuple[Finding, Text]]
    seen: Look


async def plan(deps: Deps, account_id: str, site: str | None = None) -> Plan:
    """Look afresh and say what a repair would change; changes nothing."""
    return _plan(await look(deps, account_id, afresh=True), site)


async def apply(
    deps: Deps, account_id: str, digest: str, *, by: str, site: str | None = None
) -> Repaired:
    """Carry out the plan that was shown. Raises `PlanChanged` if LINE has changed since."""
    return await repair(deps, account_id, by=by, site=site, shown=digest)


async def repair(
    deps: Deps,
    account_id: str,
    *,
    by: str,
    site: str | None = None,
    grace: timedelta | None = None,
    shown: str | None = None,
    callbacks: Collection[str] | None = (),
) -> Repaired:
    """Look, repair until quiet, at most three rounds, then look again: only that look is believed.

    One repair of an account runs at a time. `shown` is the digest of a plan it must still be.
    `callbacks` is that of `look`.
    """
    async with alone(deps, account_id):
        seen = await look(deps, account_id, afresh=True, callbacks=callbacks)
        if shown is not None and _plan(seen, site).digest != shown:
            raise PlanChanged(CHANGED_SINCE)
        first = seen
        tried, refused = await _until_quiet(deps, seen, site)
        if not tried and not refused:
            await settle(deps, seen, by=by, grace=grace)
            return Repaired([], [], seen)
        said = {key: answer for key, answer in lasting(first).items() if key[0] == callback.name}
        seen = await verify(deps, account_id, by=by, grace=grace, known=said)
    return await _believed(deps, tried, refused, seen, by)


Key = tuple[str, str]
Refusals = dict[Key, tuple[Finding, Text]]


async def _until_quiet(
    deps: Deps, seen: Look, site: str | None
) -> tuple[Mapping[Key, Finding], Refusals]:
    """What was carried out, and what the platforms had against the rest."""
    tried: dict[Key, Finding] = {}
    refused: Refusals = {}
    for _round in range(ROUNDS):
        todo = [f for f in _plan(seen, site).changes if f.key not in refused]
        if not todo:
            break
        for together in _by_cure(todo):
            if objection := await _run(deps, seen, together[0]):
                refused |= {finding.key: (finding, objection) for finding in together}
            else:
                tried = {finding.key: finding for finding in together} | tried
        seen = await look(deps, seen.want.account_id, afresh=True, known=lasting(seen))
    return {key: finding for key, finding in tried.items() if key not in refused}, refused


async def _believed(
    deps: Deps, tried: Mapping[Key, Finding], refused: Refusals, seen: Look, by: str
) -> Repaired:
    """Done is what the last look finds well; the rest LINE only seemed to take."""
    now = {outcome.key: outcome for outcome in seen.verdict.outcomes}
    done = [finding for key, finding in tried.items() if now[key].state is State.OK]
    idle = [(finding, _doubt(now[key])) for key, finding in tried.items() if finding not in done]
    await _write_down(deps, seen.want.account_id, done, by)
    return Repaired(done, [*refused.values(), *idle], seen)


def _doubt(outcome: Outcome) -> Text:
    if outcome.drift:
        return _("it was taken, but afterwards it was found so: {actual}",
                 actual=outcome.drift.actual)  # fmt: skip
    why = outcome.unread.said if outcome.unread else ""
    return _("whether it worked could not be checked: {why}", why=why)


def _plan(seen: Look, site: str | None) -> Plan:
    findings = [
        finding
        for finding in seen.verdict.findings
        if site is None or (finding.subject.kind is Kind.SITE and finding.subject.key == site)
    ]
    changes = [f for f in findings if isinstance(f.rule.ending, Repair)]
    left = [f for f in findings if f not in changes]
    return Plan(seen.want.account_id, site, changes, left)


def _by_cure(findings: Sequence[Finding]) -> Iterable[Sequence[Finding]]:
    """Several drifts of a subject may have one cure; it is taken once for all of them."""
    cures: dict[tuple[object, Subject], list[Finding]] = {}
    for finding in findings:
        ending = finding.rule.ending
        cure = ending.run if isinstance(ending, Repair) else None
        cures.setdefault((cure, finding.subject), []).append(finding)
    return cures.values()


async def _run(deps: Deps, seen: Look, finding: Finding) -> Text | None:
    """Run one repair; returns what the platform had against it."""
    ending = finding.rule.ending
    about = next(a for a in seen.want.wants(finding.rule.about) if a.subject == finding.subject)
    if not isinstance(ending, Repair):
        return None
    try:
        await ending.run(reach(deps, seen.bound), about)
    except VendorError as error:
        log.warning("repair.refused", check=finding.rule.name, subject=str(finding.subject),
                    error=str(error), request_id=error.request_id)  # fmt: skip
        return error.said
    return None


async def _write_down(deps: Deps, account_id: str, done: Sequence[Finding], by: str) -> None:
    async with deps.database.transaction() as session:
        for finding in done:
            audit.record(session, Tag.BINDING_REPAIRED, account_id=account_id, at=deps.clock(),
                         who=by, subject=str(finding.subject), old=finding.drift.actual,
                         new=finding.drift.expected)  # fmt: skip
