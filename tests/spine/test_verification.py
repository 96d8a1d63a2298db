"""What verification notices at LINE, and what it leaves alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
import pytest
from aiohttp import web

from bot.flows.looking import look
from sandbox.serve import serving
from sandbox.slack.seen import words_of
from tests.world import ROOM, World

TEST = "/v2/bot/channel/webhook/test"
AUTHORIZE = "/oauth2/v2.1/authorize"
REACH = "webhook-reachable"


async def moved_to(world: World, address: str) -> str:
    """PUBLIC_URL leads to `address` now, and LINE was told so; what the loop then finds."""
    world.deps.settings.public_url = address
    account = await world.account()
    await world.deps.line.messaging(
        account.messaging_channel_id, world.cafe.channel.secret
    ).set_webhook(f"{address}/line/{ROOM}/webhook")
    seen = await look(world.deps, account.id, afresh=True)
    outcome = next(one for one in seen.verdict.outcomes if one.rule.name == REACH)
    return str(outcome.drift.actual) if outcome.drift else str(outcome.state)


@asynccontextmanager
async def standing_in(status: int) -> AsyncIterator[str]:
    """Another machine that answers every request so."""
    app = web.Application()

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as address:
        yield address


@asynccontextmanager
async def proxy(world: World, rewrite: str) -> AsyncIterator[str]:
    """A proxy in front of Moorline that sends everything to another path."""
    behind = world.trial.url
    app = web.Application()

    async def forward(request: web.Request) -> web.Response:
        body = await request.read()
        names = ("x-line-signature", "content-type")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        async with (
            aiohttp.ClientSession() as session,
            session.post(behind + rewrite, data=body, headers=headers) as answer,
        ):
            return web.Response(status=answer.status)

    app.router.add_post("/{path:.*}", forward)
    async with serving(app) as address:
        yield address


async def test_a_server_line_reaches_is_well(world: World) -> None:
    await world.bound()
    assert await moved_to(world, world.trial.url) == "ok"


async def test_a_server_that_is_down_is_told(world: World) -> None:
    await world.bound()
    assert "LINE cannot reach this server" in await moved_to(world, "http://127.0.0.1:1")


async def test_a_name_nobody_knows_is_told(world: World) -> None:
    await world.bound()
    assert "LINE cannot reach this server" in await moved_to(world, "https://nowhere.invalid")


@pytest.mark.parametrize("status", [200, 404])
async def test_another_machine_that_answers_is_told(world: World, status: int) -> None:
    await world.bound()
    async with standing_in(status) as address:
        assert "Something else answers" in await moved_to(world, address)


@pytest.mark.parametrize("path", ["/line/nobody/webhook", "/line", "/webhook"])
async def test_a_proxy_that_rewrites_the_path_is_told(world: World, path: str) -> None:
    await world.bound()
    async with proxy(world, path) as address:
        assert "under another path" in await moved_to(world, address)


async def test_a_proxy_that_passes_everything_on_is_well(world: World) -> None:
    await world.bound()
    async with proxy(world, f"/line/{ROOM}/webhook") as address:
        assert await moved_to(world, address) == "ok"


async def test_another_secret_is_told_by_the_signature(world: World) -> None:
    """The tokens still work, so only the signature shows it."""
    await world.bound()
    account = await world.account()
    stale = world.cafe.channel.secret
    world.line.reissue_secret(world.cafe)
    world.cafe.channel.former_secrets.clear()
    world.line.faults.add("/oauth2/v3/token", status=503)
    seen = await look(world.deps, account.id, afresh=True)
    world.line.faults.clear()
    world.cafe.channel.secret = stale
    outcome = next(one for one in seen.verdict.outcomes if one.rule.name == REACH)
    assert seen.answers["webhook_loop", account.slug][0] == "wrong-secret"
    assert outcome.unread is not None  # the credentials' own rule comes first


async def test_the_loop_is_tested_hourly_while_well_and_every_round_while_not(
    world: World,
) -> None:
    await world.bound()
    tests = len(world.calls_to_line(TEST))
    for _round in range(11):
        await world.next_round()
    assert len(world.calls_to_line(TEST)) == tests
    await world.next_round()
    assert len(world.calls_to_line(TEST)) == tests + 1
    world.line.faults.add(TEST, status=200, body={
        "success": False, "timestamp": "2026-11-23T04:00:00Z", "statusCode": 0,
        "reason": "COULD_NOT_CONNECT", "detail": "TLS handshake failure",
    })  # fmt: skip
    await world.later(hours=1)
    assert await world.open_checks() == {REACH}
    assert "TLS handshake failure" in words_of(world.alert_post(REACH))
    world.line.faults.clear()
    await world.next_round()
    assert await world.open_checks() == set()


async def test_what_a_person_found_broken_is_not_healed_by_an_older_answer(world: World) -> None:
    """The good answer of the last test is still fresh; the bad one a person got is newer."""
    await world.bound()
    world.line.faults.add(TEST, status=200, body={
        "success": False, "timestamp": "2026-11-23T04:00:00Z", "statusCode": 0,
        "reason": "COULD_NOT_CONNECT", "detail": "Connection timeout",
    })  # fmt: skip
    world.clock.advance(seconds=1)
    await world.whisper("lin", ROOM, "verify")
    assert await world.open_checks() == {REACH}
    await world.next_round()
    assert await world.open_checks() == {REACH}


async def test_the_callback_is_asked_about_once_a_day_while_line_accepts_it(world: World) -> None:
    await world.bound()
    asked = len(world.calls_to_line(AUTHORIZE))
    await world.later(hours=12)
    await world.later(hours=11)
    assert len(world.calls_to_line(AUTHORIZE)) == asked
    await world.later(hours=1)
    assert len(world.calls_to_line(AUTHORIZE)) > asked


async def test_a_callback_that_is_registered_at_last_ends_its_alert(world: World) -> None:
    await world.set_up()
    await world.later(minutes=31)
    assert len(world.alert_posts("callback-url")) == 1
    world.finish_consoles()
    for _round in range(4):
        await world.next_round()
    assert await world.open_checks() == set()
    assert "well again" in words_of(world.alert_post("callback-url"))


async def test_a_deleted_account_is_told(world: World) -> None:
    await world.bound()
    world.line.delete_channel(world.cafe)
    await world.next_round()
    assert "messaging-credentials" in await world.open_checks()


async def test_the_quota_is_told_in_steps_not_in_counts(world: World) -> None:
    await world.bound()
    said: list[int] = []
    for used in (100, 160, 165, 175, 181, 185, 199, 200):
        world.line.set_quota(world.cafe, 200, used)
        before = world.writes_to_slack()
        await world.next_round()
        said.append(world.writes_to_slack() - before)
    assert [count > 0 for count in said] == [
        False, True, False, False, True, False, True, True,
    ]  # fmt: skip
    assert "none left" in words_of(world.alert_post("message-quota"))
    world.line.set_quota(world.cafe, 500)
    await world.next_round()
    assert await world.open_checks() == set()


async def test_a_round_costs_line_two_calls_and_two_a_channel_give_or_take(world: World) -> None:
    """The figure of the design, with tokens and the quota's two halves counted out."""
    await world.bound()
    before = len(world.line.calls)
    await world.next_round()
    paths = sorted({f"{call.method} {call.path}" for call in world.line.calls[before:]})
    assert paths == [
        "GET /liff/v1/apps",
        "GET /v2/bot/channel/webhook/endpoint",
        "GET /v2/bot/info",
        "GET /v2/bot/message/quota",
        "GET /v2/bot/message/quota/consumption",
        "POST /oauth2/v3/token",
    ]
    assert len(world.line.calls) - before <= 8


async def test_steps_are_ticked_by_a_named_person_and_unticked_again(world: World) -> None:
    await world.bound()
    card = world.posts()[0]
    assert "☐ *Publish the Login channel*" in words_of(card)
    value = next(
        block["accessory"]["value"]
        for block in card.blocks
        if "login-published" in str(block.get("accessory", {}).get("value"))
    )
    await world.slack.press("lin", card, "confirm", value)
    await world.settle()
    lin = world.slack.directory.user("lin").id
    words = words_of(world.posts()[0])
    assert "☑ Publish the Login channel" in words
    assert lin in words
    assert "slack:step:confirmed" in await world.deeds()


async def test_verification_by_command_shows_the_card_to_whoever_asked(world: World) -> None:
    await world.bound()
    world.line.set_chat(world.cafe, False)
    world.clock.advance(seconds=1)
    for command in ("verify", "status"):
        words = await world.whisper("lin", ROOM, command)
        assert "Chat is off" in words, command
    assert await world.open_checks() == {"chat-mode"}
    assert "LIFF app" in await world.whisper("lin", ROOM, f"verify {ROOM}")
    assert "has no site" in await world.whisper("lin", ROOM, "verify taipei")


async def test_verified_at_is_the_time_the_look_began(world: World) -> None:
    account = await world.bound()
    began: datetime = world.clock()
    assert account.verified_at == began
