"""What probes and Prometheus are told."""

from __future__ import annotations

import aiohttp
from sqlalchemy import text

from tests.edge.outages import gone
from tests.world import ROOM, World


async def get(world: World, path: str) -> tuple[int, str]:
    """Status and text."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{world.trial.url}{path}") as answer,
    ):
        return answer.status, await answer.text()


async def test_a_server_that_is_well_is_alive_and_ready(world: World) -> None:
    assert (await get(world, "/healthz"))[0] == 200
    assert (await get(world, "/readyz"))[0] == 200


async def test_without_its_database_it_lives_on_and_says_why_it_is_not_ready(
    stored_world: World,
) -> None:
    world = stored_world
    async with gone(world.deps.database):
        assert (await get(world, "/healthz"))[0] == 200
        status, words = await get(world, "/readyz")
        assert status == 503
        assert "database does not answer" in words
        assert (await get(world, "/metrics"))[0] == 200
    assert (await get(world, "/readyz"))[0] == 200


async def test_an_old_schema_says_how_to_bring_it_up_to_date(stored_world: World) -> None:
    world = stored_world
    async with world.deps.database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    status, words = await get(world, "/readyz")
    assert status == 503
    assert "migrate" in words


async def test_metrics_count_what_happens(world: World) -> None:
    await world.bound()
    await world.line.send_text(world.chen, world.cafe, "嗨")
    async with aiohttp.ClientSession() as session:
        await session.post(f"{world.trial.url}/line/{ROOM}/webhook", data=b"{}")
    world.line.set_use_webhook(world.cafe, False)
    await world.next_round()
    status, words = await get(world, "/metrics")
    assert status == 200
    lines = [line for line in words.splitlines() if line and not line.startswith("#")]
    assert {line.split("{")[0].split()[0].split("_")[0] for line in lines} == {"moorline"}
    binding = f'account="{ROOM}",check="webhook-enabled"'
    for beginning in (
        'moorline_webhook_requests_total{result="stored"}',
        'moorline_webhook_requests_total{result="badly_signed"} 1.0',
        "moorline_events_stored_total 1.0",
        "moorline_intake_lag_seconds 0.0",
        "moorline_outbox_waiting",
        f'moorline_binding_state{{{binding},state="broken",subject="account:{ROOM}"}} 1.0',
        f'moorline_binding_state{{{binding},state="ok",subject="account:{ROOM}"}} 0.0',
        'moorline_platform_call_seconds_count{endpoint="GET /v2/bot/info",status="200"',
        'moorline_platform_call_seconds_count{endpoint="chat.postMessage",status="200"',
    ):
        assert any(line.startswith(beginning) for line in lines), beginning


async def test_the_lag_is_the_age_of_the_oldest_event_that_waits(world: World) -> None:
    await world.bound()
    await world.line.send_text(world.chen, world.cafe, "嗨")
    world.clock.advance(seconds=90)
    assert "moorline_intake_lag_seconds 90.0" in (await get(world, "/metrics"))[1]
    await world.settle()
    assert "moorline_intake_lag_seconds 0.0" in (await get(world, "/metrics"))[1]


async def test_metrics_never_hold_what_people_wrote_or_who_they_are(world: World) -> None:
    await world.bound()
    await world.line.send_text(world.chen, world.cafe, "我的電話是0912345678")
    await world.settle()
    words = (await get(world, "/metrics"))[1]
    assert "0912345678" not in words
    assert world.line.user_id(world.chen, world.cafe) not in words
