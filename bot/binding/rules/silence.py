"""Not being able to look is no drift; for an hour, it is worth saying, once."""

from __future__ import annotations

from datetime import datetime

from bot.binding.desired import Desired, Kind
from bot.binding.model import Advice, Drift, Seen, Severity, probe, rule
from bot.binding.platforms import Platforms
from bot.text import _


@probe(Kind.ACCOUNT)
async def silence(on: Platforms, want: Desired) -> datetime | None:
    """Since when checks get no answer, once it lasts."""
    return await on.records.silence()


@rule(
    "could-not-check",
    Kind.ACCOUNT,
    Severity.WARNING,
    label=_("Checks get answers"),
    title=_("The binding could not be checked for an hour"),
    means=_("Nothing is known to be broken, but nothing is known to be well either."),
    ending=Advice(
        _("Open LINE's status page"),
        _("If LINE reports no incident, look at this server's way to the internet."),
        lambda want: "https://api.line-status.info/",
    ),
)
def could_not_check(want: Desired, seen: Seen) -> Drift | None:
    since = seen[silence]
    if since is None:
        return None
    return Drift(_("LINE and Slack answer"), _("no usable answer since {time}", time=since))
