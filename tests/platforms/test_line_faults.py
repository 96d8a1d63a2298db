"""LINE out of order: each way it can fail becomes one of our errors, and is asked only once."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import RateLimited, RefusedByVendor, Unreachable, VendorError
from bot.platforms.line import LineMessaging
from tests.platforms.vendors import STATELESS, Line

INFO = "/v2/bot/info"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"status": 500}, Unreachable),
        ({"status": 503, "body": b"\xff<html>busy"}, Unreachable),
        ({"status": 302, "headers": {"Location": "/elsewhere"}}, Unreachable),
        ({"garbage": True}, Unreachable),
        ({"down": True}, Unreachable),
        ({"status": 429}, RateLimited),
        ({"status": 429, "body": b"\xff"}, RateLimited),
        ({"status": 400, "body": {"message": "no"}}, RefusedByVendor),
        ({"status": 418, "body": b"\xff"}, RefusedByVendor),
    ],
)
async def test_a_fault_becomes_the_error_it_is(
    line: Line, fault: dict[str, Any], expected: type[VendorError]
) -> None:
    line.platform.faults.add("/v2/bot/channel", **fault)
    with pytest.raises(expected) as raised:
        await line.messaging.webhook()
    assert raised.value.vendor == "LINE"
    assert raised.value.permanent == (expected is RefusedByVendor)
    assert len([one for one in line.records if "webhook" in one.endpoint]) == 1


async def test_a_redirect_is_not_followed_with_a_token(line: Line) -> None:
    line.platform.faults.add(INFO, status=307, headers={"Location": "/elsewhere"})
    line.platform.faults.add("/liff", status=307, headers={"Location": "/elsewhere"})
    for call in (line.messaging.bot_info, line.login.liff_apps):
        with pytest.raises(Unreachable):
            await call()
    assert line.calls("/elsewhere") == []


async def test_an_error_carries_lines_request_id_and_status(line: Line) -> None:
    line.platform.faults.add(INFO, status=500)
    with pytest.raises(Unreachable) as raised:
        await line.messaging.bot_info()
    assert raised.value.status == 500
    assert raised.value.request_id == line.calls(INFO)[0].request_id


async def test_line_that_does_not_answer_is_given_up_in_time(
    line: Line, hurried: LineMessaging
) -> None:
    line.platform.faults.add(INFO, hang=True)
    begun = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        await hurried.bot_info()
    assert time.monotonic() - begun < 1.5
    assert line.records[-1].status == 0


async def test_a_token_endpoint_that_hangs_is_given_up_in_time(
    line: Line, hurried: LineMessaging
) -> None:
    line.platform.faults.add(STATELESS, hang=True)
    with pytest.raises(Unreachable, match="in time"):
        await hurried.prove()


async def test_a_webhook_test_may_take_longer_than_other_calls(
    line: Line, hurried: LineMessaging
) -> None:
    line.platform.faults.add("/v2/bot/channel/webhook", latency=0.4)
    with pytest.raises(Unreachable):
        await hurried.webhook()
    assert (await hurried.test_webhook(f"{line.address}/none")).status == 404


async def test_lines_own_wait_is_kept(line: Line) -> None:
    line.platform.faults.add(INFO, status=429, headers={"Retry-After": "7"})
    with pytest.raises(RateLimited) as limited:
        await line.messaging.bot_info()
    assert limited.value.retry_after == timedelta(seconds=7)


async def test_liff_and_login_calls_fail_the_same_way(line: Line) -> None:
    line.platform.faults.add("/liff/v1/apps", garbage=True, count=1)
    with pytest.raises(Unreachable):
        await line.login.liff_apps()
    line.platform.faults.add("/liff/v1/apps", down=True)
    with pytest.raises(Unreachable):
        await line.login.liff_apps()
