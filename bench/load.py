"""Runs a server and puts wrk's load on it."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 64


class WrkMissing(Exception):
    """wrk is not installed."""

    def __str__(self) -> str:
        return (
            "The benchmark needs wrk (https://github.com/wg/wrk): "
            "`apt install wrk`, or `brew install wrk`."
        )


@dataclass(frozen=True)
class Load:
    """What wrk saw in one run; times in milliseconds."""

    answers: int  #: with a status below 400
    failed: int
    per_second: float
    p50: float
    p99: float


def find_wrk() -> str:
    """Where wrk is. Raises `WrkMissing`."""
    found = shutil.which("wrk")
    if found is None:
        raise WrkMissing
    return found


@contextmanager
def serving(variant: str, database: str) -> Iterator[int]:
    """A process that serves a variant; yields its port."""
    command = [sys.executable, "-m", "bench.serve", variant, database]
    root = Path(__file__).parents[1]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line:
                raise RuntimeError(f"The server of {variant} did not start; see above.")
            yield int(line)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def put_load(port: int, script: Path, data: Path, *, seconds: int) -> Load:
    """Send the deliveries in `data` over 64 connections for so many seconds."""
    wrk = [find_wrk(), "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s"]
    command = [*wrk, "-s", str(script), f"http://127.0.0.1:{port}", "--", str(data)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    line = next(line for line in printed.splitlines() if line.startswith("RESULT "))
    seen = json.loads(line.removeprefix("RESULT "))
    return Load(
        answers=seen["requests"] - seen["refused"],
        failed=seen["refused"] + seen["broken"],
        per_second=seen["requests"] / (seen["microseconds"] / 1e6),
        p50=seen["p50"] / 1000,
        p99=seen["p99"] / 1000,
    )
