"""Put together what the list of Login channels shows, from rows and the newest look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.binding.capacity import MOST
from bot.binding.consoles import login_channel_console
from bot.binding.desired import DesiredLoginChannel
from bot.binding.report import Report, StepLine
from bot.cards.pool import PoolLine
from bot.text import Text
from storage.accounts import Bound
from storage.sites import Taken

EVIDENCE = ("login-published", "account-linked", "same-provider")


def pool_lines(
    bound: Bound, taken: Sequence[Taken], seen: Report | None, silent: Mapping[str, Text]
) -> Sequence[PoolLine]:
    """One line per channel, with the evidence of the newest look, `seen`; `silent` says why LINE
    did not tell its own count, by row id.
    """
    parent = bound.parent.login_channel_id
    steps = seen.steps if seen else ()
    return [_line(bound, one, one.channel.id == parent, steps, silent) for one in taken]


def _line(
    bound: Bound,
    one: Taken,
    parent: bool,
    steps: Sequence[StepLine],
    silent: Mapping[str, Text],
) -> PoolLine:
    row = one.channel
    about = f"login-channel:{row.channel_id}"
    return PoolLine(
        account=bound.account.slug,
        channel_id=row.channel_id,
        name=row.label or row.channel_id,
        parent=parent,
        used=min(one.used, MOST),
        free=max(MOST - one.used, 0),
        foreign=row.foreign_apps,
        sites=one.sites,
        listed_at=row.listed_at,
        silent=silent.get(row.id),
        steps=tuple(step for step in steps if step.subject == about and step.name in EVIDENCE),
        link=login_channel_console(DesiredLoginChannel(row.channel_id, row.label)),
    )
