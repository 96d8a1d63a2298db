"""Cards of a repair: the plan before it, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.binding.report import Report
from bot.cards.binding import binding
from bot.cards.marks import code, person
from bot.cards.modals import Modal
from bot.cards.parts import Card, Part, context, copyable, divider, prose
from bot.text import Text, _


@dataclass(frozen=True)
class Change:
    """One value at LINE or Slack: what it is now, what it is to be."""

    label: Text  #: what the repair does
    subject_name: str
    old: Text | str
    new: Text | str


@dataclass(frozen=True)
class PlanShown:
    """A repair before it is applied; `digest` holds it to what was shown."""

    account: str  #: slug
    account_name: str
    site: str
    digest: str
    changes: Sequence[Change]
    left: Sequence[Text]  #: titles of what only a person can mend


def plan(shown: PlanShown) -> Modal:
    """What will change, old → new, and a button that applies exactly that."""
    if not shown.changes:
        return Modal(_("Repair"), (prose(_nothing(shown)), *_left(shown)))
    parts: list[Part] = [prose(_("Applied on confirmation, exactly as shown:"))]
    parts += [prose(_change(change)) for change in shown.changes]
    metadata = {"account": shown.account, "site": shown.site, "digest": shown.digest}
    return Modal(_("Repair"), (*parts, *_left(shown)), "repair", _("Apply"), _("Cancel"), metadata)


def _nothing(shown: PlanShown) -> Text:
    if shown.left:
        return _("Moorline can repair nothing by itself here; what is left needs a person.")
    return _("There is nothing to repair: {account} is well.", account=shown.account_name)


def _left(shown: PlanShown) -> Sequence[Part]:
    if not shown.left:
        return ()
    return (divider(), context(_("Left for a person:")), *(prose(title) for title in shown.left))


def _change(change: Change) -> Text:
    return _("*{label}* · {subject}\n{old} → {new}", label=change.label,
             subject=change.subject_name, old=_value(change.old),
             new=_value(change.new))  # fmt: skip


def _value(value: Text | str) -> object:
    return code(value) if isinstance(value, str) else value


@dataclass(frozen=True)
class RepairShown:
    """What became of a repair, after looking again."""

    report: Report
    done: Sequence[Change]
    refused: Sequence[tuple[Text, Text]]  #: what was tried, and LINE's objection


def repaired(shown: RepairShown) -> Card:
    """What was done, then how the binding stands now."""
    card = binding(shown.report)
    parts: list[Part] = [card.parts[0]]
    if shown.done:
        parts.append(prose(_("*Done just now*")))
        parts += [prose(_change(change)) for change in shown.done]
    for label, objection in shown.refused:
        parts.append(prose(_("⚠️ *{label}* did not work: {why}", label=label, why=objection)))
    if shown.done or shown.refused:
        parts.append(divider())
    return Card(card.text, (*parts, *card.parts[1:]), card.tone, card.status)


def parameters(
    webhook_url: str, callback_url: str, changed_by: str, changed_at: datetime | None
) -> Sequence[Part]:
    """Above the set-up form: the two addresses, ready to copy, and who changed it last."""
    parts: list[Part] = [
        prose(_("*Webhook URL* (Moorline enters it at LINE by itself)")),
        copyable(webhook_url),
        prose(_("*Callback URL* (paste it at LINE: “LINE Login”, “Callback URL”)")),
        copyable(callback_url),
    ]
    if changed_at:
        who = _("Changed last by {person}, {time}. Secrets left empty stay as they are.",
                person=person(changed_by), time=changed_at)  # fmt: skip
        parts.append(context(who))
    return parts
