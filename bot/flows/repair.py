"""Put right what Moorline can put right by itself: first shown as a plan, then applied as shown."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import msgspec
import structlog

from bot.binding.desired import Kind
from bot.binding.model import Finding, Repair
from bot.deps import Deps
from bot.errors import PlanChanged, VendorError
from bot.flows.looking import Look, lasting, look
from bot.flows.reach import reach
from bot.flows.verify import verify
from bot.text import Text, _, to_json
from storage import audit
from storage.audit import Tag

log = structlog.get_logger()

ROUNDS = 3  #: a repair may uncover the next; more than this is a fight with somebody else


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
    seen = await look(deps, account_id, afresh=True)
    if _plan(seen, site).digest != digest:
        raise PlanChanged(
            _("LINE has changed since the plan was shown; nothing was applied. Look at it again.")
        )
    return await repair(deps, seen, by=by, site=site)


async def repair(
    deps: Deps,
    seen: Look,
    *,
    by: str,
    site: str | None = None,
    grace: timedelta | None = None,
) -> Repaired:
    """Repair until quiet, at most three rounds, then look again: only that look is believed."""
    done: list[Finding] = []
    refused: dict[tuple[str, str], tuple[Finding, Text]] = {}
    for _round in range(ROUNDS):
        todo = [f for f in _plan(seen, site).changes if f.key not in refused]
        if not todo:
            break
        for finding in _once_each(todo):
            objection = await _run(deps, seen, finding)
            if objection:
                refused[finding.key] = (finding, objection)
        done += [finding for finding in todo if finding.key not in refused]
        seen = await look(deps, seen.want.account_id, afresh=True, known=lasting(seen))
    await _write_down(deps, seen.want.account_id, done, by)
    seen = await verify(deps, seen.want.account_id, by=by, grace=grace)
    return Repaired(done, list(refused.values()), seen)


def _plan(seen: Look, site: str | None) -> Plan:
    findings = [
        finding
        for finding in seen.verdict.findings
        if site is None or (finding.subject.kind is Kind.SITE and finding.subject.key == site)
    ]
    changes = [f for f in findings if isinstance(f.rule.ending, Repair)]
    left = [f for f in findings if f not in changes]
    return Plan(seen.want.account_id, site, changes, left)


def _once_each(findings: Sequence[Finding]) -> Sequence[Finding]:
    """Several drifts may have one cure; it is taken once per subject."""
    cures: dict[object, Finding] = {}
    for finding in findings:
        ending = finding.rule.ending
        if isinstance(ending, Repair):
            cures.setdefault((ending.run, finding.subject), finding)
    return list(cures.values())


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
                         who=by, subject=str(finding.subject), old=str(finding.drift.actual),
                         new=str(finding.drift.expected))  # fmt: skip
