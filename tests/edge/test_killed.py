"""Killed with SIGKILL under load: what was answered 200 is in the database afterwards."""

from __future__ import annotations

import asyncio
import signal
import sys
from itertools import count
from pathlib import Path

import aiohttp
import psutil
from sqlalchemy import select
from sqlmodel import col

from bot.platforms.signature import sign
from storage.database import Database
from storage.secrets import KeyRing, new_key
from storage.tables import Event
from tests.clock import Clock
from tests.edge.harness import SECRET, SLUG, account_row, delivery, event

ENOUGH = 300  #: answers, before the server is killed


async def test_every_event_answered_200_survives_sigkill(
    database: Database, database_url: str, clock: Clock
) -> None:
    keys = new_key()
    async with database.transaction() as session:
        session.add(account_row(KeyRing.parse(keys), clock()))
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.edge.serve_edge", database_url, keys),
        cwd=Path(__file__).parents[2],
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdout is not None
    port = int(await server.stdout.readline())
    url = f"http://127.0.0.1:{port}/line/{SLUG}/webhook"
    answered, sent, helpers = await load_until_killed(server, url)
    assert await server.wait() == -signal.SIGKILL
    assert psutil.wait_procs(helpers, timeout=5)[1] == []
    assert ENOUGH <= len(answered) < sent
    async with database.reading() as session:
        stored = set(await session.scalars(select(col(Event.webhook_event_id))))
    assert answered - stored == set()


async def load_until_killed(
    server: asyncio.subprocess.Process, url: str
) -> tuple[set[str], int, list[psutil.Process]]:
    """Deliver over 32 connections, kill midway.

    Returns the ids answered 200, how many were sent, and the processes the server left behind.
    """
    numbers, answered, helpers = count(), set[str](), list[psutil.Process]()

    async def deliver(session: aiohttp.ClientSession) -> None:
        while server.returncode is None:
            event_id = f"01{next(numbers):024}"
            body = delivery(event(event_id))
            headers = {"X-Line-Signature": sign(SECRET.encode(), body)}
            try:
                async with session.post(url, data=body, headers=headers) as answer:
                    assert answer.status == 200
                    answered.add(event_id)
            except aiohttp.ClientError:
                return  # cut off: LINE would deliver it again
            if len(answered) == ENOUGH:
                helpers.extend(psutil.Process(server.pid).children())
                server.kill()

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(deliver(session) for _ in range(32)))
    return answered, next(numbers), helpers
