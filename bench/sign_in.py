"""Members' pages: sign-ins there and back a second, and what a page costs to make and to send.

LINE is the stand-in, and everything runs in this one process: what is measured is Moorline with
its database and all LINE is asked per sign-in (token, ID token, friendship, profile), without a
wire.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated

import aiohttp
import typer
from rich.console import Console
from rich.table import Table

from bench.network_shop import ROOM, furnished
from bench.section import section
from bot.binding.sign_ins import Result
from bot.locale import Language
from bot.logs import configure
from bot.pages import Frame, assets
from bot.pages.member import Information, entrance, information
from bot.pages.trouble import sign_in_trouble
from bot.trial import Trial, trial

BY_ITSELF = 3600.0  #: seconds between verifications nobody asks for
RENDERINGS = 200
LARGEST = 50_000  #: bytes a page may have without its pictures


@dataclass(frozen=True)
class Trips:
    """Sign-ins there and back: how many, in how many seconds, and how long each took."""

    seconds: float
    each: list[float]


@section("sign_in")
def sign_in(
    members: Annotated[int, typer.Option(help="How many sign in.")] = 300,
    at_once: Annotated[int, typer.Option(help="How many of them at a time.")] = 16,
    database: Annotated[str, typer.Option(help="Its address; a SQLite file by default.")] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 if a page is too large.")
    ] = False,
) -> None:
    """Sign-in round trips per second against the stand-in; render times and sizes of pages."""
    configure("error", None)
    trips = asyncio.run(_measured(members, at_once, database))
    pages = {name: _rendered(name) for name in ("entrance", "me", "error")}
    _print(trips, at_once, pages)
    if strict and any(size > LARGEST for _ms, size in pages.values()):
        raise typer.Exit(1)


async def _measured(members: int, at_once: int, database: str) -> Trips:
    with tempfile.TemporaryDirectory(prefix="moorline-bench-") as folder:
        url = database or f"sqlite:///{Path(folder) / 'sign-in.db'}"
        async with trial(url, verify_every=BY_ITSELF) as running:
            await furnished(running, 0)
            running.line.limits.enforced = False
            turn, each = asyncio.Semaphore(at_once), list[float]()
            await _trip(running, 0, turn, [])  # whatever is made once is made
            begun = time.perf_counter()
            await asyncio.gather(*(_trip(running, n + 1, turn, each) for n in range(members)))
            return Trips(time.perf_counter() - begun, each)


async def _trip(running: Trial, number: int, turn: asyncio.Semaphore, each: list[float]) -> None:
    """One member with a browser and an address of their own: button, LINE, back, member page."""
    person = running.line.create_person(f"會員 {number}")
    jar = aiohttp.CookieJar(unsafe=True)
    headers = {"X-Forwarded-For": f"203.{number // 62500}.{number // 250 % 250}.{number % 250}"}
    async with turn, aiohttp.ClientSession(cookie_jar=jar, headers=headers) as http:
        begun = time.perf_counter()
        to_line = await _get(http, f"{running.url}/s/{ROOM}/login", 303)
        back = await running.line.authorize(person, to_line)
        me = await _get(http, back, 303)
        await _get(http, running.url + me, 200)
        each.append(time.perf_counter() - begun)


async def _get(http: aiohttp.ClientSession, url: str, status: int) -> str:
    async with http.get(url, allow_redirects=False) as answer:
        text = await answer.text()
        if answer.status != status:
            raise RuntimeError(f"{url}: {answer.status} instead of {status}\n{text}")
        return answer.headers.get("Location", "")


def _rendered(name: str) -> tuple[float, int]:
    """Milliseconds to make the page, and its bytes with its style sheet; the larger of three
    languages.
    """
    style = len(assets()["member.css"].body)
    costs = [_cost(name, Frame(one, "台北信義店", "/s/taipei", account_name="小島咖啡"))
             for one in Language]  # fmt: skip
    return max(ms for ms, _size in costs), max(size for _ms, size in costs) + style


def _cost(name: str, frame: Frame) -> tuple[float, int]:
    visited = [(f"第 {number} 店", date(2026, 11, 23)) for number in range(30)]
    me = Information("陳怡君", "https://profile.line-scdn.net/0h", "金", date(2026, 1, 1), False,
                     visited, "516kjima")  # fmt: skip
    took, page = list[float](), ""
    for _ in range(RENDERINGS):
        begun = time.perf_counter()
        match name:
            case "entrance":
                page = entrance(frame, signed_in_as=None, lost=True)
            case "me":
                page = information(frame, me, "x" * 100)
            case _:
                page = sign_in_trouble(frame, Result.FOREIGN, signed_in=False)
        took.append(1000 * (time.perf_counter() - begun))
    return median(took), len(page.encode())


def _print(trips: Trips, at_once: int, pages: Mapping[str, tuple[float, int]]) -> None:
    cuts = quantiles(trips.each, n=100)
    table = Table(
        "sign-ins, there and back", "", title=f"{len(trips.each)} members, {at_once} at once"
    )
    table.add_row("a second", f"{len(trips.each) / trips.seconds:,.1f}")
    table.add_row("median", f"{1000 * median(trips.each):,.0f} ms")
    table.add_row("p99", f"{1000 * cuts[98]:,.0f} ms")
    costs = Table("page", "made in", "bytes with its style sheet", "at most")
    for name, (ms, size) in pages.items():
        costs.add_row(name, f"{ms:.2f} ms", f"{size:,}", f"{LARGEST:,}")
    console = Console()
    console.print(table)
    console.print(costs)
