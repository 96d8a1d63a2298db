"""Programs beside each other: jobs in two processes, a restart, SIGTERM, SIGKILL."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from bot.deps import utc_now
from bot.flows.binding.verify import verify_due
from sandbox.line.delivery import sign
from sandbox.line.webhook import webhook_body
from sandbox.slack.seen import words_of
from storage.tables import Account, Event
from tests.programs import Program, beside, started
from tests.world import ROOM, WAITING, World, opened

ROUND = "/v2/bot/info"  #: asked exactly once in a verification
EVERY_ROUND = "/v2/bot/channel/webhook/endpoint"  #: never waits for a turn
PERIOD = 1.0


@pytest.fixture
async def live(database_url: str) -> AsyncIterator[World]:
    """The café is bound, on each kind of database, under the machine's own clock."""
    async with opened(database_url, live=True, verify_every=PERIOD) as world:
        await world.bound()
        yield world


@pytest.fixture
async def alone(sqlite_url: str) -> AsyncIterator[World]:
    """The same on SQLite, where the kind of database makes no difference."""
    async with opened(sqlite_url, live=True, verify_every=PERIOD) as world:
        await world.bound()
        yield world


async def due(world: World, when: timedelta) -> None:
    """Move the account's next verification."""
    async with world.deps.database.transaction() as session:
        row = await session.get_one(Account, (await world.account()).id)
        row.due_at = utc_now() + when


async def rounds(world: World, count: int) -> list[float]:
    """Wait for so many verifications from now on; the seconds between each and the next."""
    before = len(world.calls_to_line(ROUND))

    async def enough() -> bool:
        return len(world.calls_to_line(ROUND)) >= before + count

    await world.eventually(enough, within=40)
    times = [call.at for call in world.calls_to_line(ROUND)[before:]]
    return [(b - a).total_seconds() for a, b in pairwise(times)]


async def test_two_processes_verify_an_account_once_a_period_and_tell_slack_once(
    live: World, tmp_path: Path
) -> None:
    settings = beside(live, VERIFY_EVERY=str(PERIOD))
    async with (
        started("jobs", folder=tmp_path, **settings) as one,
        started("jobs", folder=tmp_path, **settings) as two,
    ):
        await live.eventually(lambda: _running(one, two), within=30)
        gaps = await rounds(live, 3)
        assert min(gaps) >= PERIOD * 0.9, gaps
        live.line.set_use_webhook(live.cafe, False)
        await live.slack.wait_for(lambda: live.alert_posts("webhook-enabled"), 30)
        live.line.set_use_webhook(live.cafe, True)
        await live.slack.wait_for(
            lambda: "well again" in words_of(live.alert_post("webhook-enabled")), 30
        )
        assert [await one.stop(), await two.stop()] == [0, 0]
    assert len(await live.alerts()) == 1


async def _running(*programs: Program) -> bool:
    return all("jobs.running" in program.log.read_text() for program in programs)


async def test_a_restart_catches_up_once(live: World, tmp_path: Path) -> None:
    """An hour was missed: one verification, and the next a whole period later."""
    await due(live, timedelta(hours=-1))
    before = len(live.calls_to_line(EVERY_ROUND, "GET"))
    async with started("jobs", folder=tmp_path, **beside(live, VERIFY_EVERY="300")) as jobs:
        await live.eventually(lambda: _due_in(live, 200), within=30)
        assert await jobs.stop() == 0
    assert len(live.calls_to_line(EVERY_ROUND, "GET")) == before + 1


async def _due_in(world: World, seconds: float) -> bool:
    account = await world.account()
    return account.due_at is not None and account.due_at > utc_now() + timedelta(seconds=seconds)


async def test_what_a_killed_process_held_is_taken_over_when_its_lease_ends(
    live: World, tmp_path: Path
) -> None:
    live.line.faults.add(ROUND, hang=True)
    await due(live, timedelta())
    async with started("jobs", folder=tmp_path, **beside(live, VERIFY_EVERY="300")) as jobs:
        await live.eventually(lambda: _held(live), within=30)
        assert await jobs.stop(signal.SIGKILL) == -signal.SIGKILL
    live.line.faults.clear()
    live.line.set_chat(live.cafe, False)
    assert await verify_due(live.deps) == 0
    later = replace(live.deps, clock=lambda: utc_now() + timedelta(minutes=2, seconds=1))
    assert await verify_due(later) == 1
    assert await live.open_checks() == {"chat-mode"}


async def _held(world: World) -> bool:
    return (await world.account()).claim is not None


async def test_serve_is_ready_within_three_seconds_and_stops_within_ten(
    alone: World, tmp_path: Path
) -> None:
    """Seconds of work: whoever else keeps this machine busy is not measured."""
    async with started("serve", folder=tmp_path, **beside(alone)) as server:
        waited = await server.ready()
        spent = psutil.Process(server.process.pid).cpu_times()
        assert min(waited, spent.user + spent.system) < 3
        assert await server.stop(within=10) == 0
    assert "Traceback" not in server.log.read_text()


async def test_sigterm_lets_a_webhook_request_in_flight_finish(
    alone: World, tmp_path: Path
) -> None:
    body = webhook_body(alone.cafe.user_id, [alone.line.build_event(alone.cafe, "follow",
                                                                  person=alone.chen)])  # fmt: skip
    settings = beside(alone, LOG_FORMAT="json")
    async with started("serve", "--no-jobs", folder=tmp_path, **settings) as server:
        await server.ready()
        address = urlsplit(server.url)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        head = (
            f"POST /line/{ROOM}/webhook HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
            f"X-Line-Signature: {sign(alone.cafe.channel.secret, body)}\r\n\r\n"
        )
        writer.write(head.encode() + body[:20])
        await writer.drain()
        server.process.send_signal(signal.SIGTERM)
        await alone.eventually(lambda: _says(server, '"stopping"'))
        writer.write(body[20:])
        status = await reader.readline()
        assert b" 200 " in status
        writer.close()
        assert await asyncio.wait_for(server.process.wait(), 10) == 0
    assert len(await alone.rows(Event)) == 1


async def _says(program: Program, words: str) -> bool:
    return words in program.log.read_text()


async def test_sigterm_lets_a_command_under_way_answer(alone: World, tmp_path: Path) -> None:
    settings = beside(alone, LOG_FORMAT="json")
    async with started("serve", "--no-jobs", folder=tmp_path, **settings) as server:
        await server.ready()
        alone.slack.request_url = f"{server.url}/slack/events"
        await alone.whisper("lin", ROOM, "verify", within=30)  # whatever is slow only once
        alone.line.faults.add(ROUND, latency=1.5)
        tokens = len(alone.calls_to_line("/oauth2"))
        await alone.slack.command("lin", ROOM, "verify", patience=0)
        await alone.eventually(lambda: _more_tokens(alone, tokens))
        assert await server.stop(within=10) == 0
    last = words_of(alone.slack.ephemerals("lin", ROOM)[-1])
    assert WAITING not in last
    assert "is bound" in last


async def _more_tokens(world: World, before: int) -> bool:
    return len(world.calls_to_line("/oauth2")) > before


async def test_a_server_without_jobs_verifies_nothing_by_itself(
    alone: World, tmp_path: Path
) -> None:
    await due(alone, timedelta(hours=-1))
    async with started("serve", "--no-jobs", folder=tmp_path, **beside(alone)) as server:
        await server.ready()
        before = len(alone.calls_to_line(ROUND))
        assert (await alone.line.send_text(alone.chen, alone.cafe, "嗨")).status == 200
        assert await server.stop() == 0
    assert len(alone.calls_to_line(ROUND)) == before


async def test_with_jobs_everything_happens_by_itself(sqlite_url: str) -> None:
    """Set-up, a member's message, a drift and its end: no hand but the jobs'."""
    async with opened(sqlite_url, live=True, with_jobs=True, verify_every=1) as world:
        world.finish_consoles()
        await world.set_up()
        await world.slack.wait_for(world.posts, 10, about="the binding card")
        await world.line.send_text(world.chen, world.cafe, "早安")
        await world.slack.wait_for(
            lambda: any("早安" in words_of(post) for post in world.posts()), 10
        )
        world.line.set_use_webhook(world.cafe, False)
        await world.slack.wait_for(lambda: world.alert_posts("webhook-enabled"), 10)
        world.line.set_use_webhook(world.cafe, True)
        await world.slack.wait_for(
            lambda: "well again" in words_of(world.alert_post("webhook-enabled")), 10
        )


async def test_a_burst_of_bad_signatures_is_told_within_seconds(sqlite_url: str) -> None:
    """The next verification is an hour away; the burst rings for one now."""
    async with opened(sqlite_url, live=True, with_jobs=True, verify_every=3600) as world:
        world.finish_consoles()
        await world.set_up()
        await world.slack.wait_for(world.posts, 10, about="the binding card")
        world.line.reissue_secret(world.cafe)
        for number in range(3):
            await world.line.send_text(world.chen, world.cafe, f"第{number}則")
        await world.slack.wait_for(lambda: world.alert_posts("messaging-credentials"), 10)
