"""`python -m bot sandbox` as a program."""

from __future__ import annotations

import asyncio
import re
import signal
import subprocess
import sys
from pathlib import Path

import aiohttp
import pytest

from bot.errors import Refused
from bot.playing import Playground, playing
from sandbox.slack.seen import words_of
from tests.sandbox_page.steps import bind

ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/")


async def test_a_taken_port_is_said_in_one_sentence(ground: Playground) -> None:
    taken = int(ground.address.rsplit(":", 1)[1])
    with pytest.raises(Refused, match=f"Port {taken} is taken"):
        async with playing(taken, None):
            pass


async def test_a_kept_folder_opens_its_secrets_again(tmp_path: Path) -> None:
    async with playing(0, tmp_path) as ground:
        await bind(ground)
    async with playing(0, tmp_path) as ground:
        slack = ground.trial.slack
        await slack.command("lin", "line-kojima", "verify")
        await slack.wait_for(
            lambda: any("@516kjima" in words_of(one) for one in slack.ephemerals("lin")),
            about="the binding card",
        )


async def test_it_prints_one_address_and_ends_when_told() -> None:
    command = [sys.executable, "-m", "bot", "sandbox", "--port", "0"]
    program = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    try:
        assert program.stdout is not None
        printed = ""
        async with asyncio.timeout(20):
            while not (found := ADDRESS.findall(printed)):
                printed += (await program.stdout.readline()).decode()
        async with aiohttp.ClientSession() as session, session.get(found[0]) as answer:
            assert answer.status == 200
        program.send_signal(signal.SIGTERM)
        async with asyncio.timeout(10):
            rest, _ = await program.communicate()
        assert ADDRESS.findall(rest.decode()) == []
        assert program.returncode == 0
    finally:
        if program.returncode is None:
            program.kill()
