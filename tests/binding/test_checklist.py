"""Steps only a person can take: ticked by evidence, or by a named person's word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import bot.binding
from bot.binding.checklist import Step, Ticked, checklist
from bot.binding.platforms import Evidence, Webhook
from bot.binding.report import report
from bot.discover import discover
from bot.errors import Unreachable
from bot.text import _
from tests.binding.picture import INFO, NOW, WANT, WELL, answers, proof, verdict

STEPS: dict[str, Step] = {one.name: one for one in discover(bot.binding, Step)}
CONTRACT = {
    "official-account",
    "chat-and-webhook-on",
    "messaging-api-on",
    "same-provider",
    "login-published",
    "callback-registered",
    "account-linked",
    "share-target-picker",
}
DOWN = Unreachable("LINE", _("LINE did not answer in time. It is asked again later."))
SHOWN = {
    "same-provider": "same",
    "account-linked": "linked",
    "login-published": "published",
    "share-target-picker": "available",
}
PROVED: dict[str, dict[str, Any]] = {
    "official-account": {},
    "messaging-api-on": {},
    "chat-and-webhook-on": {},
    "callback-registered": {"callback": "accepted"},
} | {name: {"evidence": [proof(name, value)]} for name, value in SHOWN.items()}
OPEN: dict[str, list[dict[str, Any]]] = {
    "chat-and-webhook-on": [
        {"webhook": Webhook(WANT.webhook_url, False)},
        {"bot_info": replace(INFO, chat_mode="bot")},
    ],
    "callback-registered": [{"callback": "refused"}, {"callback": "unclear"}],
}
for name in SHOWN:
    OPEN[name] = [{"evidence": []}, {"evidence": [proof(name, "something else")]}]
ALWAYS = {"official-account", "messaging-api-on"}
"""Proved by any answer LINE gives about the account; unread without one."""


def ticks(**changed: Any) -> dict[str, Ticked]:
    """The checklist to these answers."""
    return {
        one.step.name: one for one in checklist(tuple(STEPS.values()), WANT, answers(**changed))
    }


def test_the_checklist_has_the_steps_of_the_contract() -> None:
    assert STEPS.keys() == CONTRACT


def test_every_step_has_a_case_that_proves_it_and_one_that_leaves_it_open() -> None:
    assert PROVED.keys() == STEPS.keys()
    assert OPEN.keys() | ALWAYS == STEPS.keys()


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_ticked_by_its_evidence(name: str) -> None:
    ticked = ticks(**PROVED[name])[name]
    assert ticked.done
    assert ticked.proof is not None
    assert ticked.word is None


@pytest.mark.parametrize("name", OPEN)
def test_a_step_without_evidence_stays_open_with_its_console(name: str) -> None:
    for changed in OPEN[name]:
        ticked = ticks(**changed)[name]
        assert not ticked.done, changed
        assert not ticked.unread
        assert ticked.link.startswith("https://")


@pytest.mark.parametrize("name", STEPS)
def test_a_person_ticks_a_step_by_name(name: str) -> None:
    about = ticks()[name].subject
    word = Evidence(str(about), name, "confirmed", NOW, by="U0LIN")
    spoilt = OPEN[name][0] if name in OPEN else {}
    ticked = ticks(**(spoilt | {"evidence": [word]}))[name]
    assert ticked.done
    assert ticked.word == word


def test_a_word_about_one_subject_ticks_no_other() -> None:
    word = Evidence("login-channel:999", "login-published", "confirmed", NOW, by="U0LIN")
    assert not ticks(evidence=[word])["login-published"].done


def test_a_step_no_platform_told_of_is_not_shown_as_open() -> None:
    unread = ticks(bot_info=DOWN)["official-account"]
    assert unread.unread
    assert not unread.done
    shown = report(WANT, verdict(bot_info=DOWN), [unread])
    assert shown.steps == ()


def test_a_word_stands_while_the_platform_is_silent() -> None:
    word = Evidence(str(WANT.subject), "official-account", "confirmed", NOW, by="U0LIN")
    ticked = ticks(bot_info=DOWN, evidence=[*WELL["evidence"], word])["official-account"]
    assert ticked.done
    assert len(report(WANT, verdict(), [ticked]).steps) == 1
