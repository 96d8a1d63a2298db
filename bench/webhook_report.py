"""The webhook benchmark's figures, as a table for people and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

import aiohttp
from rich.console import Console
from rich.table import Table

from bench.load import CONNECTIONS, Load

LABELS = {
    "a": "bare aiohttp handler answering 200",
    "h": "the same plus the signature check",
    "b": "line-bot-sdk's documented aiohttp pattern, nothing stored",
    "n": "the usual way: SDK parse, one SQLModel commit a request, SQLite FULL",
    "c": "Moorline: checked and durably stored, SQLite FULL, group commit",
}

Turn = dict[str, Load]  #: one second of each variant


@dataclass(frozen=True)
class Ratio:
    """One variant's figure over another's in the same turn, and what it should reach."""

    name: str
    of: Callable[[Turn], float]
    least: float | None = None
    most: float | None = None

    @property
    def target(self) -> str:
        """In words; "" when there is none."""
        if self.least is not None:
            return f"≥ {self.least:g}"
        return "" if self.most is None else f"≤ {self.most:g}"

    def met(self, value: float) -> bool:
        if self.least is not None and value < self.least:
            return False
        return self.most is None or value <= self.most


def _speed(over: str) -> Callable[[Turn], float]:
    return lambda loads: loads["c"].per_second / loads[over].per_second


RATIOS = (
    Ratio("c/a", _speed("a")),
    Ratio("c/h", _speed("h"), least=0.75),
    Ratio("c/b", _speed("b"), least=1.5),
    Ratio("c/n", _speed("n"), least=10),
    Ratio("p99 c/a", lambda loads: loads["c"].p99 / loads["a"].p99, most=2.5),
)


@dataclass(frozen=True)
class Kept:
    """One server of (c): requests answered 200, and rows in its database afterwards.

    There may be more rows: of requests whose answer wrk did not wait for.
    """

    answered: int
    rows: int


@dataclass
class Report:
    """Everything that was measured."""

    rounds: int
    seconds: int
    turns: list[Turn] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)

    def median_of(self, key: str, figure: Callable[[Load], float]) -> float:
        return median(figure(loads[key]) for loads in self.turns)

    def median_ratio(self, ratio: Ratio) -> float:
        return median(map(ratio.of, self.turns))

    @property
    def lost(self) -> int:
        """Events answered 200 that are not in the database."""
        return sum(max(0, kept.answered - kept.rows) for kept in self.kept)

    @property
    def missed(self) -> list[str]:
        return [ratio.name for ratio in RATIOS if not ratio.met(self.median_ratio(ratio))]


def as_json(report: Report) -> str:
    """One object: medians per variant, ratios with their targets, and every round."""
    figures = {
        key: {
            "what": label,
            "per_second": round(report.median_of(key, lambda load: load.per_second)),
            "p50_ms": report.median_of(key, lambda load: load.p50),
            "p99_ms": report.median_of(key, lambda load: load.p99),
            "failed": sum(loads[key].failed for loads in report.turns),
        }
        for key, label in LABELS.items()
    }
    ratios = {
        ratio.name: {
            "median": round(report.median_ratio(ratio), 3),
            "turns": [round(ratio.of(loads), 3) for loads in report.turns],
            "target": ratio.target,
            "met": ratio.met(report.median_ratio(ratio)),
        }
        for ratio in RATIOS
    }
    stored = {
        "answered": sum(kept.answered for kept in report.kept),
        "rows": sum(kept.rows for kept in report.kept),
        "lost": report.lost,
    }
    return json.dumps(
        {"machine": _machine(), "variants": figures, "ratios": ratios, "stored": stored}, indent=2
    )


def print_table(report: Report) -> None:
    """Two tables, and the answer to whether anything that was answered 200 is missing."""
    console = Console()
    console.print(_machine())
    console.print(_variants(report))
    console.print(_ratios(report))
    answered = sum(kept.answered for kept in report.kept)
    console.print(
        f"(c) answered {answered:,} requests with 200; "
        + (f"[red]{report.lost:,} of them are lost" if report.lost else "every one is a row.")
    )


def _variants(report: Report) -> Table:
    table = Table(
        title=f"Webhook requests, {CONNECTIONS} connections, one process, "
        f"medians of {report.rounds} × {report.seconds} turns of 1 s",
        caption="(c) as under `serve --no-jobs`: making members and messages of the events is the "
        "work of the jobs process and is not in these figures. The servers take turns; "
        "the client (wrk) runs on the same cores.",
    )
    table.add_column("")
    table.add_column("server")
    for heading in ("requests/s", "p50 ms", "p99 ms", "failed"):
        table.add_column(heading, justify="right")
    for key, label in LABELS.items():
        table.add_row(
            key,
            label,
            f"{report.median_of(key, lambda load: load.per_second):,.0f}",
            f"{report.median_of(key, lambda load: load.p50):.1f}",
            f"{report.median_of(key, lambda load: load.p99):.1f}",
            str(sum(loads[key].failed for loads in report.turns)),
        )
    return table


def _ratios(report: Report) -> Table:
    table = Table(title="Ratios within a turn")
    table.add_column("")
    for heading in ("median", "lowest", "highest", "target"):
        table.add_column(heading, justify="right")
    for ratio in RATIOS:
        values = sorted(map(ratio.of, report.turns))
        middle = report.median_ratio(ratio)
        colour = "green" if ratio.met(middle) else "red"
        figures = (f"[{colour}]{middle:.2f}", f"{values[0]:.2f}", f"{values[-1]:.2f}")
        table.add_row(ratio.name, *figures, ratio.target)
    return table


def _machine() -> str:
    return (
        f"Python {platform.python_version()}, aiohttp {aiohttp.__version__}, {os.cpu_count()} cores"
    )
