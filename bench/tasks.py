"""A task that reaches 50,000 members: how long planning takes, how fast it sends, who waits for it.

LINE is the stand-in, in the same process, and takes 20 ms longer over every answer: its own work is
part of what is measured. Planning is one round by the calendar; then the task sends for a while,
and meanwhile operators' answers are written, whose way to LINE is timed.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from json import dumps
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, insert
from sqlmodel import col, select

from bench.network_shop import furnished
from bench.section import section
from bot.deps import Deps
from bot.flows.conversations.reply import write
from bot.flows.stores.task_planning import plan_calendar
from bot.flows.stores.task_running import run_due
from bot.logs import configure
from bot.trial import Trial, trial
from storage.tables import Member, Message, Site, Task, TaskRun, new_id

LATENCY = 0.020  #: seconds, before every answer of LINE's
TARGET = 10.0  #: seconds in which a round is planned
BY_ITSELF = 3600.0  #: seconds between rounds of verification: longer than the benchmark takes
PATIENCE = 60.0  #: seconds for one answer
LOOK = 0.005  #: seconds between two looks at a row


@dataclass(frozen=True)
class Measured:
    """Seconds and rates. `answers` are seconds from writing an answer to LINE's having it."""

    members: int
    planned: float
    sent_a_second: float
    answer_alone: float
    answer_beside: float


@section("tasks")
def tasks(
    members: Annotated[int, typer.Option(help="Members the task reaches.")] = 50_000,
    seconds: Annotated[float, typer.Option(help="How long it sends.")] = 10.0,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Plan a round of 50,000 members, then send while operators answer."""
    configure("critical", None)  # at the end the stand-in loses what is under way to it
    measured = asyncio.run(_measured(members, seconds))
    if json:
        typer.echo(dumps(asdict(measured)))
    else:
        _print(measured)


async def _measured(members: int, seconds: float) -> Measured:
    with tempfile.TemporaryDirectory(prefix="moorline-bench-") as folder:
        url = f"sqlite:///{Path(folder) / 'tasks.db'}"
        async with trial(url, verify_every=BY_ITSELF) as running:
            shop = await furnished(running, 0)
            running.line.faults.add("/", latency=LATENCY)
            running.line.limits.enforced = False
            running.furnished.account.quota = None
            await _members(running, shop.account_id, members)
            await _task(running.deps, shop.account_id)
            planned = await _planned(running.deps, members)
            alone = await _answers(running.deps, shop.account_id, 5)
            rate, beside = await _sending(running.deps, shop.account_id, seconds)
    return Measured(members, planned, rate, alone, beside)


async def _members(running: Trial, account_id: str, count: int) -> None:
    """Friends of the official account, at LINE and as rows."""
    now, line, official = running.deps.clock(), running.line, running.furnished.account
    rows = []
    for number in range(count):
        person = line.create_person(f"Member {number}")
        official.friendship(person).friend = True
        rows.append(
            {"id": new_id(), "account_id": account_id, "user_id": line.user_id(person, official),
             "name": "", "friendship": "friend", "level_fixed": False, "attempts": 0,
             "created_at": now}
        )  # fmt: skip
    async with running.deps.database.transaction() as session:
        await session.execute(insert(Member), rows)


async def _task(deps: Deps, account_id: str) -> None:
    """As rows, a moment before its turn: nothing has planned it yet."""
    now = deps.clock()
    async with deps.database.transaction() as session:
        parent = select(col(Site.id)).where(col(Site.parent).is_(True))
        session.add(
            Task(account_id=account_id, site_id=(await session.scalars(parent)).one(),
                 name="Spring", trigger="cron", schedule="0 0 1 1 *",
                 action={"deed": "text", "content": "Spring is here."}, created_at=now,
                 created_by="", changed_at=now)
        )  # fmt: skip


async def _planned(deps: Deps, members: int) -> float:
    """Seconds from the task's turn until every member's run is a row."""
    async with deps.database.transaction() as session:
        task = (await session.scalars(select(Task))).one()
        task.due_at, task.delay_seconds = deps.clock(), 3600
    begun = time.perf_counter()
    await plan_calendar(deps)
    while await _runs(deps) < members:  # noqa: ASYNC110 - the server's own job may have taken it
        await asyncio.sleep(LOOK)
    return time.perf_counter() - begun


async def _runs(deps: Deps, *, done: bool = False) -> int:
    counted = select(func.count()).select_from(TaskRun)
    if done:
        counted = counted.where(col(TaskRun.done_at).is_not(None))
    async with deps.database.reading() as session:
        return await session.scalar(counted) or 0


async def _sending(deps: Deps, account_id: str, seconds: float) -> tuple[float, float]:
    """Messages a second, and the median wait of answers written meanwhile."""
    async with deps.database.transaction() as session:
        for run in await session.scalars(select(TaskRun).limit(int(seconds * 2000))):
            run.due_at = deps.clock() - timedelta(seconds=1)
    end, before = time.perf_counter() + seconds, await _runs(deps, done=True)

    async def send() -> None:
        while time.perf_counter() < end and await run_due(deps):
            pass

    begun = time.perf_counter()
    _sent, beside = await asyncio.gather(send(), _answers(deps, account_id, int(seconds)))
    sent = await _runs(deps, done=True) - before
    return sent / (time.perf_counter() - begun), beside


async def _answers(deps: Deps, account_id: str, count: int) -> float:
    """The median seconds from writing an answer to LINE's having taken it."""
    return median([await _answered(deps, account_id) for _ in range(count)])


async def _answered(deps: Deps, account_id: str) -> float:
    async with deps.database.transaction() as session:
        member = (await session.scalars(select(Member).limit(1))).one()
        name = f"user:{member.user_id}"
        session.add(Message(account_id=account_id, conversation=name, member_id=member.id,
                            direction="in", kind="text", text="Hello",
                            at=deps.clock()))  # fmt: skip
    begun = time.perf_counter()
    written = await write(deps, account_id, name, "Good day.", author="")
    async with asyncio.timeout(PATIENCE):
        while not await _sent(deps, written.id):  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(LOOK)
    return time.perf_counter() - begun


async def _sent(deps: Deps, message_id: str) -> bool:
    async with deps.database.reading() as session:
        return (await session.get_one(Message, message_id)).sent_at is not None


def _print(measured: Measured) -> None:
    table = Table(title=f"A task for {measured.members:,} members")
    for column in ("what", "measured", "target"):
        table.add_column(column)
    table.add_row("planned in", f"{measured.planned:.1f} s", f"under {TARGET:.0f} s")
    table.add_row("sent", f"{measured.sent_a_second:,.0f} a second", "at most 2,000, LINE's limit")
    table.add_row("an operator's answer alone", f"{1000 * measured.answer_alone:.0f} ms", "")
    table.add_row("the same beside it", f"{1000 * measured.answer_beside:.0f} ms", "not held up")
    Console().print(table)
