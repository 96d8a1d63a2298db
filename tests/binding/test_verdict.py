"""Observe, judge, reconcile: what is asked, what is news, and what a report keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

import msgspec
import pytest

from bot.binding.desired import Kind
from bot.binding.model import Drift, Probe
from bot.binding.platforms import Platforms, Sightings, Webhook, WebhookTest
from bot.binding.report import dump, load, report
from bot.binding.rules.webhook import LoopVerdict, close_loop
from bot.binding.verdict import Changed, Opened, Resolved, observe, reconcile
from bot.errors import Unreachable
from bot.text import _
from tests.binding.picture import ACCOUNT, INFO, KEYS, RULES, WANT, verdict
from tests.binding.test_checklist import DOWN

OFF = {"webhook": Webhook(WANT.webhook_url, False)}
KEY = ("webhook-enabled", str(ACCOUNT))


def open_by(**changed: Any) -> dict[tuple[str, str], Drift]:
    """The alerts that are open after those answers."""
    return {finding.key: finding.drift for finding in verdict(**changed).findings}


def test_a_drift_opens_an_alert() -> None:
    (news,) = reconcile({}, verdict(**OFF))
    assert isinstance(news, Opened)
    assert news.finding.key == KEY


def test_the_same_verdict_twice_is_no_news() -> None:
    assert list(reconcile(open_by(**OFF), verdict(**OFF))) == []
    assert list(reconcile({}, verdict())) == []


def test_another_drift_of_the_same_rule_is_a_change() -> None:
    (news,) = reconcile(
        open_by(webhook=Webhook("https://one", True)), verdict(webhook=Webhook("https://two", True))
    )
    assert isinstance(news, Changed)
    assert news.finding.drift.actual == "https://two"


def test_a_higher_step_of_the_quota_is_a_change_and_a_higher_count_is_not() -> None:
    before = open_by(messages_used=161)
    assert list(reconcile(before, verdict(messages_used=179))) == []
    assert [type(one) for one in reconcile(before, verdict(messages_used=181))] == [Changed]


def test_what_is_well_again_is_resolved() -> None:
    assert list(reconcile(open_by(**OFF), verdict())) == [Resolved(KEY)]


def test_a_subject_that_is_gone_is_resolved() -> None:
    gone = {("liff-app", "site:taipei"): Drift("one", "none")}
    assert list(reconcile(gone, verdict())) == [Resolved(("liff-app", "site:taipei"))]


def test_what_could_not_be_read_neither_opens_nor_resolves_nor_changes() -> None:
    assert list(reconcile(open_by(**OFF), verdict(webhook=DOWN))) == []
    assert list(reconcile({}, verdict(webhook=DOWN))) == []


def test_what_stays_as_it_was_is_not_told_beside_what_is_new() -> None:
    both = {**OFF, "bot_info": replace(INFO, chat_mode="bot")}
    (news,) = reconcile(open_by(**OFF), verdict(**both))
    assert isinstance(news, Opened)
    assert news.finding.rule.name == "chat-mode"


async def test_each_question_is_put_once_and_kept_answers_are_not_asked_again() -> None:
    asked: list[str] = []

    def question(name: str, per: Kind) -> Probe[str]:
        async def read(on: Platforms, about: Any) -> str:
            asked.append(name)
            if name == "third":
                raise Unreachable("LINE", _("gone"))
            return f"{name} of {about.subject.key}"

        return Probe(name, per, read)

    probes: Sequence[Probe[Any]] = (
        question("first", Kind.ACCOUNT),
        question("second", Kind.SITE),
        question("third", Kind.LOGIN_CHANNEL),
    )
    kept = {("first", KEYS["account"]): "of before"}
    found = await observe(probes, WANT, cast(Platforms, None), kept)
    assert asked == ["second", "third"]
    assert found["first", KEYS["account"]] == "of before"
    assert found["second", KEYS["site"]] == "second of kojima"
    assert isinstance(found["third", KEYS["login-channel"]], Unreachable)


NONE = Sightings(well=5, badly_signed=5, strayed=5)
GOOD = WebhookTest(True, 200, "OK", "200")
LOOPS: list[tuple[str, WebhookTest, Sightings, LoopVerdict]] = [
    ("it arrived", GOOD, replace(NONE, well=6), "well"),
    ("too slow", WebhookTest(False, 0, "REQUEST_TIMEOUT", ""), replace(NONE, well=6),
     "unreachable"),
    ("our host is down", WebhookTest(False, 0, "COULD_NOT_CONNECT", ""), NONE, "unreachable"),
    ("it hangs up", WebhookTest(False, 0, "UNCLASSIFIED", ""), NONE, "unreachable"),
    ("somebody says 200", GOOD, NONE, "another-host"),
    ("somebody says 404", WebhookTest(False, 404, "ERROR_STATUS_CODE", "404"), NONE,
     "another-host"),
    ("it came astray", WebhookTest(False, 404, "ERROR_STATUS_CODE", "404"),
     replace(NONE, strayed=6), "wrong-path"),
    ("it came astray and was answered", GOOD, replace(NONE, strayed=6), "wrong-path"),
    ("its signature is wrong", WebhookTest(False, 401, "ERROR_STATUS_CODE", "401"),
     replace(NONE, badly_signed=6), "wrong-secret"),
    ("a stranger knocks meanwhile", GOOD, Sightings(6, 6, 6), "well"),
]  # fmt: skip


@pytest.mark.parametrize(("test", "after", "told"), [case[1:] for case in LOOPS],
                         ids=[case[0] for case in LOOPS])  # fmt: skip
def test_the_closed_loop_tells_five_cases_apart(
    test: WebhookTest, after: Sightings, told: LoopVerdict
) -> None:
    assert close_loop(test, NONE, after) == told


def test_a_report_is_the_same_after_it_was_stored() -> None:
    shown = report(WANT, verdict(**OFF, liff_apps=[], bot_info=DOWN), ())
    stored = msgspec.json.decode(msgspec.json.encode(dump(shown)))
    assert load(stored) == shown
    assert dump(load(stored)) == stored == dump(shown)


def test_a_report_puts_trouble_first_and_names_the_worst() -> None:
    shown = report(WANT, verdict(**OFF, messages_used=DOWN), ())
    assert [line.state for line in shown.checks][:2] == ["broken", "unknown"]
    assert shown.worst == "broken"
    assert report(WANT, verdict(messages_used=DOWN), ()).worst == "ok"


def test_a_report_about_one_site_leaves_the_rest_out() -> None:
    shown = report(WANT, verdict(), ()).about("kojima")
    names = {line.check for line in shown.checks}
    assert names == {rule.name for rule in RULES.values() if rule.about is Kind.SITE}
