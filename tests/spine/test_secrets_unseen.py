"""A whole story at LOG_LEVEL=debug, and then a search for every secret in all that was written."""

from __future__ import annotations

import json
from pathlib import Path

from sandbox.slack.seen import words_of
from storage.tables import Audit, Outbox
from tests.programs import beside, run, started
from tests.world import ROOM, World, opened, words_in


def planted(world: World) -> dict[str, str]:
    """Every secret there is by now, by what it is."""
    settings = beside(world)
    secrets = {
        "slack bot token": world.slack.bot_token,
        "slack app token": world.slack.app_token,
        "slack signing secret": world.slack.signing_secret,
        "encryption key": settings["SECRET_KEYS"],
        "wrong secret": WRONG,
    }
    for kind, channel in (("messaging", world.cafe.channel), ("login", world.login)):
        for number, secret in enumerate([channel.secret, *channel.former_secrets]):
            secrets[f"{kind} secret {number}"] = secret
    for number, token in enumerate(world.line.tokens._tokens):
        secrets[f"access token {number}"] = token
    return secrets


WRONG = "deadbeefdeadbeefdeadbeefdeadbeef"


def found(where: str, text: str, secrets: dict[str, str]) -> list[str]:
    """Which secrets stand in a text."""
    return [f"{name} in {where}" for name, secret in secrets.items() if secret in text]


async def story(world: World) -> None:
    """Set-up refused and done, drift, repair, a rotation, failures of both platforms."""
    world.finish_consoles()
    given: tuple[dict[str, str], ...] = (
        {"messaging_channel_secret": WRONG},
        {"login_channel_secret": WRONG},
        {},
    )
    for changed in given:  # a form whose check took long comes back as another view
        await world.submit(await world.form(), world.values(**changed))
        await world.result(within=20)
    await world.slack.close("lin", everything=True)
    await world.line.send_text(world.chen, world.cafe, "嗨")
    world.slack.fail("chat.postMessage", status=500)
    world.slack.fail("chat.update", drop=True)
    world.line.faults.add("/v2/bot", status=500, count=3)
    world.line.faults.add("/oauth2", garbage=True, count=1)
    world.line.faults.add("/liff", down=True, count=1)
    await world.whisper("lin", ROOM, "verify", within=20)
    world.line.faults.clear()
    world.line.set_webhook_url(world.cafe, "https://elsewhere.example.com")
    await world.submit(await world.form("repair"), {})
    await world.result(within=20)
    await world.slack.close("lin", everything=True)
    secret = world.line.reissue_secret(world.cafe)
    for number in range(3):
        await world.line.send_text(world.chen, world.cafe, f"第{number}則")
    await world.whisper("lin", ROOM, f"set messaging_channel_secret {secret}")
    for entered in (WRONG, secret):
        form = await world.form("set messaging_channel_secret")
        await world.submit(form, {"messaging_channel_secret": entered})
        await world.result(within=20)
    await world.slack.close("lin", everything=True)


async def test_no_secret_is_written_anywhere(sqlite_url: str, tmp_path: Path) -> None:
    async with opened(sqlite_url, live=True) as world:
        settings = beside(
            world,
            LOG_LEVEL="debug",
            LOG_FORMAT="json",
            VERIFY_EVERY="10",
        )
        async with started("serve", folder=tmp_path, **settings) as server:
            await server.ready()
            world.deps.settings.public_url = world.slack.request_url = server.url
            await story(world)
            await server.stop()
        secrets = planted(world)
        log = server.log.read_text()
        assert len(log.splitlines()) > 50
        leaks = found("the log", log, secrets)
        for call in world.slack.calls:
            leaks += found(call.method, json.dumps(call.arguments, ensure_ascii=False), secrets)
        for row in [*await world.rows(Audit), *await world.rows(Outbox)]:
            leaks += found(type(row).__name__, repr(row.model_dump()), secrets)
        for table, rows in (await world.everything_stored()).items():
            leaks += found(table, "\n".join(rows), secrets)
        for command in ("check --json", "doctor", "keys rotate"):
            ended = run(*command.split(), folder=tmp_path, **settings)
            leaks += found(command, ended.out + ended.err, secrets)
        assert leaks == []


async def test_an_error_nobody_foresaw_shows_a_reference_and_no_secret(
    world: World, tmp_path: Path
) -> None:
    """A form full of secrets meets a broken database table."""
    form = await world.form()
    async with world.deps.database.transaction() as session:
        connection = await session.connection()
        await connection.exec_driver_sql("DROP TABLE proof")
    await world.submit(form, world.values())
    words = await world.result()
    assert "reference" in words
    for secret in planted(world).values():
        assert secret not in words
        assert secret not in words_in(form)
    assert not [post for post in world.posts() if "Traceback" in words_of(post)]
