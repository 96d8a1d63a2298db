"""Which drifts the audit calls somebody's change at LINE."""

from __future__ import annotations

from dataclasses import replace

from bot.binding.changes import AtLine, found_at_line
from bot.binding.desired import Desired
from bot.binding.model import Verdict
from bot.binding.platforms import Webhook
from bot.binding.report import report
from bot.binding.verdict import reconcile
from tests.binding.picture import ACCOUNT, APP, PAGE, WANT, verdict
from tests.binding.test_checklist import DOWN

HOOK = "https://elsewhere.example/hook"
ELSEWHERE = Webhook(HOOK, True)
CHANGED = AtLine("webhook-url", str(ACCOUNT), WANT.webhook_url, HOOK)


def changes(before: Verdict | None, now: Verdict, want: Desired = WANT) -> list[AtLine]:
    """What is claimed when one look follows another; `want` is what we wanted before."""
    known = {finding.key: finding.drift for finding in before.findings} if before else {}
    known_report = report(want, before, ()) if before else None
    return list(found_at_line(known_report, WANT, known, reconcile(known, now)))


def test_what_was_well_and_is_not_was_changed_there() -> None:
    assert changes(verdict(), verdict(webhook=ELSEWHERE)) == [CHANGED]


def test_the_first_look_claims_nothing() -> None:
    assert changes(None, verdict(webhook=ELSEWHERE)) == []


def test_what_could_not_be_read_before_claims_nothing() -> None:
    assert changes(verdict(webhook=DOWN), verdict(webhook=ELSEWHERE)) == []


def test_another_drift_was_changed_there_once_more() -> None:
    (one,) = changes(verdict(webhook=ELSEWHERE), verdict(webhook=Webhook("https://two", True)))
    assert (one.old, one.new) == (HOOK, "https://two")


def test_what_we_want_otherwise_than_before_claims_nothing() -> None:
    former = replace(WANT, webhook_url="https://old.example/line/kojima/webhook")
    assert changes(verdict(), verdict(webhook=ELSEWHERE), former) == []
    moved = replace(WANT, sites=(replace(WANT.sites[0], url="https://old.example"),))
    away = verdict(liff_apps=[replace(APP, url="https://else.example/liff")])
    assert changes(verdict(), away, moved) == []
    assert [one.subject for one in changes(verdict(), away)] == [str(PAGE)]


def test_another_channel_named_here_is_nobodys_change_there() -> None:
    rebound = replace(WANT, messaging_channel_id="2006516009")
    assert changes(verdict(), verdict(webhook=ELSEWHERE), rebound) == []
    former = replace(WANT.sites[0].login_channel, channel_id="2006516008")
    other = replace(WANT, sites=(replace(WANT.sites[0], login_channel=former),))
    assert changes(verdict(), verdict(liff_apps=[]), other) == []


def test_figures_that_grow_are_nobodys_change() -> None:
    assert changes(verdict(), verdict(messages_used=181)) == []
