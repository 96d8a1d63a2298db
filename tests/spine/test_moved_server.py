"""The server moves to another PUBLIC_URL: what was true of the old address says nothing."""

from __future__ import annotations

from pathlib import Path

from sandbox.serve import free_port
from storage.accounts import card as card_of
from tests.programs import beside, started
from tests.world import ROOM, World, opened

AUTHORIZE = "/oauth2/v2.1/authorize"
TEST = "/v2/bot/channel/webhook/test"


async def test_answers_about_the_old_address_are_not_kept(world: World) -> None:
    await world.bound()
    asked, tested = len(world.calls_to_line(AUTHORIZE)), len(world.calls_to_line(TEST))
    await world.next_round()
    assert len(world.calls_to_line(AUTHORIZE)) == asked
    world.deps.settings.public_url = f"http://127.0.0.1:{free_port()}"
    await world.next_round()
    assert len(world.calls_to_line(TEST)) > tested
    moved = {"webhook-url", "webhook-reachable", "liff-endpoint"}
    assert await world.open_checks() == moved
    assert "callback-registered" not in await done_steps(world)
    await world.later(minutes=30)
    assert len(world.calls_to_line(AUTHORIZE)) == asked + 1
    assert await world.open_checks() == moved | {"callback-url"}


async def done_steps(world: World) -> set[str]:
    """The checklist steps something proves, as the binding card has them."""
    async with world.deps.database.reading() as session:
        card = await card_of(session, (await world.account()).id)
    return {step["name"] for step in card["steps"] if step["done"]}


async def test_a_repair_takes_line_along(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, live=True) as world:
        await world.bound()
        async with started("serve", "--no-jobs", folder=tmp_path, **beside(world)) as server:
            await server.ready()
            world.deps.settings.public_url = server.url
            world.line.register_callback(world.login, f"{server.url}/s/{ROOM}/login/callback")
            seen = await world.submit(await world.form("repair"), {})
            assert seen.ok
            assert "is bound" in await world.result(within=30)
            (app,) = world.login.liff_apps.values()
            assert app.view["url"] == f"{server.url}/s/{ROOM}/liff"
            assert world.cafe.channel.webhook_url == f"{server.url}/line/{ROOM}/webhook"
            delivery = await world.line.send_text(world.chen, world.cafe, "搬家了嗎")
            assert delivery.status == 200
