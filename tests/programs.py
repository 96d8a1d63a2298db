"""Runs `python -m bot …` as people do: a process of its own, with nothing but what a test sets."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from sandbox.serve import free_port
from storage.secrets import new_key
from tests.world import World

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str
    seconds: float  #: of work; whoever else keeps this machine busy is not measured

    @property
    def lines(self) -> list[str]:
        """What it wrote on standard error."""
        return self.err.splitlines()


def bare(settings: Mapping[str, str]) -> dict[str, str]:
    """An environment with these settings and no other."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **settings}


def run(*arguments: str, folder: Path, **settings: str) -> Ended:
    """Run a command to its end in `folder`, where it looks for `.env`."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        check=False,
        cwd=folder,
        env=bare(settings),
        capture_output=True,
        text=True,
        timeout=60,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Ended(done.returncode, done.stdout, done.stderr, seconds)


def complete(**changed: str) -> dict[str, str]:
    """Settings `serve` would start with, platforms that nobody answers at."""
    return {
        "PUBLIC_URL": "https://line.example.com",
        "SECRET_KEYS": new_key(),
        "SLACK_BOT_TOKEN": "xoxb-1-2-x",
        "SLACK_SIGNING_SECRET": "0" * 32,
        "SLACK_API_URL": "http://127.0.0.1:1/api/",
        "LINE_API_URL": "http://127.0.0.1:1",
    } | changed


def beside(world: World, **changed: str) -> dict[str, str]:
    """The settings of a world's server, for another process at the same database."""
    ours = world.deps.settings
    database, keys = ours.database_url, ours.secret_keys
    assert keys is not None
    return {
        "PUBLIC_URL": str(ours.public_url),
        "DATABASE_URL": database.get_secret_value(),
        "SECRET_KEYS": keys.get_secret_value(),
        "SLACK_BOT_TOKEN": world.slack.bot_token,
        "SLACK_SIGNING_SECRET": world.slack.signing_secret,
        "SLACK_API_URL": ours.slack_api_url,
        "LINE_API_URL": ours.line_api_url,
        "LINE_DATA_API_URL": ours.line_data_api_url,
        "LINE_ACCESS_URL": ours.line_access_url,
        "LIFF_URL": ours.liff_url,
    } | changed


class Program:
    """A command that goes on until it is told to stop; its log is in `log`."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path, url: str) -> None:
        self.process, self.log, self.url = process, log, url

    async def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 10) -> int:
        """Send the signal; returns the exit code, negative for a signal that killed it."""
        self.process.send_signal(how)
        return await asyncio.wait_for(self.process.wait(), within)

    async def ready(self, within: float = 60) -> float:
        """Wait until `/readyz` says 200; returns the seconds waited."""
        begun = time.monotonic()
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return time.monotonic() - begun
                except aiohttp.ClientError:
                    pass
                assert time.monotonic() - begun < within, self.log.read_text()
                await asyncio.sleep(0.02)


@asynccontextmanager
async def started(*arguments: str, folder: Path, **settings: str) -> AsyncIterator[Program]:
    """A command while the block runs; killed at the end if it still lives."""
    port = str(free_port())
    log = folder / f"{'-'.join(arguments)}-{port}.log"
    with log.open("w") as written:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=folder,
            env=bare({"PORT": port, "HOST": "127.0.0.1", **settings}),
            stdout=written,
            stderr=written,
        )
    try:
        yield Program(process, log, f"http://127.0.0.1:{port}")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
