"""What events and people have shown about things LINE's API cannot read."""

from __future__ import annotations

from bot.binding.desired import Desired, Kind, Subject
from bot.binding.model import Seen, probe
from bot.binding.platforms import Evidence, Platforms


@probe(Kind.ACCOUNT)
async def evidence(on: Platforms, want: Desired) -> list[Evidence]:
    """Everything recorded about the account, its Login channels and sites."""
    return list(await on.records.evidence())


def recorded(seen: Seen, subject: Subject, name: str) -> Evidence | None:
    """The record about one checklist step of one subject."""
    about = (e for e in seen[evidence] if e.subject == str(subject) and e.name == name)
    return next(about, None)


def shown(seen: Seen, subject: Subject, name: str) -> str | None:
    """What an event, not a person's word, has shown; None when nothing has."""
    found = recorded(seen, subject, name)
    return found.value if found and not found.by else None
