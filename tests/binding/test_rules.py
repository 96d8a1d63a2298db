"""Every rule, healthy and drifting. One cause has one finding."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.binding.model import Advice, Asks, Repair, Severity, State
from bot.binding.platforms import Evidence, Rejections, RichMenu, Webhook
from bot.errors import CredentialsRefused, Unreachable, Unseen
from bot.text import _
from tests.binding.picture import (
    APP,
    INFO,
    NOW,
    PAGE,
    PROBES,
    RULES,
    WANT,
    WELL,
    proof,
    verdict,
)

CONTRACT = {
    "messaging-credentials",
    "oa-id",
    "webhook-url",
    "webhook-enabled",
    "webhook-reachable",
    "chat-mode",
    "message-quota",
    "login-credentials",
    "callback-url",
    "liff-app",
    "liff-endpoint",
    "liff-add-friend",
    "liff-scopes",
    "linked-account",
    "slack-channel",
}
ADDED = {"could-not-check", "rich-menu"}
LATER = {"liff-capacity", "same-provider"}
"""Checks of the contract that come with the sub-sites."""

DOWN = Unreachable("LINE", _("LINE did not answer in time. It is asked again later."))
DELETED = CredentialsRefused("LINE", _("not a Messaging API channel"), wrong="kind", status=403)


@dataclass(frozen=True)
class Case:
    """What a rule finds when these answers are not as they should be."""

    rule: str
    found: str  #: words of what it found
    severity: Severity
    changed: dict[str, Any] = field(default_factory=dict)


BROKEN, WARNING = Severity.BROKEN, Severity.WARNING
CASES = [
    Case("messaging-credentials", "no such secret", BROKEN,
         {"messaging_token": _("no such secret")}),
    Case("messaging-credentials", "signed with another secret", WARNING,
         {"rejections": Rejections(3, NOW)}),
    Case("messaging-credentials", "not a Messaging API channel", BROKEN, {"bot_info": DELETED}),
    Case("oa-id", "@999other", BROKEN,
         {"bot_info": replace(INFO, basic_id="@999other", premium_id=None)}),
    Case("webhook-url", "https://elsewhere", BROKEN,
         {"webhook": Webhook("https://elsewhere", True)}),
    Case("webhook-url", "no address", BROKEN, {"webhook": Webhook(None, True)}),
    Case("webhook-enabled", "off", BROKEN, {"webhook": Webhook(WANT.webhook_url, False)}),
    Case("webhook-reachable", "LINE cannot reach", BROKEN, {"webhook_loop": ("unreachable", "x")}),
    Case("webhook-reachable", "Something else answers", BROKEN,
         {"webhook_loop": ("another-host", "x")}),
    Case("webhook-reachable", "another path", BROKEN, {"webhook_loop": ("wrong-path", "x")}),
    Case("webhook-reachable", "another channel secret", BROKEN,
         {"webhook_loop": ("wrong-secret", "x")}),
    Case("chat-mode", "off", WARNING, {"bot_info": replace(INFO, chat_mode="bot")}),
    Case("message-quota", "80", WARNING, {"messages_used": 160}),
    Case("message-quota", "90", WARNING, {"messages_used": 180}),
    Case("message-quota", "95", WARNING, {"messages_used": 199}),
    Case("message-quota", "none left", BROKEN, {"messages_used": 200}),
    Case("login-credentials", "no such secret", BROKEN, {"login_token": _("no such secret")}),
    Case("callback-url", "it is not", BROKEN, {"callback": "refused"}),
    Case("liff-app", "is gone", BROKEN, {"liff_apps": []}),
    Case("liff-endpoint", "https://old", BROKEN, {"liff_apps": [replace(APP, url="https://old")]}),
    Case("liff-add-friend", "normal", WARNING, {"liff_apps": [replace(APP, bot_prompt="normal")]}),
    Case("liff-scopes", "profile", BROKEN, {"liff_apps": [replace(APP, scopes=("profile",))]}),
    Case("liff-scopes", "none", BROKEN, {"liff_apps": [replace(APP, scopes=())]}),
    Case("linked-account", "no account", BROKEN, {"evidence": [proof("account-linked", "none")]}),
    Case("linked-account", "another account", BROKEN,
         {"evidence": [proof("account-linked", "other")]}),
    Case("slack-channel", "archived", BROKEN, {"standing": "archived"}),
    Case("slack-channel", "removed", BROKEN, {"standing": "not-in-channel"}),
    Case("slack-channel", "does not exist", BROKEN, {"standing": "gone"}),
    Case("rich-menu", "no rich menu of this name", WARNING, {"rich_menus": []}),
    Case("rich-menu", "without a picture", WARNING, {"menu_troubles": {"春季": "no-picture"}}),
    Case("could-not-check", "no usable answer since", WARNING, {"silence": NOW}),
]  # fmt: skip

STILL_WELL: list[dict[str, Any]] = [
    {"bot_info": replace(INFO, basic_id="@other", premium_id="@516KJIMA")},
    {"rejections": Rejections(2, NOW)},
    {"message_limit": None, "messages_used": 99_999},
    {"rich_menus": [RichMenu("richmenu-2", " 春季 ")]},
    {"menu_troubles": {"夏季": "no-picture"}},
    {"message_limit": 0, "messages_used": 5},
    {"messages_used": 159},
    {"bot_info": replace(INFO, chat_mode="something new")},
    {"liff_apps": [replace(APP, liff_id="l-2", url="https://other"), APP]},
    {"liff_apps": [replace(APP, scopes=(*APP.scopes, "email", "new.scope"))]},
]


def test_there_is_a_rule_for_every_check_of_the_contract() -> None:
    assert RULES.keys() - LATER == CONTRACT | ADDED


def test_every_rule_has_a_case_that_drifts() -> None:
    assert {case.rule for case in CASES} == RULES.keys() - LATER


def test_every_rule_is_well_when_everything_is() -> None:
    outcomes = verdict().outcomes
    assert {outcome.rule.name for outcome in outcomes} == RULES.keys()
    assert {(o.rule.name, o.state) for o in outcomes} == {(name, State.OK) for name in RULES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.found}")
def test_a_drift_is_found_by_its_rule_and_by_no_other(case: Case) -> None:
    (finding,) = verdict(**case.changed).findings
    assert finding.rule.name == case.rule
    assert case.found in str(finding.drift.actual)
    assert finding.severity is case.severity


@pytest.mark.parametrize("changed", STILL_WELL, ids=str)
def test_what_is_no_drift_is_left_alone(changed: dict[str, Any]) -> None:
    assert verdict(**changed).findings == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_says_how_it_is_put_right(rule: Any) -> None:
    assert isinstance(rule.ending, Repair | Asks | Advice)


def test_what_moorline_can_mend_it_mends_by_itself() -> None:
    mended = {name for name, rule in RULES.items() if isinstance(rule.ending, Repair)}
    assert mended >= {"webhook-url", "liff-app", "liff-endpoint", "liff-add-friend", "liff-scopes"}


@pytest.mark.parametrize("probe", sorted(PROBES))
def test_a_platform_that_does_not_answer_is_no_drift(probe: str) -> None:
    """Whatever needed the answer is unread; the rest is judged as ever."""
    seen = verdict(**{probe: DOWN})
    assert seen.findings == []
    assert {o.state for o in seen.outcomes} <= {State.OK, State.UNKNOWN}
    if probe != "evidence":  # our own rows: they answer or nothing does
        assert seen.failed


def test_refused_credentials_are_told_once_by_their_own_rule() -> None:
    """The other rules of that channel are unread, and no silence of LINE is counted."""
    refused = dict.fromkeys(
        ("bot_info", "webhook", "message_limit", "messages_used", "webhook_loop"), DELETED
    )
    seen = verdict(messaging_token=_("refused"), **refused)
    assert [finding.rule.name for finding in seen.findings] == ["messaging-credentials"]
    assert seen.failed == []


def test_a_wrong_secret_is_not_told_by_the_test_of_the_webhook_too() -> None:
    seen = verdict(messaging_token=_("refused"), webhook_loop=("wrong-secret", "x"))
    assert [finding.rule.name for finding in seen.findings] == ["messaging-credentials"]


def test_what_nothing_has_shown_yet_is_neither_well_nor_silence() -> None:
    seen = verdict(evidence=[], callback="unclear")
    unknown = {outcome.rule.name for outcome in seen.unread}
    assert unknown >= {"linked-account", "callback-url"}
    assert seen.findings == []
    assert seen.failed == []


def test_a_callback_nobody_asked_about_is_known_by_a_sign_in_alone() -> None:
    """Neither well nor broken until then; and what LINE refuses now counts more than the past."""
    unasked = Unseen(_("not yet"))
    came_back = Evidence(str(PAGE), "callback-registered", "registered", NOW, "")
    known = {"evidence": [*WELL["evidence"], came_back]}

    def state(**changed: Any) -> State:
        (one,) = [o for o in verdict(**changed).outcomes if o.rule.name == "callback-url"]
        return one.state

    assert state(callback=unasked) is State.UNKNOWN
    assert state(callback=unasked, **known) is State.OK
    assert state(callback="unclear", **known) is State.OK
    assert state(callback="refused", **known) is State.BROKEN


def test_what_a_person_says_is_not_taken_for_what_was_seen() -> None:
    word = proof("account-linked", "linked", by="U0LIN")
    assert verdict(evidence=[word]).outcomes != verdict().outcomes
    assert {o.rule.name for o in verdict(evidence=[word]).unread} >= {"linked-account"}


def test_the_worst_comes_first() -> None:
    found = verdict(bot_info=replace(INFO, chat_mode="bot"), callback="refused", liff_apps=[])
    assert [f.severity for f in found.findings] == [BROKEN, BROKEN, WARNING]


def test_the_picture_answers_every_probe() -> None:
    assert WELL.keys() == PROBES.keys()
