"""What verification notices at LINE, and what it leaves alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import aiohttp
import pytest
from aiohttp import web

from bot.flows.binding.looking import look
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


async def test_the_callback_is_asked_about_once_a_day(world: World) -> None:
    """Set-up has asked; then a day passes."""
    await world.bound()
    asked = len(world.calls_to_line(AUTHORIZE))
    for _look in range(23):
        await world.later(hours=1)
    assert len(world.calls_to_line(AUTHORIZE)) == asked
    for _look in range(24):
        await world.later(hours=1)
    assert len(world.calls_to_line(AUTHORIZE)) == asked + 1


async def test_a_callback_refused_at_set_up_is_asked_about_once_more_before_it_is_told(
    world: World,
) -> None:
    """Somebody may have pasted it by then; and who says so is believed at once."""
    await world.set_up()
    assert "callback-url" in await world.open_checks()
    await world.later(minutes=29)
    assert world.alert_posts("callback-url") == []
    asked = len(world.calls_to_line(AUTHORIZE))
    await world.later(minutes=6)
    assert len(world.calls_to_line(AUTHORIZE)) == asked + 1
    post = world.alert_post("callback-url")
    world.finish_consoles()
    await world.every_turn()
    assert "well again" not in words_of(post)
    await world.whisper_pressed("lin", post, "verify")
    await world.settle()
    assert await world.open_checks() == set()
    assert "well again" in words_of(world.alert_post("callback-url"))


async def test_a_callback_pasted_within_the_half_hour_is_never_told(world: World) -> None:
    await world.set_up()
    await world.later(minutes=20)
    world.finish_consoles()
    await world.later(minutes=20)
    assert await world.open_checks() == set()
    assert world.alert_posts("callback-url") == []


async def test_a_refused_callback_heals_by_itself_the_next_day(world: World) -> None:
    await world.set_up()
    await world.later(minutes=35)
    assert len(world.alert_posts("callback-url")) == 1
    world.finish_consoles()
    await world.later(hours=25)
    assert "well again" in words_of(world.alert_post("callback-url"))


async def test_a_deleted_account_is_told(world: World) -> None:
    await world.bound()
    world.line.delete_channel(world.cafe)
    await world.every_turn()
    assert "messaging-credentials" in await world.open_checks()


async def test_the_quota_is_told_in_steps_not_in_counts(world: World) -> None:
    await world.bound()
    said: list[int] = []
    for used in (100, 160, 165, 175, 181, 185, 199, 200):
        world.line.set_quota(world.cafe, 200, used)
        before = world.writes_to_slack()
        await world.every_turn()
        said.append(world.writes_to_slack() - before)
    assert [count > 0 for count in said] == [
        False, True, False, False, True, False, True, True,
    ]  # fmt: skip
    assert "none left" in words_of(world.alert_post("message-quota"))
    world.line.set_quota(world.cafe, 500)
    await world.whisper("lin", ROOM, "verify")
    assert await world.open_checks() == set()


async def test_a_round_makes_at_most_two_calls_and_two_a_channel(world: World) -> None:
    """To LINE and Slack together; LINE's hourly webhook test aside. Tokens are calls too."""
    await world.bound()
    await world.every_turn()
    most, asked = 0, set[str]()
    for _round in range(13):
        line, slack = len(world.line.calls), len(world.slack.calls)
        await world.next_round()
        calls = [call.path for call in world.line.calls[line:] if call.path != TEST]
        calls += [call.method for call in world.slack.calls[slack:]]
        most, asked = max(most, len(calls)), asked | set(calls)
    assert most == 2 + 2
    assert asked >= {
        "/liff/v1/apps",
        "/v2/bot/channel/webhook/endpoint",
        "/v2/bot/info",
        "/v2/bot/message/quota/consumption",
        "/oauth2/v3/token",
        "conversations.info",
    }


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
