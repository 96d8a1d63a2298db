"""The list of open alerts, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.alert_state import Status
from bot.cards.alerts import AlertShown
from bot.cards.marks import code
from bot.cards.parts import Card, heading, prose
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
