"""The three answers of the callback probe, which never visits the callback and keeps no cookie."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.errors import RateLimited, Unreachable
from sandbox.serve import serving
from tests.platforms.vendors import Line

AUTHORIZE = "/oauth2/v2.1/authorize"
CALLBACK = "https://kojima.example/s/kojima/login/callback"


async def test_a_registered_callback_is_accepted(line: Line) -> None:
    line.platform.register_callback(line.world.login_channel, CALLBACK)
    assert await line.login.accepts_callback(CALLBACK) is True


async def test_a_callback_with_a_query_is_accepted(line: Line) -> None:
    line.platform.register_callback(line.world.login_channel, CALLBACK + "?site=kojima")
    assert await line.login.accepts_callback(CALLBACK + "?site=kojima") is True


async def test_an_unregistered_callback_is_not_accepted(line: Line) -> None:
    line.platform.register_callback(line.world.login_channel, CALLBACK + "/")
    assert await line.login.accepts_callback(CALLBACK) is False


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 200, "body": "<html>請登入</html>"},
        {"status": 400, "body": "<html>400 Bad Request</html>"},
        {"status": 302, "headers": {"Location": "https://elsewhere.example/login"}},
        {"status": 302, "headers": {"Location": "http://[broken"}},
        {"status": 302, "headers": {"Location": "line://app"}},
        {"status": 302},
    ],
)
async def test_any_other_answer_says_neither(line: Line, fault: dict[str, object]) -> None:
    line.platform.faults.add(AUTHORIZE, **fault)
    assert await line.login.accepts_callback(CALLBACK) is None


async def test_a_channel_line_does_not_know_says_neither(line: Line) -> None:
    assert await line.clients.login("1234567890", "0" * 32).accepts_callback(CALLBACK) is None


async def test_redirects_that_stay_at_line_are_followed(line: Line) -> None:
    line.platform.faults.add(AUTHORIZE, status=302, headers={"Location": "/hop?x=1"})
    back = f"{CALLBACK}?error=LOGIN_REQUIRED&state=s"
    line.platform.faults.add("/hop", status=302, headers={"Location": back})
    assert await line.login.accepts_callback(CALLBACK) is True
    assert len(line.calls("/hop")) == 1


async def test_redirects_that_never_end_are_given_up(line: Line) -> None:
    line.platform.faults.add(AUTHORIZE, status=302, headers={"Location": AUTHORIZE})
    assert await line.login.accepts_callback(CALLBACK) is None
    assert len(line.calls(AUTHORIZE)) == 5


async def test_line_out_of_order_is_no_answer(line: Line) -> None:
    line.platform.faults.add(AUTHORIZE, status=503, count=1)
    with pytest.raises(Unreachable):
        await line.login.accepts_callback(CALLBACK)
    line.platform.faults.add(AUTHORIZE, status=429, count=1)
    with pytest.raises(RateLimited):
        await line.login.accepts_callback(CALLBACK)


@pytest.fixture
async def visits() -> AsyncIterator[tuple[str, list[str]]]:
    """The address of a site, and the paths that were visited there."""
    seen: list[str] = []

    async def visited(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response()

    site = web.Application()
    site.router.add_route("*", "/{rest:.*}", visited)
    async with serving(site) as address:
        yield address, seen


async def test_the_callback_is_never_visited(line: Line, visits: tuple[str, list[str]]) -> None:
    address, seen = visits
    callback = f"{address}/login/callback"
    line.platform.register_callback(line.world.login_channel, callback)
    assert await line.login.accepts_callback(callback) is True
    assert seen == []


async def test_each_probe_asks_without_a_person_and_with_its_own_state(line: Line) -> None:
    for _probe in range(2):
        await line.login.accepts_callback(CALLBACK)
    first, second = (call.query for call in line.calls(AUTHORIZE))
    assert "prompt=none" in first
    assert first != second
