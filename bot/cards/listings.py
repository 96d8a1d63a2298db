"""Plain lists: alerts, and who did what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards.alerts import AlertShown, Status
from bot.cards.marks import Reference, code, person
from bot.cards.parts import Card, Part, heading, prose
from bot.text import Text, _

DOTS = {
    Status.OPEN: "🔴",
    Status.ACKNOWLEDGED: "⚪",
    Status.MUTED: "🔇",
    Status.RESOLVED: "🟢",
}


def alerts_list(account_name: str, shown: Sequence[AlertShown]) -> Card:
    """Open alerts first; each is one line."""
    title = _("Alerts of {account}", account=account_name)
    if not shown:
        return Card(title, (heading(title), prose(_("No alerts: everything is well."))))
    return Card(title, (heading(title), *(prose(_alert_line(one)) for one in shown)))


def _alert_line(one: AlertShown) -> Text:
    subject = one.subject_name if one.count == 1 else _("{name} and {count} more",
                                                        name=one.subject_name,
                                                        count=one.count - 1)  # fmt: skip
    return _("{dot} *{title}* · {subject}\n{check} since {time}", dot=DOTS[one.status],
             title=one.title, subject=subject, check=code(one.check),
             time=one.opened_at)  # fmt: skip


@dataclass(frozen=True)
class AuditShown:
    """One entry: who did what, when, old → new."""

    at: datetime
    who: str  #: Slack user id, or "moorline"
    what: str  #: the tag
    subject: str
    old: str
    new: str


def audit_list(account_name: str, entries: Sequence[AuditShown]) -> Card:
    """The newest entries first."""
    title = _("Who changed what: {account}", account=account_name)
    parts: list[Part] = [heading(title)]
    parts += [prose(_audit_line(entry)) for entry in entries]
    if not entries:
        parts.append(prose(_("Nothing has been changed yet.")))
    return Card(title, tuple(parts))


def _audit_line(entry: AuditShown) -> Text:
    who = _("Moorline") if entry.who == "moorline" else person(entry.who)
    line = _("{time} · {who} · {what} · {subject}", time=entry.at, who=who, what=code(entry.what),
             subject=_subject(entry.subject))  # fmt: skip
    if entry.old or entry.new:
        line = _("{line}\n{old} → {new}", line=line, old=entry.old or "—", new=entry.new or "—")
    return line


def _subject(subject: str) -> Reference | str:
    kind, _colon, key = subject.partition(":")
    return person(key) if kind == "person" else subject
