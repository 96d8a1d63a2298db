"""Redemptions per second: many members at once, against one hot ticket and against a thousand.

The flow alone, with its database and 600 stores' sealed codes; no web page and no platform.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import SecretStr

from bench.section import section
from bot.deps import Deps
from bot.flows.sealed import seal_redemption_code
from bot.flows.stores.codes import Typed
from bot.flows.stores.redeeming import redeem
from bot.flows.stores.tickets import Issuing, issue_all
from bot.logs import configure
from bot.opening import opened
from bot.settings import Settings
from storage.migrate import migrate
from storage.secrets import new_key
from storage.tables import Account, Member, Site, Ticket, TicketStore

STORES = 600
AT_ONCE = 16  #: members at counters at the same moment


@section("tickets")
def tickets(
    redemptions: Annotated[int, typer.Option(help="Redemptions of each kind.")] = 500,
    database: Annotated[str, typer.Option(help="Its address; a SQLite file by default.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, not a table.")] = False,
) -> None:
    """Redeem tickets at 600 stores: redemptions per second."""
    configure("error", None)
    measured = asyncio.run(_measured(redemptions, database))
    if as_json:
        typer.echo(json.dumps(measured))
        return
    for name, per_second in measured.items():
        typer.echo(f"{name:24} {per_second:8.0f} redemptions/s")


async def _measured(count: int, database: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="moorline-bench-") as folder:
        url = database or f"sqlite:///{Path(folder) / 'tickets.db'}"
        await migrate(url)
        settings = Settings(database_url=SecretStr(url), secret_keys=SecretStr(new_key()))
        async with opened(settings) as deps:
            account = await _furnished(deps, count)
            return {
                "one hot ticket": await _rate(deps, account, count, kinds=1),
                "a thousand tickets": await _rate(deps, account, count, kinds=1000),
            }


async def _furnished(deps: Deps, members: int) -> Account:
    """An account with 600 stores, each with a code of its own, and its members."""
    now = datetime.now(UTC)
    account = Account(id="a", slug="a", name="A", oa_id="a", messaging_channel_id="1",
                      messaging_secret_box="", secret_since=now, bot_user_id="U",
                      slack_channel="C", created_at=now, changed_at=now,
                      changed_by="U")  # fmt: skip
    async with deps.database.transaction() as session:
        session.add(account)
        await session.flush()
        for number in range(STORES):
            key = f"s{number:03}"
            box = seal_redemption_code(deps, key, f"{number:06}")
            session.add(Site(id=key, account_id="a", slug=key, name=key, created_at=now,
                             redemption_code_box=box))  # fmt: skip
        session.add_all(
            Member(id=f"m{n:05}", account_id="a", user_id=f"U{n}", created_at=now)
            for n in range(members)
        )
    return account


async def _rate(deps: Deps, account: Account, count: int, *, kinds: int) -> float:
    """Redemptions per second; each member redeems one ticket, at the stores in turn."""
    issued = await _issued(deps, account, count, kinds)
    async with deps.database.reading() as session:
        pages = [await session.get_one(Site, f"s{number:03}") for number in range(STORES)]
    work = list(enumerate(issued))

    async def counter() -> None:
        while work:
            number, ticket = work.pop()
            store = 0 if kinds == 1 else number % STORES
            typed = Typed(pages[number % STORES], f"m{number:05}", f"{store:06}", f"{kinds}-once")
            await redeem(deps, account, ticket, typed)

    begun = time.perf_counter()
    await asyncio.gather(*(counter() for _ in range(AT_ONCE)))
    return count / (time.perf_counter() - begun)


async def _issued(deps: Deps, account: Account, count: int, kinds: int) -> list[str]:
    """One ticket for each member, of so many kinds; every store may redeem them all."""
    now, made = datetime.now(UTC), list[str]()
    each = max(count // kinds, 1)
    for kind in range(0, count, each):
        ticket = Ticket(account_id="a", name="T", created_at=now, created_by="U", changed_at=now)
        async with deps.database.transaction() as session:
            session.add(ticket)
            await session.flush()
            stores = range(1) if kinds == 1 else {n % STORES for n in range(kind, kind + each)}
            session.add_all(
                TicketStore(ticket_id=ticket.id, site_id=f"s{n:03}", quota=count) for n in stores
            )
            acts = {f"m{n:05}": f"{kinds}:{n}" for n in range(kind, min(kind + each, count))}
            done = await issue_all(session, ticket, acts, Issuing("operator", now))
        made += [done.tickets[member].id for member in acts]
    return made
