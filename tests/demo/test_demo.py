"""`python -m bot demo`: it tells the whole story, and notices when a step is not observed."""

from __future__ import annotations

import asyncio
import io
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
from rich.console import Console

from bot.demo import STORY, tell
from bot.demo.network import NETWORK
from bot.demo.setting_up import SETTING_UP
from bot.trial import Trial


async def test_every_step_is_observed_within_two_minutes() -> None:
    begun = time.monotonic()
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, complaints = await program.communicate()
    printed = said.decode()
    assert program.returncode == 0, printed + complaints.decode()
    assert all(step.title in printed for step in STORY)
    assert printed.count("✓") == len(STORY)
    assert complaints.decode() == ""
    assert time.monotonic() - begun < 120


def posting_fails(trial: Trial) -> None:
    trial.slack.fail("chat.postMessage", times=10**6, status=500)


def pushing_and_replying_fail(trial: Trial) -> None:
    trial.line.faults.add("/v2/bot/message/", status=500)


def webhook_events_get_lost(trial: Trial) -> None:
    trial.line.set_webhook_url = lambda account, url: None  # type: ignore[method-assign]


def deleted_apps_stay(trial: Trial) -> None:
    trial.line.delete_liff_app = lambda channel, liff_id: None  # type: ignore[method-assign]


def no_second_channel(trial: Trial) -> None:
    trial.line.create_login_channel = (  # type: ignore[method-assign]
        lambda *_, **__: trial.furnished.login_channel
    )


@pytest.mark.parametrize(
    ("tamper", "step"),
    [
        (deleted_apps_stay, "A LIFF app is deleted"),
        (no_second_channel, "A second Login channel"),
    ],
)
async def test_a_network_that_is_not_as_told_is_noticed(
    tamper: Callable[[Trial], None], step: str
) -> None:
    await ends_at(tamper, step, within=8.0, story=(*SETTING_UP, *NETWORK))


@pytest.mark.parametrize(
    ("tamper", "step"),
    [
        (posting_fails, "The binding card"),
        (pushing_and_replying_fail, "The operator answers"),
        (webhook_events_get_lost, "Set-up with the right values"),
    ],
)
async def test_a_step_that_is_not_observed_is_named_and_ends_the_story(
    tamper: Callable[[Trial], None], step: str
) -> None:
    await ends_at(tamper, step, within=6.0)


async def ends_at(tamper: Callable[[Trial], None], step: str, **how: Any) -> None:
    """The story is told until this step, and the last lines say what was seen instead."""
    printed = io.StringIO()
    code = await tell(None, console=Console(file=printed), tamper=tamper, **how)
    *_, failed, why = [line for line in printed.getvalue().splitlines() if line.strip()]
    assert code == 1
    assert "failed" in failed
    assert step in failed
    assert "seen instead:" in why
