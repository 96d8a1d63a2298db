"""What `check`, `doctor` and `keys rotate` do: look, say, and leave alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.markup import escape
from rich.table import Table

from bot.binding.desired import Desired
from bot.binding.model import Advice, Asks, Outcome, Repair, State
from bot.binding.report import ORDER
from bot.deps import Deps, utc_now
from bot.errors import MoorlineError, SecretUnreadable, VendorError
from bot.flows.binding.looking import look
from bot.opening import key_ring, opened, plain
from bot.platforms.slack import SlackClient
from bot.settings import Settings
from storage import accounts, alerts
from storage.database import Database
from storage.rotation import rotate
from storage.tables import Account, Alert

Json = dict[str, Any]


@dataclass(frozen=True)
class Checked:
    """One account as `check` found it."""

    account: str  #: slug
    findings: Sequence[Json]
    could_check: bool

    @property
    def json(self) -> Json:
        return {"account": self.account, "findings": self.findings}


async def check_all(settings: Settings) -> Sequence[Checked]:
    """Every account with what each check says; nothing is written, nothing announced."""
    async with opened(settings) as deps:
        await deps.database.ready()
        async with deps.database.reading() as session:
            everywhere = await accounts.every(session)
        return await asyncio.gather(*(_account(deps, account) for account in everywhere))


async def _account(deps: Deps, account: Account) -> Checked:
    try:
        seen = await look(deps, account.id, afresh=True)
    except SecretUnreadable as unreadable:  # the others can still be looked at
        return Checked(account.slug, [_nothing_known(account, unreadable)], False)
    async with deps.database.reading() as session:
        open_ = await alerts.open_of(session, account.id)
    findings = [_finding(seen.want, outcome, open_) for outcome in seen.verdict.outcomes]
    return Checked(seen.want.slug, findings, not seen.verdict.failed)


def _finding(want: Desired, outcome: Outcome, open_: Mapping[alerts.Key, Alert]) -> Json:
    alert = open_.get(outcome.key)
    return {
        "check": outcome.rule.name,
        "subject": str(outcome.subject),
        "state": outcome.state,
        "detail": _detail(outcome),
        "since": alert.opened_at.isoformat() if alert else None,
        "fix": _fix(want, outcome) if outcome.drift else None,
    }


def _nothing_known(account: Account, why: MoorlineError) -> Json:
    return {"check": "could-not-check", "subject": f"account:{account.slug}",
            "state": State.UNKNOWN, "detail": str(why), "since": None, "fix": None}  # fmt: skip


def _detail(outcome: Outcome) -> str:
    if outcome.drift:
        return f"expected {outcome.drift.expected}, found {outcome.drift.actual}"
    return str(outcome.unread) if outcome.unread else ""


def _fix(want: Desired, outcome: Outcome) -> str | None:
    match outcome.rule.ending:
        case Repair(label):
            return f"{label}: /line repair"
        case Asks(label, parameter):
            return f"{label}: /line set {parameter}"
        case Advice(_label, how, link):
            about = want.wants(outcome.rule.about)
            subject = next(a for a in about if a.subject == outcome.subject)
            return f"{how} {link(subject)}"
        case _:
            return None


def exit_code(checked: Sequence[Checked]) -> int:
    """1 if anything is broken, 2 if something could not be checked, else 0."""
    if any(f["state"] == State.BROKEN for one in checked for f in one.findings):
        return 1
    return 0 if all(one.could_check for one in checked) else 2


def table(checked: Sequence[Checked]) -> Table:
    """For a terminal: one line a check, worst first."""
    shown = Table("account", "check", "subject", "state", "detail", "fix")
    for one in checked:
        for found in sorted(one.findings, key=lambda found: ORDER.index(found["state"])):
            row = (one.account, found["check"], found["subject"], found["state"],
                   found["detail"], found["fix"] or "")  # fmt: skip
            shown.add_row(*(escape(str(cell)) for cell in row))
    return shown


async def rotate_keys(settings: Settings) -> int:
    """Re-encrypt every secret under the newest key; returns how many were."""
    database = Database(plain(settings.database_url))
    await database.open()
    try:
        await database.ready()
        return await rotate(database, key_ring(settings))
    finally:
        await database.close()


async def diagnose(settings: Settings) -> Sequence[str]:
    """One line for each thing that does not answer as set, with the mend; empty when all does."""
    return [line for line in (await _database(settings), await _slack(settings)) if line]


async def _database(settings: Settings) -> str:
    database = Database(plain(settings.database_url))
    try:
        await database.open()
        await database.ready()
    except MoorlineError as error:
        return f"DATABASE_URL {error}"
    finally:
        await database.close()
    return ""


async def _slack(settings: Settings) -> str:
    slack = SlackClient(
        plain(settings.slack_bot_token),
        observe=lambda record: None,
        clock=utc_now,
        base_url=settings.slack_api_url,
    )
    await slack.open()
    try:
        await slack.administrators()
    except VendorError as error:
        return f"{'SLACK_BOT_TOKEN' if error.permanent else 'SLACK_API_URL'} {error}"
    finally:
        await slack.close()
    return ""
