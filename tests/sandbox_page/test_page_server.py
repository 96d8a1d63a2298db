"""What the page's own server answers, without a browser."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.playing import Playground
from sandbox.page.server import STATIC

KEY = re.compile(r"""\bt\((?:[^()"'`]*\?\s*)?["'`]([a-z0-9_]+)["'`]""")


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_the_page_runs_nothing_from_elsewhere(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(ground.address) as answer:
        policy = answer.headers["Content-Security-Policy"]
        page = await answer.text()
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)


async def test_another_host_name_is_refused(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(ground.address, headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403


async def test_another_sites_page_is_refused(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    url = f"{ground.address}/line/accounts/@516kjima"
    headers = {"Origin": "https://evil.example"}
    async with session.patch(url, json={"chat": True}, headers=headers) as answer:
        assert answer.status == 403
    assert not ground.trial.furnished.account.chat


async def test_requests_are_passed_on_with_query_and_body(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    body = {"use_webhook": True}
    async with session.patch(f"{ground.address}/line/accounts/@516kjima", json=body) as answer:
        assert (await answer.json())["use_webhook"]
    async with session.get(f"{ground.address}/slack/calls?method=no.such") as answer:
        assert await answer.json() == {"calls": []}


async def test_a_stand_ins_refusal_is_passed_on(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{ground.address}/line/chats/@516kjima/nobody") as answer:
        assert answer.status == 404
        assert "nobody" in (await answer.json())["message"]


async def news(events: aiohttp.StreamReader) -> list[str]:
    """The sides the next event names."""
    async with asyncio.timeout(5):
        while True:
            line = (await events.readline()).decode()
            if line.startswith("data: "):
                found: list[str] = json.loads(line.removeprefix("data: "))
                return found


async def test_a_change_is_told_with_the_side_it_happened_on(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{ground.address}/events") as answer:
        assert sorted(await news(answer.content)) == ["line", "phone", "slack"]
        ground.trial.line.set_chat(ground.trial.furnished.account, True)
        assert await news(answer.content) == ["line"]
        await ground.trial.slack.say("alice", "general", "早安")
        assert await news(answer.content) == ["slack"]


async def test_what_fills_a_form_exists_at_lines_consoles(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{ground.address}/about") as answer:
        about = await answer.json()
    async with session.get(f"{ground.address}/line/state") as answer:
        state = await answer.json()
    sides = {"account": state["accounts"][0], "login": state["login_channels"][0]}
    view = (await ground.trial.slack.command("lin", "line-kojima", "setup")).view
    assert view is not None
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    assert inputs == set(about["fills"])
    for path in about["fills"].values():
        side, name = path.split(".")
        assert sides[side][name]


async def test_every_subcommand_is_suggested_in_every_language(
    ground: Playground, session: aiohttp.ClientSession
) -> None:
    async with session.get(f"{ground.address}/about") as answer:
        suggestions = (await answer.json())["suggestions"]
    assert "/line setup" in [one["command"] for one in suggestions]
    assert all(set(one["says"]) == {"zh-TW", "en", "ja"} for one in suggestions)


def words() -> dict[str, list[str]]:
    """The page's own words, by key."""
    lines = (STATIC / "words.js").read_text().splitlines()
    found = (re.match(r"\s*(\w+): (\[.*\]),$", line) for line in lines)
    return {one[1]: json.loads(one[2]) for one in found if one}


def sources() -> dict[Path, str]:
    return {file: file.read_text() for file in STATIC.rglob("*.js")}


def test_every_word_is_there_in_three_languages() -> None:
    assert words()
    assert {name: said for name, said in words().items() if len(said) != 3 or not all(said)} == {}


def test_every_word_used_is_known() -> None:
    used = {key for text in sources().values() for key in KEY.findall(text)}
    assert len(used) > 50
    assert used - set(words()) == set()


def test_no_module_is_long() -> None:
    long = {file.name: len(text.splitlines()) for file, text in sources().items()}
    assert {name: lines for name, lines in long.items() if lines > 200} == {}
