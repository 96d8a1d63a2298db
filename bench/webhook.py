"""Webhook requests per second and their times, with 64 connections on loopback.

Every round measures every variant once, each in a process of its own with an empty database, in an
order that turns from round to round. A ratio is the median of the rounds' ratios, so what else the
machine does falls on both sides.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from bench.deliveries import write
from bench.load import WrkMissing, find_wrk, put_load, serving
from bench.section import section
from bench.webhook_report import Kept, Report, as_json, print_table
from storage.migrate import migrate

VARIANTS = {"a": "bare", "h": "signed", "b": "sdk", "n": "usual", "c": "moorline"}
WARM_UP = 1  #: seconds
FASTEST = 20_000  #: requests a second up to which no delivery is sent twice to one server


@section("webhook")
def webhook(
    rounds: Annotated[int, typer.Option(help="How often each variant is measured.")] = 5,
    seconds: Annotated[int, typer.Option(help="How long each time.")] = 5,
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
    script, data = write(folder, FASTEST * (WARM_UP + seconds))
    empty = folder / "empty.db"
    asyncio.run(migrate(f"sqlite:///{empty}"))
    report = Report(seconds)
    for number in track(range(rounds), "Measuring …", disable=not sys.stderr.isatty()):
        report.rounds.append({})
        for key in _turned(list(VARIANTS), number):
            database = folder / f"{number}-{key}.db"
            database.write_bytes(empty.read_bytes())
            with serving(VARIANTS[key], f"sqlite:///{database}") as port:
                warm = put_load(port, script, data, seconds=WARM_UP, start=0)
                load = put_load(port, script, data, seconds=seconds, start=FASTEST * WARM_UP)
            report.rounds[-1][key] = load
            if key == "c":
                report.kept.append(Kept(warm.answers + load.answers, _rows(database)))
            database.unlink()
    return report


def _turned(keys: list[str], by: int) -> list[str]:
    by %= len(keys)
    return keys[by:] + keys[:by]


def _rows(database: Path) -> int:
    with closing(sqlite3.connect(database)) as connection:
        [(count,)] = connection.execute("SELECT count(*) FROM event")
    return int(count)
