"""What a store's scheduled tasks did lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.cards.parts import Card, Part, heading, prose
from bot.text import Text, _


@dataclass(frozen=True)
class RunLine:
    """One run of a task."""

    task: str
    member: str
    at: datetime
    outcome: str  #: waiting | done | skipped | failed
    why: Text | str | None = None


def history(site_name: str, runs: tuple[RunLine, ...]) -> Card:
    """The newest runs of a store's tasks."""
    title = _("What the tasks of {site} did", site=site_name)
    parts: list[Part] = [heading(title)]
    if not runs:
        parts.append(prose(_("Nothing yet.")))
    for run in runs:
        mark = {"done": "✅", "skipped": "➖", "failed": "❌"}.get(run.outcome, "🕒")
        said = _("{mark} {at} · *{task}* · {member}", mark=mark, at=run.at, task=run.task,
                 member=run.member or "–")  # fmt: skip
        parts.append(prose(_("{line}\n{why}", line=said, why=run.why) if run.why else said))
    return Card(title, tuple(parts[:40]))
