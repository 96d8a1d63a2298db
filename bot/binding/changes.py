"""Which drifts are somebody's change at LINE, made with nobody's doing here. Pure.

A rule declared `at_line` compares what is set at LINE's consoles. When it held at the last look and
we want the same as then, or when it drifts in another way than before, somebody changed it there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.binding.desired import Desired
from bot.binding.model import Drift, Finding, State
from bot.binding.report import Report
from bot.binding.verdict import Changed, Key, Opened, Transition
from bot.text import Text


@dataclass(frozen=True)
class AtLine:
    """One thing found changed at LINE, in words for a person."""

    check: str
    subject: str  #: "site:taipei"
    old: Text | str
    new: Text | str


def found_at_line(
    before: Report | None, want: Desired, open_: Mapping[Key, Drift], news: Sequence[Transition]
) -> Sequence[AtLine]:
    """What of the news is a change made at LINE. `before` is the last look, `open_` its drifts.

    Where nothing was known before, nothing is claimed: it may never have been as we want it.
    """
    if before is None:
        return ()
    well = {(line.check, line.subject) for line in before.checks if line.state is State.OK}
    moved = _moved(before, want)
    found: list[AtLine] = []
    for one in news:
        match one:
            case Opened(finding) if finding.rule.at_line and finding.key in well:
                if str(finding.subject) not in moved:
                    found.append(_change(finding, finding.drift.expected))
            case Changed(finding) if finding.rule.at_line:
                was = open_[finding.key]
                if was.expected == finding.drift.expected and was.actual != finding.drift.actual:
                    found.append(_change(finding, was.actual))
    return found


def _change(finding: Finding, old: Text | str) -> AtLine:
    return AtLine(finding.rule.name, str(finding.subject), old, finding.drift.actual)


def _moved(before: Report, want: Desired) -> set[str]:
    """The subjects whose address or channel here is another one since: then LINE need not have
    changed.
    """
    places = zip(before.callback_urls, before.login_channels, strict=False)
    known = dict(zip(before.sites, places, strict=False))
    sites = {
        str(one.subject)
        for one in want.sites
        if known.get(one.slug) != (one.callback_url, one.login_channel.channel_id)
    }
    was = (before.webhook_url, before.messaging_channel_id)
    same = was == (want.webhook_url, want.messaging_channel_id)
    return sites if same else sites | {str(want.subject)}
