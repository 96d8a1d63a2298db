"""`doctor --liff-sdk`: the hash of the live file, or what is wrong with it."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from aiohttp import web

from bot.checking_sdk import examine_sdk
from bot.errors import Refused
from sandbox.line.liff_sdk import SDK
from sandbox.serve import serving
from tests.programs import run
from tests.world import World

OTHER = "sha384-" + "A" * 64


@pytest.fixture
def pinned(world: World) -> str:
    return f"{world.trial.line_url}/liff/edge/versions/2.31.2/sdk.js"


async def said(world: World, address: str, integrity: str | None = None) -> str:
    changed = {"liff_sdk_url": address, "liff_sdk_integrity": integrity}
    try:
        return await examine_sdk(world.deps.settings.model_copy(update=changed))
    except Refused as refused:
        return f"refused: {refused}"


async def test_it_prints_the_line_to_set_and_agrees_with_it_afterwards(
    world: World, pinned: str
) -> None:
    first = await said(world, pinned)
    found = re.search(r"^LIFF_SDK_INTEGRITY=(sha384-\S{64})$", first, re.MULTILINE)
    assert found
    assert "2.31.2" in first
    assert await said(world, pinned, found[1]) == "LIFF SDK 2.31.2, as LIFF_SDK_INTEGRITY says."
    differs = await said(world, pinned, OTHER)
    assert differs.startswith("refused: LIFF_SDK_INTEGRITY is not the hash")
    assert found[0] in differs


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/liff/edge/2/sdk.js", "names no version"),
        ("/liff/edge/versions/2.31.0/sdk.js", "which LINE has withdrawn"),
        ("/oauth2/v2.1/certs", "is not the LIFF SDK"),
        ("/liff/edge/versions/none/sdk.js", "status 404"),
    ],
)
async def test_it_says_what_is_wrong_with_the_address(world: World, path: str, words: str) -> None:
    assert words in await said(world, world.trial.line_url + path)


async def test_garbage_and_a_server_nobody_can_reach(world: World, pinned: str) -> None:
    assert "cannot be fetched" in await said(world, "http://127.0.0.1:1/versions/2.31.2/sdk.js")
    world.line.faults.add("/liff/edge", garbage=True)
    assert "is not the LIFF SDK" in await said(world, pinned)


async def test_a_server_that_lets_no_other_origin_read_is_no_use_with_a_hash(world: World) -> None:
    path = "/versions/2.31.2/sdk.js"

    async def served(request: web.Request) -> web.Response:
        return web.Response(text=SDK.read_text().replace("{version}", "2.31.2"))

    app = web.Application()
    app.router.add_get(path, served)
    async with serving(app) as url:
        assert "Leave LIFF_SDK_INTEGRITY empty" in await said(world, url + path)


async def test_the_command_ends_with_0_or_2(world: World, pinned: str, tmp_path: Path) -> None:
    async def command(address: str) -> tuple[int, str, str]:
        ended = await asyncio.to_thread(
            run, "doctor", "--liff-sdk", folder=tmp_path, LIFF_SDK_URL=address
        )
        return ended.code, ended.out, ended.err

    code, out, _err = await command(pinned)
    assert (code, "LIFF_SDK_INTEGRITY=sha384-" in out) == (0, True)
    code, out, err = await command("http://127.0.0.1:1/versions/2.31.2/sdk.js")
    assert (code, out) == (2, "")
    assert "LIFF_SDK_URL" in err
    assert "Traceback" not in err
