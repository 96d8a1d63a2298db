"""Who did what to an account: the audit, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.cards.marks import Reference, Said, code, person
from bot.cards.paging import turning
from bot.cards.parts import Card, Part, heading, prose
from bot.cards.values import ButtonValue
from bot.text import Text, _

A_PAGE = 20
NOBODY_HERE: dict[str, Text] = {"moorline": _("Moorline"), "line": _("at LINE")}
"""What no Slack user did."""


@dataclass(frozen=True)
class AuditPage(ButtonValue):
    """Another page of the audit; pages begin at 0."""

    action: ClassVar[str] = "audit"
    account: str
    page: int
    site: str = ""  #: slug; "" is every site this person sees


@dataclass(frozen=True)
class AuditEntry:
    """One entry: who did what, when, old → new."""

    at: datetime
    who: str  #: Slack user id, "moorline", or "line" for what was found changed there
    what: str  #: the tag
    subject: str
    old: Text | str
    new: Text | str


@dataclass(frozen=True)
class AuditShown:
    """One page of an account's audit, the newest entry first; `total` counts all pages'."""

    account_name: str
    entries: tuple[AuditEntry, ...]
    total: int
    here: AuditPage


def audit_list(shown: AuditShown) -> Card:
    """One page of the audit."""
    title = _("Who changed what: {account}", account=shown.account_name)
    parts: list[Part] = [heading(title)]
    parts += [prose(_line(entry)) for entry in shown.entries]
    if not shown.entries:
        parts.append(prose(_("Nothing has been changed yet.")))
    here = shown.here
    parts += turning(here.page, A_PAGE, shown.total,
                     lambda to: AuditPage(here.account, to, here.site))  # fmt: skip
    return Card(title, tuple(parts))


def _line(entry: AuditEntry) -> Text:
    who: Said = NOBODY_HERE.get(entry.who) or person(entry.who)
    line = _("{time} · {who} · {what} · {subject}", time=entry.at, who=who, what=code(entry.what),
             subject=_subject(entry.subject))  # fmt: skip
    if entry.old or entry.new:
        line = _("{line}\n{old} → {new}", line=line, old=entry.old or "—", new=entry.new or "—")
    return line


def _subject(subject: str) -> Reference | str:
    kind, _colon, key = subject.partition(":")
    return person(key) if kind == "person" else subject
