"""What a process of Moorline costs: memory at rest, time to ready, time of small commands.

An account is bound or not: with one, line-bot-sdk is in memory.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import psutil
import typer
from rich.console import Console
from rich.table import Table

from bench.section import section
from bench.variants.moorline import bind
from sandbox.serve import free_port
from storage.secrets import KeyRing, new_key

REST = 3.0  #: seconds at rest before memory is read
COMMANDS = (["keys", "new"], ["manifest"], ["--help"])

Rounds = Annotated[int, typer.Option(help="How often everything is measured.")]


@section("process")
def process(rounds: Rounds = 5) -> None:
    """Idle memory and start-up of `serve`, and commands that need no server; medians."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder))
        _run(["migrate"], environment)
        starts = [_start(environment) for _round in range(rounds)]
        asyncio.run(bind(environment["DATABASE_URL"], KeyRing.parse(environment["SECRET_KEYS"])))
        bound = [_start(environment) for _round in range(rounds)]
        quick = {
            " ".join(words): statistics.median(_run(words, environment) for _ in range(rounds))
            for words in COMMANDS
        }
    table = Table("what", "median", "target", title=f"{rounds} rounds, {os.cpu_count()} cores")
    for what, measured in (("serve", starts), ("serve, an account bound", bound)):
        ready, memory = (statistics.median(column) for column in zip(*measured, strict=True))
        table.add_row(f"{what}: to /readyz 200", f"{ready:.2f} s", "< 3 s")
        table.add_row(f"{what}: idle memory", f"{memory:.0f} MB", "< 150 MB")
    for name, seconds in quick.items():
        table.add_row(f"python -m bot {name}", f"{seconds:.2f} s", "< 1 s")
    Console().print(table)


def _environment(folder: Path) -> dict[str, str]:
    port = free_port()
    return {
        **os.environ,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "SECRET_KEYS": new_key(),
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_SIGNING_SECRET": "bench",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "LINE_API_URL": "http://127.0.0.1:9",
        "LOG_LEVEL": "error",
    }


def _run(words: list[str], environment: dict[str, str]) -> float:
    """Seconds one command takes."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bot", *words]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    return time.perf_counter() - begun


def _start(environment: dict[str, str]) -> tuple[float, float]:
    """Seconds until ready, and megabytes at rest."""
    begun = time.perf_counter()
    with _serving(environment) as server:
        while not _ready(environment["PUBLIC_URL"]):
            if server.poll() is not None:
                raise SystemExit("serve ended before it was ready")
            time.sleep(0.02)
        ready = time.perf_counter() - begun
        time.sleep(REST)
        return ready, psutil.Process(server.pid).memory_info().rss / 1e6


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen([sys.executable, "-m", "bot", "serve"], env=environment)
    try:
        yield server
    finally:
        server.terminate()
        server.wait(15)


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
