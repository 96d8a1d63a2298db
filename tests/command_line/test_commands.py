"""`python -m bot`: clear words on standard error, exit codes, quick answers, no traceback."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from rich.console import Console

from bot.checking import check_all, diagnose, exit_code, table
from storage.secrets import KeyRing, new_key
from tests.programs import bare, beside, complete, run, started
from tests.world import ROOM, World

EVERY = ("serve", "jobs", "migrate", "check", "keys rotate", "manifest", "doctor")
OFFLINE = ("keys new", "manifest", "--help")


@pytest.mark.parametrize("command", EVERY)
def test_bad_settings_are_one_line_each_and_exit_2(command: str, tmp_path: Path) -> None:
    ended = run(*command.split(), folder=tmp_path, PUBLIC_URL="nowhere", PORT="x", LOGLEVEL="debug")
    assert ended.code == 2
    assert ended.out == ""
    assert "Traceback" not in ended.err
    names = [line.split()[0] for line in ended.lines]
    assert {"PUBLIC_URL", "PORT", "LOGLEVEL"} <= set(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("command", ["serve", "keys rotate"])
def test_nothing_that_opens_secrets_starts_without_a_key(command: str, tmp_path: Path) -> None:
    ended = run(*command.split(), folder=tmp_path, **complete(SECRET_KEYS=""))
    assert ended.code == 2
    (line,) = ended.lines
    assert line.startswith("SECRET_KEYS is missing")
    assert "keys new" in line


@pytest.mark.parametrize("command", ["serve", "check", "migrate"])
def test_an_unreachable_database_is_one_line(command: str, tmp_path: Path) -> None:
    settings = complete(DATABASE_URL="postgresql://me:hunter2@127.0.0.1:1/moorline")
    ended = run(*command.split(), folder=tmp_path, **settings)
    assert ended.code == 2
    (line,) = ended.lines
    assert "database does not answer" in line
    assert "hunter2" not in line


@pytest.mark.parametrize("command", ["serve", "jobs"])
def test_an_empty_database_says_how_to_fill_it(command: str, tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "moorline.db").close()
    ended = run(*command.split(), folder=tmp_path, **complete())
    assert ended.code == 2
    (line,) = ended.lines
    assert "python -m bot migrate" in line


def test_migrate_makes_the_database_and_may_be_repeated(tmp_path: Path) -> None:
    for _time in range(2):
        ended = run("migrate", folder=tmp_path)
        assert (ended.code, ended.err) == (0, "")
        assert ended.out.startswith("schema 0")
    assert (tmp_path / "moorline.db").exists()


def test_a_port_that_is_taken_is_one_line(tmp_path: Path, migrated_file: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        settings = complete(
            PORT=port, HOST="127.0.0.1", DATABASE_URL=f"sqlite:///{migrated_file}",
            LOG_LEVEL="error",
        )  # fmt: skip
        ended = run("serve", "--no-jobs", folder=tmp_path, **settings)
    assert ended.code == 2
    (line,) = ended.lines
    assert line.startswith("PORT ")
    assert port in line


@pytest.mark.parametrize("command", OFFLINE)
def test_a_command_that_needs_no_server_answers_within_a_second(
    command: str, tmp_path: Path
) -> None:
    ended = run(*command.split(), folder=tmp_path, PUBLIC_URL="https://line.example.com")
    assert ended.code == 0
    assert ended.seconds < 1


def test_keys_new_prints_a_key_that_is_one(tmp_path: Path) -> None:
    first, second = (run("keys", "new", folder=tmp_path).out.strip() for _time in range(2))
    assert first != second
    KeyRing.parse(f"{first},{second}")


def test_manifest_is_ready_to_paste(tmp_path: Path) -> None:
    ended = run("manifest", folder=tmp_path, PUBLIC_URL="https://line.example.com")
    built: dict[str, Any] = json.loads(ended.out)
    (command,) = built["features"]["slash_commands"]
    assert command["command"] == "/line"
    assert command["url"] == "https://line.example.com/slack/events"
    settings = {"PUBLIC_URL": "https://line.example.com", "SLACK_APP_TOKEN": "xapp-1"}
    ended = run("manifest", folder=tmp_path, **settings)
    built = json.loads(ended.out)
    assert built["settings"]["socket_mode_enabled"] is True
    assert "url" not in built["features"]["slash_commands"][0]


def test_help_lists_every_command(tmp_path: Path) -> None:
    shown = run("--help", folder=tmp_path).out
    for command in ("sandbox", "demo", *(name.split()[0] for name in EVERY)):
        assert command in shown


def test_an_unknown_command_is_told(tmp_path: Path) -> None:
    ended = run("servee", folder=tmp_path)
    assert ended.code == 2
    assert "servee" in ended.err
    assert "Traceback" not in ended.err


async def off_loop(*arguments: str, folder: Path, **settings: str) -> Any:
    """Run a command while this process goes on answering it."""
    return await asyncio.to_thread(run, *arguments, folder=folder, **settings)


async def test_doctor_says_what_does_not_answer_and_what_to_do(
    world: World, tmp_path: Path
) -> None:
    ours = world.deps.settings
    assert list(await diagnose(ours)) == []
    away = ours.model_copy(update={"slack_api_url": "http://127.0.0.1:1/api/"})
    assert [line.split()[0] for line in await diagnose(away)] == ["SLACK_API_URL"]
    bad = beside(world, DATABASE_URL="sqlite:////nowhere/x.db", SLACK_BOT_TOKEN="xoxb-wrong")
    ended = await off_loop("doctor", folder=tmp_path, **bad)
    assert ended.code == 2
    assert [line.split()[0] for line in ended.lines] == ["DATABASE_URL", "SLACK_BOT_TOKEN"]


async def test_check_tells_well_broken_and_unknown_apart(world: World, tmp_path: Path) -> None:
    await world.bound()
    before = await world.everything_stored()
    well = await off_loop("check", "--json", folder=tmp_path, **beside(world))
    assert well.code == 0
    (account,) = json.loads(well.out)
    assert account["account"] == ROOM
    assert {frozenset(found) for found in account["findings"]} == {
        frozenset({"check", "subject", "state", "detail", "since", "fix"})
    }
    assert {found["state"] for found in account["findings"]} == {"ok", "unknown"}

    world.line.set_use_webhook(world.cafe, False)
    broken = await off_loop("check", "--json", folder=tmp_path, **beside(world))
    assert broken.code == 1
    (found,) = [
        one for one in json.loads(broken.out)[0]["findings"] if one["check"] == "webhook-enabled"
    ]
    assert found["state"] == "broken"
    assert found["subject"] == f"account:{ROOM}"
    assert "off" in found["detail"]
    assert "developers.line.biz" in found["fix"]

    world.line.set_use_webhook(world.cafe, True)
    world.line.faults.add("/", status=500)
    unknown = await off_loop("check", "--json", folder=tmp_path, **beside(world))
    assert unknown.code == 2
    world.line.faults.clear()
    after = await world.everything_stored()
    del before["sighting"], after["sighting"]  # LINE's own tests are counted as ever
    assert after == before


async def test_a_warning_alone_is_no_failure(world: World) -> None:
    await world.bound()
    world.line.set_chat(world.cafe, False)
    checked = await check_all(world.deps.settings)
    states = {found["check"]: found["state"] for found in checked[0].findings}
    assert states["chat-mode"] == "warning"
    assert exit_code(checked) == 0


async def test_the_table_for_people_begins_with_what_is_broken(world: World) -> None:
    await world.bound()
    world.line.set_use_webhook(world.cafe, False)
    screen = Console(width=200, record=True, file=io.StringIO())
    screen.print(table(await check_all(world.deps.settings)))
    lines = [line for line in screen.export_text().splitlines() if ROOM in line]
    assert "webhook-enabled" in lines[0]
    assert "broken" in lines[0]


async def test_check_names_a_secret_that_does_not_open_and_goes_on(world: World) -> None:
    await world.bound()
    other = world.deps.settings.model_copy(update={"secret_keys": SecretStr(new_key())})
    checked = await check_all(other)
    (found,) = checked[0].findings
    assert (found["check"], found["state"]) == ("could-not-check", "unknown")
    assert "SECRET_KEYS" in found["detail"]
    assert exit_code(checked) == 2


async def test_keys_are_rotated_beside_a_running_server(
    stored_world: World, tmp_path: Path
) -> None:
    world = stored_world
    await world.bound()
    old, new = beside(world)["SECRET_KEYS"], new_key()
    both = beside(world, SECRET_KEYS=f"{new},{old}")
    async with started("serve", "--no-jobs", folder=tmp_path, **both) as server:
        await server.ready()
        ended = await off_loop("keys", "rotate", folder=tmp_path, **both)
        assert (ended.code, ended.out) == (0, "secrets re-encrypted: 2\n"), ended.err
        assert old not in ended.err
        ours = world.cafe.channel.webhook_url
        world.cafe.channel.webhook_url = f"{server.url}/line/{ROOM}/webhook"
        delivery = await world.line.send_text(world.chen, world.cafe, "還聽得到嗎")
        assert delivery.status == 200
        world.cafe.channel.webhook_url = ours
        only_new = await off_loop(
            "check", "--json", folder=tmp_path, **beside(world, SECRET_KEYS=new)
        )
        assert only_new.code == 0
    row = await world.account()
    assert row.messaging_secret_box.startswith("v1.")


def test_the_environment_of_these_tests_holds_no_setting() -> None:
    assert not {name for name in bare({}) if name.startswith(("SLACK", "LINE", "SECRET"))}
