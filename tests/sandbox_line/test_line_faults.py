"""Faults a test injects: which calls they strike, how often, and what is answered then."""

from __future__ import annotations

import asyncio
import time

import aiohttp
import pytest

from sandbox.line.platform import LinePlatform

INFO = "/v2/bot/info"


async def status_of(http: aiohttp.ClientSession, path: str = INFO) -> int:
    async with http.get(path) as answer:
        return answer.status


async def test_a_status_is_answered_until_cleared(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add(INFO, status=500)
    assert [await status_of(http) for _ in range(2)] == [500, 500]
    platform.faults.clear()
    assert await status_of(http) == 401


async def test_a_fault_can_strike_a_number_of_times(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add(INFO, status=503, count=2)
    assert [await status_of(http) for _ in range(3)] == [503, 503, 401]


async def test_a_fault_keeps_to_its_path_and_method(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add("/v2/bot", status=500, method="POST")
    assert await status_of(http) == 401
    async with http.post("/v2/bot/message/push") as answer:
        assert answer.status == 500
    async with http.post("/oauth2/v3/token") as answer:
        assert answer.status == 400


async def test_a_body_and_headers_can_be_given(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    text = "The API rate limit has been exceeded. Try again later."
    platform.faults.add(status=429, body={"message": text}, headers={"Retry-After": "3"})
    async with http.get(INFO) as answer:
        assert (answer.status, await answer.json()) == (429, {"message": text})
        assert answer.headers["Retry-After"] == "3"
        assert "X-Line-Request-Id" in answer.headers


async def test_garbage_is_no_json(http: aiohttp.ClientSession, platform: LinePlatform) -> None:
    platform.faults.add(INFO, garbage=True)
    async with http.get(INFO) as answer:
        assert answer.status == 200
        with pytest.raises(ValueError, match="codec"):
            await answer.json()


async def test_latency_alone_leaves_the_answer_as_it_is(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add(latency=0.05)
    begun = time.monotonic()
    assert await status_of(http) == 401
    assert time.monotonic() - begun >= 0.05


async def test_a_platform_that_is_down_closes_connections(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add(down=True)
    with pytest.raises(aiohttp.ClientError):
        await status_of(http)


async def test_a_hanging_call_is_let_go_when_faults_are_cleared(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add(INFO, hang=True, method="POST")
    call = asyncio.create_task(http.post(INFO).__aenter__())
    done, _ = await asyncio.wait({call}, timeout=0.1)
    assert not done
    platform.faults.clear()
    with pytest.raises(aiohttp.ClientError):
        await asyncio.wait_for(call, timeout=2)


async def test_the_control_side_is_spared(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add(down=True)
    assert await status_of(http, "/console/state") == 200


async def test_struck_calls_are_recorded_as_such(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    platform.faults.add(INFO, status=500, count=1)
    await status_of(http)
    await status_of(http)
    assert [(call.status, call.faulted) for call in platform.calls] == [(500, True), (401, False)]


async def test_faults_can_be_switched_over_http(
    http: aiohttp.ClientSession, platform: LinePlatform
) -> None:
    async with http.post("/console/faults", json={"path": INFO, "status": 500}) as answer:
        assert answer.status == 201
    assert await status_of(http) == 500
    async with http.delete("/console/faults", params={"path": "/other"}) as answer:
        assert len(await answer.json()) == 1
    async with http.delete("/console/faults") as answer:
        assert await answer.json() == []
    assert await status_of(http) == 401


@pytest.mark.parametrize("body", [{"status": "500"}, {"latency": "slow"}])
async def test_a_fault_that_is_none_is_refused(
    http: aiohttp.ClientSession, body: dict[str, str]
) -> None:
    async with http.post("/console/faults", json=body) as answer:
        assert answer.status == 400
