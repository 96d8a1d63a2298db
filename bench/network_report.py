"""The network benchmark's figures, as a table for people and as JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.table import Table

ASIDE = ("/v2/bot/channel/webhook/test",)
"""Asked once an hour, whatever the rounds."""

IMPORT_WITHIN, ROUND_WITHIN = 60.0, 5.0  #: seconds


@dataclass(frozen=True)
class Round:
    """Something that was done: how long it took, and the calls LINE and Slack got, by endpoint."""

    seconds: float
    calls: Mapping[str, int]

    @property
    def asked(self) -> int:
        """Calls that every round makes."""
        return sum(count for path, count in self.calls.items() if path not in ASIDE)

    @property
    def aside(self) -> int:
        """Calls that are asked seldom."""
        return sum(self.calls.get(path, 0) for path in ASIDE)


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    value: float
    most: float
    unit: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.most


@dataclass(frozen=True)
class Measured:
    """Everything that was measured; `channels` counts the parent site's, too."""

    sites: int
    channels: int
    imported: Round
    rounds: Sequence[Round]

    @property
    def figures(self) -> Sequence[Figure]:
        return (
            Figure("import, until every LIFF app is made", self.imported.seconds, IMPORT_WITHIN,
                   " s"),
            Figure("round of verification", median(one.seconds for one in self.rounds),
                   ROUND_WITHIN, " s"),
            Figure("calls in a round, the most", max(one.asked for one in self.rounds),
                   2 + 2 * self.channels),
        )  # fmt: skip

    @property
    def missed(self) -> Sequence[str]:
        return [one.name for one in self.figures if not one.met]


def as_json(measured: Measured) -> str:
    """One object: figures with their targets, and the calls of the import and of every round."""
    figures = {
        one.name: {"value": round(one.value, 2), "target": f"<= {one.most:g}", "met": one.met}
        for one in measured.figures
    }
    shown = {
        "sites": measured.sites,
        "login_channels": measured.channels,
        "cores": os.cpu_count(),
        "figures": figures,
        "import": _round(measured.imported),
        "rounds": [_round(one) for one in measured.rounds],
    }
    return json.dumps(shown, indent=2)


def _round(one: Round) -> Mapping[str, object]:
    return {"seconds": round(one.seconds, 2), "asked": one.asked, "aside": one.aside,
            "calls": one.calls}  # fmt: skip


def print_table(measured: Measured) -> None:
    """The figures, and what they mean."""
    aside = sum(one.aside for one in measured.rounds)
    table = Table(
        "what", "measured", "target",
        title=f"{measured.sites} sub-sites on {measured.channels - 1} Login channels and the "
        f"parent site's (C = {measured.channels}); LINE answers 20 ms late; {os.cpu_count()} cores",
        caption=f"The time is the median of {len(measured.rounds)} rounds, the calls are the most "
        f"any of them made; target 2 + 2·C. LINE's hourly webhook test is not in them: {aside} in "
        f"these rounds. The stand-ins run on the same cores.",
    )  # fmt: skip
    for one in measured.figures:
        colour = "green" if one.met else "red"
        value = f"{one.value:.2f}" if one.unit else f"{one.value:g}"
        table.add_row(one.name, f"[{colour}]{value}{one.unit}", f"≤ {one.most:g}{one.unit}")
    console = Console()
    console.print(table)
    for path, count in measured.rounds[-1].calls.items():
        console.print(f"{count:6}  {path}")
