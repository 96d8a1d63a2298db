"""A large network: how long its import takes, and what one round of verification asks of LINE.

LINE is the stand-in, in the same process, and takes 20 ms longer over every answer. The rest is as
served: the table goes through Slack's form, jobs import it, make the LIFF apps and verify.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import func
from sqlmodel import col, select

from bench.network_report import Measured, Round, as_json, print_table
from bench.network_shop import Shop, furnished
from bench.section import section
from bot.binding.capacity import MOST
from bot.deps import utc_now
from bot.flows.binding.verify import look_soon
from bot.logs import configure
from bot.trial import Trial, trial
from storage.tables import Account, Import, Site

LATENCY = 0.020  #: seconds, before every answer of LINE's
PERIOD = timedelta(minutes=5)  #: between two rounds, by the clock that is put forward for each
LOOK = 0.05  #: seconds between two looks at a row
PATIENCE = 600.0  #: seconds
STANDING = "conversations.info"  #: what a round asks of Slack; the rest is cards
ID_DIGITS = 5  #: so many digits make a part of a path an id


@section("network")
def network(
    rounds: Annotated[int, typer.Option(help="Rounds of verification.")] = 8,
    channels: Annotated[int, typer.Option(help="Login channels for sub-sites, 30 each.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if a target is missed.")] = False,
) -> None:
    """Import 600 sub-sites, then verify them: seconds, and calls to LINE."""
    configure("error", None)
    measured = asyncio.run(_measured(rounds, channels))
    if json:
        typer.echo(as_json(measured))
    else:
        print_table(measured)
    if strict and measured.missed:
        raise typer.Exit(1)


@dataclass
class Forward:
    """The machine's clock, put forward."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


async def _measured(rounds: int, channels: int) -> Measured:
    sites = channels * MOST
    with tempfile.TemporaryDirectory(prefix="moorline-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'network.db'}"
        clock = Forward()
        async with trial(url, verify_every=PERIOD.total_seconds(), clock=clock) as running:
            shop = await furnished(running, channels)
            running.line.faults.add("/", latency=LATENCY)
            running.line.limits.enforced = False
            imported = await _counted(running, lambda: _import(running, shop, sites))
            await _round(running, shop, clock)
            looked = [
                await _counted(running, lambda: _round(running, shop, clock)) for _ in range(rounds)
            ]
    return Measured(sites, channels + 1, imported, looked)


async def _counted(running: Trial, act: Callable[[], Awaitable[None]]) -> Round:
    before, begun = len(running.line.calls), time.perf_counter()
    slack = len(running.slack.calls)
    await act()
    seconds = time.perf_counter() - begun
    calls = Counter(_endpoint(one.path) for one in running.line.calls[before:])
    calls.update(one.method for one in running.slack.calls[slack:] if one.method == STANDING)
    return Round(seconds, dict(calls.most_common()))


def _endpoint(path: str) -> str:
    """The path with ids left out."""
    parts = path.split("/")
    return "/".join("{id}" if sum(map(str.isdigit, part)) >= ID_DIGITS else part for part in parts)


async def _import(running: Trial, shop: Shop, sites: int) -> None:
    """From the table in Slack's form until LINE has every LIFF app and every row is settled."""
    rows = [f"Store {number},store-{number}" for number in range(sites)]
    file = {"name": "stores.csv", "content": "\n".join(["name,site", *rows])}
    await shop.fill_in("subnet import", {"file": file})
    await shop.submit("subnet.import.apply", {})

    async def done() -> bool:
        async with running.deps.database.reading() as session:
            if await session.scalar(select(col(Import.done_at))) is None:
                return False
            served = select(func.count()).where(col(Site.liff_id).is_not(None))
            return await session.scalar(served) == sites + 1

    await _until(done)


async def _round(running: Trial, shop: Shop, clock: Forward) -> None:
    """One round by the job, a period after the last: it is over when it is written down."""
    deps = running.deps
    clock.ahead += PERIOD
    begun = deps.clock()

    async def done() -> bool:
        async with deps.database.reading() as session:
            verified_at = await session.scalar(select(col(Account.verified_at)))
        return verified_at is not None and verified_at >= begun

    await look_soon(deps, shop.account_id)
    await _until(done)


async def _until(done: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await done():  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(LOOK)
