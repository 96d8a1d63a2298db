"""Webhook requests per second and their times, with 64 connections on loopback.

Every round starts every variant in a process of its own, on an empty database. Then they take turns
of one second, in an order that changes from turn to turn. A ratio is the median of the ratios
within each turn, so what else the machine does falls on both sides.

What each server is stands in `bench/variants/`, what all share in `bench/serve.py`; the load is
wrk's, there is no other. On a machine that others use, `chrt -r 1 python -m bench webhook` keeps
most of their work out of the figures. Moorline gains most by it: its writer is a second process.
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from bench.deliveries import write, write_script
from bench.load import WrkMissing, find_wrk, put_load, serving
from bench.section import section
from bench.webhook_report import Kept, Report, Turn, as_json, print_table
from storage.migrate import migrate

VARIANTS = {"a": "bare", "h": "signed", "b": "sdk", "n": "usual", "c": "moorline"}
FASTEST = 60_000  #: requests a second up to which no server gets a delivery twice


@section("webhook")
def webhook(
    rounds: Annotated[int, typer.Option(help="How often the servers start anew.")] = 3,
    seconds: Annotated[int, typer.Option(help="Turns of one second in a round.")] = 10,
    json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if a target is missed.")] = False,
) -> None:
    """Webhook requests per second: bare aiohttp, the SDK's ways, and Moorline storing durably."""
    try:
        find_wrk()
    except WrkMissing as missing:
        typer.echo(str(missing), err=True)
        raise typer.Exit(2) from None
    with tempfile.TemporaryDirectory(prefix="moorline-bench-") as folder:
        report = _measure(Path(folder), rounds, seconds)
    if json:
        typer.echo(as_json(report))
    else:
        print_table(report)
    if report.lost or (strict and report.missed):
        raise typer.Exit(1)


def _measure(folder: Path, rounds: int, seconds: int) -> Report:
    script = write_script(folder)
    data = [folder / f"deliveries-{turn}" for turn in range(seconds + 1)]  # the first warms up
    for turn, file in enumerate(data):
        write(file, turn * FASTEST, FASTEST)
    asyncio.run(migrate(f"sqlite:///{folder / 'empty.db'}"))
    report = Report(rounds, seconds)
    for _round in track(range(rounds), "Measuring …", console=Console(stderr=True)):
        databases = {key: folder / f"{key}.db" for key in VARIANTS}
        for database in databases.values():
            database.write_bytes((folder / "empty.db").read_bytes())
        turns = _take_turns(databases, script, data)
        report.turns += turns[1:]
        answered = sum(loads["c"].answers for loads in turns)
        report.kept.append(Kept(answered, _rows(databases["c"])))
    return report


def _take_turns(databases: dict[str, Path], script: Path, data: list[Path]) -> list[Turn]:
    with ExitStack() as stack:
        ports = {
            key: stack.enter_context(serving(VARIANTS[key], f"sqlite:///{database}"))
            for key, database in databases.items()
        }
        return [
            {
                key: put_load(ports[key], script, file, seconds=1)
                for key in _turned(list(ports), number)
            }
            for number, file in enumerate(data)
        ]


def _turned(keys: list[str], by: int) -> list[str]:
    by %= len(keys)
    return keys[by:] + keys[:by]


def _rows(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM event")
    return int(count)
